package assessment_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"onramp/assessment"
)

func TestReleaseTables(t *testing.T) {
	r, _ := released(t, usualOrder(), populationOf(t, random(1), 3000))
	if len(r.Tables) < 40 {
		t.Errorf("%d tables", len(r.Tables))
	}
	seen := map[string]bool{}
	for _, table := range r.Tables {
		if seen[table.ID] || len(table.Axes) < 1 || len(table.Axes) > 3 {
			t.Errorf("%s: %d axes, seen %v", table.ID, len(table.Axes), seen[table.ID])
		}
		seen[table.ID] = true
		cells := 1
		for _, a := range table.Axes {
			cells *= len(a.Codes)
		}
		if len(table.Cells) != cells {
			t.Errorf("%s: %d cells of %d", table.ID, len(table.Cells), cells)
		}
	}
	if !r.Synthetic || r.Hash == "" || r.Rules == "" || r.Quality.Firms != 3000 {
		t.Errorf("synthetic %v, hash %q, rules %q, firms %d", r.Synthetic, r.Hash, r.Rules, r.Quality.Firms)
	}
}

func TestReleaseLinksFirms(t *testing.T) {
	units := populationOf(t, random(2), 200)
	again := *units[0] // the firm comes back and stands on another level
	again.Assessment, again.Finished, again.Answers = "later", periodTo.Add(-time.Second), 7
	twin := *units[1] // another link, the same answers
	twin.Assessment, twin.Firm, twin.Finished = "twin", "twin", periodTo.Add(-time.Second)
	outside := *units[2]
	outside.Assessment, outside.Firm, outside.Finished = "outside", "outside", periodTo
	all := append(append([]*assessment.Unit{}, units...), &again, &twin, &outside)
	for i := range 15 {
		u := *units[3]
		u.Assessment, u.Firm, u.Answers, u.Flags = "t"+string(rune('a'+i)), "t"+string(rune('a'+i)), uint64(i), []assessment.Flag{assessment.TestFlag}
		all = append(all, &u)
	}
	r, _ := released(t, usualOrder(), all)
	if c := tableOf(t, r, "firms-by-size").Cells[0]; c.Firms != 200 {
		t.Errorf("%+v", c)
	}
	for _, f := range r.Quality.Flags {
		if f.Withheld != (f.Code != "test") {
			t.Errorf("%+v", f)
		}
	}
}

func TestReleaseOrderFaults(t *testing.T) {
	units := populationOf(t, random(3), 50)
	bad := func(change func(o *assessment.ReleaseOrder)) error {
		o := usualOrder()
		change(&o)
		_, _, err := tabulate(t, o, units)
		return err
	}
	for want, err := range map[string]error{
		"field.release_period":    bad(func(o *assessment.ReleaseOrder) { o.To = o.From }),
		"field.release_threshold": bad(func(o *assessment.ReleaseOrder) { o.Threshold = 3 }),
		"field.release_reason":    bad(func(o *assessment.ReleaseOrder) { o.Threshold = 5 }),
		"error.release_empty":     bad(func(o *assessment.ReleaseOrder) { o.To, o.From = o.From, o.From.AddDate(-1, 0, 0) }),
	} {
		var e *assessment.Error
		if !errors.As(err, &e) || !strings.Contains(err.Error(), want) || e.Kind != assessment.Invalid {
			t.Errorf("%s: %v", want, err)
		}
	}
	if err := bad(func(o *assessment.ReleaseOrder) { o.Threshold, o.Reason = 5, "agreed on 3 May" }); err != nil {
		t.Error(err)
	}
}
