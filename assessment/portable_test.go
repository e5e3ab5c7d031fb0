package assessment_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"strings"
	"testing"
	"time"

	"onramp/assessment"
)

// example is the file that the documentation shows, with items that exist.
const example = `{"questionnaire":"nir-sme","version":"2026.2","depth":"standard","seed":1,"model":"nir-sme","statistics_consent":false,` +
	`"profile":{"country":"DE","region":"DE-BY","language":"en","sector":"C","employees":35,"goals":["cut-cost"],"budget":5000,"person_days_month":4},` +
	`"responses":{"AS01":{"value":2},"TA03":{"options":["draft","translate"]},"TA04":{"state":"dont_know"},"TA05":{"state":"not_relevant"}}}`

func TestPortableExample(t *testing.T) {
	got, err := assessment.DecodePortable([]byte(example))
	if err != nil {
		t.Fatal(err)
	}
	budget, days := 5000, 4
	want := assessment.Portable{Questionnaire: "nir-sme", Version: "2026.2", Depth: assessment.Standard, Seed: 1, Model: "nir-sme",
		Profile:   assessment.Profile{Country: "DE", Region: "DE-BY", Language: "en", Sector: "C", Employees: 35, Goals: []string{"cut-cost"}, Budget: &budget, Days: &days},
		Responses: answers{"AS01": val(2), "TA03": ticks("draft", "translate"), "TA04": dontKnow, "TA05": notRelevant}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("read as %+v", got)
	}
	q, _, _ := shipped(t)
	if err := q.CheckPortable(got); err != nil {
		t.Errorf("it does not fit: %v", err)
	}
	data, err := json.Marshal(got)
	if err != nil || string(data) != example {
		t.Errorf("written as\n%s, %v, want\n%s", data, err, example)
	}
}

func TestPortableDefaults(t *testing.T) {
	for _, file := range []string{
		`{"questionnaire":"nir-sme","profile":{"country":"DE"}}`,
		"\n{\"questionnaire\": \"nir-sme\",\n\"depth\": \"\", \"profile\": {\"country\": \"DE\", \"budget\": null}, \"responses\": null}\n",
	} {
		p, err := assessment.DecodePortable([]byte(file))
		if err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		if p.Depth != assessment.Standard || p.Version != "" || p.Model != "" || p.Seed != 0 || p.StatisticsConsent || len(p.Responses) != 0 || p.Responses == nil ||
			p.Profile.Budget != nil || p.Profile.Days != nil {
			t.Errorf("%s: %+v", file, p)
		}
	}
}

// faults writes what is wrong as "place key", one a line.
func faults(t testing.TB, err error) string {
	t.Helper()
	var e *assessment.Error
	if !errors.As(err, &e) {
		t.Fatalf("%v is no *assessment.Error", err)
	}
	if e.Kind != assessment.Invalid {
		t.Errorf("%v is of kind %d", err, e.Kind)
	}
	var all []string
	for _, f := range e.Fields {
		all = append(all, f.Field+" "+f.Key)
	}
	return strings.Join(all, "\n")
}

func TestPortableShape(t *testing.T) {
	file := func(rest string) string { return `{"questionnaire":"nir-sme","profile":{"country":"DE"}` + rest + `}` }
	profile := func(rest string) string { return `{"questionnaire":"nir-sme","profile":{"country":"DE"` + rest + `}}` }
	said := func(response string) string { return file(`,"responses":{"AS01":` + response + `}`) }
	tests := []struct{ name, file, want string }{
		{"nothing", ``, "line 1 field.json"},
		{"only space", " \n ", "line 1 field.json"},
		{"no JSON", `hello`, "line 1 field.json"},
		{"broken on line 3", "{\"questionnaire\":\"nir-sme\",\n\"profile\":\n{,}}", "line 3 field.json"},
		{"cut off on line 2", "{\"questionnaire\":\"nir-sme\",\n\"profile\":{\"country\":\"DE\"\n\n", "line 2 field.json"},
		{"a comma too many", file(`,`), "line 1 field.json"},
		{"broken inside an answer", "{\"responses\":{\n\"AS01\":{\"value\":}}}", "line 2 field.json"},
		{"more after the end", file(``) + "\n{}", "line 2 field.json"},
		{"a letter after the end", file(``) + "\n\nx", "line 3 field.json"},
		{"a list", `[]`, "file field.type"},
		{"a text", `"nir-sme"`, "file field.type"},
		{"null", `null`, "questionnaire field.required"},
		{"no questionnaire", `{"profile":{"country":"DE"}}`, "questionnaire field.required"},
		{"unknown depth", file(`,"depth":"deep"`), "depth field.depth"},

		{"unknown key", file(`,"colour":"red"`), "colour field.key"},
		{"unknown key of the profile", profile(`,"colour":"red"`), "profile.colour field.key"},
		{"unknown key of an answer", said(`{"vaule":2}`), "responses.AS01.vaule field.key"},
		{"capital letters", file(`,"Depth":"full"`), "Depth field.key"},
		{"key of Go", file(`,"Portable":{}`), "Portable field.key"},
		{"key twice", file(`,"seed":1,"seed":2`), "seed field.twice"},
		{"profile twice", file(`,"profile":{}`), "profile field.twice"},
		{"key of the profile twice", profile(`,"country":"FR"`), "profile.country field.twice"},
		{"answer twice", file(`,"responses":{"AS01":{"value":1},"AS02":{"value":1},"AS01":{"value":3}}`), "responses.AS01 field.twice"},
		{"value twice", said(`{"value":1,"value":2}`), "responses.AS01.value field.twice"},

		{"key of a mark", file(`,"marks":[{"measure":"M","sate":"done"}]`), "marks.sate field.key"},
		{"key of a mark twice", file(`,"marks":[{"state":"done","state":"done"}]`), "marks.state field.twice"},
		{"marks are an object", file(`,"marks":{}`), "marks field.type"},
		{"a mark is a text", file(`,"marks":[{},"done"]`), "marks.1 field.type"},
		{"state of a mark is a number", file(`,"marks":[{"measure":"M","state":1}]`), "marks.0.state field.type"},
		{"date of a mark is no date", file(`,"marks":[{"measure":"M","state":"done","at":"yesterday"}]`), "marks.0.at field.moment"},
		{"date of a mark is a day", file(`,"marks":[{"measure":"M","state":"done","at":"2026-11-23"}]`), "marks.0.at field.moment"},
		{"date of a mark is a number", file(`,"marks":[{"measure":"M","state":"done","at":5}]`), "marks.0 field.json"},

		{"questionnaire is a number", `{"questionnaire":1}`, "questionnaire field.type"},
		{"seed is a text", file(`,"seed":"1"`), "seed field.type"},
		{"seed is a half", file(`,"seed":1.5`), "seed field.type"},
		{"seed is too large", file(`,"seed":99999999999999999999`), "seed field.type"},
		{"consent is a text", file(`,"statistics_consent":"no"`), "statistics_consent field.type"},
		{"profile is a list", `{"questionnaire":"nir-sme","profile":[]}`, "profile field.type"},
		{"employees are a text", profile(`,"employees":"35"`), "profile.employees field.type"},
		{"employees are a half", profile(`,"employees":2.5`), "profile.employees field.type"},
		{"budget is yes", profile(`,"budget":true`), "profile.budget field.type"},
		{"goals are one text", profile(`,"goals":"cut-cost"`), "profile.goals field.type"},
		{"a goal is a number", profile(`,"goals":["cut-cost",1]`), "profile.goals field.type"},
		{"responses are a list", file(`,"responses":[]`), "responses field.type"},
		{"answer is a number", said(`2`), "responses.AS01 field.type"},
		{"answer is a list", said(`[2]`), "responses.AS01 field.type"},
		{"value is a half", said(`{"value":2.5}`), "responses.AS01.value field.type"},
		{"value is huge", said(`{"value":1e99}`), "responses.AS01.value field.type"},
		{"value is a text", said(`{"value":"2"}`), "responses.AS01.value field.type"},
		{"options are a text", said(`{"options":"draft"}`), "responses.AS01.options field.type"},
		{"option is a number", said(`{"options":[1]}`), "responses.AS01.options field.type"},
		{"state is a number", said(`{"state":0}`), "responses.AS01.state field.type"},
	}
	for _, tt := range tests {
		p, err := assessment.DecodePortable([]byte(tt.file))
		if err == nil {
			t.Errorf("%s: %s was read as %+v", tt.name, tt.file, p)
			continue
		}
		if got := faults(t, err); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

// TestPortableMeaning: what can be read may still not fit the questionnaire;
// every place is named at once.
func TestPortableMeaning(t *testing.T) {
	q, _, _ := shipped(t)
	tests := []struct {
		name, profile, responses, want string
	}{
		{"fits", `"country":"DE"`, ``, ""},
		{"unknown item", `"country":"DE"`, `"NOPE":{"value":1}`, "responses.NOPE field.item"},
		{"small letters", `"country":"DE"`, `"as01":{"value":1}`, "responses.as01 field.item"},
		{"above the scale", `"country":"DE"`, `"AS01":{"value":5}`, "responses.AS01.value field.range"},
		{"below the scale", `"country":"DE"`, `"AS01":{"value":-1}`, "responses.AS01.value field.range"},
		{"unknown tick", `"country":"DE"`, `"TA03":{"options":["draft","fly"]}`, "responses.TA03.options field.option"},
		{"tick twice", `"country":"DE"`, `"TA03":{"options":["draft","draft"]}`, "responses.TA03.options field.twice"},
		{"value for ticks", `"country":"DE"`, `"TA03":{"value":1}`, "responses.TA03.value field.needs_options"},
		{"ticks for a value", `"country":"DE"`, `"AS01":{"options":[]}`, "responses.AS01.options field.not_checklist"},
		{"unknown state", `"country":"DE"`, `"AS01":{"state":"not_asked"}`, "responses.AS01.state field.state"},
		{"two forms", `"country":"DE"`, `"AS01":{"value":1,"state":"dont_know"}`, "responses.AS01 field.one_answer"},
		{"no form", `"country":"DE"`, `"AS01":{}`, "responses.AS01 field.one_answer"},
		{"null", `"country":"DE"`, `"AS01":null,"AS02":{"value":null}`, "responses.AS01 field.one_answer\nresponses.AS02 field.one_answer"},
		{"all at once", `"country":"XX","sector":"Z","goals":["fly"]`, `"ZZ":{"value":1},"AS01":{"value":9}`,
			"profile.country field.country\nprofile.sector field.sector\nprofile.goals field.goal\nresponses.AS01.value field.range\nresponses.ZZ field.item"},
	}
	for _, tt := range tests {
		p, err := assessment.DecodePortable(fmt.Appendf(nil, `{"questionnaire":"nir-sme","profile":{%s},"responses":{%s}}`, tt.profile, tt.responses))
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		got := ""
		if err := q.CheckPortable(p); err != nil {
			got = faults(t, err)
		}
		if got != tt.want {
			t.Errorf("%s:\n got %q\nwant %q", tt.name, got, tt.want)
		}
	}
}

// TestPortableRoundTrip: what an assessment writes, any Onramp reads.
func TestPortableRoundTrip(t *testing.T) {
	q, _, _ := shipped(t)
	for seed := range uint64(100) {
		r := random(seed)
		a := assessment.Assessment{Questionnaire: q.ID, QuestionnaireVersion: q.Version, Model: q.Model, Depth: pick(r, assessment.Depths...), Seed: r.Int64() - r.Int64(),
			Profile: anyFirm(r, q), StatisticsConsent: seed%2 == 0, Responses: anyAnswers(r, q, 0.6)}
		for _, m := range q.Measures {
			if r.IntN(8) == 0 {
				a.Mark(assessment.Mark{Measure: m.ID, State: pick(r, assessment.MarkStates...), At: time.UnixMilli(1.8e12 + r.Int64N(1e9)).UTC()})
			}
		}
		a.Profile.Name = pick(r, "", "Grünwald & Töchter", "工場 \"1\" 🏭", `</script>`)
		data, err := json.Marshal(a.Portable())
		if err != nil {
			t.Fatal(err)
		}
		back, err := assessment.DecodePortable(data)
		if err != nil {
			t.Fatalf("seed %d: %v\n%s", seed, err, data)
		}
		if err := q.CheckPortable(back); err != nil {
			t.Errorf("seed %d: %v", seed, err)
		}
		if !maps.EqualFunc(back.Responses, a.Responses, assessment.Response.Same) || back.Profile.Mark() != a.Profile.Mark() {
			t.Errorf("seed %d: %+v came back as %+v", seed, a.Portable(), back)
		}
		back.Responses, back.Profile = a.Responses, a.Profile
		if !reflect.DeepEqual(back, a.Portable()) {
			t.Errorf("seed %d: the head %+v came back as %+v", seed, a.Portable(), back)
		}
	}
}

func FuzzDecodePortable(f *testing.F) {
	for _, file := range []string{example, ``, `{`, `[]`, `{"questionnaire":"q","responses":{"A":{"value":2.5}}}`,
		`{"questionnaire":"nir-sme","profile":{"country":"DE"},"marks":[{"measure":"AS-01","state":"done","at":"0001-01-01T00:00:00+14:00"}]}`, `{"a":{"a":[{"a":1,"a":1}]}}`, "{\"questionnaire\":\"\xff\"}"} {
		f.Add([]byte(file))
	}
	q, m, dir := shipped(f)
	_, _, in := instrument(f)
	f.Fuzz(func(t *testing.T, file []byte) {
		p, err := assessment.DecodePortable(file)
		if err != nil {
			if faults(t, err) == "" {
				t.Errorf("%v names no place", err)
			}
			return
		}
		if err := q.CheckPortable(p); err != nil {
			if faults(t, err) == "" {
				t.Errorf("%v names no place", err)
			}
			return
		}
		in.Next(p.Assessment())
		assessment.Evaluate(assessment.Case{Questionnaire: q, Model: m, Directory: dir, Profile: p.Profile, Responses: p.Responses, Marks: p.Assessment().Marks})
		data, err := json.Marshal(p)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := assessment.DecodePortable(data); err != nil {
			t.Errorf("%s came back as %v", data, err)
		}
	})
}
