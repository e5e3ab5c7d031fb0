package report

import (
	"strconv"
	"time"

	"onramp/assessment"
	"onramp/assessment/chart"
	"onramp/assessment/locale"
)

// What the pictures of a page and of a document show.

// ShortTitle names a dimension where there is little room.
func ShortTitle(p *locale.Printer, o assessment.Outcome, id string) string {
	if d := o.Questionnaire.Dimension(id); d != nil && !d.Short.Blank() {
		return Say(p, d.Short)
	}
	return DimensionTitle(p, o.Model, id)
}

// share turns a score into a part of the model's scale, 0 to 1.
func share(m *assessment.Model, s assessment.Standing) float64 {
	if s.Score == nil || m.Scale <= 0 {
		return 0
	}
	return *s.Score / m.Scale
}

// RadarAxes are the profile, an axis for each dimension.
func RadarAxes(p *locale.Printer, o assessment.Outcome) []chart.RadarAxis {
	var axes []chart.RadarAxis
	for _, d := range o.Result.Dimensions {
		axes = append(axes, chart.RadarAxis{Label: ShortTitle(p, o, d.ID), Value: share(o.Model, d.Standing), Known: d.Score != nil})
	}
	return axes
}

// BarRows are score, level, uncertainty and next level of each dimension, and
// where levels begin.
func BarRows(p *locale.Printer, o assessment.Outcome) (rows []chart.BarRow, cuts []float64) {
	for _, cut := range o.Model.Cuts {
		cuts = append(cuts, 100*cut/o.Model.Scale)
	}
	for i, d := range o.Result.Dimensions {
		row := chart.BarRow{Label: DimensionTitle(p, o.Model, d.ID), Value: 100 * share(o.Model, d.Standing), Known: d.Score != nil, Level: d.Level, Text: ScoreText(p, o.Model, d.Standing)}
		if d.Score != nil && d.Next != nil && d.Next.Points > 0 {
			target := 100 * (*d.Score + d.Next.Points) / o.Model.Scale
			row.Target = &target
		}
		row.Low, row.High = Interval(o.Estimate.Certainty(i), o.Model)
		rows = append(rows, row)
	}
	return rows, cuts
}

// Timeline is every step over the weeks of the plan, months on top.
func Timeline(p *locale.Printer, o assessment.Outcome) (rows []chart.TimelineRow, months []chart.TimelineMark) {
	next := NextSteps(&o.Roadmap)
	end := 52.0
	for i, s := range o.Roadmap.Steps {
		class := chart.ClassBar
		if stepIn(next, s) {
			class = chart.ClassNext
		}
		rows = append(rows, chart.TimelineRow{
			Label:     p.T("document.step", "Number", i+1, "Step", Say(p, s.Measure.Title)),
			StartWeek: float64(s.StartWeek), Weeks: float64(s.Weeks), Class: class,
		})
		end = max(end, float64(s.StartWeek+s.Weeks))
	}
	return rows, monthMarks(p, PlanStart(o.Updated), end)
}

// monthMarks marks where months begin, of a long plan only where quarters do;
// January shows its year.
func monthMarks(p *locale.Printer, start time.Time, end float64) []chart.TimelineMark {
	const longest = 60 // weeks of a plan that has room for every month
	month := time.Date(start.Year(), start.Month(), 1, 0, 0, 0, 0, time.UTC)
	var marks []chart.TimelineMark
	for {
		month = month.AddDate(0, 1, 0)
		week := month.Sub(start).Hours() / (24 * 7)
		if week > end || len(marks) > 120 {
			return marks
		}
		label := p.ShortMonth(month.Month())
		if month.Month() == time.January {
			label = strconv.Itoa(month.Year())
		}
		if end <= longest || month.Month()%3 == 1 {
			marks = append(marks, chart.TimelineMark{Week: week, Label: label})
		}
	}
}

// LevelWords describes what one sees in a firm at a level of a dimension; empty
// if the model does not say.
func LevelWords(p *locale.Printer, m *assessment.Model, dimension string, level int) string {
	d := m.Dimension(dimension)
	if d == nil || level < 1 || level > len(d.Levels) {
		return ""
	}
	return Say(p, d.Levels[level-1])
}

// NextLevelWords describes the level that comes next; empty without a level,
// and at the top.
func NextLevelWords(p *locale.Printer, m *assessment.Model, d assessment.DimensionResult) string {
	if d.Level == 0 || d.Next == nil {
		return ""
	}
	return LevelWords(p, m, d.ID, d.Next.Level)
}

// Ended names each ended programme that the plan may bring to mind once.
func Ended(road *assessment.Roadmap) []*assessment.Platform {
	var all []*assessment.Platform
	seen := map[string]bool{}
	for _, s := range road.Steps {
		for _, pl := range s.Ended {
			if !seen[pl.ID] {
				seen[pl.ID] = true
				all = append(all, pl)
			}
		}
	}
	return all
}
