package web

import (
	"bytes"
	"mime/multipart"
	"strings"
	"testing"

	"onramp/assessment"
)

// upload sends a file as the form does.
func (v *visitor) upload(data string) answer {
	v.t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	part := must(w.CreateFormFile("file", "answers.json"))(v.t)
	if _, err := part.Write([]byte(data)); err != nil {
		v.t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		v.t.Fatal(err)
	}
	return v.send("POST", "/import", &b, "Content-Type", w.FormDataContentType(), "Sec-Fetch-Site", "same-origin")
}

func TestExportAndImport(t *testing.T) {
	s := newSite(t)
	v := s.visitor().start("name", "Brot & Söhne").finish(0.5)
	v.say("TA01", assessment.StateResponse(assessment.DontKnow))
	if _, err := v.web.Service.Mark(t.Context(), v.id, v.token(), "fo-tested-backup", assessment.MarkDone); err != nil {
		t.Fatal(err)
	}
	file := v.get(v.home() + "/answers.json")
	file.is(t, 200, `"marks"`, `"questionnaire": "nir-sme"`, `"statistics_consent": false`, `"dont_know"`)
	if !strings.HasPrefix(file.Header.Get("Content-Type"), "application/json") || !strings.HasPrefix(file.Header.Get("Content-Disposition"), "attachment") {
		t.Errorf("headers %v", file.Header)
	}
	for name, send := range map[string]func(*visitor) answer{
		"upload":      func(w *visitor) answer { return w.upload(file.Text) },
		"paste":       func(w *visitor) answer { return w.post("/import", values("text", file.Text)) },
		"other lines": func(w *visitor) answer { return w.upload("\r\n" + strings.ReplaceAll(file.Text, "\n", "\r\n")) },
	} {
		t.Run(name, func(t *testing.T) {
			w := s.visitor()
			a := send(w)
			a.is(t, 303)
			w.id = strings.TrimPrefix(a.Header.Get("Location"), "/assessments/")
			if again := w.get(w.home() + "/answers.json"); again.Text != file.Text {
				t.Errorf("got %s\nwant %s", again.Text, file.Text)
			}
		})
	}
}

func TestFilesThatDoNotFit(t *testing.T) {
	s := newSite(t)
	head := `{"questionnaire":"nir-sme","profile":{"country":"DE"}`
	for name, c := range map[string]struct {
		file  string
		texts []string
	}{
		"empty":             {"", []string{"@import.not_json"}},
		"no JSON":           {"{\n\n<b>", []string{"@import.line", "@import.not_json", "!<b>"}},
		"a list":            {"[]", []string{"@word.type.object"}},
		"cut off":           {head, []string{"@import.not_json"}},
		"twice":             {head + "}" + head + "}", []string{"@import.not_json"}},
		"unknown key":       {head + `,"surprise":1}`, []string{"surprise"}},
		"wrong type":        {head + `,"seed":"x"}`, []string{">seed<", "@word.type.whole_number"}},
		"no questionnaire":  {`{"profile":{"country":"DE"}}`, []string{">questionnaire<", "@field.required"}},
		"other questions":   {`{"questionnaire":"nope","profile":{"country":"DE"}}`, []string{">questionnaire<", "nope"}},
		"unknown version":   {head + `,"version":"1999.1"}`, []string{">version<", "1999.1"}},
		"unknown model":     {head + `,"model":"nope"}`, []string{">model<"}},
		"unknown depth":     {head + `,"depth":"nope"}`, []string{">depth<"}},
		"no country":        {`{"questionnaire":"nir-sme","profile":{}}`, []string{">profile.country<"}},
		"unknown item":      {head + `,"responses":{"XX":{"value":1}}}`, []string{">responses.XX<"}},
		"out of range":      {head + `,"responses":{"TA01":{"value":9},"TA02":{"value":-1}}}`, []string{">responses.TA01.value<", "@field.range", ">responses.TA02.value<"}},
		"no whole number":   {head + `,"responses":{"TA01":{"value":1.5}}}`, []string{">responses.TA01.value<"}},
		"unknown state":     {head + `,"responses":{"TA01":{"state":"not_asked"}}}`, []string{">responses.TA01.state<"}},
		"two answers":       {head + `,"responses":{"TA01":{"value":1,"state":"dont_know"}}}`, []string{">responses.TA01<"}},
		"unknown measure":   {head + `,"marks":[{"measure":"fly","state":"done"}]}`, []string{">marks.0.measure<", "fly"}},
		"odd date":          {head + `,"marks":[{"measure":"fo-tested-backup","state":"done","at":"<b>"}]}`, []string{">marks.0.at<", "&lt;b&gt;", "!<b>"}},
		"deep":              {strings.Repeat("[", 100000), []string{"@import.not_json"}},
		"no text":           {"\x00\xff\xfe", []string{"@import.not_json"}},
		"unknown tick":      {head + `,"responses":{"FO05":{"options":["nope"]}}}`, []string{">responses.FO05.options<"}},
		"markup in the key": {head + `,"responses":{"<img src=x>":{"value":1}}}`, []string{"!<img src=x>"}},
	} {
		t.Run(name, func(t *testing.T) {
			v := s.visitor()
			v.post("/import", values("text", c.file)).is(t, 422, append(c.texts, "@import.problems")...)
			v.upload(c.file).is(t, 422, c.texts...)
		})
	}
	v := s.visitor()
	v.post("/import", values("text", `{"my":"<text>"}`)).is(t, 422, `{&#34;my&#34;:&#34;&lt;text&gt;&#34;}`) // kept
}
