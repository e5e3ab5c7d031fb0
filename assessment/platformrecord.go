package assessment

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
)

// PlatformChange is one change made here to an entry of the directory: who made
// it, when, and the entry before and after.
type PlatformChange struct {
	Platform     string
	Number       int // of the changes of this platform, from 1
	At           time.Time
	By           string    // who, as they call themselves
	Organisation string    // whose entry it is; empty for the site's operator
	Before       *Platform // nil: it was not there
	After        *Platform
	Note         string
	Dropped      time.Time // when an import set it aside; zero while it counts
}

// Fields names the fields that the change touched, by their keys, sorted.
func (c *PlatformChange) Fields() []string {
	before, after := rawFields(c.Before), rawFields(c.After)
	var changed []string
	for _, key := range sortedKeys(after) {
		if !bytes.Equal(before[key], after[key]) {
			changed = append(changed, key)
		}
	}
	for _, key := range sortedKeys(before) {
		if _, there := after[key]; !there {
			changed = append(changed, key)
		}
	}
	slices.Sort(changed)
	return changed
}

func rawFields(p *Platform) map[string]json.RawMessage {
	fields := map[string]json.RawMessage{}
	if p == nil {
		return fields
	}
	data, err := json.Marshal(p)
	if err != nil || json.Unmarshal(data, &fields) != nil {
		return map[string]json.RawMessage{}
	}
	return fields
}

// PlatformTx keeps the record of changes to support platforms.
type PlatformTx interface {
	// Directory returns the directory of today: the one imported with the
	// changes made here. It is never nil.
	Directory() (*Directory, error)
	// AddPlatformChange keeps a change and gives it the next number of its
	// platform.
	AddPlatformChange(c *PlatformChange) error
	// PlatformChanges returns the changes of a platform, of all when the id is
	// empty, the oldest first; those set aside are among them.
	PlatformChanges(platform string) ([]PlatformChange, error)
	// DropPlatformChanges sets aside every change that still counts and returns
	// how many.
	DropPlatformChanges(at time.Time) (int, error)
}

// With returns the directory with the changes made in it; it is left alone
// itself. Of each platform the change with the highest number counts.
func (d *Directory) With(changes []PlatformChange) *Directory {
	last := LastChanges(changes)
	if len(last) == 0 {
		return d
	}
	all := slices.Clone(d.Platforms)
	for _, id := range sortedKeys(last) {
		if at := slices.IndexFunc(all, func(p Platform) bool { return p.ID == id }); at >= 0 {
			all[at] = *last[id].After
		} else {
			all = append(all, *last[id].After)
		}
	}
	slices.SortStableFunc(all, func(a, b Platform) int { return cmp.Compare(a.ID, b.ID) })
	return NewDirectory(all)
}

// LastChanges returns the change of each platform that counts today.
func LastChanges(changes []PlatformChange) map[string]PlatformChange {
	last := map[string]PlatformChange{}
	for _, c := range changes {
		if c.Dropped.IsZero() && c.After != nil && c.Number > last[c.Platform].Number {
			last[c.Platform] = c
		}
	}
	return last
}

// Mark is a short fingerprint of the entry, for noticing that it changed since
// a page showed it; of none it is empty.
func (pl *Platform) Mark() string {
	if pl == nil {
		return ""
	}
	data, err := json.Marshal(pl)
	if err != nil {
		return ""
	}
	return mark(data)
}

// Confirm notes that whoever runs the site or the platform vouched for the
// entry on a day.
func (pl *Platform) Confirm(on time.Time) { pl.Evidence, pl.Checked = EvidenceOperator, day(on) }

// Answered notes that the entry's address answered on a day. That says less
// than a confirmation, which stays until it is stale.
func (pl *Platform) Answered(on time.Time) {
	if pl.Evidence == EvidenceOperator && !pl.Stale(on) {
		return
	}
	pl.Evidence, pl.Checked = EvidenceAddress, day(on)
}

// Limits of an entry, in characters.
const (
	MaxPlatformName    = 120
	MaxPlatformSummary = 300
	MaxPlatformNote    = 1000
	maxPlatformAddress = 500
	maxPlatformPeople  = 1_000_000
)

var platformID = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// CheckPlatform reports every field of an entry that does not fit, in the words
// of the catalogue's questionnaires.
func (c *Catalogue) CheckPlatform(p Platform) []FieldError {
	f := &fieldChecks{}
	f.fits("id", p.ID, platformID.MatchString(p.ID) && len(p.ID) <= 64, "field.platform_id")
	f.text("name", p.Name, MaxPlatformName, true)
	f.text("name_local", p.LocalName, MaxPlatformName, false)
	f.text("operator", p.Operator, MaxPlatformName, true)
	f.text("summary", p.Summary.English, MaxPlatformSummary, true)
	f.text("note", p.Note.English, MaxPlatformNote, false)
	f.address("url", p.URL)
	f.address("source", p.Source)
	var kinds, topics, sectors []string
	for _, q := range c.Questionnaires {
		for _, k := range q.Kinds {
			kinds = append(kinds, k.ID)
		}
		for _, t := range q.Topics {
			topics = append(topics, t.ID)
		}
		for _, s := range q.Sectors {
			sectors = append(sectors, s.ID)
		}
	}
	f.list("countries", p.Countries, true, func(code string) bool { return code == Anywhere || code == European || IsCountry(code) }, "field.country")
	f.list("languages", p.Languages, false, languagePattern.MatchString, "field.language")
	f.list("kinds", p.Kinds, true, among(kinds), "field.listed")
	f.list("topics", p.Topics, true, among(topics), "field.listed")
	f.list("audience", p.Audience, false, among(Audiences), "field.listed")
	f.list("sectors", p.Sectors, false, among(sectors), "field.sector")
	f.list("regions", p.Regions, false, IsRegion, "field.region")
	for _, r := range p.Regions {
		if IsRegion(r) && !slices.Contains(p.Countries, r[:2]) {
			f.add("regions", "field.platform_region", map[string]any{"Value": r})
		}
	}
	f.fits("cost", p.Cost, p.Cost == "" || slices.Contains(Prices, p.Cost), "field.listed")
	f.fits("status", p.Status, slices.Contains(Statuses, p.Status), "field.listed")
	f.fits("verified", p.Evidence, slices.Contains(Evidences, p.Evidence), "field.listed")
	_, dated := lastDay(p.Checked)
	f.fits("checked", p.Checked, dated, "field.platform_day")
	f.fits("opens", p.Opens, p.Opens == "" || IsDay(p.Opens), "field.platform_day")
	f.fits("closes", p.Closes, p.Closes == "" || IsDay(p.Closes), "field.platform_day")
	if IsDay(p.Opens) && IsDay(p.Closes) && p.Closes < p.Opens {
		f.add("closes", "field.closes_first", nil)
	}
	f.span("employees", p.Employees)
	f.span("age", p.Age)
	return f.all
}

// fieldChecks collects what is wrong, one error a field.
type fieldChecks struct{ all []FieldError }

func (f *fieldChecks) add(field, key string, args map[string]any) {
	if !slices.ContainsFunc(f.all, func(e FieldError) bool { return e.Field == field }) {
		f.all = append(f.all, FieldError{Field: field, Key: key, Args: args})
	}
}

func (f *fieldChecks) fits(field, value string, ok bool, key string) {
	if !ok {
		f.add(field, key, map[string]any{"Value": value})
	}
}

func (f *fieldChecks) text(field, value string, most int, required bool) {
	switch {
	case required && strings.TrimSpace(value) == "":
		f.add(field, "field.required", nil)
	case len([]rune(value)) > most:
		f.add(field, "field.too_long", map[string]any{"High": most})
	}
}

func (f *fieldChecks) address(field, value string) {
	if value == "" {
		return
	}
	u, err := url.Parse(value)
	f.fits(field, value, err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" && u.User == nil && len(value) <= maxPlatformAddress, "field.platform_address")
}

func (f *fieldChecks) list(field string, values []string, required bool, ok func(string) bool, key string) {
	if required && len(values) == 0 {
		f.add(field, "field.required", nil)
	}
	for i, v := range values {
		f.fits(field, v, ok(v), key)
		f.fits(field, v, !slices.Contains(values[:i], v), "field.twice")
	}
}

func (f *fieldChecks) span(field string, s Span) {
	if s.Min < 0 || s.Max < 0 || max(s.Min, s.Max) > maxPlatformPeople {
		f.add(field, "field.range", map[string]any{"Low": 0, "High": maxPlatformPeople})
	} else if s.Max > 0 && s.Min > s.Max {
		f.add(field, "field.span", nil)
	}
}

func among(words []string) func(string) bool {
	return func(w string) bool { return slices.Contains(words, w) }
}

// NewPlatformID makes an id for an entry that has none: where it is and how it
// is called, told apart by a number from those that are taken.
func (d *Directory) NewPlatformID(p Platform) string {
	where := "intl"
	if len(p.Countries) > 0 && p.Countries[0] != Anywhere {
		where = strings.ToLower(p.Countries[0])
	}
	words := strings.FieldsFunc(strings.ToLower(p.Name), func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') })
	id := where
	for _, w := range words {
		if len(id)+len(w) < 50 {
			id += "-" + w
		}
	}
	if !platformID.MatchString(id) {
		id = "entry"
	}
	if id == where {
		id += "-entry"
	}
	for n, first := 2, id; d.Platform(id) != nil; n++ {
		id = fmt.Sprint(first, "-", n)
	}
	return id
}
