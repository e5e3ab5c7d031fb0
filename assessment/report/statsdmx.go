package report

import (
	"encoding/csv"
	"io"
	"strconv"
	"strings"
	"time"

	"onramp/assessment"
)

// sdmxAgency maintains the structures: an agency of ours, since an installation
// has none that is registered.
const sdmxAgency = "ONRAMP"

// sdmxVersion of all structures of a release: each release has its own, since
// its code lists hold what it publishes.
func (f *releaseFile) sdmxVersion() string { return strconv.Itoa(f.Number) + ".0" }

// sdmxID makes an id of SDMX: letters, digits and underscores.
func sdmxID(prefix, id string) string {
	return prefix + strings.ToUpper(strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '_' {
			return r
		}
		return '_'
	}, id))
}

// sdmxAxis is the id of an axis as a dimension. SDMX-CSV keeps ACTION for itself.
func sdmxAxis(id string) string {
	if id == "action" {
		return "PLAN_ACTION"
	}
	return sdmxID("", id)
}

// obsStatus and confStatus are codes of the cross-domain code lists CL_OBS_STATUS
// and CL_CONF_STATUS.
func obsStatus(c *assessment.Cell) string {
	switch {
	case c.Status == assessment.CellImpossible:
		return "M" // data cannot exist
	case c.Status != assessment.CellShown:
		return "Q" // suppressed
	case c.Unreliable:
		return "U" // low reliability
	}
	return "A" // normal
}

func confStatus(c *assessment.Cell) string {
	switch c.Status {
	case assessment.CellSmall:
		return "A" // primary, small counts
	case assessment.CellProtected:
		return "D" // secondary, set by the sender
	}
	return "F" // free
}

// sdmxPeriod is a time range: its first day and how long it is.
func (f *releaseFile) sdmxPeriod() string {
	days := int(f.To.UTC().Sub(f.From.UTC()) / (24 * time.Hour))
	return f.firstDay() + "/P" + strconv.Itoa(days) + "D"
}

// writeTableSDMX writes a table as SDMX-CSV 2.0: a row for each cell, the main
// figure as the observation, further ones as attributes. A figure that is
// withheld is NaN, and the status says why.
func writeTableSDMX(w io.Writer, f *releaseFile, t *assessment.Table) error {
	out := csv.NewWriter(w)
	out.UseCRLF = true
	figures := statFigures(t)
	row := []string{"STRUCTURE", "STRUCTURE_ID", "ACTION"}
	for _, a := range t.Axes {
		row = append(row, sdmxAxis(a.ID))
	}
	row = append(row, "TIME_PERIOD", "OBS_VALUE")
	for _, g := range figures[1:] {
		row = append(row, sdmxID("", g.id))
	}
	out.Write(append(row, "OBS_STATUS", "CONF_STATUS", "SYNTHETIC"))
	flow := sdmxAgency + ":" + sdmxID("DF_", t.ID) + "(" + f.sdmxVersion() + ")"
	for i := range t.Cells {
		c := &t.Cells[i]
		row = append(row[:0], "dataflow", flow, "I")
		for a, at := range c.At {
			row = append(row, t.Axes[a].Codes[at].ID)
		}
		row = append(row, f.sdmxPeriod())
		for _, g := range figures {
			n, marker := g.value(c)
			if marker != "" {
				row = append(row, "NaN")
				continue
			}
			row = append(row, strconv.Itoa(n))
		}
		out.Write(append(row, obsStatus(c), confStatus(c), strconv.FormatBool(f.Synthetic)))
	}
	out.Flush()
	return out.Error()
}
