package store

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"onramp/assessment"
)

// CreateAssessment implements assessment.AssessmentTx. Responses that the
// assessment already has, such as those of a portable file, are written too,
// as answered at a.Updated. An id that is taken is a Conflict; versions that
// are not published are NotFound.
func (t *tx) CreateAssessment(a *assessment.Assessment) error {
	args, err := columns(a)
	if err != nil {
		return err
	}
	n, err := t.exec(`INSERT INTO assessments (questionnaire_id, questionnaire_version, model_id, model_version, depth, seed,
		name, country, region, language, sector, employees, size_class, goals, budget, days, statistics_consent,
		created_at, updated_at, finished_at, parameters_version, appetite, founded, firm_id, round, first_items, host_id, label, workshop_id, mode, synthetic, register_hash, id, revision)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34)
		ON CONFLICT (id) DO NOTHING`, args...)
	if err != nil {
		return err
	}
	if n == 0 {
		return conflict("the assessment's id is taken")
	}
	if _, err := t.exec("INSERT INTO rounds (assessment_id, id) VALUES ($1, $2)", a.Firm, a.ID); err != nil {
		return err
	}
	if a.StatisticsConsent {
		if err := t.SaveConsent(a.ID, assessment.Consent{At: a.Created, Agreed: true, Wording: assessment.ConsentWording}); err != nil {
			return err
		}
	}
	for _, asked := range a.Order() {
		if err := t.SaveResponse(a.ID, asked, a.Responses[asked.Item], a.Updated); err != nil {
			return err
		}
	}
	for _, m := range a.Marks {
		if err := t.SaveMark(a.ID, m); err != nil {
			return err
		}
	}
	if len(a.Models) == 0 {
		return nil
	}
	return t.SaveModels(a.ID, a.Models)
}

// columns returns the values of an assessment in the order of the statements
// of CreateAssessment and SaveAssessment.
func columns(a *assessment.Assessment) ([]any, error) {
	p := &a.Profile
	goals, err := list(p.Goals)
	if err != nil {
		return nil, err
	}
	first, err := list(a.First)
	return []any{a.Questionnaire, a.QuestionnaireVersion, a.Model, a.ModelVersion, string(a.Depth), a.Seed,
		p.Name, p.Country, p.Region, p.Language, p.Sector, p.Employees, p.Size(), goals, p.Budget, p.Days, a.StatisticsConsent,
		millis(a.Created), millis(a.Updated), optionalMillis(a.Finished), a.Parameters,
		string(p.Appetite), p.Founded, a.Firm, a.Round, first, a.Host, a.Label, a.Workshop, string(a.Mode), a.Synthetic, a.Register, a.ID, a.Revision}, err
}

// list keeps names or numbers as JSON, and nil as NULL.
func list[E any](all []E) (*string, error) {
	if all == nil {
		return nil, nil
	}
	b, err := encode(all)
	s := string(b)
	return &s, err
}

// unlist reads what list keeps.
func unlist(kept *string) (names []string, err error) {
	if kept != nil {
		err = json.Unmarshal([]byte(*kept), &names)
	}
	return names, err
}

// Assessment implements assessment.AssessmentTx. Responses is never nil.
func (t *tx) Assessment(id string) (*assessment.Assessment, error) {
	a := &assessment.Assessment{ID: id, Responses: map[string]assessment.Response{}}
	p := &a.Profile
	var goals, first *string
	var created, updated int64
	var finished *int64
	found, err := t.one(`SELECT questionnaire_id, questionnaire_version, model_id, model_version, depth, seed,
		name, country, region, language, sector, employees, goals, budget, days, statistics_consent,
		created_at, updated_at, finished_at, parameters_version, appetite, founded,
		firm_id, round, first_items, host_id, label, workshop_id, mode, synthetic, register_hash, revision FROM assessments WHERE id = $1`, []any{id},
		&a.Questionnaire, &a.QuestionnaireVersion, &a.Model, &a.ModelVersion, (*string)(&a.Depth), &a.Seed,
		&p.Name, &p.Country, &p.Region, &p.Language, &p.Sector, &p.Employees, &goals, &p.Budget, &p.Days, &a.StatisticsConsent,
		&created, &updated, &finished, &a.Parameters,
		(*string)(&p.Appetite), &p.Founded, &a.Firm, &a.Round, &first, &a.Host, &a.Label, &a.Workshop, (*string)(&a.Mode), &a.Synthetic, &a.Register, &a.Revision)
	if err != nil {
		return nil, err
	}
	if !found {
		return nil, missing("assessment")
	}
	a.Created, a.Updated, a.Finished = moment(&created), moment(&updated), moment(finished)
	if p.Goals, err = unlist(goals); err != nil {
		return nil, fmt.Errorf("goals of assessment %s: %w", id, err)
	}
	if a.First, err = unlist(first); err != nil {
		return nil, fmt.Errorf("first items of assessment %s: %w", id, err)
	}
	if a.Models, err = t.addedModels(id); err != nil {
		return nil, err
	}
	if a.Marks, err = t.marks(id); err != nil {
		return nil, err
	}
	err = t.each("SELECT item_id, value, options, state, reason FROM responses WHERE assessment_id = $1 ORDER BY place, item_id", []any{id},
		func(scan func(...any) error) error {
			asked, r, err := scanResponse(scan)
			a.Responses[asked.Item] = r
			a.Asked = append(a.Asked, asked)
			return err
		})
	if err != nil {
		return nil, err
	}
	return a, nil
}

// scanResponse reads item, value, options, state and reason, after other
// columns of the row.
func scanResponse(scan func(...any) error, before ...any) (asked assessment.Asked, r assessment.Response, err error) {
	var options, state *string
	if err := scan(append(before, &asked.Item, &r.Value, &options, &state, (*string)(&asked.Reason))...); err != nil {
		return asked, r, err
	}
	if state != nil {
		r.State = assessment.State(*state)
	}
	r.Options, err = unlist(options)
	return asked, r, err
}

// SaveAssessment implements assessment.AssessmentTx. An assessment that was
// deleted meanwhile is NotFound.
func (t *tx) SaveAssessment(a *assessment.Assessment) error {
	args, err := columns(a)
	if err != nil {
		return err
	}
	n, err := t.exec(`UPDATE assessments SET questionnaire_id = $1, questionnaire_version = $2, model_id = $3, model_version = $4,
		depth = $5, seed = $6, name = $7, country = $8, region = $9, language = $10, sector = $11, employees = $12,
		size_class = $13, goals = $14, budget = $15, days = $16, statistics_consent = $17,
		created_at = $18, updated_at = $19, finished_at = $20, parameters_version = $21, appetite = $22,
		founded = $23, firm_id = $24, round = $25, first_items = $26, host_id = $27, label = $28, workshop_id = $29,
		mode = $30, synthetic = $31, register_hash = $32, revision = revision + 1
		WHERE id = $33 AND revision = $34`, args...)
	if err != nil {
		return err
	}
	if n == 0 {
		found, err := t.one("SELECT 1 FROM assessments WHERE id = $1", []any{a.ID}, new(int))
		switch {
		case err != nil:
			return err
		case !found:
			return missing("assessment")
		default:
			return conflict(fmt.Sprintf("the assessment is no longer at revision %d", a.Revision))
		}
	}
	a.Revision++
	return nil
}

// SaveResponse implements assessment.AssessmentTx; an assessment that is not
// there is NotFound.
func (t *tx) SaveResponse(id string, asked assessment.Asked, r assessment.Response, at time.Time) error {
	options, err := list(r.Options)
	if err != nil {
		return err
	}
	var state *string
	if r.State != "" {
		state = (*string)(&r.State)
	}
	var place int // a query of its own: distributed servers take none within an INSERT
	if _, err := t.one("SELECT COUNT(*) + 1 FROM responses WHERE assessment_id = $1", []any{id}, &place); err != nil {
		return err
	}
	_, err = t.exec(`INSERT INTO responses (assessment_id, item_id, value, options, state, answered_at, reason, place) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (assessment_id, item_id) DO UPDATE
		SET value = excluded.value, options = excluded.options, state = excluded.state, answered_at = excluded.answered_at`,
		id, asked.Item, r.Value, options, state, millis(at), string(asked.Reason), place)
	return err
}

// DeleteAssessment implements assessment.AssessmentTx; sheets are assessments
// themselves.
func (t *tx) DeleteAssessment(id string) error {
	_, err := t.deleteWithSheets(id)
	return err
}

func (t *tx) deleteWithSheets(id string) (int, error) {
	sheets, err := t.ids("SELECT id FROM assessments WHERE host_id = $1", id)
	if err != nil {
		return 0, err
	}
	return t.forgetFirms(append(sheets, id)...)
}

// forgetFirms deletes assessments with everything that hangs on them and returns
// how many there were. Foreign keys take most along; not keys, claims and places
// among a firm's rounds, which lie elsewhere in a distributed database.
func (t *tx) forgetFirms(ids ...string) (total int, err error) {
	for _, id := range ids {
		firm, _, err := t.Firm(id)
		if err != nil {
			if assessment.KindOf(err) == assessment.NotFound {
				continue
			}
			return total, err
		}
		if _, err := t.remove("DELETE FROM rounds WHERE assessment_id = $1 AND id = $2", firm, id); err != nil {
			return total, err
		}
		for _, query := range []string{
			"DELETE FROM keys WHERE assessment_id = $1", "DELETE FROM seat_claims WHERE assessment_id = $1", "DELETE FROM assessments WHERE id = $1",
		} {
			n, err := t.remove(query, id)
			if err != nil {
				return total, err
			}
			if strings.HasPrefix(query, "DELETE FROM assessments") {
				total += n
			}
		}
	}
	return total, nil
}

// ids returns what a query of one column finds.
func (t *tx) ids(query string, args ...any) (all []string, err error) {
	err = t.each(query, args, func(scan func(...any) error) error {
		var id string
		err := scan(&id)
		all = append(all, id)
		return err
	})
	return all, err
}

// sweepPage is how many assessments one Unreachable looks at, so that nobody
// waits long behind it or behind the deletion of what it found.
const sweepPage = 500

// Unreachable implements assessment.AssessmentTx.
func (t *tx) Unreachable(now time.Time, after string) (ids []string, last string, err error) {
	firms := map[string]string{} // by assessment
	var page []string
	err = t.each("SELECT id, firm_id FROM assessments WHERE id > $1 AND host_id = '' AND NOT synthetic ORDER BY id LIMIT $2", []any{after, sweepPage}, func(scan func(...any) error) error {
		var id, firm string
		err := scan(&id, &firm)
		page, firms[id] = append(page, id), firm
		return err
	})
	if err != nil || len(page) == 0 {
		return nil, "", err
	}
	open, err := t.reachable(now, slices.Sorted(maps.Values(firms)))
	for _, id := range page {
		if !open[firms[id]] {
			ids = append(ids, id)
		}
	}
	return ids, page[len(page)-1], err
}

// reachable tells which of at most sweepPage firms a key opens. Its statement
// always has the same places, so that it is prepared once.
func (t *tx) reachable(now time.Time, firms []string) (map[string]bool, error) {
	places, args := make([]string, sweepPage), []any{millis(now)}
	for i := range places {
		places[i] = "$" + strconv.Itoa(i+2)
		args = append(args, firms[min(i, len(firms)-1)])
	}
	found, err := t.ids(`SELECT DISTINCT assessment_id FROM keys WHERE kind NOT IN ('invite', 'adviser') AND (expires_at IS NULL OR expires_at >= $1)
		AND assessment_id IN (`+strings.Join(places, ", ")+")", args...)
	open := map[string]bool{}
	for _, id := range found {
		open[id] = true
	}
	return open, err
}

// DeleteUnreachable implements assessment.AssessmentTx.
func (t *tx) DeleteUnreachable(now time.Time, ids []string) (int, error) {
	gone := 0
	for _, id := range ids {
		firm, _, err := t.Firm(id)
		if assessment.KindOf(err) == assessment.NotFound && err != nil {
			continue
		}
		if err != nil {
			return gone, err
		}
		open, err := t.reachable(now, []string{firm})
		if err != nil {
			return gone, err
		}
		if open[firm] {
			continue
		}
		n, err := t.deleteWithSheets(id)
		if err != nil {
			return gone, err
		}
		gone += n
	}
	return gone, nil
}

// remove deletes what is about people and sees to it that the files forget them too.
func (t *tx) remove(query string, args ...any) (int, error) {
	n, err := t.exec(query, args...)
	if err != nil || n == 0 {
		return 0, err
	}
	if t.c.forgetting == "" {
		return int(n), nil
	}
	t.c.forget, t.c.rewrite = true, true
	_, err = t.exec(t.c.forgetting) // for a later run, see rewriteFile
	return int(n), err
}
