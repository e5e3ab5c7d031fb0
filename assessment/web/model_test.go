package web

import (
	"bytes"
	"encoding/csv"
	"mime/multipart"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"onramp/assessment"
)

// TestAddAndRemoveModels is the table of both forms, as scripts and as plain
// browsers send them.
func TestAddAndRemoveModels(t *testing.T) {
	for _, hx := range []string{"", "true"} {
		t.Run("htmx "+hx, func(t *testing.T) {
			v := newSite(t).visitor().start().finish(0.5)
			page := v.home() + "/result"
			v.get(page).is(t, 200, "@models.title", "@models.offer", "@models.needs", "/models/dii\"", "/models/dma-aligned\"", "!/models/nir-sme", "!@models.remove")
			sent := func(path string, to string) {
				t.Helper()
				a := v.post(v.home()+path, values(), "HX-Request", hx)
				status, header := http.StatusSeeOther, "Location"
				if hx != "" {
					status, header = http.StatusNoContent, "HX-Redirect"
				}
				if a.StatusCode != status || a.Header.Get(header) != v.home()+to {
					t.Errorf("%s: %s to %q", path, a.Status, a.Header.Get(header))
				}
			}
			sent("/models/dii", "/next")
			sent("/models/dii", "/next") // twice the same
			if in := v.interview(); len(in.Models) != 1 {
				t.Fatalf("added %v", in.Models)
			}
			if q, more := v.interview().Next(); !more || !slices.Contains(q.Item.Models, "dii") {
				t.Errorf("next is %v", q.Item)
			}
			v.get(page).is(t, 200, "@models.remove", "@word.model.floor", "@models.official", "Eurostat", `id="model-dii"`, "!/models/dii\"")
			v.finish(0.5)
			sent("/models/dii", "/result#model-dii") // nothing more to ask
			sent("/models/dii/remove", "/result#models")
			sent("/models/dii/remove", "/result#models") // twice the same
			sent("/models/nope/remove", "/result#models")
			v.get(page).is(t, 200, "/models/dii\"", "!@models.remove")
			if in := v.interview(); len(in.Models) != 0 || len(in.Responses) == 0 {
				t.Errorf("left: %v", in.Models)
			}
			v.post(v.home()+"/models/nope", values(), "HX-Request", hx).is(t, 404, "@error.model_unknown")
			v.post(v.home()+"/models/nir-sme", values(), "HX-Request", hx).is(t, 422, "@error.model_unknown")
			v.post(v.home()+"/models/%3Cb%3E", values(), "HX-Request", hx).is(t, 404, "!<b>")
			v.post(v.home()+"/models/dii", values(), "HX-Request", hx, "Content-Type", "application/json").is(t, 415)
			v.get(v.home()+"/models/dii").is(t, 303)
			v.get(v.home()+"/models/dii/remove").is(t, 303)
		})
	}
}

// TestModelQuestionsShowOnlyWhenAdded: on every page.
func TestModelQuestionsShowOnlyWhenAdded(t *testing.T) {
	v := newSite(t).visitor().adopt("DE", 12, 0.5)
	in := v.interview()
	heading := []string{"@models.questions"}
	for i := range in.Questionnaire.Additional {
		it := &in.Questionnaire.Additional[i]
		v.get(v.home()+"/items/"+it.ID).is(t, 404, "@error.item_unknown")
		v.post(v.home()+"/items/"+it.ID, values("value", "1")).is(t, 404, "@error.item_unknown")
	}
	for _, path := range []string{"", "/answers", "/result", "/roadmap"} {
		a := v.get(v.home() + path)
		a.is(t, 200, "!"+heading[0])
		for _, it := range in.Questionnaire.Additional {
			if strings.Contains(a.Text, "/items/"+it.ID) {
				t.Errorf("%s shows %s", path, it.ID)
			}
		}
	}
	v.post(v.home()+"/models/dii", values()).is(t, 303)
	v.get(v.home()).is(t, 200, heading...)
	a := v.get(v.home() + "/answers")
	a.is(t, 200, heading...)
	for _, it := range in.Questionnaire.Additional {
		added := slices.Contains(it.Models, "dii")
		if strings.Contains(a.Text, `id="`+it.ID+`"`) != added {
			t.Errorf("%s: shown %v, for %v", it.ID, !added, it.Models)
		}
		if added {
			v.get(v.home()+"/items/"+it.ID).is(t, 200)
		}
	}
	if got := strings.Count(a.Text, `id="XM01"`); got != 1 {
		t.Errorf("a question of several models is there %d times", got)
	}
	v.post(v.home()+"/models/dii/remove", values()).is(t, 303)
	v.get(v.home()+"/answers").is(t, 200, "!"+heading[0])
}

// TestFrontPageCountsCoreQuestions: those of added models are not among them.
func TestFrontPageCountsCoreQuestions(t *testing.T) {
	v := newSite(t).visitor()
	q := must(ours())(t).Questionnaires[0]
	want := english().T("home.how.answer_text", "Items", english().Number(float64(len(q.Items())-len(q.Additional)), 0), "Dimensions", english().Number(float64(len(q.Dimensions)), 0))
	v.get("/").is(t, 200, want)
}

// TestModelResults: what each model shows to a firm that answered everything,
// and to one that answered little.
func TestModelResults(t *testing.T) {
	s := newSite(t)
	names := []string{"acatech-style", "dii", "dma-aligned", "impuls-style"}
	all := s.visitor().adopt("DE", 40, 0.6)
	little := s.visitor().start()
	little.say("TA01", assessment.ValueResponse(1))
	for _, m := range names {
		all.post(all.home()+"/models/"+m, values()).is(t, 303)
		little.post(little.home()+"/models/"+m, values()).is(t, 303)
	}
	full := all.get(all.home() + "/result")
	full.is(t, 200, "@models.group", "@models.strict", "@word.model.strict_means", "@models.open_points", "@word.model.profile", "of 12 points", "of 5 points",
		"!@models.offer", "!@word.model.floor", "Not the official tool", `id="bars-acatech-style-title"`, "fields.csv")
	_, models, _ := strings.Cut(full.Text, `id="models"`)
	models, _, _ = strings.Cut(models, `class="muted">`+english().T("result.versions"))
	if found := regexp.MustCompile(`(?i)level\s[0-9]`).FindString(models); found != "" {
		t.Errorf("a level of another model shows its number: %q", found)
	}
	few := little.get(little.home() + "/result")
	few.is(t, 200, "@word.model.floor", "@models.full", "@models.deeper", "!@models.group", "!@models.strict", "!@models.next")
	for _, name := range []string{"Beginner (1)", "Outsider (0)", "Moderately advanced", "Newcomer"} {
		for _, part := range []string{">" + name + "<", "<strong>" + name} {
			if strings.Contains(few.Text, part) {
				t.Errorf("%q shows below the floor", name)
			}
		}
	}
	if !strings.Contains(full.Text, ">Newcomer<") && !strings.Contains(full.Text, ">Learner<") && !strings.Contains(full.Text, ">Leader<") {
		t.Error("no group of the IMPULS-style model")
	}
}

// fieldsCSV is the file of the DMA-aligned model.
func (v *visitor) fieldsCSV() (answer, [][]string) {
	v.t.Helper()
	a := v.get(v.home() + "/models/dma-aligned/fields.csv")
	rows := must(csv.NewReader(strings.NewReader(a.Text)).ReadAll())(v.t)
	return a, rows
}

// uploadFields sends a file as the second form of the import page does.
func (v *visitor) uploadFields(data, country, model string, headers ...string) answer {
	v.t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	part := must(w.CreateFormFile("file", "dma.csv"))(v.t)
	if _, err := part.Write([]byte(data)); err != nil {
		v.t.Fatal(err)
	}
	for name, value := range map[string]string{"country": country, "model": model} {
		if err := w.WriteField(name, value); err != nil {
			v.t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		v.t.Fatal(err)
	}
	return v.send("POST", "/import/fields", &b, append([]string{"Content-Type", w.FormDataContentType(), "Sec-Fetch-Site", "same-origin"}, headers...)...)
}

func TestFieldsOutAndIn(t *testing.T) {
	s := newSite(t)
	v := s.visitor().adopt("DE", 40, 0.6)
	v.get(v.home()+"/models/dma-aligned/fields.csv").is(t, 404, "@error.fields_unknown") // not added
	for _, m := range []string{"dma-aligned", "dii"} {
		v.post(v.home()+"/models/"+m, values()).is(t, 303)
	}
	v.get(v.home()+"/models/dii/fields.csv").is(t, 404, "@error.fields_unknown") // has no layout
	v.get(v.home()+"/models/nope/fields.csv").is(t, 404)
	file, rows := v.fieldsCSV()
	file.is(t, 200)
	if len(rows) != 2 || len(rows[0]) != len(rows[1]) || len(rows[0]) < 80 || !strings.HasPrefix(file.Header.Get("Content-Type"), "text/csv") ||
		!strings.Contains(file.Header.Get("Content-Disposition"), "attachment") {
		t.Errorf("%d rows, %v", len(rows), file.Header)
	}
	for _, hx := range []string{"", "true"} {
		w := s.visitor()
		a := w.uploadFields(file.Text, "FR", "dma-aligned", "HX-Request", hx)
		w.id = strings.TrimPrefix(a.Header.Get("Location")+a.Header.Get("HX-Redirect"), "/assessments/")
		if len(w.id) != 22 {
			t.Fatalf("%s\n%s", a.Status, a.main())
		}
		in := w.interview()
		if in.Profile.Country != "FR" || !in.Adds("dma-aligned") || in.StatisticsConsent || len(in.Responses) < 10 {
			t.Errorf("profile %+v, models %v, %d answers", in.Profile, in.Models, len(in.Responses))
		}
		for id, r := range in.Responses {
			if had := v.interview().Responses[id]; !had.Same(r) {
				t.Errorf("%s: %s was %s", id, r.Mark(), had.Mark())
			}
		}
		w.get(w.home()+"/result").is(t, 200, `id="model-dma-aligned"`)
	}
	// Pasted, with the marks that spreadsheets put in front.
	a := s.visitor().post("/import/fields", values("fields", "\ufeff"+file.Text, "country", "DE", "model", "dma-aligned"))
	a.is(t, 303)
}

func TestFieldsThatDoNotFit(t *testing.T) {
	s := newSite(t)
	v := s.visitor()
	key := "financial_resources_m2_1_2"
	for name, c := range map[string]struct {
		file, country, model string
		texts                []string
	}{
		"no country":      {key + "\n1\n", "", "dma-aligned", []string{"@field.required", "fields-country-problem", key + "\n1"}},
		"unknown country": {key + "\n1\n", "ZZ", "dma-aligned", []string{"@field.country", "fields-country-problem"}},
		"no model":        {key + "\n1\n", "DE", "", []string{"fields-model-problem"}},
		"no such model":   {key + "\n1\n", "DE", "nope", []string{"fields-model-problem"}},
		"no layout":       {key + "\n1\n", "DE", "dii", []string{"fields-model-problem"}},
		"empty":           {"", "DE", "dma-aligned", []string{"@field.rows"}},
		"one row":         {key + "\n", "DE", "dma-aligned", []string{"@field.rows"}},
		"three rows":      {key + "\n1\n1\n", "DE", "dma-aligned", []string{"@field.rows"}},
		"cells":           {key + "\n1,0\n", "DE", "dma-aligned", []string{"@field.cells"}},
		"unknown column":  {"surprise\n1\n", "DE", "dma-aligned", []string{">surprise<", "@field.column"}},
		"value":           {key + "\n7\n", "DE", "dma-aligned", []string{">" + key + "<", "@field.column_value", "“7”"}},
		"several":         {key + ",surprise\n7,1\n", "DE", "dma-aligned", []string{">" + key + "<", ">surprise<"}},
		"no text":         {"\x00\xff\xfe\"", "DE", "dma-aligned", []string{"@import.not_csv"}},
		"quotes":          {"\"a\nb", "DE", "dma-aligned", []string{"@import.not_csv"}},
		"markup":          {"<img src=x>\n1\n", "DE", "dma-aligned", []string{"!<img src=x>"}},
		"date":            {"maturity_assessment_date\n2026-01-01\n", "DE", "dma-aligned", []string{"2026-01-01", "@field.column_value"}},
	} {
		t.Run(name, func(t *testing.T) {
			for _, hx := range []string{"", "true"} {
				v.uploadFields(c.file, c.country, c.model, "HX-Request", hx).is(t, 422, c.texts...)
			}
			v.post("/import/fields", values("fields", c.file, "country", c.country, "model", c.model)).is(t, 422, c.texts...)
		})
	}
	v.uploadFields(strings.Repeat("a", 2<<20), "DE", "dma-aligned").is(t, 413)
	v.post("/import/fields", values(), "Sec-Fetch-Site", "cross-site").is(t, 403)
	v.post("/import/fields", values(), "Content-Type", "application/json").is(t, 415)
	v.get("/import/fields").is(t, 303)
}
