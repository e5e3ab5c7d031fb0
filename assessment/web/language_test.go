package web

import (
	"strings"
	"testing"
)

// TestReadersChooseTheirLanguage: from the browser's wish, by the switch of each
// page, which keeps the place, and by links that carry it.
func TestReadersChooseTheirLanguage(t *testing.T) {
	s := newSite(t)
	german := s.visitor("Accept-Language", "de-CH,fr;q=0.5")
	a := german.get("/")
	a.is(t, 200, `<html lang="de" dir="ltr">`, `hreflang="pt-BR"`, `hreflang="x-default"`)
	if a.Header.Get("Content-Language") != "de" {
		t.Errorf("says it speaks %q", a.Header.Get("Content-Language"))
	}
	page := german.get("/platforms?country=DE&to=//evil.test")
	page.is(t, 200, `href="/platforms?country=DE&amp;lang=ar" lang="ar" hreflang="ar"`, `hreflang="de" translate="no" aria-current="true"`, "!evil.test")
	german.get("/platforms?country=DE&lang=ar").is(t, 200, `<html lang="ar" dir="rtl">`)
	german.get("/").is(t, 200, `<html lang="ar" dir="rtl">`) // from now on
	firm := s.visitor("Accept-Language", "ja").start()
	firm.get(firm.home()+"/leave").is(t, 200, `<html lang="ja"`, "/r/"+firm.token()+"?lang=ja")
	phone := s.visitor("Accept-Language", "en")
	phone.get("/r/"+firm.token()+"?lang=ja").is(t, 303)
	phone.get(firm.home()).is(t, 200, `<html lang="ja"`)
}

// TestRoomsSpeakTheirLanguage: the projector always, phones until their owners
// choose.
func TestRoomsSpeakTheirLanguage(t *testing.T) {
	s := newSite(t)
	w := s.workshopOf("language", "fr")
	s.visitor("Accept-Language", "de").get("/w/"+w.code+"/screen").is(t, 200, `<html lang="fr"`)
	phone := s.visitor("Accept-Language", "de")
	phone.get("/w/"+w.code).is(t, 200, `<html lang="fr"`)
	phone.get("/privacy").is(t, 200, `<html lang="fr"`)
	phone.get("/privacy?lang=de").is(t, 200, `<html lang="de"`)
	phone.get("/w/"+w.code).is(t, 200, `<html lang="de"`)
	own := s.visitor("Cookie", "lang=ru")
	own.get("/w/"+w.code).is(t, 200, `<html lang="ru"`)
}

// TestEveryPageInEveryLanguage renders the pages an owner meets in each language
// and looks for texts that stayed English, and for places that were not filled in.
func TestEveryPageInEveryLanguage(t *testing.T) {
	s := newSite(t)
	v := s.visitor().start().finish(0.4)
	english := map[string]string{}
	paths := []string{"/", "/start?depth=quick", "/method", "/privacy", "/privacy/data", "/platforms", "/platforms/eu-edih-network", "/resume", "/import", v.home(), v.home() + "/answers", v.home() + "/result", v.home() + "/roadmap",
		v.home() + "/leave", v.home() + "/people", v.home() + "/profile", v.home() + "/items/AS01", v.home() + "/evidence", v.home() + "/delete"}
	for _, l := range s.web.Bundle.Offered() {
		for _, path := range paths {
			sep := "?"
			if strings.Contains(path, "?") {
				sep = "&"
			}
			a := v.get(path + sep + "lang=" + l.Tag)
			a.is(t, 200, `<html lang="`+l.Tag+`"`, "!{{", "!%!(", "!&lt;no value")
			main := a.Text
			if l.Tag == "en" {
				english[path] = main
			} else if shared := sharedLines(english[path], main); len(shared) > 0 {
				t.Errorf("%s in %s holds English: %.300q", path, l.Tag, shared)
			}
		}
	}
}

// sharedLines are the longer runs of words that stand in both pages.
func sharedLines(english, other string) (shared []string) {
	said := map[string]bool{}
	for _, text := range untranslated(english) {
		said[text] = true
	}
	for _, text := range untranslated(other) {
		if said[text] && len(strings.Fields(text)) >= 5 {
			shared = append(shared, text)
		}
	}
	return shared
}

// TestPlatformsInBothLanguages: an entry says what it is in the reader's language
// and in English, and in English once.
func TestPlatformsInBothLanguages(t *testing.T) {
	v := newSite(t).visitor()
	entry := must(ours())(t).Directory.Platform("eu-edih-network")
	v.get("/platforms/eu-edih-network?lang=en").is(t, 200, entry.Summary.English, "!@platforms.in_english")
	a := v.get("/platforms/eu-edih-network?lang=hi")
	a.is(t, 200, `<span lang="en" dir="ltr">`+entry.Summary.English+`</span>`)
	if strings.Count(a.Text, entry.Summary.English) != 1 {
		t.Error("only English stands there")
	}
}

// TestStoredDataInEveryLanguage: what the store keeps is said in the reader's
// language, and its names stay.
func TestStoredDataInEveryLanguage(t *testing.T) {
	s := newSite(t)
	for tag, words := range map[string][]string{"de": {"Aufbewahrt:"}, "zh-Hans": {"。"}, "en": {"argon2id hash"}} {
		a := s.visitor().get("/privacy/data?lang=" + tag)
		a.is(t, 200, append(words, `<code translate="no">accounts</code>`, "argon2id")...)
		if tag != "en" && strings.Contains(a.Text, "when it was made") {
			t.Errorf("%s: some of it is English", tag)
		}
	}
}
