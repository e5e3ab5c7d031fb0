package web

import (
	"html/template"

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
	axes := report.RadarAxes(b.Printer, o)
	options := chart.Options{RightToLeft: b.Dir() == "rtl", FontSize: 13}
	height := chart.RadarHeight(profileWidth, axes, options)
	svg := chart.NewSVG(profileWidth, height, b.T("result.radar"), b.T("result.radar_text"))
	svg.ID, svg.RightToLeft = b.At+"radar", options.RightToLeft
	chart.Radar(svg, chart.Box{Width: profileWidth, Height: height}, axes, options)
	return template.HTML(svg.String()) //nolint:gosec // chart escapes every text
}

func barsSVG(b base, o assessment.Outcome) template.HTML {
	rows, cuts := report.BarRows(b.Printer, o)
	height := chart.BarsHeight(len(rows))
	svg := chart.NewSVG(profileWidth, height, b.T("result.bars"), b.T("result.bars_text"))
	svg.ID, svg.RightToLeft = b.At+"bars", b.Dir() == "rtl"
	chart.Bars(svg, chart.Box{Width: profileWidth, Height: height}, rows, cuts, chart.Options{RightToLeft: b.Dir() == "rtl"})
	return template.HTML(svg.String()) //nolint:gosec // chart escapes every text
}

// modelSVG shows the areas of an added model; empty while nothing is known.
func modelSVG(b base, r assessment.ModelResult) template.HTML {
	rows, cuts := report.ModelBars(b.Printer, r)
	if len(rows) == 0 {
		return ""
	}
	height := chart.BarsHeight(len(rows))
	svg := chart.NewSVG(profileWidth, height, b.T("models.bars", "Model", b.Say(r.Model.Title)), b.T("models.bars_text"))
	svg.ID, svg.RightToLeft = b.At+"bars-"+r.Model.ID, b.Dir() == "rtl"
	chart.Bars(svg, chart.Box{Width: profileWidth, Height: height}, rows, cuts, chart.Options{RightToLeft: b.Dir() == "rtl"})
	return template.HTML(svg.String()) //nolint:gosec // chart escapes every text
}

// timelineSVG shows when each step runs, months from the date of the answers.
func timelineSVG(b base, o assessment.Outcome) template.HTML {
	rows, months := report.Timeline(b.Printer, o)
	if len(rows) == 0 {
		return ""
	}
	height := chart.TimelineHeight(len(rows))
	svg := chart.NewSVG(timelineWidth, height, b.T("roadmap.timeline"), b.T("roadmap.timeline_text"))
	svg.ID, svg.RightToLeft = b.At+"timeline", b.Dir() == "rtl"
	chart.Timeline(svg, chart.Box{Width: timelineWidth, Height: height}, rows, months, chart.Options{RightToLeft: b.Dir() == "rtl"})
	return template.HTML(svg.String()) //nolint:gosec // chart escapes every text
}
