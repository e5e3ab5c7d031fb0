package web

import (
	"html/template"
	"time"

	"onramp/assessment"
	"onramp/assessment/chart"
	"onramp/assessment/report"
)

// Widths of pictures in points. A page scales them to its column; narrow ones
// keep their labels readable on a phone.
const (
	profileWidth  = 340
	timelineWidth = 640
)

func radarSVG(b base, o assessment.Outcome) template.HTML {
	var axes []chart.RadarAxis
	for _, d := range o.Result.Dimensions {
		a := chart.RadarAxis{Label: shortTitle(b, o, d.ID), Known: d.Score != nil}
		if d.Score != nil {
			a.Value = *d.Score / o.Model.Scale
		}
		axes = append(axes, a)
	}
	options := chart.Options{RightToLeft: b.Dir() == "rtl", FontSize: 13}
	height := chart.RadarHeight(profileWidth, axes, options)
	svg := chart.NewSVG(profileWidth, height, b.T("result.radar"), b.T("result.radar_text"))
	svg.ID, svg.RightToLeft = b.At+"radar", options.RightToLeft
	chart.Radar(svg, chart.Box{Width: profileWidth, Height: height}, axes, options)
	return template.HTML(svg.String()) //nolint:gosec // chart escapes every text
}

func barsSVG(b base, o assessment.Outcome) template.HTML {
	var rows []chart.BarRow
	for i, d := range o.Result.Dimensions {
		r := chart.BarRow{Label: b.Say(o.Model.Dimension(d.ID).Title), Known: d.Score != nil, Level: d.Level, Text: b.T("result.unknown")}
		if d.Score != nil {
			r.Value = *d.Score * 100 / o.Model.Scale
			r.Text = report.Points(b.Printer, *d.Score)
		}
		r.Low, r.High = report.Interval(o.Estimate.Certainty(i), o.Model)
		rows = append(rows, r)
	}
	var cuts []float64
	for _, c := range o.Model.Cuts {
		cuts = append(cuts, c*100/o.Model.Scale)
	}
	height := chart.BarsHeight(len(rows))
	svg := chart.NewSVG(profileWidth, height, b.T("result.bars"), b.T("result.bars_text"))
	svg.ID, svg.RightToLeft = b.At+"bars", b.Dir() == "rtl"
	chart.Bars(svg, chart.Box{Width: profileWidth, Height: height}, rows, cuts, chart.Options{RightToLeft: b.Dir() == "rtl"})
	return template.HTML(svg.String()) //nolint:gosec // chart escapes every text
}

func shortTitle(b base, o assessment.Outcome, id string) string {
	if d := o.Questionnaire.Dimension(id); d != nil && !d.Short.Blank() {
		return b.Say(d.Short)
	}
	return b.Say(o.Model.Dimension(id).Title)
}

// timelineSVG shows when each step runs, months from the date of the answers.
func timelineSVG(b base, o assessment.Outcome) template.HTML {
	var rows []chart.TimelineRow
	last := 0
	for _, s := range o.Roadmap.Steps {
		class := chart.ClassBar
		if s.Horizon == assessment.First90Days {
			class = chart.ClassNext
		}
		rows = append(rows, chart.TimelineRow{Label: b.Say(s.Measure.Title), StartWeek: float64(s.StartWeek), Weeks: float64(s.Weeks), Class: class})
		last = max(last, s.StartWeek+s.Weeks)
	}
	if len(rows) == 0 {
		return ""
	}
	height := chart.TimelineHeight(len(rows))
	svg := chart.NewSVG(timelineWidth, height, b.T("roadmap.timeline"), b.T("roadmap.timeline_text"))
	svg.ID, svg.RightToLeft = b.At+"timeline", b.Dir() == "rtl"
	chart.Timeline(svg, chart.Box{Width: timelineWidth, Height: height}, rows, monthMarks(b, o.Updated, last), chart.Options{RightToLeft: b.Dir() == "rtl"})
	return template.HTML(svg.String()) //nolint:gosec // chart escapes every text
}

func monthMarks(b base, from time.Time, weeks int) []chart.TimelineMark {
	var marks []chart.TimelineMark
	month := time.Date(from.Year(), from.Month(), 1, 0, 0, 0, 0, time.UTC)
	for range 120 {
		month = month.AddDate(0, 1, 0)
		week := month.Sub(from).Hours() / (24 * 7)
		if week > float64(weeks) {
			break
		}
		marks = append(marks, chart.TimelineMark{Week: week, Label: b.ShortMonth(month.Month())})
	}
	return marks
}
