package main

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"onramp/assessment/locale"
)

// TestTranslatorsSheet: what a translator typed is taken; each row that does not
// fit is named with what to do.
func TestTranslatorsSheet(t *testing.T) {
	sources := []locale.Source{{Key: "a", Text: "Hello {{.Name}}"}, {Key: "b", Forms: locale.Forms{"one": "{{.N}} firm", "other": "{{.N}} firms"}}, {Key: "c", Text: "Changed"}}
	file := filepath.Join(t.TempDir(), "ru.xlsx")
	n, err := exportTexts(file, "ru", locale.Texts{"c": {Of: "00000000", Text: "Иначе"}}, sources, true)
	if err != nil || n != 6 {
		t.Fatalf("%d rows, %v", n, err)
	}
	type cells map[string]string // by address
	for name, c := range map[string]struct {
		typed cells
		said  []string // in the error; none: taken
	}{
		"all":          {cells{"E2": "Привет, {{.Name}}", "E3": "{{.N}} фирма", "E4": "{{.N}} фирмы", "E5": "{{.N}} фирм", "E6": "{{.N}} фирмы", "E7": "Изменено"}, nil},
		"lost place":   {cells{"E2": "Привет"}, []string{"ru.xlsx row 2 (a)", "write exactly {{.Name}}"}},
		"two rows":     {cells{"E2": "{{.Other}}", "E7": strings.Repeat("й", 200)}, []string{"row 2", "row 7 (c)", "at most 61 fit"}},
		"missing form": {cells{"E2": "", "E3": "{{.N}} фирма", "E7": ""}, []string{"b: the form few is missing"}},
		"unknown key":  {cells{"A2": "z", "E2": "x"}, []string{"no text with this key"}},
		"old English":  {cells{"D2": "Bye", "E2": "Пока"}, []string{"export again"}},
		"twice":        {cells{"A7": "a", "D7": "Hello {{.Name}}", "E2": "Привет, {{.Name}}", "E7": "Привет, {{.Name}}"}, []string{"row 7", "twice"}},
	} {
		t.Run(name, func(t *testing.T) {
			book, err := excelize.OpenFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for at, value := range c.typed {
				if err := book.SetCellStr("ru", at, value); err != nil {
					t.Fatal(err)
				}
			}
			typed := filepath.Join(t.TempDir(), "ru.xlsx")
			if err := book.SaveAs(typed); err != nil {
				t.Fatal(err)
			}
			texts := locale.Texts{}
			taken, err := importTexts(typed, texts, sources, locale.FormsOf("ru"))
			if c.said == nil {
				if err != nil || taken != 3 || texts["b"].Forms["few"] != "{{.N}} фирмы" || texts["a"].Of != locale.Hash("Hello {{.Name}}") {
					t.Errorf("%d texts %v, %v", taken, texts, err)
				}
				return
			}
			if err == nil || len(texts) > 0 {
				t.Fatalf("taken: %v", texts)
			}
			for _, s := range c.said {
				if !strings.Contains(err.Error(), s) {
					t.Errorf("%q says nothing of %q", err, s)
				}
			}
		})
	}
}
