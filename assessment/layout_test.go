package assessment_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"onramp/assessment"
)

// laidOut is a small questionnaire and a model with every kind of column.
func laidOut() (*assessment.Questionnaire, *assessment.Model) {
	ticked := checklist("C")
	q := questionnaire(ordered("A"), kind("B", assessment.Adoption), ticked, kind("D", assessment.YesNo), number("N"), ordered("E"), ordered("F"))
	m := meanModel(one("a", assessment.Source{Item: "A"}), one("b", assessment.Source{Item: "B"}), one("c1", assessment.Source{Item: "C", Option: "a"}),
		one("c2", assessment.Source{Item: "C", Option: "b"}), one("c3", assessment.Source{Item: "C", Option: "c"}), one("d", assessment.Source{Item: "D"}),
		one("n", assessment.Source{Item: "N"}), one("e2", assessment.Source{Item: "E", AtLeast: 2}), one("ef", assessment.Source{Item: "E"}, assessment.Source{Item: "F"}))
	column := func(key string, values []int, indicators ...string) assessment.Field {
		return assessment.Field{Key: key, Indicators: indicators, Values: values}
	}
	m.Layout = []assessment.Field{{Key: "day", Profile: "date"}, {Key: "firm", Profile: "name"}, {Key: "land", Profile: "country"},
		{Key: "people", Profile: "employees"}, {Key: "spare"}, column("k_a", []int{0, 1, 2, 3, 4}, "a"), column("k_b", []int{0, 2, 4, 6, 8, 10}, "b"),
		column("k_c", nil, "c1", "c2"), column("k_c3", nil, "c3"), column("k_d", []int{0, 10}, "d"), column("k_n", []int{0, 5, 10}, "n"),
		column("k_e", nil, "e2"), column("k_ef", []int{0, 5, 10}, "ef")}
	return q, m
}

var day = time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)

func write(q *assessment.Questionnaire, m *assessment.Model, p assessment.Profile, given answers) (header, row []string) {
	return m.WriteFields(p, day, m.Score(q.Read(p, given)))
}

func TestFieldsThereAndBack(t *testing.T) {
	q, m := laidOut()
	firm := assessment.Profile{Name: `Café "Ö", Ltd`, Country: "DE", Employees: 12}
	given := answers{"A": val(3), "B": val(4), "C": ticks("b"), "D": val(1), "N": val(20), "E": val(3), "F": val(2)}
	header, row := write(q, m, firm, given)
	want := []string{"11/23/2026", firm.Name, "DE", "12", "", "3", "8", "0|1", "0", "10", "5", "1", "5"}
	if !reflect.DeepEqual(row, want) {
		t.Fatalf("row %q, want %q", row, want)
	}
	header, row, err := assessment.ParseFields(assessment.FormatFields(header, row))
	if err != nil {
		t.Fatal(err)
	}
	profile, back, err := m.ReadFields(q, header, row)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(profile, firm) {
		t.Errorf("profile %+v", profile)
	}
	// 20 is one of many numbers; E is 2 or more; E and F share a column.
	if determined := (answers{"A": val(3), "B": val(4), "C": ticks("b"), "D": val(1)}); !reflect.DeepEqual(back, determined) {
		t.Errorf("responses %v, want %v", back, determined)
	}
	if _, row := write(q, m, assessment.Profile{}, answers{}); strings.Join(row[1:], "") != "" {
		t.Errorf("nothing known is written as %q", row)
	}
}

func TestReadFieldsRefuses(t *testing.T) {
	q, m := laidOut()
	m.Layout = append(m.Layout, assessment.Field{Key: "k_e3", Indicators: []string{"e3"}})
	m.Dimensions[0].Indicators = append(m.Dimensions[0].Indicators, one("e3", assessment.Source{Item: "E", AtLeast: 3}))
	for in, want := range map[string]string{
		"k_a\n5": "k_a field.column_value map[Value:5]", "k_a\nx": "k_a field.column_value map[Value:x]", "k_b\n1": "k_b field.column_value map[Value:1]",
		"k_c\n1": "k_c field.column_value map[Value:1]", "k_c\n1|2": "k_c field.column_value map[Value:1|2]", "nope\n1": "nope field.column map[Value:nope]",
		"k_a,k_a\n1,1": "k_a field.twice map[Value:k_a]", "k_a,k_b\n1": "row field.cells", "k_a": "file field.rows map[Rows:1]", "k_a\n\"": "file field.csv",
		"people\n-3": "people field.column_value map[Value:-3]", "people\n99999999": "people field.range", "people\nten": "people field.column_value map[Value:ten]", "land\nXX": "land field.country map[Value:XX]",
		"day\n23.11.2026": "day field.column_value map[Value:23.11.2026]", "k_e,k_e3\n0,1": "k_e3 field.column_clash map[Value:1]",
	} {
		header, row, err := assessment.ParseFields([]byte(in))
		if err == nil {
			_, _, err = m.ReadFields(q, header, row)
		}
		var e *assessment.Error
		if !errors.As(err, &e) || e.Kind != assessment.Invalid || len(e.Fields) != 1 {
			t.Errorf("%q: %v", in, err)
			continue
		}
		if got := e.Error(); !strings.Contains(got, strings.Replace(want, " ", ": ", 1)) {
			t.Errorf("%q: %s, want %s", in, got, want)
		}
	}
}

// TestShippedLayouts: what a layout determines is what the firm had answered.
func TestShippedLayouts(t *testing.T) {
	q, _, _ := shipped(t)
	c, err := loadContent()
	if err != nil {
		t.Fatal(err)
	}
	determined := 0
	for _, m := range c.OtherModels(q) {
		if len(m.Layout) == 0 {
			continue
		}
		for seed := range uint64(40) {
			r := random(seed)
			firm, given := anyFirm(r, q), anyAnswers(r, q, 1)
			header, row := write(q, m, firm, given)
			_, back, err := m.ReadFields(q, header, row)
			if err != nil {
				t.Fatalf("%s, seed %d: %v", m.ID, seed, err)
			}
			readings := q.Read(firm, given)
			for id, response := range back {
				determined++
				r, _ := readings.Of(id)
				if r.State == assessment.Answered && !given[id].Same(response) {
					t.Errorf("%s, seed %d: %s was %+v and is read as %+v", m.ID, seed, id, given[id], response)
				}
			}
		}
	}
	if determined == 0 {
		t.Error("no layout determines any answer")
	}
}

// FuzzFields: whatever is read, writing what was understood and reading it
// again understands the same.
func FuzzFields(f *testing.F) {
	q, m := laidOut()
	for _, seed := range []string{"k_a,k_c,k_c3\n3,1|0,0\n", "\ufeffland,people\nDE,3\n", "k_e,k_n\n0,0\n", "k_ef\n10", "", "\"", "k_c\n|\n", "k_b,k_d\n10,10\n"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		header, row, err := assessment.ParseFields(data)
		if err != nil {
			return
		}
		profile, given, err := m.ReadFields(q, header, row)
		if err != nil {
			return
		}
		for id, r := range given {
			if f := q.Item(id).Check(r); f != nil {
				t.Fatalf("%s: %+v", id, f)
			}
		}
		header, row = write(q, m, profile, given)
		_, again, err := m.ReadFields(q, header, row)
		if err != nil {
			t.Fatalf("what was written cannot be read: %v", err)
		}
		for id, r := range given {
			if !again[id].Same(r) {
				t.Fatalf("%s was %+v and is %+v", id, r, again[id])
			}
		}
	})
}
