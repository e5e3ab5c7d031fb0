package assessment_test

import (
	"fmt"
	"strings"
	"testing"

	"onramp/assessment"
)

// TestFacts: two adoption items of one technology, an ordered and a yes/no
// item of action 2, one of action 3, one of no action.
func TestFacts(t *testing.T) {
	item := func(it assessment.Item, technology string, sources ...string) assessment.Item {
		it.Technology, it.Sources = technology, sources
		return it
	}
	q := questionnaire(
		item(kind("T1", assessment.Adoption), "robotics", "2"),
		item(kind("T2", assessment.Adoption), "robotics", "2", "4.2/action-3"),
		item(ordered("A"), "", "4.2/action-2"),
		item(kind("Y", assessment.YesNo), "", "4.2/action-2", "unknown"),
		item(dependent(t, "Z", `value("A") >= 1`, true), "cloud", "4.2/action-1"))
	q.References = []assessment.Reference{{ID: "2"}, {ID: "4.2/action-1", Action: 1}, {ID: "4.2/action-2", Action: 2}, {ID: "4.2/action-3", Action: 3}}
	tests := []struct {
		given answers
		want  string
	}{
		{nil, ""},
		{answers{"T1": val(2), "T2": val(1)}, "technology robotics 2, action 3 0"},
		{answers{"T1": val(1), "T2": val(5)}, "technology robotics 5, action 3 1"},
		{answers{"T1": val(0)}, "technology robotics 0"},
		{answers{"A": val(1)}, "action 2 0"},
		{answers{"A": val(2)}, "action 2 1"},
		{answers{"A": val(1), "Y": val(1)}, "action 2 1"},
		{answers{"A": val(1), "Y": val(0)}, "action 2 0"},
		{answers{"A": val(0)}, "technology cloud 0, action 1 0, action 2 0"}, // Z an implied zero
		{answers{"T1": dontKnow, "T2": notRelevant, "A": dontKnow, "Y": notRelevant}, ""},
	}
	for i, tt := range tests {
		var got []string
		for _, f := range q.Facts(q.Read(assessment.Profile{}, tt.given)) {
			got = append(got, fmt.Sprint(f.Kind, " ", f.Code, " ", f.Value))
		}
		if strings.Join(got, ", ") != tt.want {
			t.Errorf("case %d: %v, want %s", i, got, tt.want)
		}
	}
}

func TestRows(t *testing.T) {
	q, m, _ := shipped(t)
	r := random(3)
	res := m.Score(q.Read(anyFirm(r, q), anyAnswers(r, q, 0.4)))
	rows := res.Rows()
	if len(rows) != 1+len(res.Dimensions) {
		t.Fatalf("%d rows of %d dimensions", len(rows), len(res.Dimensions))
	}
	for i, row := range rows {
		want := res.Overall
		id := ""
		if i > 0 {
			want, id = res.Dimensions[i-1].Standing, res.Dimensions[i-1].ID
		}
		if row.Model != m.ID || row.ModelVersion != m.Version || row.Dimension != id || row.Score != want.Score || row.Level != want.Level || row.Coverage != want.Coverage {
			t.Errorf("row %d is %+v, want %q %+v", i, row, id, want)
		}
	}
}
