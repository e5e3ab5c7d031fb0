package store

import "onramp/assessment"

// AddOrganisation implements assessment.OrganisationTx.
func (t *tx) AddOrganisation(o *assessment.Organisation) error {
	n, err := t.exec(`INSERT INTO organisations (id, kind, name, contact, address, country, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (id) DO NOTHING`, o.ID, string(o.Kind), o.Name, o.Contact, o.Address, o.Country, millis(o.Created))
	if err == nil && n == 0 {
		return conflict("the organisation is there")
	}
	return err
}

const organisationColumns = `SELECT o.id, o.kind, o.name, o.contact, o.address, o.country, o.created_at, COALESCE(l.hash, '')
	FROM organisations o LEFT JOIN logos l ON l.organisation_id = o.id `

// scanOrganisation reads the columns of organisationColumns.
func scanOrganisation(scan func(...any) error) (*assessment.Organisation, error) {
	var o assessment.Organisation
	var created int64
	err := scan(&o.ID, (*string)(&o.Kind), &o.Name, &o.Contact, &o.Address, &o.Country, &created, &o.Logo)
	o.Created = moment(&created)
	return &o, err
}

// Organisation implements assessment.OrganisationTx.
func (t *tx) Organisation(id string) (*assessment.Organisation, error) {
	all, err := collect(t, organisationColumns+"WHERE o.id = $1", []any{id}, scanOrganisation)
	return only(all, err, "organisation")
}

// Organisations implements assessment.OrganisationTx.
func (t *tx) Organisations() ([]*assessment.Organisation, error) {
	return collect(t, organisationColumns+"ORDER BY o.created_at, o.id", nil, scanOrganisation)
}

// SaveOrganisation implements assessment.OrganisationTx.
func (t *tx) SaveOrganisation(o *assessment.Organisation) error {
	n, err := t.exec("UPDATE organisations SET name = $1, contact = $2, address = $3, country = $4 WHERE id = $5", o.Name, o.Contact, o.Address, o.Country, o.ID)
	return changedOne(n, err, "organisation")
}

// SaveLogo implements assessment.OrganisationTx.
func (t *tx) SaveLogo(organisation string, l *assessment.Logo) error {
	if _, err := t.Organisation(organisation); err != nil {
		return err
	}
	if _, err := t.exec("DELETE FROM logos WHERE organisation_id = $1", organisation); err != nil || l == nil {
		return err
	}
	_, err := t.exec("INSERT INTO logos (organisation_id, hash, media_type, width, height, data) VALUES ($1, $2, $3, $4, $5, $6)",
		organisation, l.Hash, l.Type, l.Width, l.Height, notNil(l.Data))
	return err
}

// Logo implements assessment.OrganisationTx.
func (t *tx) Logo(hash string) (*assessment.Logo, error) {
	all, err := collect(t, "SELECT hash, media_type, width, height, data FROM logos WHERE hash = $1", []any{hash},
		func(scan func(...any) error) (*assessment.Logo, error) {
			var l assessment.Logo
			err := scan(&l.Hash, &l.Type, &l.Width, &l.Height, &l.Data)
			return &l, err
		})
	return only(all, err, "logo")
}

// collect reads every row of a query.
func collect[T any](t *tx, query string, args []any, read func(scan func(...any) error) (*T, error)) (all []*T, err error) {
	err = t.each(query, args, func(scan func(...any) error) error {
		one, err := read(scan)
		all = append(all, one)
		return err
	})
	return all, err
}

// only returns the first of what was read; NotFound when there is none.
func only[T any](all []*T, err error, what string) (*T, error) {
	if err != nil {
		return nil, err
	}
	if len(all) == 0 {
		return nil, missing(what)
	}
	return all[0], nil
}

// changedOne turns a change of no row into NotFound.
func changedOne(n int64, err error, what string) error {
	if err == nil && n == 0 {
		return missing(what)
	}
	return err
}
