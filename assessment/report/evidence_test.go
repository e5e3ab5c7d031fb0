package report

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"onramp/assessment"
)

// confirmations are those of the first so many answers, by two advisers in turn,
// a day apart.
func confirmations(o assessment.Outcome, most int) (all []assessment.Confirmation) {
	for _, r := range o.Readings {
		if r.Confirmable() && len(all) < most {
			who := []string{"Ada Berg", "Bo <Lind>"}[len(all)%2]
			all = append(all, assessment.Confirmation{Item: r.Item.ID, Mark: r.Response.Mark(), Account: who, Name: who, Organisation: "Kammer & Co",
				Seen: time.Date(2026, 11, 2+len(all)%4, 0, 0, 0, 0, time.UTC), Note: "Beleg & <Foto> " + r.Item.ID})
		}
	}
	return all
}

// TestEvidenceText is the table of what each grade says, and never says.
func TestEvidenceText(t *testing.T) {
	p, o := printer(t, "en"), sample(t)
	total := o.Evidence.Answers
	workshop := assessment.EvidenceRecord{Answered: o.Updated, Workshop: true}
	ada := workshop
	ada.Workshop, ada.Advisers = false, []assessment.Adviser{{Account: "a", Name: "Ada Berg", Organisation: "Kammer & Co", Granted: o.Updated}}
	both, some, all := ada, ada, ada
	both.Workshop = true
	some.Confirmations, all.Confirmations = confirmations(o, 3), confirmations(o, 500)
	lapsed := some
	lapsed.Confirmations = confirmations(o, 3)
	lapsed.Confirmations[0].Mark = "x"
	of := func(n int) string {
		return "Of " + p.Number(float64(total), 0) + " answers, " + p.Number(float64(n), 0)
	}
	for _, c := range []struct {
		name   string
		record assessment.EvidenceRecord
		says   []string
		people []string
	}{
		{"self", assessment.EvidenceRecord{}, []string{"Self-assessed: the firm answered the questions itself. Nobody has checked the answers."}, nil},
		{"workshop", workshop, []string{"Facilitated: the firm answered the questions in a workshop. Nobody has checked the answers."}, nil},
		{"adviser", ada, []string{"Facilitated: an adviser could see the answers as the firm finished them.", "Nobody has checked the answers."}, []string{"Ada Berg (Kammer & Co) adviser when the last answer was given"}},
		{"both", both, []string{"in a workshop, and an adviser could see the answers"}, []string{"Ada Berg (Kammer & Co) adviser when the last answer was given"}},
		{"some", some, []string{"Facilitated: ", of(3), "Nobody has checked the others."},
			[]string{"Ada Berg (Kammer & Co) confirmed 2 answers, proof seen from 2 November 2026 to 4 November 2026", "Bo <Lind> (Kammer & Co) confirmed 1 answer, proof seen on 3 November 2026"}},
		{"changed", lapsed, []string{of(2), "1 answer was confirmed and changed afterwards"}, nil},
		{"all", all, []string{"Verified: an adviser saw proof of each of the " + p.Number(float64(total), 0) + " answers."}, nil},
	} {
		e := c.record.Judge(o.Readings)
		text := EvidenceText(p, e)
		for _, want := range c.says {
			if !strings.Contains(text, want) {
				t.Errorf("%s: %q lacks %q", c.name, text, want)
			}
		}
		if strings.Contains(text, "Nobody") == (e.Confirmed == e.Answers) || (strings.Contains(text, "Verified") != (c.name == "all")) {
			t.Errorf("%s: %q", c.name, text)
		}
		var people []string
		for _, x := range EvidencePeople(p, e) {
			people = append(people, x.Who+" "+x.What)
		}
		if c.people != nil && strings.Join(people, "; ") != strings.Join(c.people, "; ") {
			t.Errorf("%s: %q", c.name, people)
		}
	}
}

// TestEvidenceInDocuments: the cover says the grade and who stands for it, the
// method names each confirmed answer; without evidence nobody is named, and no
// document calls a verified result unchecked.
func TestEvidenceInDocuments(t *testing.T) {
	p := printer(t, "en")
	all := outcomes(t)
	for _, name := range []string{"with an adviser", "verified"} {
		o := all[name]
		text := Layout(p, o, sampleMeta).String()
		cover, method, _ := strings.Cut(text, "# "+p.T("document.method"))
		for _, want := range []string{EvidenceText(p, o.Evidence), "Ada Berg (Kammer & Co)"} {
			if !strings.Contains(cover[:strings.Index(cover, "[contents")], want) {
				t.Errorf("%s: the cover lacks %q", name, want)
			}
		}
		for _, c := range o.Evidence.Confirmations {
			if !strings.Contains(method, ConfirmedText(p, c)) {
				t.Errorf("%s: the method lacks %q", name, c.Note)
			}
		}
		if strings.Contains(text, p.T("word.method.self.text")) || !strings.Contains(method, p.T("evidence.method")) {
			t.Errorf("%s: the method says that nobody checked the answers", name)
		}
		book := Workbook(p, o, sampleMeta).String()
		for _, want := range []string{EvidenceText(p, o.Evidence), ConfirmedText(p, o.Evidence.Confirmations[0]), "Ada Berg (Kammer & Co)"} {
			if !strings.Contains(book, want) {
				t.Errorf("%s: the workbook lacks %q", name, want)
			}
		}
	}
	plain := all["sample"]
	text := Layout(p, plain, sampleMeta).String() + Workbook(p, plain, sampleMeta).String()
	if strings.Contains(text, "Kammer & Co") || !strings.Contains(text, p.T("word.method.self.text")) || strings.Contains(text, p.T("evidence.column")+": ") {
		t.Error("a self-assessed result has evidence")
	}
}

// TestConfirmedColumn reads the spreadsheet back: each confirmation stands in the
// row of its answer, whatever it looks like.
func TestConfirmedColumn(t *testing.T) {
	p, o := printer(t, "en"), outcomes(t)["with an adviser"]
	f := read(t, spreadsheet(t, "en", o))
	sheet := p.T("takeaway.sheet.answers")
	item, said := columnOf(t, f, sheet, p.T("takeaway.item")), columnOf(t, f, sheet, p.T("evidence.column"))
	found := 0
	for row := range len(get(f.GetRows(sheet))(t)) {
		at := p.Number(float64(row+1), 0)
		id, text := get(f.GetCellValue(sheet, item+at))(t), get(f.GetCellValue(sheet, said+at))(t)
		for _, c := range o.Evidence.Confirmations {
			if c.Item == id {
				found++
				if text != ConfirmedText(p, c) {
					t.Errorf("%s: %q", id, text)
				}
				text = ""
			}
		}
		if row > 0 && text != "" {
			t.Errorf("%s says %q", id, text)
		}
	}
	if found != 3 {
		t.Errorf("%d rows", found)
	}
}

// TestRoundsSayHowTheyWereChecked, unless the firm answered both alone.
func TestRoundsSayHowTheyWereChecked(t *testing.T) {
	p := printer(t, "en")
	on := func(month time.Month) assessment.Round {
		return assessment.Round{Finished: time.Date(2026, month, 4, 0, 0, 0, 0, time.UTC)}
	}
	c := &assessment.Changes{Before: assessment.Side{Round: on(time.March)}, After: assessment.Side{Round: on(time.October)}}
	c.Before.Evidence.Grade, c.After.Evidence.Grade = assessment.SelfAssessed, assessment.SelfAssessed
	if text := SidesText(p, c); text != "" {
		t.Errorf("alone: %q", text)
	}
	c.After.Evidence = assessment.Evidence{Grade: assessment.Verified, Answers: 7, Confirmed: 7}
	if text := SidesText(p, c); !regexp.MustCompile(`^March 2026: Self-assessed.* October 2026: Verified`).MatchString(text) {
		t.Errorf("%q", text)
	}
}
