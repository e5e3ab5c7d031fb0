package report

import (
	"strconv"

	"onramp/assessment"
	"onramp/assessment/locale"
)

// Meta is what a document says beside the outcome. Every field may be empty.
type Meta struct {
	Site      string // name of the installation
	Operator  string // who runs it
	Contact   string // how to reach them
	PublicURL string // address of the installation
	ResumeURL string // address of this assessment; whoever has it can open it
	PlanURL   string // address of this plan's page, for those who may open it
	Key       string // names the firm among others of the installation, in hashes only
	By        Organisation
}

// Organisation is who hands a document to a firm: an association or agency. Its
// name and logo stand on the cover and in the footer.
type Organisation struct {
	Name    string
	Contact string
	Logo    []byte // a picture as PNG or JPEG; what is neither is left out
}

// layout builds a document for one outcome.
type layout struct {
	*locale.Printer
	o      assessment.Outcome
	q      *assessment.Questionnaire
	m      *assessment.Model
	meta   Meta
	blocks []Block
}

// Layout writes the roadmap of an outcome as plain blocks.
func Layout(p *locale.Printer, o assessment.Outcome, meta Meta) Document {
	l := &layout{Printer: p, o: o, q: o.Questionnaire, m: o.Model, meta: meta}
	l.cover()
	l.summary()
	l.since()
	l.findings()
	l.people()
	l.plan()
	l.support()
	l.models()
	l.method()
	l.sources()
	return Document{
		Title: say(p.T("document.title")), Subject: say(p.T("document.subject")), Keywords: say(p.T("document.keywords")),
		Author: name(meta.Site), Language: p.Tag(), Date: o.Updated.UTC(), Footer: l.footer(), Logo: logoOf(meta.By.Logo), Blocks: l.blocks,
	}
}

// footer names the site and every version that reproduces the document.
func (l *layout) footer() []Text {
	var parts []Text
	if l.meta.By.Name != "" {
		parts = append(parts, name(l.meta.By.Name))
	}
	if l.meta.Site != "" {
		parts = append(parts, name(l.meta.Site))
	}
	versions := []struct{ key, version string }{
		{"document.footer.questionnaire", l.q.Version}, {"document.footer.model", l.m.Version},
		{"document.footer.directory", short(l.directory().Version)},
	}
	for _, v := range versions {
		if v.version != "" {
			parts = append(parts, say(l.T(v.key)), name(v.version))
		}
	}
	return parts
}

// directory is never nil.
func (l *layout) directory() *assessment.Directory {
	if l.o.Directory == nil {
		return &assessment.Directory{}
	}
	return l.o.Directory
}

// short is enough of a hash to tell versions apart.
func short(hash string) string { return hash[:min(len(hash), 10)] }

func (l *layout) add(blocks ...Block) { l.blocks = append(l.blocks, blocks...) }

// t makes a text of a message.
func (l *layout) t(key string, args ...any) Text { return say(l.T(key, args...)) }

// fact makes a fact of a label's key and values; empty values fall away, and
// without any the fact does.
func (l *layout) fact(key string, values ...Text) Facts {
	var kept []Text
	for _, v := range values {
		if v.Words != "" {
			kept = append(kept, v)
		}
	}
	if len(kept) == 0 {
		return nil
	}
	return Facts{{Label: l.t(key), Values: kept}}
}

// versioned writes a title with its version.
func (l *layout) versioned(title assessment.Text, version string) Text {
	return l.t("document.versioned", "Title", Say(l.Printer, title), "Version", version)
}

// facts joins facts into one block.
func facts(parts ...Facts) Facts {
	var all Facts
	for _, p := range parts {
		all = append(all, p...)
	}
	return all
}

func (l *layout) cover() {
	profile, result := l.o.Profile, l.o.Result.Overall
	page := Fit{
		facts(
			l.fact("document.date", say(l.Date(l.o.Updated.UTC()))),
			l.fact("document.country", say(l.Country(profile.Country))),
			l.fact("document.region", name(profile.Region)),
			l.fact("document.sector", say(l.Capital(SectorText(l.Printer, l.q, profile)))),
			l.fact("document.size", say(l.Capital(SizeText(l.Printer, profile)))),
			l.fact("document.goals", say(l.Capital(GoalsText(l.Printer, l.q, profile)))),
		),
		Standing{Level: result.Level, Of: len(l.m.Levels), Label: say(LevelText(l.Printer, l.m, result.Level)), Score: say(ScoreText(l.Printer, l.m, result))},
	}
	page = append(page, l.grade()...)
	l.add(Cover{Site: name(l.meta.Site), Title: l.t("document.title"), Firm: name(profile.Name), By: l.handedOver(), Spelling: l.t("document.spelling")},
		append(page, facts(
			l.fact("document.depth", say(l.Capital(DepthText(l.Printer, l.o.Depth)))),
			l.fact("document.coverage", say(CoverageText(l.Printer, result.Coverage)), say(CoverageNote(l.Printer, result.Coverage))),
			l.fact("document.questionnaire", l.versioned(l.q.Title, l.q.Version)),
			l.fact("document.model", l.versioned(l.m.Title, l.m.Version)),
		), Contents{Title: l.t("document.contents")}))
}

// summary is one page: standing, profile, strengths, gaps, next actions.
func (l *layout) summary() {
	overall := l.o.Result.Overall
	l.add(PageBreak{}, Heading{1, l.t("document.summary")}, Paragraph{Text: l.whose(), Style: Small})
	words := []Block{}
	if level := l.m.Level(overall.Level); level != nil {
		words = append(words, Paragraph{Text: say(Say(l.Printer, level.Text)), Style: Lead})
	}
	words = append(words,
		Paragraph{Text: say(StandingText(l.Printer, l.m, overall)), Style: Strong},
		Paragraph{Text: say(NextText(l.Printer, l.q, overall))})
	if sure := SureText(l.Printer, l.o.Estimate.All()); sure != "" {
		words = append(words, Paragraph{Text: say(sure), Style: Small})
	}
	words = append(words,
		Heading{3, l.t("document.strengths")})
	words = append(words, l.strengths()...)
	page := Fit{Columns{Left: words, Right: append([]Block{l.radar()}, l.monday()...), Share: 0.5}, Heading{2, l.t("document.gaps")}}
	page = append(page, l.gaps()...)
	page = append(page, Heading{2, l.t("document.actions")})
	l.add(append(page, l.actions()...))
}

func (l *layout) strengths() []Block {
	if len(l.o.Strengths) == 0 {
		return []Block{Paragraph{Text: l.t("document.strengths.none")}}
	}
	var list []Block
	for _, f := range l.o.Strengths {
		list = append(list, Bullet{
			Text: say(Say(l.Printer, f.Reading.Item.Text)),
			Note: say(AnswerText(l.Printer, f.Reading)),
		})
	}
	return list
}

// dimension names a dimension of the questionnaire.
func (l *layout) dimension(id string) string {
	if d := l.q.Dimension(id); d != nil {
		return Say(l.Printer, d.Title)
	}
	return DimensionTitle(l.Printer, l.m, id)
}

func (l *layout) gaps() []Block {
	if len(l.o.Gaps) == 0 {
		return []Block{Paragraph{Text: l.t("document.gaps.none")}}
	}
	table := Table{Columns: []Column{
		{Title: l.t("document.gaps.practice"), Share: 0.36},
		{Title: l.t("document.today"), Share: 0.32},
		{Title: l.t("document.next"), Share: 0.32},
	}}
	for _, f := range l.o.Gaps {
		table.Rows = append(table.Rows, []Text{
			say(Say(l.Printer, f.Reading.Item.Text)),
			say(AnswerText(l.Printer, f.Reading)),
			say(NextPractice(l.Printer, f.Reading)),
		})
	}
	return []Block{table}
}

// NextSteps are the steps to begin with: those of the first 90 days or, if
// none fits there, the first of the plan. At most five, since the plan puts no
// more into the first 90 days.
func NextSteps(road *assessment.Roadmap) []assessment.Step {
	const most = 5
	steps := road.In(assessment.First90Days)
	if len(steps) == 0 {
		steps = road.Steps
	}
	return steps[:min(len(steps), most)]
}

func (l *layout) actions() []Block {
	steps := NextSteps(&l.o.Roadmap)
	if len(steps) == 0 {
		return []Block{Paragraph{Text: l.t("document.plan.none")}}
	}
	table := Table{Columns: []Column{
		{Title: l.t("document.number"), Share: 0.06},
		{Title: l.t("document.what"), Share: 0.34},
		{Title: l.t("document.when"), Share: 0.22},
		{Title: l.t("document.who"), Share: 0.19},
		{Title: l.t("document.cost"), Share: 0.19},
	}}
	for _, s := range steps {
		table.Rows = append(table.Rows, []Text{
			say(strconv.Itoa(stepNumber(&l.o.Roadmap, s.Measure.ID))),
			say(Say(l.Printer, s.Measure.Title)),
			say(DaysText(l.Printer, s, l.o.Updated)),
			say(Say(l.Printer, s.Measure.Who)),
			say(l.Capital(CostText(l.Printer, l.q, s.Measure.Cost))),
		})
	}
	return []Block{table}
}
