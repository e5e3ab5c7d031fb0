package main

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// TestOwnerWalk is the owner's whole way in a real browser: start, answer,
// change one's mind, leave, come back on another device, see the result and
// the roadmap, take the PDF, delete everything.
func TestOwnerWalk(t *testing.T) {
	for _, width := range []int{360, 1280} {
		for _, scripts := range []bool{true, false} {
			name := fmt.Sprintf("%d-%s", width, map[bool]string{true: "scripts", false: "plain"}[scripts])
			t.Run(name, func(t *testing.T) {
				v, base := newVisitor(t, name, width, scripts)
				v.begin(base)
				v.answerAll()
				v.result()
				v.comeBack(base)
				v.other(base)
				v.remove()
			})
		}
	}
}

// newVisitor starts a server and a browser.
func newVisitor(t *testing.T, name string, width int, scripts bool) (v *visitor, base string) {
	t.Helper()
	axe, err := os.ReadFile("testdata/axe.min.js")
	if err != nil {
		t.Fatal(err)
	}
	base = startServer(t, "--development")
	return &visitor{T: t, ctx: startBrowser(t, width, scripts), scripts: scripts, axe: string(axe), name: name}, base
}

// submit presses a button and waits for the page that follows.
func (v *visitor) submit(selector string) {
	v.Helper()
	v.follow(chromedp.Click(chromedp.CSS(selector)))
}

// follow runs an action that leads to another page and waits for it.
func (v *visitor) follow(action step) {
	v.Helper()
	ctx, cancel := context.WithTimeout(v.ctx, patience)
	defer cancel()
	if _, err := chromedp.RunResponse(ctx, action); err != nil {
		v.Fatalf("at %s: %v", v.location(), err)
	}
	v.do(chromedp.WaitReady(chromedp.CSS("#main")))
}

func (v *visitor) begin(base string) {
	v.open(base + "/")
	v.look("home")
	v.submit(`a[href="/start?depth=quick"]`)
	v.look("profile")
	v.submit(`main form .button`)
	if v.count(`[aria-invalid="true"]`) < 2 {
		v.Errorf("an empty profile marks no fields")
	}
	v.look("profile-error")
	v.profile()
}

// profile fills in and sends a bakery's.
func (v *visitor) profile() {
	v.Helper()
	v.do(chromedp.SetValue(chromedp.CSS("#country"), "BR"), chromedp.SetValue(chromedp.CSS("#sector"), "C"),
		chromedp.SendKeys(chromedp.CSS("#employees"), "6"), chromedp.Click(chromedp.CSS(`input[value="sell-more"]`)),
		chromedp.SendKeys(chromedp.CSS("#budget"), "1 500"), chromedp.SendKeys(chromedp.CSS("#days"), "3"))
	v.submit(`main form .button`)
}

// answerAll answers until the result appears, as a firm at the start would.
func (v *visitor) answerAll() {
	v.Helper()
	asked := map[string]bool{}
	for n := 0; !strings.HasSuffix(v.location(), "/result"); n++ {
		item := v.nodes("#item form")[0].AttributeValue("action")
		if asked[item] || n > 120 {
			v.Fatalf("asked %s again after %d questions", item, n)
		}
		asked[item] = true
		switch n {
		case 0:
			v.look("item")
			v.press("#item .actions .button:not(.quiet)", "#item .problem")
			v.look("item-error")
			v.loseConnection()
			v.choose()
		case 3:
			v.press(`#item button[value="dont_know"]`, "")
		case 5:
			v.press(`#item button[value="not_relevant"]`, "")
		default:
			v.choose()
		}
	}
	if len(asked) < 10 {
		v.Errorf("only %d questions", len(asked))
	}
}

// loseConnection sends an answer that cannot arrive: the page says so, keeps
// the form and can send it again. A failure of the server looks the same.
func (v *visitor) loseConnection() {
	v.Helper()
	const lost = "#item .lost:not([hidden])"
	if !v.scripts || v.count("#item input[type=radio]") == 0 {
		return
	}
	before := v.count("#item input")
	v.do(chromedp.Click(chromedp.CSS("#item .option:first-child input")))
	v.online(false)
	v.press("#item .actions .button:not(.quiet)", lost)
	v.look("item-lost")
	if v.count("#item input") != before || v.count("#item input:checked") != 1 {
		v.Error("the form is gone with the connection")
	}
	v.online(true)
	get(v, chromedp.Evaluate[int](`document.querySelector("#item .lost").hidden = true;
		document.querySelector("#item form").dispatchEvent(new CustomEvent("htmx:responseError", {bubbles: true, detail: {xhr: {status: 503}}})); 0`))
	v.do(chromedp.WaitVisible(chromedp.CSS(lost)))
}

// conflict changes the answer on the page in another tab, then sends the page:
// it shows both answers, and sending again keeps the one on the page.
func (v *visitor) conflict() {
	v.Helper()
	get(v, chromedp.Evaluate[int](`fetch(document.querySelector("#item form").action, {method: "POST", redirect: "manual",
		body: new URLSearchParams({state: "dont_know", seen: document.querySelector("#item [name=seen]").value})}).then(r => r.status)`, chromedp.EvalAwaitPromise))
	v.press("#item .actions .button:not(.quiet)", "#item .problem-box:not(.lost)")
	if v.count("#item .problem-box:not(.lost)") != 1 {
		v.Error("nothing says that the answer changed elsewhere")
	}
	v.look("item-conflict")
}

// choose gives the answer the question can take, by mouse or by key.
func (v *visitor) choose() {
	v.Helper()
	switch {
	case v.count("#item input[type=radio]") > 0:
		if v.scripts {
			v.do(chromedp.KeyEvent("2"))
			v.pressKey(kb.Enter)
			return
		}
		v.do(chromedp.Click(chromedp.CSS(`#item input[value="1"]`)))
	case v.count("#item input[type=checkbox]") > 0:
		v.do(chromedp.Click(chromedp.CSS("#item .option:first-child input")))
	default:
		v.do(chromedp.SendKeys(chromedp.CSS("#value"), "3"))
	}
	v.press("#item .actions .button:not(.quiet)", "")
}

// press sends the question's form and waits until another question, the
// result, or the expected element is there.
func (v *visitor) press(selector, expect string) {
	v.Helper()
	v.leaveQuestion(chromedp.Click(chromedp.CSS(selector)), expect)
}

func (v *visitor) pressKey(key string) {
	v.Helper()
	v.leaveQuestion(chromedp.KeyEvent(key), "")
}

func (v *visitor) leaveQuestion(action step, expect string) {
	v.Helper()
	before := v.nodes("#item form")[0].AttributeValue("action")
	if !v.scripts {
		v.follow(action)
		return
	}
	if expect != "" {
		v.do(action, chromedp.WaitVisible(chromedp.CSS(expect)))
		return
	}
	v.do(action, chromedp.WaitReady(chromedp.CSS(fmt.Sprintf(`#item form:not([action="%s"]), .verdict, .pulse`, before))))
}

func (v *visitor) result() {
	v.lookInTheDark("result")
	if !strings.Contains(v.text("h1"), "Level") {
		v.Errorf("result says %q", v.text("h1"))
	}
	if v.count("svg.chart") != 2 || v.count("table") < 9 {
		v.Errorf("%d charts, %d tables", v.count("svg.chart"), v.count("table"))
	}
	home := strings.TrimSuffix(v.location(), "/result")
	v.open(home + "/answers")
	v.look("answers")
	v.submit(`.change a`)
	v.look("item-again")
	v.conflict()
	v.open(home)
	v.look("overview")
	v.open(home + "/profile")
	v.look("profile-again")
	v.open(home + "/roadmap")
	v.lookInTheDark("roadmap")
	if v.count(".step.now") < 1 || v.count(".step.now") > 5 {
		v.Errorf("%d next actions", v.count(".step.now"))
	}
	for _, link := range v.nodes(".support a") {
		if !strings.HasPrefix(link.AttributeValue("href"), "http") {
			v.Errorf("support platform leads to %q", link.AttributeValue("href"))
		}
	}
	v.open(home + "/leave")
	v.look("leave")
}

// comeBack leaves, forgets everything, and resumes by link and by code.
func (v *visitor) comeBack(base string) {
	link := v.nodes("a.secret")[0].AttributeValue("href")
	v.submit(`form[action$="/code"] .button`)
	code := v.text(".code")
	v.look("leave-code")
	home, _, _ := strings.Cut(v.location(), "/code")
	v.forget()
	v.open(home)
	if !strings.Contains(v.text("h1"), "did not work") {
		v.Errorf("a stranger sees %q", v.text("h1"))
	}
	v.look("stranger")
	v.open(link)
	if got := v.location(); got != home {
		v.Errorf("the link leads to %s, not %s", got, home)
	}
	v.forget()
	v.open(base + "/resume")
	v.look("resume")
	v.do(chromedp.SendKeys(chromedp.CSS("#code"), "ABC-DEF-234"))
	v.submit("main form .button")
	v.look("resume-wrong")
	v.open(base + "/resume")
	v.do(chromedp.SendKeys(chromedp.CSS("#code"), strings.ToLower(code)))
	v.submit("main form .button")
	if got := v.location(); got != home {
		v.Errorf("the code leads to %s, not %s", got, home)
	}
}

// forget is another device: a browser without cookies.
func (v *visitor) forget() {
	v.Helper()
	if _, err := chromedp.Call(v.ctx, network.ClearBrowserCookies, struct{}{}); err != nil {
		v.Fatal(err)
	}
}

func (v *visitor) other(base string) {
	for _, page := range []string{"privacy", "method", "import", "nowhere", "parts"} {
		home := v.location()
		v.open(base + "/" + page)
		v.look(page)
		if page == "import" {
			v.do(chromedp.SetValue(chromedp.CSS("#text"), `{"questionnaire": 7}`))
			v.submit("main form .button")
			v.look("import-error")
		}
		v.open(home)
	}
}

func (v *visitor) remove() {
	home := v.location()
	v.open(home + "/delete")
	v.look("delete")
	v.submit(`form[action$="/delete"] .button`)
	v.look("deleted")
	v.open(home)
	if !strings.Contains(v.text("h1"), "did not work") {
		v.Errorf("after deletion the assessment says %q", v.text("h1"))
	}
}
