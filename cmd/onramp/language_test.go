package main

import (
	"os"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"onramp/assessment/locale"
)

// walked are the languages in which the owner goes the whole way.
var walked = []string{"ar", "hi", "zh-Hans", "pt-BR", "de"}

// TestLanguagesWalk: the owner's whole way, from the switch of languages to the
// document, in languages of four scripts; the front page, a question and the
// result in each of the others.
func TestLanguagesWalk(t *testing.T) {
	axe, err := os.ReadFile("testdata/axe.min.js")
	if err != nil {
		t.Fatal(err)
	}
	base := startServer(t)
	wide := &visitor{T: t, ctx: startBrowser(t, 1280, true), scripts: true, axe: string(axe)}
	v := &visitor{T: t, ctx: startBrowser(t, 360, true), scripts: true, axe: string(axe)}
	home := ""
	for _, tag := range walked {
		v.name, wide.name = "language-"+tag+"-360", "language-"+tag+"-1280"
		v.forget()
		v.open(base + "/")
		v.do(chromedp.Click(chromedp.CSS("details.languages summary")))
		v.look("switch")
		v.submit(`details.languages a[hreflang="` + tag + `"]`)
		v.speaks(tag)
		home = v.whole(tag)
		wide.open(v.nodes("a.secret")[0].AttributeValue("href"))
		wide.speaks(tag) // the link carries the language
		wide.pages(home, tag)
		wide.forget()
	}
	bundle, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range bundle.Offered() {
		v.name = "language-" + l.Tag + "-360"
		for _, page := range []string{base + "/", home + "/items/AS01", home + "/result"} {
			v.open(page + "?lang=" + l.Tag)
			v.speaks(l.Tag)
			v.look(page[strings.LastIndex(page, "/")+1:])
		}
	}
}

// speaks checks language and direction of the page.
func (v *visitor) speaks(tag string) {
	v.Helper()
	dir := "ltr"
	if tag == "ar" {
		dir = "rtl"
	}
	if got := get(v, chromedp.Evaluate[string](`document.documentElement.lang + " " + document.documentElement.dir`)); got != tag+" "+dir {
		v.Errorf("%s: the page speaks %q", tag, got)
	}
}

// whole goes from the front page to the document and returns the address of the
// assessment; at the end the page to leave is open.
func (v *visitor) whole(tag string) (home string) {
	v.Helper()
	v.look("home")
	v.submit(`a[href="/start?depth=quick"]`)
	v.look("profile")
	v.profile()
	for n := 0; !strings.HasSuffix(v.location(), "/result"); n++ {
		if n > 80 {
			v.Fatalf("%s: no end at %s", tag, v.location())
		}
		if n == 2 {
			v.look("item")
		}
		v.choose()
	}
	v.speaks(tag)
	v.look("result")
	home = strings.TrimSuffix(v.location(), "/result")
	v.pages(home, tag)
	if status := get(v, chromedp.Evaluate[int](`fetch("`+home+`/roadmap.pdf").then(r => r.status)`, chromedp.EvalAwaitPromise)); status != 200 {
		v.Errorf("%s: the document: status %d", tag, status)
	}
	v.open(home + "/leave")
	v.look("leave")
	return home
}

// pages looks at what an owner meets after the questions.
func (v *visitor) pages(home, tag string) {
	v.Helper()
	for _, page := range []string{"answers", "roadmap", "result"} {
		v.open(home + "/" + page)
		v.speaks(tag)
		v.look(page)
	}
}
