package web

import (
	"html/template"
	"math"

	"onramp/assessment"
	"onramp/assessment/chart"
	"onramp/assessment/report"
)

// outlookView is where the plan leads: in words, as a picture and as a table.
type outlookView struct {
	Text    string
	Rises   string // which areas climb a level within the year
	Picture template.HTML
	Done    bool // the firm has done measures, which count already
	Rows    []outlookRow
	Spend   []spendRow
}

// outlookRow is one area of the table, or the whole firm.
type outlookRow struct {
	Title                     string
	Whole                     bool
	Today, Done, Days90, Year standingView
	Saved90, SavedYear        standingView // of the saved plan while another is tried
	Differs90, DiffersYear    bool
}

// standingView is a level and its points.
type standingView struct {
	Level  int
	Points string
}

// spendRow is what the plan takes of one thing.
type spendRow struct{ Title, First, Year, SavedFirst, SavedYear string }

// standingCell is a standing with the words around it.
type standingCell struct {
	base
	View standingView
}

// Cell hands a standing to its part.
func (p *roadmapPage) Cell(v standingView) standingCell { return standingCell{p.base, v} }

func standingOf(b base, s assessment.Standing) standingView {
	v := standingView{Level: s.Level, Points: "–"}
	if s.Score != nil {
		v.Points = report.Points(b.Printer, *s.Score)
	}
	return v
}

// area names a dimension.
func (p *roadmapPage) area(dimension string) string {
	return report.DimensionTitle(p.Printer, p.Outcome.Model, dimension)
}

// outlook fills in where the plan leads; without a level of today it shows what
// the plan takes only.
func (p *roadmapPage) outlook() {
	o := p.Outcome
	v := outlookView{Done: len(o.Roadmap.Done) > 0, Spend: p.spend()}
	if way := o.Roadmap.Outlook; way.Overall.Today.Level > 0 && way.Overall.Today.Score != nil {
		v.Text, v.Picture = p.outlookText(), p.outlookSVG()
		var saved *assessment.Outlook
		if p.Saved != nil {
			saved = &p.Saved.Roadmap.Outlook
		}
		v.Rows = append(v.Rows, p.outlookRow(way.Overall, saved, -1))
		var rises []string
		for i, d := range way.Dimensions {
			v.Rows = append(v.Rows, p.outlookRow(d, saved, i))
			if d.Today.Level > 0 && d.FirstYear.Level > d.Today.Level {
				rises = append(rises, p.T("whatif.rise", "Area", p.area(d.Dimension), "From", p.Whole(d.Today.Level), "To", p.Whole(d.FirstYear.Level)))
			}
		}
		if len(rises) > 0 {
			v.Rises = p.T("whatif.rises", "Areas", p.List(rises))
		}
	}
	p.Outlook = v
}

// outlookRow is the prospect of the dimension at a place, of the whole firm at
// -1.
func (p *roadmapPage) outlookRow(way assessment.Prospect, saved *assessment.Outlook, at int) outlookRow {
	row := outlookRow{Title: p.area(way.Dimension), Whole: at < 0, Today: standingOf(p.base, way.Today), Done: standingOf(p.base, way.Done),
		Days90: standingOf(p.base, way.First90Days), Year: standingOf(p.base, way.FirstYear)}
	if saved != nil {
		before := saved.Overall
		if at >= 0 {
			before = saved.Dimensions[at]
		}
		row.Saved90, row.SavedYear = standingOf(p.base, before.First90Days), standingOf(p.base, before.FirstYear)
		row.Differs90, row.DiffersYear = row.Saved90 != row.Days90, row.SavedYear != row.Year
	}
	return row
}

func (p *roadmapPage) outlookText() string {
	way := p.Outcome.Roadmap.Outlook.Overall
	level := func(s assessment.Standing) string {
		return p.T("whatif.standing", "Level", p.Whole(s.Level), "Points", report.Points(p.Printer, *s.Score))
	}
	text := p.T("whatif.outlook.today", "Standing", level(way.Today))
	if *way.Done.Score > *way.Today.Score {
		text = p.Sentences(text, p.T("whatif.outlook.done", "Standing", level(way.Done)))
	}
	return p.Sentences(text, p.T("whatif.outlook.plan", "Days90", level(way.First90Days), "Year", level(way.FirstYear)))
}

// gain says how the expected standing of an area changes by what the firm did;
// empty when it does not.
func (p *roadmapPage) gain(dimension string, before *assessment.Roadmap) string {
	now := p.Outcome.Roadmap.Outlook.Dimensions
	for i, d := range before.Outlook.Dimensions {
		if d.Dimension != dimension || d.Done.Score == nil || now[i].Done.Score == nil {
			continue
		}
		from, to := standingOf(p.base, d.Done), standingOf(p.base, now[i].Done)
		if from.Points != to.Points {
			return p.T("whatif.gain", "Area", p.area(dimension), "From", from.Points, "To", to.Points)
		}
	}
	return ""
}

// spend sets what the plan takes against what the firm has.
func (p *roadmapPage) spend() []spendRow {
	days, money := spendRow{Title: p.T("whatif.spend.days")}, spendRow{Title: p.T("whatif.spend.money")}
	days.First, days.Year, money.First, money.Year = p.spent(&p.Outcome)
	if p.Saved != nil {
		days.SavedFirst, days.SavedYear, money.SavedFirst, money.SavedYear = p.spent(p.Saved)
	}
	return []spendRow{days, money}
}

func (p *roadmapPage) spent(o *assessment.Outcome) (days, daysYear, money, moneyYear string) {
	first := o.Roadmap.Spend(o.Questionnaire, assessment.First90Days)
	year := o.Roadmap.Spend(o.Questionnaire, assessment.First90Days, assessment.FirstYear)
	limits := o.Roadmap.Limits
	of := func(n int, limit float64) string {
		return p.T("whatif.spend.of", "Spent", p.Whole(n), "Limit", p.Number(limit, decimals(limit)))
	}
	moneyYear = p.Whole(year.Money)
	if limits.BudgetGiven {
		moneyYear = p.T("whatif.spend.of", "Spent", moneyYear, "Limit", p.Whole(limits.Budget))
	}
	return of(first.Days, 3*limits.Days), of(year.Days, 12*limits.Days), p.Whole(first.Money), moneyYear
}

// decimals of a number of days: one when it has parts.
func decimals(days float64) int {
	if days != math.Trunc(days) {
		return 1
	}
	return 0
}

// outlookSVG draws the profile after the first year over that of today.
func (p *roadmapPage) outlookSVG() template.HTML {
	o := p.Outcome
	axes := report.RadarAxes(p.Printer, o)
	for i, d := range o.Roadmap.Outlook.Dimensions {
		if d.Today.Score == nil || d.FirstYear.Score == nil {
			continue
		}
		today := *d.Today.Score / o.Model.Scale
		axes[i].Value, axes[i].Previous, axes[i].Known = *d.FirstYear.Score/o.Model.Scale, &today, true
	}
	options := chart.Options{RightToLeft: p.Dir() == "rtl", FontSize: 13}
	height := chart.RadarHeight(profileWidth, axes, options)
	svg := chart.NewSVG(profileWidth, height, p.T("whatif.picture"), p.T("whatif.picture_text"))
	svg.ID, svg.RightToLeft = p.At+"outlook-picture", options.RightToLeft
	chart.Radar(svg, chart.Box{Width: profileWidth, Height: height}, axes, options)
	return template.HTML(svg.String()) //nolint:gosec // chart escapes every text
}
