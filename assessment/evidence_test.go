package assessment_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"onramp/assessment"
)

var mayDay = time.Date(2026, 5, 4, 0, 0, 0, 0, time.UTC)

// confirmed is what an adviser says of an answer.
func confirmed(item, by string, r assessment.Response) assessment.Confirmation {
	return assessment.Confirmation{Item: item, Mark: r.Mark(), Account: by, Name: "Ms " + by, Organisation: "Chamber", Seen: mayDay, At: mayDay.Add(9 * time.Hour), Note: "seen"}
}

// TestGrades is the table of how a grade comes about.
func TestGrades(t *testing.T) {
	q := questionnaire(ordered("a"), ordered("b"), dependent(t, "c", `value("b") > 2`, false))
	given := answers{"a": val(1), "b": notRelevant}
	all := []assessment.Confirmation{confirmed("a", "ada", val(1)), confirmed("b", "ada", notRelevant)}
	at := func(h int) time.Time { return mayDay.Add(time.Duration(h) * time.Hour) }
	adviser := func(from, to int) assessment.Adviser {
		a := assessment.Adviser{Account: "ada", Name: "Ada", Organisation: "Chamber", Granted: at(from)}
		if to > 0 {
			a.Ended = at(to)
		}
		return a
	}
	for _, c := range []struct {
		name              string
		record            assessment.EvidenceRecord
		given             answers
		want              assessment.Grade
		confirmed, lapsed int
	}{
		{"alone", assessment.EvidenceRecord{Answered: at(5)}, given, assessment.SelfAssessed, 0, 0},
		{"in a workshop", assessment.EvidenceRecord{Answered: at(5), Workshop: true}, given, assessment.Facilitated, 0, 0},
		{"an empty workshop", assessment.EvidenceRecord{Workshop: true}, nil, assessment.SelfAssessed, 0, 0},
		{"with an adviser", assessment.EvidenceRecord{Answered: at(5), Advisers: []assessment.Adviser{adviser(4, 0)}}, given, assessment.Facilitated, 0, 0},
		{"the adviser has gone since", assessment.EvidenceRecord{Answered: at(5), Advisers: []assessment.Adviser{adviser(4, 6)}}, given, assessment.Facilitated, 0, 0},
		{"the adviser had gone before", assessment.EvidenceRecord{Answered: at(5), Advisers: []assessment.Adviser{adviser(1, 4)}}, given, assessment.SelfAssessed, 0, 0},
		{"the adviser came afterwards", assessment.EvidenceRecord{Answered: at(5), Advisers: []assessment.Adviser{adviser(6, 0)}}, given, assessment.SelfAssessed, 0, 0},
		{"gone and come back", assessment.EvidenceRecord{Answered: at(5), Advisers: []assessment.Adviser{adviser(1, 2), adviser(5, 0)}}, given, assessment.Facilitated, 0, 0},
		{"a part is confirmed", assessment.EvidenceRecord{Answered: at(5), Confirmations: all[:1]}, given, assessment.SelfAssessed, 1, 0},
		{"a part, with an adviser", assessment.EvidenceRecord{Answered: at(5), Advisers: []assessment.Adviser{adviser(4, 0)}, Confirmations: all[1:]}, given, assessment.Facilitated, 1, 0},
		{"everything", assessment.EvidenceRecord{Answered: at(5), Confirmations: all}, given, assessment.Verified, 2, 0},
		{"everything, by two", assessment.EvidenceRecord{Answered: at(5), Confirmations: []assessment.Confirmation{all[0], confirmed("b", "bo", notRelevant)}}, given, assessment.Verified, 2, 0},
		{"one changed afterwards", assessment.EvidenceRecord{Answered: at(5), Confirmations: all}, answers{"a": val(2), "b": notRelevant}, assessment.SelfAssessed, 1, 1},
		{"changed, and confirmed by another", assessment.EvidenceRecord{Answered: at(5), Confirmations: append(slices.Clone(all), confirmed("a", "bo", val(2)))}, answers{"a": val(2), "b": notRelevant}, assessment.Verified, 2, 0},
		{"changed to what nobody can confirm", assessment.EvidenceRecord{Answered: at(5), Confirmations: all}, answers{"a": dontKnow, "b": notRelevant}, assessment.Verified, 1, 1},
		{"a new answer is there", assessment.EvidenceRecord{Answered: at(5), Confirmations: all}, answers{"a": val(1), "b": val(4), "c": val(1)}, assessment.SelfAssessed, 1, 1},
		{"an item that is no more", assessment.EvidenceRecord{Answered: at(5), Confirmations: []assessment.Confirmation{confirmed("z", "ada", val(1))}}, given, assessment.SelfAssessed, 0, 0},
	} {
		got := c.record.Judge(q.Read(assessment.Profile{Country: "DE", Employees: 5}, c.given))
		if got.Grade != c.want || got.Confirmed != c.confirmed || got.Lapsed != c.lapsed || len(got.Confirmations) != got.Confirmed {
			t.Errorf("%s: %+v, want %s with %d confirmed and %d lapsed", c.name, got, c.want, c.confirmed, c.lapsed)
		}
	}
}

// TestGradesOfAnyAnswers: whatever is answered and confirmed, the grade is
// verified exactly when no answer is without a confirmation that holds, and
// changing a confirmed answer never leaves it verified.
func TestGradesOfAnyAnswers(t *testing.T) {
	q := questionnaire(ordered("a"), ordered("b"), ordered("c"))
	ids := []string{"a", "b", "c"}
	rapid.Check(t, func(t *rapid.T) {
		given, record := answers{}, assessment.EvidenceRecord{Answered: mayDay, Workshop: rapid.Bool().Draw(t, "workshop")}
		open := 0
		for _, id := range ids {
			r := rapid.SampledFrom([]assessment.Response{val(0), val(3), dontKnow, notRelevant}).Draw(t, id)
			given[id] = r
			could := r.State != assessment.DontKnow
			if rapid.Bool().Draw(t, "confirmed "+id) {
				record.Confirmations = append(record.Confirmations, confirmed(id, "ada", r))
			} else if could {
				open++
			}
		}
		got := record.Judge(q.Read(assessment.Profile{}, given))
		if (got.Grade == assessment.Verified) != (open == 0 && got.Answers > 0) || got.Confirmed != got.Answers-open {
			t.Fatalf("%v, %d open: %+v", given, open, got)
		}
		if got.Grade != assessment.Verified {
			return
		}
		id := rapid.SampledFrom(ids).Draw(t, "changed")
		given[id] = val(2)
		if again := record.Judge(q.Read(assessment.Profile{}, given)); again.Grade == assessment.Verified {
			t.Fatalf("%s changed to 2 and is still verified", id)
		}
	})
}

func TestConfirmers(t *testing.T) {
	later := confirmed("b", "ada", val(1))
	later.Seen = mayDay.AddDate(0, 0, 3)
	other := confirmed("c", "bo", val(1))
	other.Seen = mayDay.AddDate(0, 0, -1)
	e := assessment.Evidence{Confirmations: []assessment.Confirmation{later, confirmed("a", "ada", val(1)), other}}
	got := e.Confirmers()
	if len(got) != 2 || got[0].Name != "Ms bo" || got[1].Answers != 2 || !got[1].First.Equal(mayDay) || !got[1].Last.Equal(later.Seen) {
		t.Errorf("%+v", got)
	}
}

func TestCheckConfirmation(t *testing.T) {
	started, now := mayDay.Add(8*time.Hour), mayDay.AddDate(0, 0, 10).Add(11*time.Hour)
	for _, c := range []struct {
		name string
		seen time.Time
		note string
		bad  string
	}{
		{"the first day", mayDay, "order list", ""},
		{"today", mayDay.AddDate(0, 0, 10), "order list", ""},
		{"today where it is later", mayDay.AddDate(0, 0, 11), "order list", ""},
		{"tomorrow everywhere", mayDay.AddDate(0, 0, 12), "order list", "seen field.seen_day"},
		{"before the start", mayDay.AddDate(0, 0, -2), "order list", "seen field.seen_day"},
		{"no day", time.Time{}, "order list", "seen field.seen_day"},
		{"no note", mayDay, " ", "note field.required"},
		{"two lines", mayDay, "order\nlist", "note field.one_line"},
		{"the longest", mayDay, strings.Repeat("ä", assessment.MaxNote), ""},
		{"too long", mayDay, strings.Repeat("ä", assessment.MaxNote+1), "note field.too_long"},
		{"nothing", time.Time{}, "", "seen field.seen_day note field.required"},
	} {
		var bad []string
		for _, f := range assessment.CheckConfirmation(assessment.Confirmation{Seen: c.seen, Note: c.note}, started, now) {
			bad = append(bad, f.Field, f.Key)
		}
		if got := strings.Join(bad, " "); got != c.bad {
			t.Errorf("%s: %q, want %q", c.name, got, c.bad)
		}
	}
}

func TestWhoAdvises(t *testing.T) {
	for _, kind := range assessment.OrganisationKinds {
		for _, role := range assessment.Roles {
			a := assessment.Account{Role: role}
			want := kind == assessment.Association && (role == assessment.FacilitatorRole || role == assessment.ManagerRole) ||
				kind == assessment.Operator && role == assessment.OperatorRole
			if a.Advises(kind) != want {
				t.Errorf("%s of %s: %v", role, kind, !want)
			}
			if a.Disabled = true; a.Advises(kind) {
				t.Errorf("a disabled %s advises", role)
			}
		}
	}
}

// TestFilesBringNoGrade: a file says what a result rested on, and whoever reads
// it in begins self-assessed.
func TestFilesBringNoGrade(t *testing.T) {
	e := assessment.Evidence{Grade: assessment.Verified, Answers: 1, Confirmed: 1, Confirmations: []assessment.Confirmation{confirmed("AS01", "ada", val(2))}}
	file, err := assessment.DecodePortable([]byte(example))
	if err != nil {
		t.Fatal(err)
	}
	file.Evidence = e.Portable()
	data, err := json.Marshal(file)
	if err != nil || !strings.Contains(string(data), `"confirmed":[{"item":"AS01","name":"Ms ada","organisation":"Chamber","seen":"2026-05-04","note":"seen"}]`) {
		t.Errorf("%s %v", data, err)
	}
	back, err := assessment.DecodePortable(data)
	if err != nil || back.Evidence == nil {
		t.Fatal(back.Evidence, err)
	}
	q, m, dir := shipped(t)
	o := assessment.Evaluate(assessment.Case{Questionnaire: q, Model: m, Directory: dir, Profile: back.Profile, Responses: back.Responses, On: mayDay})
	if o.Evidence.Grade != assessment.SelfAssessed || o.Evidence.Confirmed != 0 || o.Evidence.Answers == 0 {
		t.Errorf("%+v", o.Evidence)
	}
	none := assessment.Evidence{Grade: assessment.SelfAssessed, Answers: 3}
	if none.Portable() != nil {
		t.Error("a file speaks of evidence where there is none")
	}
	for _, wrong := range []string{`{"questionnaire":"q","evidence":{"grde":"verified"}}`, `{"questionnaire":"q","evidence":{"confirmed":[{"itm":"a"}]}}`, `{"questionnaire":"q","evidence":[]}`} {
		if _, err := assessment.DecodePortable([]byte(wrong)); assessment.KindOf(err) != assessment.Invalid {
			t.Errorf("%s: %v", wrong, err)
		}
	}
}

// TestRoundsKeepTheirGrades: a comparison shows each round with its own grade.
func TestRoundsKeepTheirGrades(t *testing.T) {
	q, m, dir := shipped(t)
	in, err := assessment.NewInstrument(q, m, nil)
	if err != nil {
		t.Fatal(err)
	}
	turn := func(n int, record assessment.EvidenceRecord) assessment.Turn {
		a := answers{}
		for _, it := range q.Items() {
			a[it.ID] = inCategory(it, min(n, it.Categories()-1))
		}
		return assessment.Turn{Round: assessment.Round{Number: n, Created: spring, Updated: spring}, Case: assessment.Case{Questionnaire: q, Model: m, Directory: dir, Instrument: in,
			Profile: assessment.Profile{Country: "DE", Employees: 5}, Responses: a, Evidence: record, On: autumn}}
	}
	c := assessment.Compare(turn(1, assessment.EvidenceRecord{Answered: spring, Workshop: true}), turn(2, assessment.EvidenceRecord{Answered: autumn}))
	if c.Obstacle != "" || c.Before.Evidence.Grade != assessment.Facilitated || c.After.Evidence.Grade != assessment.SelfAssessed {
		t.Errorf("%q: %s, then %s", c.Obstacle, c.Before.Evidence.Grade, c.After.Evidence.Grade)
	}
}
