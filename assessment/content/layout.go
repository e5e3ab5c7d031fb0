package content

import "slices"

// checkGroups wants groups that rise from 0 or from the first level.
func (l *ladder) checkGroups(f modelFile) {
	for i, g := range f.Groups {
		at := l.at.in("groups").nth(i)
		switch from := value(g.From); {
		case i > 0 && from <= value(f.Groups[i-1].From):
			at.say("groups must rise: %v comes after %v", from, value(f.Groups[i-1].From))
		case from > max(f.Scale, float64(len(f.Levels))):
			at.say("group %q begins above the top: no firm can be in it", clip(g.Name))
		}
	}
}

// checkLayout checks the columns of the field layout.
func (l *ladder) checkLayout(f modelFile) {
	l.at.in("layout").unique(ids(f.Layout, func(c *fieldFile) string { return c.Key }))
	indicators := map[string]int{}
	for _, d := range l.m.Dimensions {
		for _, in := range d.Indicators {
			indicators[in.ID]++
		}
	}
	var written []string
	for i, c := range f.Layout {
		at := l.at.in("layout").nth(i)
		forms := 0
		for _, given := range []bool{c.Profile != "", c.Indicator != "", len(c.Pair) > 0} {
			if given {
				forms++
			}
		}
		names := slices.DeleteFunc(append([]string{c.Indicator}, c.Pair...), func(id string) bool { return id == "" })
		if forms > 1 {
			at.say("column %s says one of profile, indicator and pair, not several", clip(c.Key))
		}
		for _, id := range names {
			switch {
			case indicators[id] == 0:
				at.say("indicator %q is unknown", clip(id))
			case indicators[id] > 1:
				at.say("indicator %s is in several dimensions: a column cannot tell which, so give each its own id", id)
			case slices.Contains(written, id):
				at.say("indicator %s is in another column already: keep one", id)
			}
			written = append(written, id)
		}
		at.checkValues(c, len(names) > 0)
		l.checkSteps(c, names, at)
	}
}

// checkValues wants rising values, and only where an indicator is written.
func (p place) checkValues(c fieldFile, measured bool) {
	switch {
	case !measured && len(c.Values) > 0:
		p.in("values").say("values are those of an indicator: name it or take them out")
	case len(c.Values) == 1:
		p.in("values").say("values must be at least two, the lowest first")
	}
	for i := 1; i < len(c.Values); i++ {
		if c.Values[i] <= c.Values[i-1] {
			p.in("values").nth(i).say("values must rise: %d comes after %d", c.Values[i], c.Values[i-1])
		}
	}
}

// checkSteps wants a value for each category of an item that a column shows
// whole.
func (l *ladder) checkSteps(c fieldFile, names []string, at place) {
	for _, d := range l.m.Dimensions {
		for _, in := range d.Indicators {
			if !slices.Contains(names, in.ID) || len(in.Sources) != 1 {
				continue
			}
			s, want := in.Sources[0], 2
			if it := l.item(s.Item, at); it != nil && s.Option == "" && s.AtLeast == 0 {
				high, known := top(&it.Item)
				if want = high + 1; !known {
					continue
				}
			}
			if got := len(c.Values); got != want && (got > 0 || want > 2) {
				at.say("column %s needs %d values, one for each step of %s, not %d", clip(c.Key), want, in.ID, got)
			}
		}
	}
}
