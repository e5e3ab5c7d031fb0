package web

import (
	"html/template"
	"net/http"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/labstack/echo/v4"

	"onramp/assessment"
	"onramp/assessment/report"
	"onramp/assessment/service"
)

// What the projector of a workshop shows: how to join, and the room's picture.

// screenPage is what the projector shows.
type screenPage struct {
	base
	*service.Hall
	Address string // that phones type
	Scan    template.HTML
	Local   bool
	Counts  *countsView
	Letters []string               // of the join code
	Section string                 // title of the last one open; empty when the room runs free
	Kind    assessment.PictureKind // of the page of the picture it shows; empty for the join code
	Heading string
	Prev    string // addresses of the pages before and after
	Next    string
	Areas   []screenArea
	Divides *screenItem
	Common  []*assessment.Measure
}

// screenArea is an area of the picture.
type screenArea struct {
	Title string
	Level int // in the middle of the room; 0 where it may not be said
	Steps []screenStep
	Words string // how far the room agrees
}

// screenStep is a level or a category, and how much of the room is there.
type screenStep struct {
	Number int
	Text   string // of a category
	Middle bool
	Band   string // few, half or most; none where it may not be said
}

// screenItem is an item that divides the room.
type screenItem struct {
	Item  *assessment.Item
	Area  string
	Words string
	Steps []screenStep
}

// denseFrom is how many letters of question and answers fill a screen in large
// type.
const denseFrom = 420

// Dense reports whether question and answers need smaller type to fit.
func (i *screenItem) Dense() bool {
	letters := 0
	for _, s := range i.Steps {
		letters += utf8.RuneCountInString(s.Text)
	}
	return letters > denseFrom
}

// Gone reports whether the workshop is over.
func (p *screenPage) Gone() bool { return p.Now == assessment.Over }

// Runs reports whether the room is at it.
func (p *screenPage) Runs() bool { return p.Now == assessment.Running }

// Middle is the level in the middle of the room; 0 where it may not be said.
func (p *screenPage) Middle() int { return p.Picture.Level("") }

// Shows reports whether a page of the picture of that kind is shown.
func (p *screenPage) Shows(kind string) bool { return string(p.Kind) == kind }

// screenTitle names a page of the projector.
func screenTitle(b base, pages []assessment.PicturePage, n int) string {
	if n < 1 || n > len(pages) {
		return b.T("screen.page.join")
	}
	title, of := b.T("screen.page."+string(pages[n-1].Kind)), 0
	for i, p := range pages {
		if p.Kind == assessment.DividePage {
			of++
		}
		if i == n-1 && p.Kind == assessment.DividePage && of > 1 {
			return b.T("screen.page_number", "Title", title, "Number", b.Whole(of))
		}
	}
	return title
}

// screenMeasures is how many measures fit a screen.
const screenMeasures = 5

// bandNames name the bands of package statistics, in their order.
var bandNames = []string{"none", "few", "half", "most"}

// steps draws how a topic spreads over its categories.
func steps(t assessment.Topic, categories int, text func(int) string) (all []screenStep) {
	for i := range categories {
		all = append(all, screenStep{Number: i + 1, Text: text(i), Middle: i == t.Middle, Band: bandNames[t.Share(i)]})
	}
	return all
}

// together says how far the room agrees, in words.
func together(b base, t assessment.Topic) string {
	if t.Together == 0 {
		return ""
	}
	return b.T("screen.together." + strconv.Itoa(t.Together))
}

// show fills in a page of the picture: the facilitator's, or that of the address
// when somebody at the projector turns pages by hand.
func (p *screenPage) show(m *assessment.Model, typed string) {
	n, pages := p.Shown, p.Pages()
	if hand, err := strconv.Atoi(typed); err == nil {
		n = hand
	}
	n = min(max(n, 0), len(pages))
	at := "/w/" + p.Code + "/screen?page="
	if n > 0 {
		p.Prev = at + strconv.Itoa(n-1)
	}
	if n < len(pages) {
		p.Next = at + strconv.Itoa(n+1)
	}
	if n == 0 {
		return
	}
	p.Kind, p.Heading = pages[n-1].Kind, screenTitle(p.base, pages, n)
	switch p.Kind {
	case assessment.DividePage:
		p.Divides = p.divides(pages[n-1].Item)
	case assessment.CommonPage:
		p.Common = p.Picture.Common(p.Questionnaire, screenMeasures)
	default:
		p.areas(m)
	}
}

func (p *screenPage) areas(m *assessment.Model) {
	for i := range p.Questionnaire.Dimensions {
		d := &p.Questionnaire.Dimensions[i]
		t, ok := p.Picture.Area(d.ID)
		area := screenArea{Title: p.Say(d.Title), Words: together(p.base, t)}
		if ok {
			area.Level = t.Middle + 1
		} else {
			t.Middle = -1
		}
		area.Steps = steps(t, len(m.Cuts)+1, func(int) string { return "" })
		p.Areas = append(p.Areas, area)
	}
}

func (p *screenPage) divides(t assessment.ItemTopic) *screenItem {
	it := t.Item
	item := &screenItem{Item: it, Words: together(p.base, t.Topic), Steps: steps(t.Topic, it.Categories(), func(v int) string { return report.CategoryText(p.Printer, it, v) })}
	if d := p.Questionnaire.Dimension(it.Dimension); d != nil {
		item.Area = p.Say(d.Title)
	}
	return item
}

func (s *Server) screen(c echo.Context) error {
	h, err := s.Service.Hall(c.Request().Context(), c.Param("code"))
	if err != nil {
		return err
	}
	s.inRoomLanguage(c, h)
	b := s.page(c, "")
	b.Title, b.Polls = h.Title, true
	page := &screenPage{base: b, Hall: h, Address: s.shortAddress(), Local: s.onlyHere(), Letters: strings.Split(h.Code, ""),
		Scan: scanPicture(s.Site.PublicURL+"/w/"+h.Code, b.T("screen.picture")), Counts: newCounts(b, h, "/w/"+h.Code+"/screen/live")}
	if h.Pace == assessment.BySection && h.Opened > 0 && h.Opened <= h.Sections() {
		page.Section = b.Say(h.Questionnaire.Dimensions[h.Opened-1].Title)
	}
	if h.Picture != nil {
		page.show(h.Model, c.QueryParam("page"))
	}
	return s.render(c, http.StatusOK, "pages/screen", page)
}

func (s *Server) screenLive(c echo.Context) error {
	h, err := s.Service.Hall(c.Request().Context(), c.Param("code"))
	if err != nil {
		return err
	}
	s.inRoomLanguage(c, h)
	return s.live(c, newCounts(s.page(c, ""), h, "/w/"+h.Code+"/screen/live"), "parts/screen-counts")
}
