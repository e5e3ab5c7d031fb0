package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// What the owner does after the first plan: try out, mark, look for support, ask
// a colleague, and answer again.

// tryOut changes time and money on the roadmap without keeping it, then marks
// the first step as done: the plan goes on without it at once.
func (v *visitor) tryOut(home string) {
	v.Helper()
	v.open(home + "/roadmap")
	v.unfold()
	if v.scripts {
		v.do(chromedp.SendKeys(chromedp.CSS("#try-budget"), "9"), // before what stands there
			chromedp.WaitVisible(chromedp.CSS("#plan .trying")))
	} else {
		v.do(chromedp.SetValue(chromedp.CSS("#try-budget"), "9000"))
		v.submit("#trial .button")
	}
	if v.count("#plan .trying") != 1 || v.count("#plan table.outlook") != 1 {
		v.Error("what was tried out does not show")
	}
	v.look("roadmap-tried")
	v.open(home + "/roadmap")
	first := v.nodes(".step.now")[0].AttributeValue("id")
	button := "#" + first + ` button[value="done"]`
	if v.scripts {
		v.do(chromedp.Click(chromedp.CSS(button)),
			chromedp.WaitReady(chromedp.CSS(fmt.Sprintf("#plan:has(li.marked#%[1]s):not(:has(li.step#%[1]s))", first))))
	} else {
		v.submit(button)
	}
	if v.count("li.step#"+first) != 0 || v.count("li.marked#"+first) != 1 {
		v.Errorf("%s is done and stands among the steps", first)
	}
	v.look("roadmap-marked")
}

// support searches the directory of platforms and opens an entry.
func (v *visitor) support(base string) {
	v.Helper()
	v.open(base + "/platforms")
	all := v.count(".support li")
	v.do(chromedp.SetValue(chromedp.CSS(`select[name="country"]`), "DE"), chromedp.SetValue(chromedp.CSS(`select[name="kind"]`), "funding"))
	v.submit("main form .button")
	if some := v.count(".support li"); some == 0 || some >= all {
		v.Errorf("%d of %d entries found", some, all)
	}
	v.look("platforms-found")
	v.submit(`.support a[href^="/platforms/"]`)
	v.look("platform")
}

// colleague lets somebody else answer in another browser, looks at where the two
// agree, and confirms the merged answers.
func (v *visitor) colleague(home string, width int) {
	v.Helper()
	v.open(home + "/people")
	v.submit(`form[action$="/people/invite"] .button`)
	invite := v.nodes("a.secret")[0].AttributeValue("href")
	v.look("people-invited")

	other := &visitor{T: v.T, ctx: startBrowser(v.T, width, v.scripts), scripts: v.scripts, axe: v.axe, name: v.name}
	other.open(invite)
	other.look("join")
	other.do(chromedp.SendKeys(chromedp.CSS("#label"), "Workshop"))
	other.submit("main form .button")
	if n := other.answerRest(1); n < 10 {
		v.Errorf("a colleague is asked %d questions", n)
	}
	other.look("sheet")

	v.open(home + "/people")
	if !strings.Contains(v.text("#who + .list"), "Workshop") || v.count("#agreement-head") != 1 {
		v.Error("the colleague's answers do not show")
	}
	v.look("people-agreement")
	v.unfold()
	v.submit(`form[action$="/people/merge"] button:not([name])`)
	if v.count(`section[aria-labelledby="merge"] [role=status]`) != 1 {
		v.Error("nothing says that answers were merged")
	}
	v.look("people-merged")
}

// again answers in a second round, better than before, and looks at what moved.
func (v *visitor) again(home string) {
	v.Helper()
	v.open(home)
	v.submit(`form[action$="/again"] .button`)
	v.look("again-profile")
	v.submit("main form .button")
	if v.count(".last-time") == 0 {
		v.Error("the question does not show what was said last time")
	}
	v.look("again-item")
	v.answerRest(4)
	newest, _, _ := strings.Cut(v.location(), "/result")
	v.open(newest + "/progress")
	if v.count(".cheer") != 1 || v.count("svg.chart") != 1 {
		v.Errorf("no before and after on %s", v.location())
	}
	v.lookInTheDark("progress")
	v.open(newest + "/result")
	v.look("result-again")
}

// answerRest answers with the given option, or the last, until no question is
// left, and returns how many there were.
func (v *visitor) answerRest(option int) (n int) {
	v.Helper()
	for ; v.count("#item form") > 0; n++ {
		before := v.nodes("#item form")[0].AttributeValue("action")
		if n > 120 {
			v.Fatalf("asked %s after %d questions", before, n)
		}
		if options := v.count("#item .option"); options > 0 {
			if v.count("#item input[type=checkbox]") > 0 {
				option = 1
			}
			v.do(chromedp.Click(chromedp.CSS(fmt.Sprintf("#item .option:nth-child(%d) input", min(option, options)))))
		} else {
			v.do(chromedp.SendKeys(chromedp.CSS("#value"), "3"))
		}
		send := chromedp.Click(chromedp.CSS("#item .actions .button:not(.quiet)"))
		if !v.scripts {
			v.follow(send)
			continue
		}
		// The heading can take the focus once the question is there for good.
		v.do(send, chromedp.WaitReady(chromedp.CSS(fmt.Sprintf(`#item:has(h1[tabindex="-1"]) form:not([action="%s"]), #main:not(:has(#item))`, before))))
	}
	return n
}

// TestReturnWalk is the way of an owner who comes back, in a real browser.
func TestReturnWalk(t *testing.T) {
	for _, way := range []struct {
		width   int
		scripts bool
	}{{360, true}, {1280, false}} {
		name := fmt.Sprintf("return-%d", way.width)
		t.Run(name, func(t *testing.T) {
			v, base := newVisitor(t, name, way.width, way.scripts)
			v.open(base + "/start?depth=quick")
			v.profile()
			v.answerRest(2)
			home := strings.TrimSuffix(v.location(), "/result")
			v.tryOut(home)
			v.support(base)
			v.colleague(home, way.width)
			v.again(home)
		})
	}
}
