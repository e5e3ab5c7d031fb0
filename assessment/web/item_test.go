package web

import (
	"fmt"
	"html/template"
	"net/url"
	"strings"
	"testing"

	"onramp/assessment"
	"onramp/static"
)

// TestAnswering is the table of one answer: with the same form, with and
// without htmx, the same happens.
func TestAnswering(t *testing.T) {
	s := newSite(t)
	for _, c := range []struct {
		name   string
		item   string
		form   url.Values
		status int // without htmx
		texts  []string
		kept   string // mark of what is stored then
	}{
		{"a choice", "TA01", values("value", "2"), 303, nil, assessment.ValueResponse(2).Mark()},
		{"don't know", "TA01", values("state", "dont_know"), 303, nil, assessment.StateResponse(assessment.DontKnow).Mark()},
		{"not relevant beats a choice", "TA01", values("value", "2", "state", "not_relevant"), 303, nil, assessment.StateResponse(assessment.NotRelevant).Mark()},
		{"ticks", "FO05", values("options", "virus", "options", "updates"), 303, nil, assessment.OptionsResponse("virus", "updates").Mark()},
		{"none of these", "FO05", values("options", "none"), 303, nil, assessment.OptionsResponse().Mark()},

		{"no answer", "TA01", values(), 422, []string{"@field.pick_one", `role="alert"`}, ""},
		{"empty answer", "TA01", values("value", ""), 422, []string{"@field.pick_one"}, ""},
		{"out of range", "TA01", values("value", "5"), 422, []string{"@field.range"}, ""},
		{"below range", "TA01", values("value", "-1"), 422, []string{"@field.range"}, ""},
		{"garbage", "TA01", values("value", "<script>x"), 422, []string{"@field.pick_one", "!<script>x"}, ""},
		{"far too long", "TA01", values("value", strings.Repeat("9", 21)), 422, []string{"@field.too_long"}, ""},
		{"overflow", "TA01", values("value", "99999999999999999999"), 422, []string{"@field.pick_one"}, ""},
		{"ticks for a choice", "TA01", values("options", "a"), 422, []string{"@field.pick_one"}, ""},
		{"unknown state", "TA01", values("state", "not_asked"), 422, []string{"@field.state"}, ""},
		{"no ticks", "FO05", values(), 422, []string{"@field.pick"}, ""},
		{"none and some", "FO05", values("options", "none", "options", "virus"), 422,
			[]string{"@field.none_and_some", `value="none" checked`, `value="virus" checked`, "!value=\"updates\" checked"}, ""},
		{"unknown tick", "FO05", values("options", "virus", "options", "nope"), 422, []string{"@field.option", `value="virus" checked`}, ""},
		{"tick twice", "FO05", values("options", "virus", "options", "virus"), 422, []string{"@field.twice"}, ""},
		{"unknown item", "XX99", values("value", "1"), 404, []string{"@error.item_unknown"}, ""},
		{"odd item", "%00%2F..", values("value", "1"), 404, nil, ""},
	} {
		for _, hx := range []string{"", "true"} {
			t.Run(c.name+" htmx "+hx, func(t *testing.T) {
				v := s.visitor().start()
				a := v.post(v.home()+"/items/"+c.item, c.form, "HX-Request", hx)
				status := c.status
				if hx != "" && status == 303 {
					status = 200
				}
				a.is(t, status, c.texts...)
				if got := v.interview().Responses[c.item].Mark(); got != c.kept {
					t.Errorf("stored %q, want %q", got, c.kept)
				}
				question, _ := v.interview().Next()
				next := v.home() + "/items/" + question.Item.ID
				switch {
				case a.StatusCode == 200 && (a.Header.Get("HX-Push-Url") != next || !strings.Contains(a.Text, template.HTMLEscapeString(question.Item.Text.English))):
					t.Errorf("goes on to %s, want %s", a.Header.Get("HX-Push-Url"), next)
				case a.StatusCode == 303 && a.Header.Get("Location") != next:
					t.Errorf("goes on to %s, want %s", a.Header.Get("Location"), next)
				}
				if part := !strings.Contains(a.Text, "<html"); a.StatusCode != 303 && c.item != "XX99" && status < 404 && part != (hx != "") {
					t.Errorf("a part: %v", part)
				}
			})
		}
	}
}

// number is an item that takes a number.
func number(t *testing.T, v *visitor) *assessment.Item {
	t.Helper()
	for _, it := range v.interview().Questionnaire.Items() {
		if it.Kind == assessment.Number {
			return it
		}
	}
	t.Fatal("the questionnaire asks no number")
	return nil
}

func TestNumbersAsTyped(t *testing.T) {
	v := newSite(t).visitor().start()
	it := number(t, v)
	for typed, want := range map[string]string{"": "@field.type_number", "many": "@field.whole_number", "1.5": "@field.whole_number", "-3": "@field.range", "99999999999": "@field.range", "1e3": "@field.whole_number"} {
		for _, hx := range []string{"", "true"} {
			v.post(v.home()+"/items/"+it.ID, values("value", typed), "HX-Request", hx).is(t, 422, want, `value="`+typed+`"`, `aria-invalid="true"`)
		}
	}
	v.post(v.home()+"/items/"+it.ID, values("value", " 1 2 ")).is(t, 303)
	if got := *v.interview().Responses[it.ID].Value; got != 12 {
		t.Errorf("read %d", got)
	}
	for typed, want := range map[string]int{"5000": 5000, "5 000": 5000, "5,000": 5000, "5.000": 5000, "5\u202f000": 5000, "1,234,567": 1234567, "5'000": 5000, "+7": 7} {
		if n, err := wholeNumber("x", typed); err != nil || n == nil || *n != want {
			t.Errorf("%q: %v %v", typed, n, err)
		}
	}
	for _, typed := range []string{"5.0", "5,00", "0x10", "1_000", "٣", "--1", "5000.000.0"} {
		if n, err := wholeNumber("x", typed); err == nil {
			t.Errorf("%q is read as %d", typed, *n)
		}
	}
}

func TestStaleTab(t *testing.T) {
	for _, hx := range []string{"", "true"} {
		v := newSite(t).visitor().start()
		v.say("TA01", assessment.ValueResponse(1))
		a := v.post(v.home()+"/items/TA01", values("value", "3", "seen", ""), "HX-Request", hx)
		a.is(t, 409, "@error.changed_elsewhere", template.HTMLEscapeString(v.interview().Questionnaire.Item("TA01").Options[1].Text.English), `value="3" checked`, `role="alert"`)
		if got := *v.interview().Responses["TA01"].Value; got != 1 {
			t.Errorf("a stale tab wrote %d", got)
		}
		seen := input(t, a.Text, "seen")
		v.post(v.home()+"/items/TA01", values("value", "1", "seen", "old"), "HX-Request", hx) // the same is no conflict
		if a := v.post(v.home()+"/items/TA01", values("value", "3", "seen", seen), "HX-Request", hx); a.StatusCode >= 400 {
			t.Errorf("the second send: %s", a.Status)
		}
		if got := *v.interview().Responses["TA01"].Value; got != 3 {
			t.Errorf("the second send left %d", got)
		}
	}
}

// input is the value of a field on a page.
func input(t testing.TB, page, name string) string {
	t.Helper()
	_, rest, found := strings.Cut(page, `name="`+name+`" value="`)
	if !found {
		t.Fatalf("no field %s in\n%s", name, page)
	}
	value, _, _ := strings.Cut(rest, `"`)
	return value
}

func TestItemPage(t *testing.T) {
	v := newSite(t).visitor().start()
	v.say("TA01", assessment.StateResponse(assessment.DontKnow))
	v.get(v.home()+"/items/TA01").is(t, 200, "@item.said_dont_know", "!checked", template.HTMLEscapeString(v.interview().Questionnaire.Item("TA01").ExampleFor("C").English))
	v.get(v.home()+"/items/nope").is(t, 404, "@error.item_unknown")
	v.get(v.home()+"/items/TA01?return=answers").is(t, 200, `name="return" value="answers"`)
	v.get(v.home()+"/items/TA01?return=https://evil.test/").is(t, 200, "!evil", `!name="return"`)
	for _, hx := range []string{"", "true"} {
		a := v.post(v.home()+"/items/TA01", values("value", "1", "seen", v.interview().Responses["TA01"].Mark(), "return", "answers"), "HX-Request", hx)
		to := a.Header.Get("Location") + a.Header.Get("HX-Redirect")
		if to != v.home()+"/answers#TA01" || a.StatusCode >= 400 {
			t.Errorf("%s to %q", a.Status, to)
		}
	}
}

func TestTheLastAnswerLeadsToTheResult(t *testing.T) {
	for _, hx := range []string{"", "true"} {
		v := newSite(t).visitor().start().finish(0.5)
		a := v.post(v.home()+"/items/TA01", values("value", "4", "seen", v.interview().Responses["TA01"].Mark()), "HX-Request", hx)
		for range 30 { // what the change opened
			q, more := v.interview().Next()
			if !more {
				break
			}
			f := formOfResponse(some(q.Item, 0.5))
			form := values("value", f.Value, "seen", "")
			for _, o := range f.Options {
				form.Add("options", o)
			}
			a = v.post(v.home()+"/items/"+q.Item.ID, form, "HX-Request", hx)
		}
		if to := a.Header.Get("Location") + a.Header.Get("HX-Redirect"); to != v.home()+"/result" {
			t.Errorf("%s to %q", a.Status, to)
		}
		if to := v.get(v.home() + "/next").Header.Get("Location"); to != v.home()+"/result" {
			t.Errorf("next leads to %q", to)
		}
	}
}

// TestPlace follows the number of the question through the interview and back.
func TestPlace(t *testing.T) {
	v := newSite(t).visitor().start()
	var asked []string
	for n := 1; n <= 3; n++ {
		q, _ := v.interview().Next()
		v.get(v.home()+"/items/"+q.Item.ID).is(t, 200, fmt.Sprintf("<p>Question %d · ", n), `class="problem-box lost" role="alert" hidden`, "@item.lost")
		asked = append(asked, q.Item.ID)
		v.say(q.Item.ID, some(q.Item, 0.4))
	}
	for i, id := range asked {
		v.get(v.home()+"/items/"+id).is(t, 200, fmt.Sprintf("<p>Question %d · ", i+1), "!@progress.last")
	}
	v.finish(0.4)
	for i, id := range asked {
		v.get(v.home()+"/items/"+id).is(t, 200, fmt.Sprintf("<p>Question %d</p>", i+1), "!@progress.last")
	}
	if page := (&itemPage{base: base{Printer: english()}}); page.Where() != english().T("progress.last") {
		t.Errorf("outside the interview: %q", page.Where())
	}
}

// TestLostAnswers checks what app.js rests on: a failure of the server must not
// replace the form.
func TestLostAnswers(t *testing.T) {
	v := newSite(t).visitor().start()
	q, _ := v.interview().Next()
	v.get(v.home()+"/items/"+q.Item.ID).is(t, 200, `{"code":"5..","swap":false,"error":true}`, `"timeout":`)
	script := string(must(static.Files.ReadFile("app.js"))(t))
	for _, event := range []string{"htmx:sendError", "htmx:timeout", "htmx:responseError", "#item .lost"} {
		if !strings.Contains(script, event) {
			t.Errorf("app.js does not know %s", event)
		}
	}
}
