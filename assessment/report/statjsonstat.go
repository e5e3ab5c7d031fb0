package report

import (
	"io"
	"strconv"

	"onramp/assessment"
)

// writeTableJSONStat writes a table as a JSON-stat 2.0 dataset (Badosa 2019):
// its axes and, last, which figure a value is. A value that is not there is
// null and its status is the marker.
func writeTableJSONStat(w io.Writer, f *releaseFile, t *assessment.Table) error {
	figures := statFigures(t)
	var ids []string
	var sizes []int
	dimensions := map[string]any{}
	for _, a := range t.Axes {
		labels, index := map[string]string{}, []string{}
		children := map[string][]string{}
		for _, c := range a.Codes {
			index = append(index, c.ID)
			labels[c.ID] = f.words.Code(a.ID, c)
			if c.Parent != "" {
				children[c.Parent] = append(children[c.Parent], c.ID)
			}
		}
		category := map[string]any{"index": index, "label": labels}
		if len(children) > 0 {
			category["child"] = children
		}
		ids, sizes = append(ids, a.ID), append(sizes, len(a.Codes))
		dimensions[a.ID] = map[string]any{"label": f.words.Axis(a.ID), "category": category}
	}
	labels, index, units := map[string]string{}, []string{}, map[string]any{}
	for _, g := range figures {
		index = append(index, g.id)
		labels[g.id] = f.words.p.T("release.column." + g.id)
		units[g.id] = map[string]any{"decimals": 0}
	}
	ids, sizes = append(ids, "figure"), append(sizes, len(figures))
	dimensions["figure"] = map[string]any{"label": f.words.p.T("release.column.figure"), "category": map[string]any{"index": index, "label": labels, "unit": units}}

	cells := 1
	for _, n := range sizes[:len(t.Axes)] {
		cells *= n
	}
	values := make([]*int, cells*len(figures))
	status := map[string]string{}
	for i := range t.Cells {
		c := &t.Cells[i]
		place := 0
		for a, at := range c.At {
			place = place*sizes[a] + at
		}
		for k, g := range figures {
			n, marker := g.value(c)
			if marker != "" {
				status[strconv.Itoa(place*len(figures)+k)] = marker
				continue
			}
			values[place*len(figures)+k] = &n
		}
	}
	note := []string{f.words.p.T("release.markers"), f.words.p.T("statistics.volunteers")}
	if f.Synthetic {
		note = append([]string{f.words.p.T("statistics.synthetic_text")}, note...)
	}
	return writeJSON(w, map[string]any{
		"version": "2.0", "class": "dataset", "label": f.words.Title(t), "source": f.meta.Operator, "updated": day8601(f.Made), "note": note,
		"id": ids, "size": sizes, "role": map[string]any{"metric": []string{"figure"}}, "dimension": dimensions, "value": values, "status": status,
		"extension": map[string]any{"release": f.Number, "first_day": f.firstDay(), "last_day": f.lastDay(), "synthetic": f.Synthetic, "rules": f.Rules},
	})
}
