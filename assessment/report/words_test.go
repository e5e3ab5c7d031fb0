package report

import (
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"onramp/assessment"
)

// TestEveryErrorHasWords: each key that package assessment uses has a message
// that needs nothing its arguments do not give.
func TestEveryErrorHasWords(t *testing.T) {
	p := printer(t, "en")
	files, err := filepath.Glob("../*.go")
	if err != nil {
		t.Fatal(err)
	}
	key := regexp.MustCompile(`"((?:field|error)\.[a-z_]+)"`)
	keys := map[string]bool{}
	for _, f := range files {
		if strings.HasSuffix(f, "_test.go") {
			continue
		}
		source, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range key.FindAllStringSubmatch(string(source), -1) {
			keys[m[1]] = true
		}
	}
	for _, k := range kindKeys {
		keys[k] = true
	}
	if len(keys) < 20 {
		t.Fatalf("found only %d keys", len(keys))
	}
	for k := range keys {
		if !p.Has(k) {
			t.Errorf("%s has no message", k)
		}
	}
}

func TestErrorText(t *testing.T) {
	p := printer(t, "en")
	invalid := assessment.InvalidField("employees", "field.range", map[string]any{"Low": 0, "High": 1_000_000})
	tests := []struct{ got, want string }{
		{ErrorText(p, errors.New("secret path")), p.T("error.internal")},
		{ErrorText(p, invalid), p.T("error.invalid")},
		{ErrorText(p, assessment.Missing("error.nobody_wrote_this")), p.T("error.not_found")},
		{FieldText(p, invalid.Fields[0]), "Please give a whole number from 0 to 1,000,000."},
		{FieldText(p, assessment.FieldError{Key: "nonsense"}), p.T("field.other")},
		{FieldText(p, assessment.FieldError{Key: "field.region_country", Args: map[string]any{"Value": "DE-BY", "Country": "FR"}}),
			"The region “DE-BY” is not in France. Choose a region of that country, or leave it empty."},
		{FieldText(p, assessment.FieldError{Key: "field.type", Args: map[string]any{"Value": "string", "Type": "whole number"}}),
			"Here we need a whole number, but there is text. Please correct it."},
		{FieldText(p, assessment.FieldError{Key: "field.type", Args: map[string]any{"Value": "number 1.5", "Type": "whole number"}}),
			"Here we need a whole number, but there is the number 1.5. Please correct it."},
	}
	for _, test := range tests {
		if test.got != test.want {
			t.Errorf("got %q, want %q", test.got, test.want)
		}
	}
}

// TestStatesKeptApart: the empty states never read alike.
func TestStatesKeptApart(t *testing.T) {
	p := printer(t, "en")
	it := &assessment.Item{Kind: assessment.YesNo}
	seen := map[string]bool{}
	for _, r := range []assessment.Reading{
		{Item: it, State: assessment.ImpliedZero}, {Item: it, State: assessment.NotRelevant}, {Item: it, State: assessment.NotRelevant, ByRule: true},
		{Item: it, State: assessment.DontKnow}, {Item: it, State: assessment.NotAsked}, {Item: it, State: assessment.NotAsked, Pending: true},
		{Item: it, State: assessment.Answered}, {Item: it, State: assessment.Answered, Category: 1},
	} {
		text := AnswerText(p, r)
		if seen[text] || strings.HasPrefix(text, "word.") {
			t.Errorf("%+v reads %q", r, text)
		}
		seen[text] = true
	}
}

func TestAnswers(t *testing.T) {
	p := printer(t, "en")
	text := func(s string) assessment.Text { return assessment.Text{English: s} }
	number := &assessment.Item{Kind: assessment.Number, Max: 50, Unit: text("firms"), Bands: []int{1, 2, 4}}
	ticks := &assessment.Item{Kind: assessment.Checklist, Bands: []int{1, 3}, Options: []assessment.Option{
		{ID: "a", Text: text("Apples"), Weight: 1}, {ID: "b", Text: text("Beans"), Weight: 1}, {ID: "c", Text: text("Corn"), Weight: 1}}}
	heavy := &assessment.Item{Kind: assessment.Checklist, Bands: []int{2}, Options: []assessment.Option{{ID: "a", Weight: 2}}}
	tests := []struct{ got, want string }{
		{ResponseText(p, number, assessment.ValueResponse(7)), "7 firms"},
		{CategoryText(p, number, 0), "0 firms"},
		{CategoryText(p, number, 2), "2 to 3 firms"},
		{CategoryText(p, number, 9), "4 firms or more"},
		{ResponseText(p, ticks, assessment.OptionsResponse("c", "a")), "Apples; Corn"},
		{ResponseText(p, ticks, assessment.OptionsResponse()), "None of these"},
		{CategoryText(p, ticks, 1), "1 to 2 of these 3"},
		{CategoryText(p, ticks, 2), "3 of these 3"},
		{CategoryText(p, heavy, 1), "Step 1 of 1"},
		{ResponseText(p, ticks, assessment.StateResponse(assessment.DontKnow)), "You said: I don't know"},
		{AdoptionText(p, 5), "In regular use, even if for one task"},
	}
	for _, test := range tests {
		if test.got != test.want {
			t.Errorf("got %q, want %q", test.got, test.want)
		}
	}
}

func TestMatchReason(t *testing.T) {
	p := printer(t, "en")
	q, _, _ := catalogue(t)
	full := assessment.Platform{Countries: []string{"DE"}, Languages: []string{"de"}, Audience: []string{"small"}, Cost: "free",
		Evidence: assessment.EvidenceSeen, Checked: "2026-11", Status: assessment.StatusActive}
	ruled := full
	ruled.Regions, ruled.Sectors, ruled.Employees, ruled.Age = []string{"DE-BY", "DE-SN"}, []string{"A", "B"}, assessment.Span{Min: 10, Max: 249}, assessment.Span{Max: 1}
	ruled.Evidence, ruled.Checked, ruled.Closes = assessment.EvidenceOperator, "2026-11-24", "2027-03-31"
	later := full
	later.Evidence, later.Opens, later.Employees, later.Age = assessment.EvidenceAddress, "2027-01-01", assessment.Span{Min: 2}, assessment.Span{Min: 2, Max: 10}
	bare := assessment.Platform{Evidence: assessment.EvidenceGeneral, Status: assessment.StatusUnknown, Vendor: true}
	every := []assessment.Demand{assessment.DemandRegion, assessment.DemandSector, assessment.DemandSize, assessment.DemandAge}
	tests := []struct {
		match assessment.Match
		want  string
	}{
		{assessment.Match{Platform: &full, Reach: assessment.National, Language: "de", InReader: true},
			"Free, in German, national, for firms of 10 to 49 people; seen on a stored public page, November 2026, not yet checked by us."},
		{assessment.Match{Platform: &full, Reach: assessment.Regional, Language: "de", NearSize: true, Stale: true},
			"Free, in German, for several countries, yours among them, for firms of 10 to 49 people; seen on a stored public page, November 2026, not yet checked by us. " +
				"It names another size than yours: ask the operator whether your firm may join. " +
				"Last checked more than a year ago: make sure it still exists before you plan with it."},
		{assessment.Match{Platform: &ruled, Language: "de"},
			"Free, in German, national, for firms of 10 to 249 people, for firms in DE-BY and DE-SN, for firms in “Farming, forestry and fishing” and “Mining and quarrying”, " +
				"for firms up to 1 year old; confirmed by those who run it or this site, 24 November 2026. Its last day is 31 March 2027."},
		{assessment.Match{Platform: &ruled, Language: "de", Unsaid: every},
			"Free, in German, national; confirmed by those who run it or this site, 24 November 2026. Its last day is 31 March 2027. " +
				"Only for firms in DE-BY and DE-SN: check that this is you. Only for firms in “Farming, forestry and fishing” and “Mining and quarrying”: check that this is you. " +
				"Only for firms of 10 to 249 people: check that this is you. Only for firms up to 1 year old: check that this is you."},
		{assessment.Match{Platform: &later, Language: "de", NotYet: true},
			"Free, in German, national, for firms of 2 people or more, for firms from 2 to 10 years old; its address answered, November 2026, what it offers not yet checked by us. " +
				"Not open yet: it opens on 1 January 2027."},
		{assessment.Match{Platform: &bare, Reach: assessment.International},
			"International; named from general knowledge, no page seen, not yet checked by us. " +
				"Check with the operator what it costs, which languages it speaks and which sizes of firm it serves. " +
				"Whether it still runs is not known: ask before you plan with it. " +
				"Run by a vendor that also sells products: compare before you buy."},
	}
	for _, test := range tests {
		if got := MatchReason(p, q, test.match); got != test.want {
			t.Errorf("got  %q\nwant %q", got, test.want)
		}
	}
}

// TestSupportText: whether there is nothing, nothing near, nothing open or
// nothing fresh is said for the step as a whole.
func TestSupportText(t *testing.T) {
	p := printer(t, "en")
	here, stale, later := assessment.Match{}, assessment.Match{Stale: true}, assessment.Match{NotYet: true}
	matches := func(all ...assessment.Match) []assessment.Match { return all }
	for _, tt := range []struct {
		matches []assessment.Match
		nearest assessment.Reach
		want    []string
	}{
		{nil, assessment.OutOfReach, []string{"platform.none"}},
		{matches(here), assessment.National, nil},
		{matches(here), assessment.Regional, []string{"platform.only_regional"}},
		{matches(here), assessment.International, []string{"platform.only_international"}},
		{matches(later, stale), assessment.National, nil},
		{matches(later, later), assessment.National, []string{"platform.none_open"}},
		{matches(stale), assessment.International, []string{"platform.only_international", "platform.only_stale"}},
	} {
		var want []string
		for _, key := range tt.want {
			want = append(want, p.T(key))
		}
		if got := SupportText(p, assessment.Step{Matches: tt.matches, Nearest: tt.nearest}); got != strings.Join(want, " ") {
			t.Errorf("%+v: %q", tt, got)
		}
	}
}

func TestAudience(t *testing.T) {
	p := printer(t, "en")
	for _, test := range []struct {
		audience []string
		want     string
	}{
		{[]string{"micro", "small", "medium"}, "for firms of 1 to 249 people"},
		{[]string{"medium", "large"}, "for firms of 50 people or more"},
		{[]string{"large", "micro", "small", "medium"}, "for firms of any size"},
		{[]string{"micro", "medium"}, "for firms of 1 to 9 people and 50 to 249 people"},
		{[]string{"start-up"}, ""},
	} {
		if got := AudienceText(p, &assessment.Platform{Audience: test.audience}); got != test.want {
			t.Errorf("%v: got %q, want %q", test.audience, got, test.want)
		}
	}
}

// TestScoreNeverOutrunsItsLevel: parts of a point are not rounded up to where
// the next level begins, and score and distance add up.
func TestScoreNeverOutrunsItsLevel(t *testing.T) {
	p := printer(t, "en")
	q, m, _ := catalogue(t)
	score := 39.6
	s := assessment.Standing{Score: &score, Level: 2, Next: &assessment.NextLevel{Level: 3, Points: 0.4}}
	if got := StandingText(p, m, s); got != "Level 2 of 5, 39 of 100 points" {
		t.Error(got)
	}
	if got := NextText(p, q, s); got != "1 more point reaches level 3." {
		t.Error(got)
	}
}

// TestNextTextNamesPointsAndGate when both stand before the next level.
func TestNextTextNamesPointsAndGate(t *testing.T) {
	p := printer(t, "en")
	q := &assessment.Questionnaire{Dimensions: []assessment.Dimension{{Items: []assessment.Item{{ID: "A1", Kind: assessment.Adoption}}}}}
	gate := &assessment.Gate{Item: "A1", Below: 5, Cap: 3}
	for _, test := range []struct {
		next *assessment.NextLevel
		want string
	}{
		{nil, "This is the top level."},
		{&assessment.NextLevel{Level: 4, Points: 6.2}, "7 more points reach level 4."},
		{&assessment.NextLevel{Level: 4, Gate: gate}, "Level 4 opens when this is in place: “In regular use, even if for one task”"},
		{&assessment.NextLevel{Level: 4, Points: 7, Gate: gate}, "7 more points reach level 4. It also takes this: “In regular use, even if for one task”"},
	} {
		if got := NextText(p, q, assessment.Standing{Level: 3, Next: test.next}); got != test.want {
			t.Errorf("got %q, want %q", got, test.want)
		}
	}
}

// TestReasons: every kind of reason has words of its own.
func TestReasons(t *testing.T) {
	p := printer(t, "en")
	q, _, _ := catalogue(t)
	goal, item, measure := q.Goals[0].ID, q.Items()[0], &q.Measures[0]
	seen := map[string]bool{}
	check := func(text string) {
		t.Helper()
		if seen[text] || text == "" || strings.HasPrefix(text, "word.") || strings.Contains(text, "<no value>") {
			t.Errorf("%q", text)
		}
		seen[text] = true
	}
	for _, k := range []assessment.ReasonKind{assessment.ReasonGate, assessment.ReasonMust, assessment.ReasonFollowUp, assessment.ReasonGoal, assessment.ReasonHeavy, assessment.ReasonDepth} {
		check(AskReason(p, q, assessment.Reason{Kind: k, Goal: goal, Item: item.ID}))
	}
	for _, k := range []assessment.ReasonKind{assessment.ReasonOpens, assessment.ReasonGate, assessment.ReasonGoal, assessment.ReasonWide} {
		check(StepReason(p, q, assessment.Step{Asked: true, Reason: assessment.StepReason{Kind: k, Goal: goal, Item: item, Measure: measure}}))
	}
	check(StepReason(p, q, assessment.Step{Reason: assessment.StepReason{Kind: assessment.ReasonLikely}}))
	for _, h := range assessment.Horizons {
		check(HorizonText(p, h))
	}
	for _, d := range assessment.Depths {
		check(DepthText(p, d))
	}
}

func TestSureText(t *testing.T) {
	p := printer(t, "en")
	for _, tt := range []struct {
		c    assessment.Certainty
		want string
	}{
		{assessment.Certainty{}, ""},
		{assessment.Certainty{Levels: []float64{0, 1, 0}, Low: 25, High: 25}, ""},
		{assessment.Certainty{Levels: []float64{0.02, 0.84, 0.14}, Low: 22.4, High: 41.9},
			"If you answered every question that fits your firm, you would come to: level 2, 84% sure; level 3, 14%. The score would lie between 22 and 41 (90 % interval)."},
		{assessment.Certainty{Levels: []float64{0, 0.999, 0.001}, Low: 25, High: 35},
			"If you answered every question that fits your firm, you would come to: level 2, 99% sure. The score would lie between 25 and 35 (90 % interval)."},
	} {
		if got := SureText(p, tt.c); got != tt.want {
			t.Errorf("%v: %q, want %q", tt.c, got, tt.want)
		}
	}
}

// TestPlatformReason: an entry says what it is, how it was checked and what to
// beware of, on the day.
func TestPlatformReason(t *testing.T) {
	p := printer(t, "en")
	q, _, _ := catalogue(t)
	on := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	pl := assessment.Platform{Countries: []string{"EU", "CH"}, Languages: []string{"de", "fr"}, Cost: "paid", Employees: assessment.Span{Max: 1200}, Regions: []string{"CH-ZH"},
		Evidence: assessment.EvidenceAddress, Checked: "2025-11-23", Status: assessment.StatusActive, Opens: "2027-01-01", Closes: "2027-12-31"}
	const said = "Paid, in German and French, for firms of 1 to 1,200 people, for firms in CH-ZH; its address answered, 23 November 2025, what it offers not yet checked by us."
	for _, tt := range []struct {
		set  func(*assessment.Platform)
		want string
	}{
		{func(*assessment.Platform) {}, said + " Not open yet: it opens on 1 January 2027. Its last day is 31 December 2027. " + p.T("platform.stale")},
		{func(pl *assessment.Platform) { pl.Opens, pl.Closes = "", "2026-11-23" }, said + " Its last day was 23 November 2026. Do not plan with it."},
		{func(pl *assessment.Platform) { pl.Opens, pl.Closes, pl.Status = "", "", assessment.StatusClosed }, said + " " + p.T("word.platform.ended")},
	} {
		x := pl
		tt.set(&x)
		if got := PlatformReason(p, q, &x, on); got != tt.want {
			t.Errorf("got  %q\nwant %q", got, tt.want)
		}
	}
	if got := PlatformPlaces(p, &pl); got != "Switzerland and the European Union" {
		t.Error(got)
	}
}
