package assessment

import (
	"cmp"
	"slices"
	"strconv"
)

// The axes that firms are grouped by.
const (
	countryAxis = iota
	regionAxis
	sectorAxis
	sizeAxis
	evidenceAxis
	modeAxis
	axisCount
)

var axisNames = [axisCount]string{"country", "region", "sector", "size", "evidence", "mode"}

// The codes that stand for no category.
const (
	totalCode   = "_T"
	unknownCode = "_U" // not said, not asked or not known
)

// axis numbers the categories of an axis. Countries and regions are numbered as
// they are seen, all others are known before.
type axis struct {
	codes []Code
	at    map[string]int32
	grows bool
}

func (a *axis) add(c Code) int32 {
	a.codes = append(a.codes, c)
	at := int32(len(a.codes) - 1)
	a.at[c.ID] = at
	return at
}

// index is the number of a category. One that the axis does not have counts as
// not said.
func (a *axis) index(code string) int32 {
	if at, ok := a.at[code]; ok {
		return at
	}
	if a.grows && code != "" {
		return a.add(Code{ID: code})
	}
	return a.at[unknownCode]
}

func newAxes(c *Catalogue) (all [axisCount]*axis) {
	for i := range all {
		all[i] = &axis{at: map[string]int32{}, grows: i == countryAxis || i == regionAxis}
	}
	for _, q := range newest(c) {
		for _, s := range q.Sectors {
			if _, ok := all[sectorAxis].at[s.ID]; !ok {
				all[sectorAxis].add(Code{ID: s.ID, Parent: totalCode, Label: s.Text.English})
			}
		}
	}
	slices.SortFunc(all[sectorAxis].codes, func(a, b Code) int { return cmp.Compare(a.ID, b.ID) })
	for i, code := range all[sectorAxis].codes {
		all[sectorAxis].at[code.ID] = int32(i)
	}
	for _, s := range Sizes {
		all[sizeAxis].add(Code{ID: s, Parent: totalCode})
	}
	for _, g := range Grades {
		all[evidenceAxis].add(Code{ID: string(g), Parent: totalCode})
	}
	for _, m := range Modes {
		all[modeAxis].add(Code{ID: string(m), Parent: totalCode})
	}
	for _, i := range []int{countryAxis, regionAxis, sectorAxis, sizeAxis} {
		all[i].add(Code{ID: unknownCode, Parent: totalCode})
	}
	return all
}

// newest lists the newest version of every questionnaire, by id.
func newest(c *Catalogue) []*Questionnaire {
	best := map[string]*Questionnaire{}
	for _, q := range c.Questionnaires {
		if b := best[q.ID]; b == nil || CompareVersions(q.Version, b.Version) > 0 {
			best[q.ID] = q
		}
	}
	var all []*Questionnaire
	for _, id := range sortedKeys(best) {
		all = append(all, best[id])
	}
	return all
}

// cross is a set of groups: all combinations of the categories of its axes.
type cross struct {
	axes   []int
	deep   bool // with what the firms in each group say, not only how many they are
	at     map[[2]int32]int32
	groups []population
}

// population is one group of firms.
type population struct {
	codes  [2]int32
	n      int
	key    uint64
	weight float64
	marks  marks
	known  []marks // by subject of the layout that not every firm has
	cells  []cell  // by layout; nil where the cross is not deep
}

// traceMarks is in how many parts the fingerprints of a group's assessments are
// summed. Each assessment is in one part, so that two groups whose sums differ
// in ten parts differ by ten assessments at least.
const traceMarks = 32

type marks [traceMarks]uint32

func (m *marks) add(fingerprint uint64) { m[fingerprint>>59] += uint32(fingerprint) | 1 }

// differing is in how many parts two sums differ.
func (m *marks) differing(o []uint32) int {
	n := 0
	for i := range m {
		if i >= len(o) || m[i] != o[i] {
			n++
		}
	}
	return n
}

// cell is what the firms of a group that are in one category amount to.
type cell struct {
	n      int32
	key    uint64
	weight float64
	score  float64 // sum of weights times scores
}

// allCrosses lists the groups; for every one, those without one of its axes are
// listed too, so that totals add up.
var allCrosses = []cross{
	{axes: nil, deep: true},
	{axes: []int{countryAxis}, deep: true},
	{axes: []int{regionAxis}, deep: true},
	{axes: []int{sectorAxis}, deep: true},
	{axes: []int{sizeAxis}, deep: true},
	{axes: []int{evidenceAxis}, deep: true},
	{axes: []int{modeAxis}},
	{axes: []int{sectorAxis, sizeAxis}, deep: true},
	{axes: []int{countryAxis, sectorAxis}},
	{axes: []int{countryAxis, sizeAxis}},
	{axes: []int{regionAxis, sizeAxis}},
}

func newCross(c cross) *cross {
	c.at = map[[2]int32]int32{}
	return &c
}

// group returns the group with the codes, new when there is none.
func (c *cross) group(codes [2]int32, l *layoutOfCells) *population {
	at, ok := c.at[codes]
	if !ok {
		at = int32(len(c.groups))
		c.at[codes] = at
		p := population{codes: codes}
		if c.deep {
			p.cells, p.known = make([]cell, l.width), make([]marks, l.partial)
		}
		c.groups = append(c.groups, p)
	}
	return &c.groups[at]
}

// find returns the group with the codes, nil when no firm is there.
func (c *cross) find(codes [2]int32) *population {
	if at, ok := c.at[codes]; ok {
		return &c.groups[at]
	}
	return nil
}

// subject is what the firms of a group are asked about.
type subject struct {
	kind      TableKind
	model     string
	dimension string // of a model; "" for the whole
	id        string // technology, action or measure
	label     string
	codes     []Code // the categories
	at        int    // of the first category in a group's cells
	seed      uint64 // of draws
	partial   int    // number among the subjects of which not every firm tells; -1 where the last category is for the others
	own       bool   // the questionnaire's own model
	rest      bool   // the last category is all other firms of the group, and not counted
}

// layoutOfCells says where in a group's cells each subject is.
type layoutOfCells struct {
	subjects []subject
	width    int
	partial  int               // subjects of which not every firm tells; they come with a number
	areas    map[[2]string]int // of levels, by model and dimension
	changes  map[[2]string]int
	by       map[factKey]int // technologies, actions and measures
	models   []*Model
}

type factKey struct {
	kind TableKind
	id   string
}

// newLayout lists what is told of groups: the levels of each model's whole and
// of the dimensions of each questionnaire's own model, how they changed, each
// technology, action and measure.
func newLayout(c *Catalogue) layoutOfCells {
	l := layoutOfCells{areas: map[[2]string]int{}, changes: map[[2]string]int{}, by: map[factKey]int{}}
	for _, q := range newest(c) {
		own, err := c.ModelFor(q, "")
		if err != nil {
			continue
		}
		l.model(own, true)
		for _, m := range c.OtherModels(q) {
			l.model(m, false)
		}
		l.facts(q)
	}
	return l
}

func (l *layoutOfCells) model(m *Model, own bool) {
	if slices.ContainsFunc(l.models, func(o *Model) bool { return o.ID == m.ID }) {
		return
	}
	l.models = append(l.models, m)
	var levels []Code
	for _, level := range m.Levels {
		levels = append(levels, Code{ID: strconv.Itoa(level.Number), Parent: totalCode, Label: level.Name.English})
	}
	area := func(dimension, label string) {
		key := [2]string{m.ID, dimension}
		l.areas[key] = l.add(subject{kind: LevelsTable, model: m.ID, dimension: dimension, label: label, codes: levels, own: own})
		if own {
			l.changes[key] = l.add(subject{kind: ChangeTable, model: m.ID, dimension: dimension, label: label, codes: changeCodes, own: own})
		}
	}
	if m.Rule != None {
		area("", "")
	}
	for _, d := range m.Dimensions {
		if own {
			area(d.ID, d.Title.English)
		}
	}
}

var (
	changeCodes = []Code{{ID: "down", Parent: totalCode}, {ID: "same", Parent: totalCode}, {ID: "up", Parent: totalCode}, {ID: "up-more", Parent: totalCode}}
	answerCodes = []Code{{ID: "yes", Parent: totalCode}, {ID: "no", Parent: totalCode}, {ID: unknownCode, Parent: totalCode}}
	neededCodes = []Code{{ID: "yes", Parent: totalCode}, {ID: "no", Parent: totalCode}}
)

// Places of the categories.
const (
	saysYes = iota
	saysNo
)

func (l *layoutOfCells) facts(q *Questionnaire) {
	add := func(kind TableKind, id, label string, codes []Code) {
		if _, ok := l.by[factKey{kind, id}]; !ok {
			l.by[factKey{kind, id}] = l.add(subject{kind: kind, id: id, label: label, codes: codes, rest: true})
		}
	}
	for _, it := range q.Items() {
		if it.Technology != "" && it.Core() {
			add(AdoptionTable, it.Technology, "", answerCodes)
		}
	}
	for _, r := range q.References {
		if r.Action > 0 {
			add(ParticipationTable, strconv.Itoa(r.Action), r.Text.English, answerCodes)
		}
	}
	for _, m := range q.Measures {
		add(MeasuresTable, m.ID, m.Title.English, neededCodes)
	}
}

func (l *layoutOfCells) add(s subject) int {
	s.at, s.seed = l.width, scatter(hash(string(s.kind)+"/"+s.model+"/"+s.dimension))
	if s.partial = -1; !s.rest {
		s.partial = l.partial
		l.partial++
	}
	l.width += len(s.codes)
	l.subjects = append(l.subjects, s)
	return len(l.subjects) - 1
}
