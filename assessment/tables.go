package assessment

import (
	"slices"
	"strings"

	"onramp/assessment/statistics"
)

// The groups that each kind of table is published by.
var (
	firmsBy  = [][]int{{countryAxis}, {regionAxis}, {sectorAxis}, {sizeAxis}, {evidenceAxis}, {sectorAxis, sizeAxis}, {countryAxis, sectorAxis}, {countryAxis, sizeAxis}, {regionAxis, sizeAxis}}
	levelsBy = [][]int{{sectorAxis}, {sizeAxis}, {countryAxis}, {regionAxis}, {evidenceAxis}, {sectorAxis, sizeAxis}}
	othersBy = [][]int{{sectorAxis}, {sizeAxis}, {countryAxis}, {regionAxis}, {evidenceAxis}}
)

// tables fills the fixed set of tables: firms by group; the spread of each
// model's whole over its levels; and of what each questionnaire's own model and
// its items tell, the spread of each dimension over its levels, its mean score
// and how it changed, the adoption of each technology, the share taking part in
// each action, and the share that each measure is next for. Every axis of
// groups has the total, so that no table holds it alone.
func (l *ledger) tables() []*Table {
	var all []*Table
	for _, by := range firmsBy {
		all = append(all, l.firmsTable(by))
	}
	for i := range l.t.layout.subjects {
		if s := &l.t.layout.subjects[i]; s.kind == LevelsTable && s.dimension == "" {
			for _, by := range levelsBy {
				all = append(all, l.wholeTable(i, by))
			}
		}
	}
	for _, m := range l.t.layout.models {
		dimensions := l.subjects(LevelsTable, m.ID, true)
		if len(dimensions) == 0 {
			continue
		}
		for _, by := range othersBy {
			all = append(all, l.listTable("dimensions-"+m.ID, LevelsTable, "dimension", dimensions, by))
		}
		for _, by := range othersBy {
			all = append(all, l.scoresTable(m.ID, l.subjects(LevelsTable, m.ID, false), by))
		}
		for _, by := range othersBy {
			all = append(all, l.listTable("change-"+m.ID, ChangeTable, "dimension", l.subjects(ChangeTable, m.ID, false), by))
		}
	}
	for _, kind := range []struct {
		kind TableKind
		axis string
	}{{AdoptionTable, "technology"}, {ParticipationTable, "action"}, {MeasuresTable, "measure"}} {
		if list := l.subjects(kind.kind, "", false); len(list) > 0 {
			for _, by := range othersBy {
				all = append(all, l.listTable(string(kind.kind), kind.kind, kind.axis, list, by))
			}
		}
	}
	return all
}

// subjects lists those of a kind and model; without the wholes when parts is
// set, and then of a questionnaire's own model only.
func (l *ledger) subjects(kind TableKind, model string, parts bool) (all []int) {
	for i, s := range l.t.layout.subjects {
		if s.kind == kind && s.model == model && (!parts || s.dimension != "") && (model == "" || s.own) {
			all = append(all, i)
		}
	}
	return all
}

// groupAxis is one axis of groups with, for each code, the axis and the category
// that it stands for.
type groupAxis struct {
	axis  Axis
	stand []standing
}

type standing struct {
	axis int // -1 for the total
	code int32
}

func (l *ledger) groupAxis(axis int) groupAxis {
	g := groupAxis{Axis{ID: axisNames[axis], Codes: []Code{{ID: totalCode}}}, []standing{{axis: -1}}}
	add := func(from int, code int32, parent string) {
		c := l.t.axes[from].codes[code]
		c.Parent = parent
		g.axis.Codes = append(g.axis.Codes, c)
		g.stand = append(g.stand, standing{from, code})
	}
	if axis != regionAxis {
		for _, code := range l.frame.listed[axis] {
			add(axis, code, totalCode)
		}
		return g
	}
	for _, country := range l.frame.listed[countryAxis] {
		if len(l.frame.children[country]) == 0 {
			continue
		}
		id := l.t.axes[countryAxis].codes[country].ID
		add(countryAxis, country, totalCode)
		for _, region := range l.frame.children[country] {
			add(regionAxis, region, id)
		}
	}
	return g
}

// visitGroups visits all groups of a table by these axes with the indices of
// their codes.
func (l *ledger) visitGroups(by []groupAxis, visit func(at []int, spot int)) {
	at := make([]int, len(by))
	for {
		var axes []int
		var codes [2]int32
		for i, g := range by {
			if s := g.stand[at[i]]; s.axis >= 0 {
				codes[len(axes)] = s.code
				axes = append(axes, s.axis)
			}
		}
		visit(at, l.frame.at[spot{l.t.crossOf(axes), codes}])
		i := len(at) - 1
		for ; i >= 0; i-- {
			if at[i]++; at[i] < len(by[i].stand) {
				break
			}
			at[i] = 0
		}
		if i < 0 {
			return
		}
	}
}

func (l *ledger) groupings(by []int) (all []groupAxis, axes []Axis, id string) {
	var names []string
	for _, axis := range by {
		g := l.groupAxis(axis)
		all, axes, names = append(all, g), append(axes, g.axis), append(names, axisNames[axis])
	}
	return all, axes, "-by-" + strings.Join(names, "-")
}

// firmsTable is how many firms are in each group.
func (l *ledger) firmsTable(by []int) *Table {
	groups, axes, id := l.groupings(by)
	t := &Table{ID: "firms" + id, Kind: FirmsTable, Axes: axes, Distribution: -1}
	l.visitGroups(groups, func(at []int, spot int) {
		c := Cell{At: slices.Clone(at), Status: l.status(l.groups[spot], l.groups[spot])}
		if c.Status == CellShown {
			c.Firms = l.shown.Values[l.groups[spot]]
			c.Base = c.Firms
			c.Effective, c.Unreliable = l.effective(c.Base)
		}
		t.Cells = append(t.Cells, c)
	})
	return t
}

// wholeTable is how the firms of each group spread over the levels of a model.
func (l *ledger) wholeTable(subject int, by []int) *Table {
	s := &l.t.layout.subjects[subject]
	groups, axes, id := l.groupings(by)
	t := &Table{ID: "levels-" + s.model + id, Kind: LevelsTable, Model: s.model, Axes: append(axes, Axis{ID: "level", Codes: s.codes}), Distribution: len(axes)}
	l.visitGroups(groups, func(at []int, spot int) {
		t.Cells = append(t.Cells, l.distribution(subject, spot, at)...)
	})
	return t
}

// listTable is how the firms of each group spread over the categories of each
// subject of a list, which is the first axis.
func (l *ledger) listTable(name string, kind TableKind, first string, subjects []int, by []int) *Table {
	groups, axes, id := l.groupings(by)
	last := Axis{ID: "answer", Codes: l.t.layout.subjects[subjects[0]].codes}
	switch kind {
	case LevelsTable:
		last.ID = "level"
	case ChangeTable:
		last.ID = "change"
	}
	list := l.list(first, subjects)
	t := &Table{ID: name + id, Kind: kind, Model: l.t.layout.subjects[subjects[0]].model,
		Axes: append(append([]Axis{list}, axes...), last), Distribution: len(axes) + 1}
	for i, subject := range subjects {
		l.visitGroups(groups, func(at []int, spot int) {
			t.Cells = append(t.Cells, l.distribution(subject, spot, append([]int{i}, at...))...)
		})
	}
	return t
}

// list is the axis of a list of subjects; the whole of a model is its total.
func (l *ledger) list(id string, subjects []int) Axis {
	axis := Axis{ID: id}
	for _, i := range subjects {
		s := &l.t.layout.subjects[i]
		code := Code{ID: s.dimension + s.id, Label: s.label}
		switch {
		case code.ID == "":
			code.ID = totalCode
		case s.dimension != "" && l.t.layout.subjects[subjects[0]].dimension == "":
			code.Parent = totalCode
		}
		axis.Codes = append(axis.Codes, code)
	}
	return axis
}

// scoresTable is the mean score of each dimension in each group.
func (l *ledger) scoresTable(model string, subjects []int, by []int) *Table {
	groups, axes, id := l.groupings(by)
	t := &Table{ID: "scores-" + model + id, Kind: ScoresTable, Model: model, Axes: append([]Axis{l.list("dimension", subjects)}, axes...), Distribution: -1}
	for i, subject := range subjects {
		l.visitGroups(groups, func(at []int, spot int) {
			t.Cells = append(t.Cells, l.score(subject, spot, append([]int{i}, at...)))
		})
	}
	return t
}

// status puts what protection decided of a count in a group into terms of
// tables. Only of a group itself it is said that it is small.
func (l *ledger) status(count, group int) CellStatus {
	switch {
	case l.shown.Status[group] == statistics.Small || l.shown.Status[group] == statistics.Empty:
		return CellSmall
	case l.shown.Status[group] != statistics.Shown || l.shown.Status[count] != statistics.Shown:
		return CellProtected
	default:
		return CellShown
	}
}
