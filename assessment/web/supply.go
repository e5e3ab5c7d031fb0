package web

import (
	"cmp"
	"slices"
	"time"

	"onramp/assessment"
)

// supplyView tells which measures firms of a place need most, and how much
// support there is for each.
type supplyView struct {
	Places []assessment.Choice // one can look at
	Place  string              // that is looked at
	Name   string
	Own    bool // the shares are those of the place, not of all firms
	Lines  []supplyLine
}

// supplyLine is one measure.
type supplyLine struct {
	Measure, Share, Range, Withheld string
	Low                             bool
	Platforms                       int
	Word                            string // none, one or several
	Find                            string // address of the directory, narrowed
	value                           int
}

// mostGaps is how many measures are looked at.
const mostGaps = 12

// supply puts the share of firms that need a measure beside the support
// platforms that serve the place. A place that the release does not name is
// taken for the first one.
func (d *desk) supply(place string, now time.Time) (*supplyView, error) {
	v := &supplyView{Places: d.places()}
	if len(v.Places) == 0 {
		return nil, nil
	}
	at := slices.IndexFunc(v.Places, func(c assessment.Choice) bool { return c.ID == place })
	chosen := v.Places[max(at, 0)]
	v.Place, v.Name = chosen.ID, chosen.Text.English
	country, region, axis := v.Place, "", "country"
	if len(v.Place) > 2 {
		country, region, axis = v.Place[:2], v.Place, "region"
	}
	t, view, err := d.pick(assessment.MeasuresTable, "", "measure", map[string]string{axis: v.Place})
	if t == nil || err != nil {
		return nil, err
	}
	v.Own = axisOf(t, axis) >= 0
	for _, row := range d.grid(d.whole, t, view).Rows {
		m := d.q.Measure(row.code)
		if m == nil {
			continue
		}
		c := row.Cells[0]
		l := supplyLine{Measure: row.Label, Share: c.Text, Range: c.Range, Withheld: c.Withheld, Low: row.Low,
			Platforms: d.catalogue.Directory.Supply(m.Support, country, region, now), Find: "/platforms?country=" + country}
		if len(m.Support.Kinds) == 1 {
			l.Find += "&kind=" + m.Support.Kinds[0]
		}
		l.Word = d.T("statistics.supply." + [...]string{"none", "one", "several"}[min(l.Platforms, 2)])
		if c.value != nil && c.value.Share != nil {
			l.value = c.value.Share.Value
		}
		v.Lines = append(v.Lines, l)
	}
	slices.SortStableFunc(v.Lines, func(a, b supplyLine) int { return cmp.Compare(b.value, a.value) })
	v.Lines = v.Lines[:min(len(v.Lines), mostGaps)]
	return v, nil
}

// places are the countries and regions that tables of the release name.
func (d *desk) places() (all []assessment.Choice) {
	for _, axis := range []string{"country", "region"} {
		seen := map[string]bool{}
		for _, t := range d.whole.Tables {
			i := axisOf(t, axis)
			if i < 0 {
				continue
			}
			for _, code := range t.Axes[i].Codes {
				if !seen[code.ID] && assessment.IsCountry(code.ID[:min(2, len(code.ID))]) {
					seen[code.ID] = true
					all = append(all, assessment.Choice{ID: code.ID, Text: assessment.Text{English: d.words.Code(axis, code)}})
				}
			}
		}
	}
	return all
}
