package assessment

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Assessment is one run of one firm. It pins the versions it was started with,
// so that its result never changes under it.
type Assessment struct {
	ID                   string
	Questionnaire        string
	QuestionnaireVersion string
	Model                string
	ModelVersion         string
	Models               []ModelPin // added by the owner, in that order; Model is not among them
	Parameters           int        // version of the items' parameters, 0 for the experts'
	Depth                Depth
	Seed                 int64
	Profile              Profile
	StatisticsConsent    bool
	Revision             int64 // rises with every change; a change names the one it saw
	Created              time.Time
	Updated              time.Time // date of the last answer, mark or change of the profile
	Finished             time.Time // when the depth first asked no more; zero before
	Responses            map[string]Response
	Asked                []Asked // the items answered, in the order they first were

	Firm  string   // what keys open: the firm's first assessment; a colleague's sheet stands alone
	Round int      // 1 for the firm's first assessment
	First []string // items to ask before others, in this order
	// Lifted are the items that measures changed since the round before; they
	// follow from its marks and are not stored.
	Lifted []string
	Host   string // of a colleague's sheet: the assessment it belongs to
	// Workshop is the id of the workshop it was made in; empty outside one. A
	// later round of the firm is not of that workshop.
	Workshop string
	Label    string // of a colleague's sheet: who answers, as they typed it; may be empty
	Marks    []Mark // on measures of the roadmap, by measure

	Mode      Mode   // how the firm took part; empty for online
	Synthetic bool   // generated, not a firm
	Register  string // keyed hash of the firm's number in the business register; empty when not given
}

// Sheet reports whether a colleague answers, invited by the owner.
func (a *Assessment) Sheet() bool { return a.Host != "" }

// ModelPin is one version of a maturity model.
type ModelPin struct{ ID, Version string }

// Adds reports whether the owner added the model.
func (a *Assessment) Adds(model string) bool {
	return slices.ContainsFunc(a.Models, func(m ModelPin) bool { return m.ID == model })
}

// Shows reports whether the item is part of what the owner sees: one of the
// questionnaire itself, or one that an added model needs.
func (a *Assessment) Shows(it *Item) bool {
	return it.Core() || slices.ContainsFunc(it.Models, a.Adds)
}

// Asked is an item that was answered, with why it was asked; the reason is empty
// when nobody asked, such as for answers of a file.
type Asked struct {
	Item   string     `json:"item"`
	Reason ReasonKind `json:"reason,omitempty"`
}

// Order lists the items that have a response in the order they were asked,
// those that Asked does not name after the others by name.
func (a *Assessment) Order() []Asked {
	var order []Asked
	named := map[string]bool{}
	for _, asked := range a.Asked {
		if _, given := a.Responses[asked.Item]; given && !named[asked.Item] {
			named[asked.Item] = true
			order = append(order, asked)
		}
	}
	for _, id := range sortedKeys(a.Responses) {
		if !named[id] {
			order = append(order, Asked{Item: id})
		}
	}
	return order
}

// Answer records a response, and for the first to an item why it was asked.
func (a *Assessment) Answer(asked Asked, r Response) {
	if a.Responses == nil {
		a.Responses = map[string]Response{}
	}
	if _, again := a.Responses[asked.Item]; !again {
		a.Asked = append(a.Asked, asked)
	}
	a.Responses[asked.Item] = r
}

// WhyAsked is the reason kept with the answer to an item, empty when there is
// none.
func (a *Assessment) WhyAsked(item string) ReasonKind {
	for _, asked := range a.Asked {
		if asked.Item == item {
			return asked.Reason
		}
	}
	return ""
}

// Portable returns the assessment as a portable file.
func (a *Assessment) Portable() Portable {
	var models []string
	for _, m := range a.Models {
		models = append(models, m.ID)
	}
	return Portable{Models: models, Questionnaire: a.Questionnaire, Version: a.QuestionnaireVersion, Depth: a.Depth, Seed: a.Seed,
		Model: a.Model, StatisticsConsent: a.StatisticsConsent, Profile: a.Profile, Responses: a.Responses, Asked: a.Order(), Marks: a.Marks}
}

// Assessment returns the run that a portable file describes, without versions
// of models.
func (p *Portable) Assessment() *Assessment {
	a := &Assessment{Questionnaire: p.Questionnaire, QuestionnaireVersion: p.Version, Model: p.Model, Depth: p.Depth, Seed: p.Seed,
		Profile: p.Profile, StatisticsConsent: p.StatisticsConsent, Responses: p.Responses, Asked: p.Asked}
	for _, m := range p.Marks {
		a.Mark(m)
	}
	for _, id := range p.Models {
		a.Models = append(a.Models, ModelPin{ID: id})
	}
	return a
}

// Catalogue is all published content that a program knows: every version of
// questionnaires and models, and the directory of support platforms of today.
type Catalogue struct {
	Questionnaires []*Questionnaire
	Models         []*Model
	Parameters     []*Parameters // what firms' answers taught, every version
	Directory      *Directory
}

// Questionnaire returns a version of a questionnaire; an empty version means
// the newest. The error is of kind NotFound and names what is missing.
func (c *Catalogue) Questionnaire(id, version string) (*Questionnaire, error) {
	var best *Questionnaire
	known := false
	for _, q := range c.Questionnaires {
		if q.ID != id {
			continue
		}
		known = true
		if q.Version == version {
			return q, nil
		}
		if version == "" && (best == nil || CompareVersions(q.Version, best.Version) > 0) {
			best = q
		}
	}
	switch {
	case best != nil:
		return best, nil
	case known:
		return nil, notPublished("version", "field.version", version)
	default:
		return nil, notPublished("questionnaire", "field.questionnaire", id)
	}
}

// ModelFor returns the newest version of a model that reads the questionnaire
// version; an empty id means the questionnaire's own model.
func (c *Catalogue) ModelFor(q *Questionnaire, id string) (*Model, error) {
	if id == "" {
		id = q.Model
	}
	var best *Model
	for _, m := range c.Models {
		if m.ID == id && m.Questionnaire == q.ID && m.QuestionnaireVersion == q.Version &&
			(best == nil || CompareVersions(m.Version, best.Version) > 0) {
			best = m
		}
	}
	if best == nil {
		return nil, notPublished("model", "field.model", id)
	}
	return best, nil
}

// OtherModels returns the newest version of every model that reads the
// questionnaire version beside its own, by id: those that a firm can add.
func (c *Catalogue) OtherModels(q *Questionnaire) []*Model {
	newest := map[string]*Model{}
	for _, m := range c.Models {
		if m.ID == q.Model || newest[m.ID] != nil {
			continue
		}
		if best, err := c.ModelFor(q, m.ID); err == nil {
			newest[m.ID] = best
		}
	}
	var all []*Model
	for _, id := range sortedKeys(newest) {
		all = append(all, newest[id])
	}
	return all
}

// Added returns the newest versions of the models with the ids. One that does
// not read the questionnaire version is NotFound; one that is there twice, or
// is own, the model that scores anyway, is Invalid.
func (c *Catalogue) Added(q *Questionnaire, own *Model, ids []string) ([]*Model, error) {
	var all []*Model
	for i, id := range ids {
		if slices.Contains(ids[:i], id) || id == own.ID {
			return nil, &Error{Kind: Invalid, Key: "error.portable",
				Fields: []FieldError{{Field: "models", Key: "field.twice", Args: map[string]any{"Value": id}}}}
		}
		m, err := c.ModelFor(q, id)
		if err != nil || id == "" {
			return nil, notPublished("models", "field.model", id)
		}
		all = append(all, m)
	}
	return all, nil
}

// Model returns exactly the version of a model that an assessment pinned.
func (c *Catalogue) Model(id, version string) (*Model, error) {
	for _, m := range c.Models {
		if m.ID == id && m.Version == version {
			return m, nil
		}
	}
	return nil, notPublished("model", "field.model", id+" "+version)
}

func notPublished(field, key, value string) *Error {
	return &Error{Kind: NotFound, Key: "error.portable",
		Fields: []FieldError{{Field: field, Key: key, Args: map[string]any{"Value": value}}}}
}

// CompareVersions orders versions by their dot-separated parts, numbers as
// numbers: 2026.2 comes before 2026.10.
func CompareVersions(a, b string) int {
	return slices.CompareFunc(strings.Split(a, "."), strings.Split(b, "."), func(x, y string) int {
		m, errX := strconv.Atoi(x)
		n, errY := strconv.Atoi(y)
		if errX == nil && errY == nil {
			return cmp.Compare(m, n)
		}
		return strings.Compare(x, y)
	})
}

// Outcome is everything a finished or half-finished assessment says: the page
// and every document are drawn from it.
type Outcome struct {
	Questionnaire *Questionnaire
	Model         *Model
	Directory     *Directory
	Profile       Profile
	Readings      Readings
	Result        Result
	Others        []ModelResult // of the models the firm added, in that order
	Strengths     []Finding
	Gaps          []Finding
	Roadmap       Roadmap
	Marks         []Mark
	Voices        *Voices     // of several people of the firm; nil for the owner's alone
	On            time.Time   // the day it is looked at, for what opens and closes
	Estimate      *Estimate   // how sure the result is; nil when nothing is predicted
	Parameters    *Parameters // that the estimate rests on; nil for the experts'
	Changes       *Changes    // since the round before; nil in the first, and where nobody asked
	Evidence      Evidence    // how far others stand behind the answers
	Depth         Depth
	Updated       time.Time // date of the last answer, mark or change of the profile, the date of documents
}

// Shows reports whether the item is part of what the outcome says: one of the
// questionnaire itself, or one that an added model needs.
func (o *Outcome) Shows(it *Item) bool {
	added := func(id string) bool {
		return slices.ContainsFunc(o.Others, func(r ModelResult) bool { return r.Model.ID == id })
	}
	return it.Core() || slices.ContainsFunc(it.Models, added)
}

// Case is everything of one firm that an outcome is made from.
type Case struct {
	Questionnaire *Questionnaire
	Model         *Model
	Added         []*Model // scored beside Model
	Directory     *Directory
	Instrument    *Instrument // nil: nothing is predicted
	Profile       Profile
	Responses     map[string]Response
	Marks         []Mark
	Evidence      EvidenceRecord
	Lifted        []string  // items that measures changed since the round before
	On            time.Time // the day it is looked at
}

// Readings routes the responses.
func (c Case) Readings() Readings {
	return c.Questionnaire.Read(c.Profile, c.Responses).Lift(c.Lifted)
}

// Judge grades the readings of what the owner sees.
func (c Case) Judge(readings Readings) Evidence {
	shown := slices.DeleteFunc(slices.Clone(readings), func(r Reading) bool {
		added := func(id string) bool { return slices.ContainsFunc(c.Added, func(m *Model) bool { return m.ID == id }) }
		return !r.Item.Core() && !slices.ContainsFunc(r.Item.Models, added)
	})
	return c.Evidence.Judge(shown)
}

// Evaluate scores, finds and plans in one go. The added models are scored from
// the same readings; findings and plan are those of the model itself.
func Evaluate(c Case) Outcome {
	readings := c.Readings()
	var others []ModelResult
	for _, other := range c.Added {
		others = append(others, ModelResult{Model: other, Result: other.Score(readings)})
	}
	o := Outcome{Others: others, Questionnaire: c.Questionnaire, Model: c.Model, Directory: c.Directory, Profile: c.Profile,
		Readings: readings, Marks: c.Marks, On: c.On, Result: c.Model.Score(readings),
		Strengths: Strengths(c.Profile, readings), Gaps: Gaps(c.Profile, readings), Evidence: c.Judge(readings)}
	if o.Estimate = c.Instrument.Estimate(readings); o.Estimate != nil {
		o.Result = o.Estimate.Expect(o.Model, o.Result)
	}
	o.Roadmap = plan(c, readings, newWay(c.Model, o.Result, o.Estimate != nil, readings))
	return o
}
