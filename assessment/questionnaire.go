package assessment

import "slices"

// Questionnaire is one published version of a set of items with the measures
// that answer them. It is immutable once published; an assessment pins it.
type Questionnaire struct {
	ID         string      `json:"id"`
	Version    string      `json:"version"`
	Title      Text        `json:"title"`
	Summary    Text        `json:"summary"`
	Licence    Text        `json:"licence"`
	Model      string      `json:"model"` // id of the maturity model that scores it unless another is asked for
	Goals      []Choice    `json:"goals"`
	Sectors    []Choice    `json:"sectors"` // ISIC Rev. 4 sections in plain words
	Kinds      []Support   `json:"kinds"`   // kinds of support
	Topics     []Choice    `json:"topics"`
	Depths     []DepthRule `json:"depths"`
	Costs      []CostClass `json:"costs"`
	References []Reference `json:"references"`
	Dimensions []Dimension `json:"dimensions"`           // with their items, in asking order
	Additional []Item      `json:"additional,omitempty"` // that only other models need
	Measures   []Measure   `json:"measures"`
}

// Choice is a coded answer with its wording.
type Choice struct {
	ID   string `json:"id"`
	Text Text   `json:"text"`
}

// Support is a kind of support a platform can give, with the parts of the
// action plan that call for it.
type Support struct {
	ID      string   `json:"id"`
	Text    Text     `json:"text"`
	Sources []string `json:"sources"`
}

// Reference is a part of the G20 action plan that content can point to. Action
// is 1 to 4 for the four actions of section 4.2, otherwise 0.
type Reference struct {
	ID     string `json:"id"`
	Text   Text   `json:"text"`
	Action int    `json:"action,omitempty"`
}

// Depth is how long an interview the owner chose.
type Depth string

// The three depths.
const (
	Quick    Depth = "quick"
	Standard Depth = "standard"
	Full     Depth = "full"
)

// Depths lists the depths from the shortest.
var Depths = []Depth{Quick, Standard, Full}

// rank orders depths; an unknown depth has rank -1.
func (d Depth) rank() int { return slices.Index(Depths, d) }

// Less reports whether d asks less than o. Unknown depths ask less than all.
func (d Depth) Less(o Depth) bool { return d.rank() < o.rank() }

// Valid reports whether d is one of the three depths.
func (d Depth) Valid() bool { return d.rank() >= 0 }

// DepthRule bounds an interview: Minutes is what the page promises, Confidence
// the probability of a dimension's level from which no more is asked about it
// (0: everything is asked), PerDimension the most items asked in one dimension
// beside the musts.
type DepthRule struct {
	ID           Depth   `json:"id"`
	Minutes      int     `json:"minutes"`
	Confidence   float64 `json:"confidence"`
	PerDimension int     `json:"per_dimension"`
}

// CostClass translates a measure's cost class into money for planning: a
// measure of the class costs up to UpTo US dollars (0 with Open: no upper
// bound) and is planned with Plan.
type CostClass struct {
	ID   string `json:"id"`
	Text Text   `json:"text"`
	UpTo int    `json:"up_to"`
	Plan int    `json:"plan"`
}

// Dimension is one of the areas a questionnaire covers, a section of the
// interview.
type Dimension struct {
	ID      string   `json:"id"`
	Title   Text     `json:"title"`
	Short   Text     `json:"short"` // for charts
	Summary Text     `json:"summary"`
	Sources []string `json:"sources"`
	Items   []Item   `json:"items"`
}

// ItemKind is the form of an item's answer.
type ItemKind string

// The kinds of item.
const (
	Ordered   ItemKind = "ordered"   // five observable practice levels, categories 0 to 4
	Adoption  ItemKind = "adoption"  // six steps from not used to operational, categories 0 to 5
	Checklist ItemKind = "checklist" // ticks; the sum of their weights falls into a band
	YesNo     ItemKind = "yes_no"    // no 0, yes 1
	Number    ItemKind = "number"    // a whole number that falls into a band
)

// AdoptionSteps is the number of categories of the adoption scale: not used,
// considering, prototyping, testing, implementing, operational.
const AdoptionSteps = 6

// Item is one question about an observable practice. An additional item (see
// Core) has no dimension, weight or shares.
type Item struct {
	ID         string    `json:"id"`
	Dimension  string    `json:"dimension"`
	Models     []string  `json:"models,omitempty"` // of an additional item: the models that need it
	Kind       ItemKind  `json:"kind"`
	Gate       bool      `json:"gate,omitempty"` // the dimension's gating practice
	Must       bool      `json:"must,omitempty"` // a legal or security must: asked at every depth
	Weight     int       `json:"weight"`
	Topic      string    `json:"topic"`
	Technology string    `json:"technology,omitempty"`
	Sources    []string  `json:"sources"`
	Goals      []string  `json:"goals,omitempty"`
	Text       Text      `json:"text"`
	Help       Text      `json:"help,omitzero"`
	Why        Text      `json:"why"`
	Examples   []Example `json:"examples"`
	Options    []Option  `json:"options,omitempty"` // of ordered and checklist
	Bands      []int     `json:"bands,omitempty"`   // of checklist and number: lower bounds of categories 1, 2, …
	Min        int       `json:"min,omitempty"`     // of number
	Max        int       `json:"max,omitempty"`
	Unit       Text      `json:"unit,omitzero"`
	Shares     []float64 `json:"shares"` // expert guess: share of small firms at or above category 1, 2, …
	AskIf      Condition `json:"ask_if,omitzero"`
	// ImpliedZero says what AskIf being false means: true, the answer before
	// already says "none of it" and the item scores 0; false, the item is not
	// relevant and leaves the score.
	ImpliedZero bool `json:"implied_zero,omitempty"`
}

// Example is a concrete firm; Sectors are the ISIC sections it speaks to.
type Example struct {
	Sectors []string `json:"sectors"`
	Text    Text     `json:"text"`
}

// Option is one answer of an ordered item (Weight unused) or one tick of a
// checklist.
type Option struct {
	ID     string `json:"id"`
	Text   Text   `json:"text"`
	Weight int    `json:"weight,omitempty"`
}

// Core reports whether the item belongs to the questionnaire itself. The others
// are additional: asked only of a firm that added one of their Models, and part
// of nothing but the scores of those.
func (it *Item) Core() bool { return len(it.Models) == 0 }

// Categories is the number of ordered categories of the item's scale, at
// least 2.
func (it *Item) Categories() int {
	switch it.Kind {
	case Ordered:
		return max(len(it.Options), 2)
	case Adoption:
		return AdoptionSteps
	case Checklist, Number:
		return len(it.Bands) + 1
	default:
		return 2
	}
}

// ExampleFor returns the example that speaks to the sector, else the first.
func (it *Item) ExampleFor(sector string) Text {
	for _, e := range it.Examples {
		if slices.Contains(e.Sectors, sector) {
			return e.Text
		}
	}
	if len(it.Examples) > 0 {
		return it.Examples[0].Text
	}
	return Text{}
}

// Option returns the option with the id, nil if there is none.
func (it *Item) Option(id string) *Option {
	return find(it.Options, func(o *Option) bool { return o.ID == id })
}

// Item returns the item with the id, nil if there is none.
func (q *Questionnaire) Item(id string) *Item {
	for d := range q.Dimensions {
		if it := find(q.Dimensions[d].Items, func(it *Item) bool { return it.ID == id }); it != nil {
			return it
		}
	}
	return find(q.Additional, func(it *Item) bool { return it.ID == id })
}

// Items returns all items in asking order, the additional ones last.
func (q *Questionnaire) Items() []*Item {
	var all []*Item
	for d := range q.Dimensions {
		for i := range q.Dimensions[d].Items {
			all = append(all, &q.Dimensions[d].Items[i])
		}
	}
	for i := range q.Additional {
		all = append(all, &q.Additional[i])
	}
	return all
}

// CoreItems is the number of items without the additional ones.
func (q *Questionnaire) CoreItems() int { return len(q.Items()) - len(q.Additional) }

// Dimension returns the dimension with the id, nil if there is none.
func (q *Questionnaire) Dimension(id string) *Dimension {
	return find(q.Dimensions, func(d *Dimension) bool { return d.ID == id })
}

// Goal returns the goal with the id, nil if there is none.
func (q *Questionnaire) Goal(id string) *Choice {
	return find(q.Goals, func(c *Choice) bool { return c.ID == id })
}

// Sector returns the ISIC section with the code, nil if there is none.
func (q *Questionnaire) Sector(code string) *Choice {
	return find(q.Sectors, func(c *Choice) bool { return c.ID == code })
}

// Kind returns the kind of support with the id, nil if there is none.
func (q *Questionnaire) Kind(id string) *Support {
	return find(q.Kinds, func(s *Support) bool { return s.ID == id })
}

// Topic returns the topic with the id, nil if there is none.
func (q *Questionnaire) Topic(id string) *Choice {
	return find(q.Topics, func(c *Choice) bool { return c.ID == id })
}

// Cost returns the cost class with the id, nil if there is none.
func (q *Questionnaire) Cost(id string) *CostClass {
	return find(q.Costs, func(c *CostClass) bool { return c.ID == id })
}

// Reference returns the part of the plan with the id, nil if there is none.
func (q *Questionnaire) Reference(id string) *Reference {
	return find(q.References, func(r *Reference) bool { return r.ID == id })
}

// Measure returns the measure with the id, nil if there is none.
func (q *Questionnaire) Measure(id string) *Measure {
	return find(q.Measures, func(m *Measure) bool { return m.ID == id })
}

// Rule returns the bounds of a depth; an unknown depth has no bound.
func (q *Questionnaire) Rule(depth Depth) DepthRule {
	if r := find(q.Depths, func(r *DepthRule) bool { return r.ID == depth }); r != nil {
		return *r
	}
	return DepthRule{ID: depth}
}

// find returns a pointer to the first element that fits, nil if none does.
func find[T any](all []T, fits func(*T) bool) *T {
	for i := range all {
		if fits(&all[i]) {
			return &all[i]
		}
	}
	return nil
}
