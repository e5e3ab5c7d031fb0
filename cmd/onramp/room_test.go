package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"golang.org/x/sync/errgroup"
)

// TestWorkshopWalk is a whole workshop in real browsers: a facilitator's laptop,
// a projector and three phones, one of them without scripts; the rest of the
// room comes over plain HTTP. They join by code, wait, answer section by
// section, lose the network and change phones; the picture is refused, revealed,
// and revealed again for a larger room; firms are introduced to each other; the
// workshop ends and each firm keeps its own result.
func TestWorkshopWalk(t *testing.T) {
	w := newRoomWalk(t)
	w.signIn()
	w.makeWorkshop()
	w.project()
	w.joinPhones()
	w.answerSections()
	w.firstPicture()
	w.secondPicture()
	w.meet()
	w.end()
}

type roomWalk struct {
	*testing.T
	base, database string
	who            benchAccount
	axe            string
	desk, screen   *visitor
	phones         []*visitor
	homes          []string // of the phones' assessments
	page, code     string   // of the workshop
	others         errgroup.Group
	room           *benchRoom
}

func newRoomWalk(t *testing.T) *roomWalk {
	axe, err := os.ReadFile("testdata/axe.min.js")
	if err != nil {
		t.Fatal(err)
	}
	w := &roomWalk{T: t, database: filepath.Join(t.TempDir(), "onramp.db"), axe: string(axe)}
	if w.who, err = prepareBench(t.Context(), w.database); err != nil {
		t.Fatal(err)
	}
	w.base = startServer(t, "--database", w.database)
	w.desk = w.browser("desk", 1280, 900, true)
	w.screen = w.browser("projector", 1920, 1080, true)
	for i, name := range []string{"phone", "other-phone", "plain-phone"} {
		w.phones = append(w.phones, w.browser(name, 360, 740, i < 2))
	}
	return w
}

func (w *roomWalk) browser(name string, width, height int, scripts bool) *visitor {
	v := &visitor{T: w.T, ctx: startBrowser(w.T, width, scripts), scripts: scripts, axe: w.axe, name: name}
	if _, err := chromedp.Call(v.ctx, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: int64(width), Height: int64(height), DeviceScaleFactor: 1}); err != nil {
		w.Fatal(err)
	}
	return v
}

func (w *roomWalk) signIn() {
	w.desk.open(w.base + "/sign-in")
	w.desk.lookInTheDark("sign-in")
	w.desk.do(chromedp.SendKeys(chromedp.CSS("#email"), w.who.email), chromedp.SendKeys(chromedp.CSS("#password"), w.who.password))
	w.desk.submit("main form .button")
	for _, page := range []string{"account", "workshops", "board"} {
		w.desk.open(w.base + "/" + page)
		w.desk.lookInTheDark(page)
	}
}

func (w *roomWalk) makeWorkshop() {
	v := w.desk
	v.open(w.base + "/workshops/new")
	v.lookInTheDark("workshop-new")
	v.submit("main form .actions .button")
	if v.count(`[aria-invalid="true"]`) == 0 {
		w.Error("an empty form marks no field")
	}
	v.look("workshop-error")
	v.do(chromedp.SendKeys(chromedp.CSS("#title"), "Bakers' morning"), chromedp.SetValue(chromedp.CSS("#expected"), "12"),
		chromedp.Click(chromedp.CSS(`input[name="depth"][value="quick"]`)), chromedp.Click(chromedp.CSS(`input[name="pace"][value="sections"]`)))
	v.submit("main form .actions .button")
	w.page = v.location()
	w.code = v.text("p.code")
	v.lookInTheDark("workshop-waiting")
	for _, page := range []string{"guide", "form", "entry", "edit"} {
		v.open(w.page + "/" + page)
		v.look("workshop-" + page)
	}
	v.open(w.page)
	w.room = &benchRoom{code: w.code}
}

// project opens the projector and sees that the back row can read it.
func (w *roomWalk) project() {
	w.screen.open(w.base + "/w/" + w.code + "/screen")
	w.readable("join")
	if got := strings.ReplaceAll(w.screen.text(".screen-code"), "\n", ""); strings.ReplaceAll(got, " ", "") != w.code {
		w.Errorf("the projector shows the code %q, want %s", got, w.code)
	}
}

// readable looks at what the projector shows: everything within the picture, no
// letter smaller than a sixtieth of its height, but for the line at the foot.
func (w *roomWalk) readable(page string) {
	w.Helper()
	w.screen.look(page)
	small := get(w.screen, chromedp.Evaluate[string](`[...document.querySelectorAll("main *")].filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim()) &&
		!e.closest(".visually-hidden") && e.getBoundingClientRect().height > 0 && parseFloat(getComputedStyle(e).fontSize) < 22).map(e => e.className + " " + getComputedStyle(e).fontSize + " " + e.textContent.slice(0, 30)).slice(0, 5).join(" | ")`))
	if small != "" {
		w.Errorf("projector, %s: too small for the back row: %s", page, small)
	}
	if get(w.screen, chromedp.Evaluate[bool](`document.documentElement.scrollHeight > innerHeight + 1`)) {
		w.Errorf("projector, %s: more than fits on it", page)
	}
}

// joinPhones brings three browsers and two others into the waiting room.
func (w *roomWalk) joinPhones() {
	for _, v := range w.phones {
		v.open(w.base + "/join")
		v.look("join")
		v.do(chromedp.SendKeys(chromedp.CSS("#code"), strings.ToLower(w.code[:3]+" "+w.code[3:])))
		v.submit("main form .button")
		v.look("room")
		v.do(chromedp.SetValue(chromedp.CSS("#country"), "DE"), chromedp.SetValue(chromedp.CSS("#sector"), "C"),
			chromedp.SendKeys(chromedp.CSS("#employees"), "12"), chromedp.Click(chromedp.CSS(`input[value="sell-more"]`)), chromedp.Click(chromedp.CSS(`input[name="statistics_consent"][value="no"]`)))
		v.submit("main form .actions .button")
		v.lookInTheDark("wait")
		w.homes = append(w.homes, strings.TrimSuffix(v.location(), "/wait"))
	}
	w.others.SetLimit(20)
	w.bring(2)
	w.shows(w.desk, "#counts dd:first-of-type", "5")
	w.shows(w.screen, ".screen-tally dd:first-of-type", "5")
	for _, secret := range []string{"Germany", "Manufactur"} {
		if strings.Contains(w.desk.text("#main"), secret) || strings.Contains(w.screen.text("#main"), secret) {
			w.Errorf("desk or projector say %q of a firm", secret)
		}
	}
	w.readable("joined")
}

// bring lets firms take part over plain HTTP.
func (w *roomWalk) bring(firms int) {
	address := strings.Replace(strings.TrimPrefix(w.base, "http://"), "localhost", "127.0.0.1", 1)
	for range firms {
		seed := rand.Uint64()
		run := &workshopRun{server: &benchServer{address: address}, pace: time.Millisecond}
		p := &phone{workshopRun: run, browser: newBrowser(), room: w.room, dice: rand.New(rand.NewPCG(1, seed)), said: map[string]string{}, tried: map[string][]string{}}
		w.others.Go(func() error {
			if err := p.take(w.Context()); err != nil {
				return err
			}
			if p.tally.lost != nil {
				return fmt.Errorf("lost: %v", p.tally.lost)
			}
			return nil
		})
	}
}

// shows waits until a live part says a text.
func (w *roomWalk) shows(v *visitor, selector, text string) {
	w.Helper()
	deadline := time.Now().Add(patience)
	for {
		got := v.text(selector)
		if strings.HasPrefix(strings.TrimSpace(got), text) {
			return
		}
		if time.Now().After(deadline) {
			w.Fatalf("%s: %s says %q, want %s", v.name, selector, got, text)
		}
		v.do(chromedp.Sleep(200 * time.Millisecond))
	}
}

// button presses one on the facilitator's page as it stands.
func (w *roomWalk) button(name string) {
	w.Helper()
	w.desk.open(w.page)
	w.desk.unfold()
	w.desk.submit(`form[action$="/` + name + `"] .button`)
}

// answerSections opens the first section, then lets the room run.
func (w *roomWalk) answerSections() {
	w.button("begin")
	w.desk.lookInTheDark("workshop-running")
	if w.desk.count(`form[action$="/reveal"]`) != 0 || !strings.Contains(w.desk.text("#main"), "5 firms") {
		w.Error("the picture is offered before five firms have finished, or nothing says why not")
	}
	for _, v := range w.phones {
		if v.scripts {
			v.do(chromedp.WaitReady(chromedp.CSS("#item form"))) // the page moves on by itself
		} else {
			v.submit(`a[href$="/next"]`)
		}
	}
	w.screen.do(chromedp.WaitReady(chromedp.CSS(".screen-now strong")))
	w.readable("section")
	w.phones[0].loseConnection()
	if w.phones[0].scripts {
		w.phones[0].open(w.homes[0] + "/next") // looks again
	}
	for i, v := range w.phones {
		w.answer(v)
		if !strings.HasSuffix(v.location(), "/wait") {
			w.Errorf("%s: after the first section at %s", v.name, v.location())
		}
		if i == 0 {
			v.look("wait-section")
		}
	}
	// The second phone's battery is empty: its owner goes on with another.
	old := w.phones[1]
	old.open(w.homes[1] + "/leave")
	link := old.nodes("a.secret")[0].AttributeValue("href")
	w.phones[1] = w.browser("third-phone", 360, 740, true)
	w.phones[1].open(link)
	w.button("run")
	for _, v := range w.phones {
		v.open(w.homes[w.place(v)] + "/next")
		w.answer(v)
		v.do(chromedp.WaitReady(chromedp.CSS(".verdict")))
	}
	if err := w.others.Wait(); err != nil {
		w.Fatal(err)
	}
	w.phones[0].lookInTheDark("result")
}

func (w *roomWalk) place(v *visitor) int {
	for i, p := range w.phones {
		if p == v {
			return i
		}
	}
	return -1
}

// answer answers until no question is there.
func (w *roomWalk) answer(v *visitor) {
	w.Helper()
	for n := 0; v.count("#item form") > 0; n++ {
		if n > 60 {
			w.Fatalf("%s: no end at %s", v.name, v.location())
		}
		v.choose()
	}
}

// firstPicture reveals a room of five, which shows no spread.
func (w *roomWalk) firstPicture() {
	w.button("reveal")
	w.desk.lookInTheDark("workshop-picture")
	w.screen.do(chromedp.WaitReady(chromedp.CSS(".screen-profile")))
	w.pages("small", 2)
}

// secondPicture reveals it again for twelve, with spread and what divides them.
func (w *roomWalk) secondPicture() {
	w.others = errgroup.Group{}
	w.bring(7)
	if err := w.others.Wait(); err != nil {
		w.Fatal(err)
	}
	w.button("reveal")
	if pages := w.desk.count(`form.page-choice button`) - 1; pages < 3 {
		w.Errorf("the picture of twelve firms has %d pages", pages)
	}
	w.pages("large", w.desk.count(`form.page-choice button`)-1)
	for _, format := range []string{"pdf", "xlsx"} {
		if status := get(w.desk, chromedp.Evaluate[int](`fetch("`+w.page+`/report.`+format+`").then(r => r.status)`, chromedp.EvalAwaitPromise)); status != 200 {
			w.Errorf("report.%s: status %d", format, status)
		}
	}
}

// pages shows every page of the picture and looks at it.
func (w *roomWalk) pages(name string, n int) {
	w.Helper()
	for page := 1; page <= n; page++ {
		w.desk.open(w.page)
		w.desk.submit(fmt.Sprintf(`form.page-choice button[value="%d"]`, page))
		heading := w.desk.text(fmt.Sprintf(`form.page-choice button[value="%d"]`, page))
		w.shows(w.screen, "main h2", heading)
		w.readable(fmt.Sprintf("%s-%d", name, page))
	}
}

// meet introduces two firms, one of which takes it back.
func (w *roomWalk) meet() {
	for i, v := range w.phones[:2] {
		v.open(w.homes[i] + "/exchange")
		v.lookInTheDark("exchange")
		v.do(chromedp.SendKeys(chromedp.CSS("#firm"), fmt.Sprint("Firm ", i)), chromedp.SendKeys(chromedp.CSS("#person"), "Kim"), chromedp.SendKeys(chromedp.CSS("#reach"), "kim@example.org"),
			chromedp.Click(chromedp.CSS(`input[name="agree"]`)))
		v.submit(`form[action$="/exchange"] .button`)
		v.look("exchange-agreed")
		v.open(w.homes[i] + "/board")
		v.look("board")
	}
	w.button("introduce")
	w.desk.look("workshop-introduced")
	w.phones[0].open(w.homes[0] + "/exchange")
	w.phones[0].submit(`form[action$="/leave"] .button`)
	if !strings.Contains(w.phones[0].text("#main"), "taken back") {
		w.Error("nothing says that the agreement was taken back")
	}
}

// end ends the workshop: each firm keeps its own, graded as facilitated.
func (w *roomWalk) end() {
	w.button("end")
	w.desk.lookInTheDark("workshop-over")
	w.phones[2].open(w.homes[2] + "/result")
	if !strings.Contains(strings.ToLower(w.phones[2].text("#main")), "facilitated") {
		w.Error("the result does not say that it was facilitated")
	}
	w.phones[2].open(w.homes[2] + "/roadmap")
	w.phones[2].look("roadmap")
	v := w.phones[1]
	v.open(w.homes[1] + "/roadmap")
	if status := get(v, chromedp.Evaluate[int](`fetch("`+w.homes[1]+`/roadmap.pdf").then(r => r.status)`, chromedp.EvalAwaitPromise)); status != 200 {
		w.Errorf("the firm's own document: status %d", status)
	}
}
