package report

import (
	"bytes"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	ics "github.com/arran4/golang-ical"

	"onramp/assessment"
)

func calendarFile(t testing.TB, o assessment.Outcome, meta Meta) []byte {
	t.Helper()
	p := printer(t, "en")
	var b bytes.Buffer
	if err := WriteICS(&b, p, NewCalendar(p, o, meta)); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// events reads a calendar back by its entries' names.
func events(t testing.TB, file []byte) map[string]*ics.VEvent {
	t.Helper()
	c := get(ics.ParseCalendar(bytes.NewReader(file)))(t)
	all := map[string]*ics.VEvent{}
	for _, e := range c.Events() {
		if all[e.Id()] != nil {
			t.Errorf("%s is there twice", e.Id())
		}
		all[e.Id()] = e
	}
	return all
}

func property(e *ics.VEvent, p ics.ComponentProperty) string {
	if got := e.GetProperty(p); got != nil {
		return got.Value
	}
	return ""
}

// TestCalendar: an entry on the day each step starts and one for the review,
// which alone reminds, a day before.
func TestCalendar(t *testing.T) {
	o := sample(t)
	meta := sampleMeta
	meta.Key, meta.PlanURL = "firm", "https://onramp.example/assessments/x/roadmap"
	all := events(t, calendarFile(t, o, meta))
	if len(all) != len(o.Roadmap.Steps)+1 {
		t.Fatalf("%d entries for %d steps", len(all), len(o.Roadmap.Steps))
	}
	l := &layout{q: o.Questionnaire, meta: meta}
	for i, s := range o.Roadmap.Steps {
		e := all[l.entryID(s.Measure.ID)]
		if e == nil {
			t.Fatalf("step %d has no entry", i+1)
		}
		first, last := StepDays(s, o.Updated)
		start, end := get(e.GetAllDayStartAt())(t), get(e.GetAllDayEndAt())(t)
		if start.Format(time.DateOnly) != first.Format(time.DateOnly) || end.Sub(start) != 24*time.Hour || start.Weekday() != time.Monday || last.Weekday() != time.Sunday {
			t.Errorf("step %d: %v to %v", i+1, start, end)
		}
		text := property(e, ics.ComponentPropertyDescription)
		for _, want := range append(names(s.Matches), s.Measure.FirstStep.English, s.Measure.What.English, meta.PlanURL, printer(t, "en").Date(last)) {
			if !strings.Contains(text, want) {
				t.Errorf("step %d does not say %q:\n%s", i+1, want, text)
			}
		}
		if property(e, ics.ComponentPropertySummary) == "" || property(e, ics.ComponentPropertyUrl) != meta.PlanURL || property(e, ics.ComponentPropertyTransp) != "TRANSPARENT" ||
			property(e, ics.ComponentPropertyDtstamp) != "20261123T163000Z" || len(e.Alarms()) != 0 {
			t.Errorf("step %d: %+v", i+1, e)
		}
	}
	last := all[l.entryID(review)]
	if last == nil || len(last.Alarms()) != 1 {
		t.Fatal("no reminder to look again")
	}
	if day := get(last.GetAllDayStartAt())(t); day.Format(time.DateOnly) != "2027-05-24" {
		t.Error(day)
	}
	if trigger := last.Alarms()[0].GetProperty(ics.ComponentPropertyTrigger); trigger == nil || trigger.Value != "-P1D" {
		t.Error(trigger)
	}
}

func names(matches []assessment.Match) []string {
	var all []string
	for _, m := range matches {
		all = append(all, m.Platform.Name)
	}
	return all
}

// TestCalendarUpdates: later answers move the same entries, and another firm
// has others.
func TestCalendarUpdates(t *testing.T) {
	o, meta := sample(t), sampleMeta
	meta.Key = "one"
	first := calendarFile(t, o, meta)
	if !bytes.Equal(first, calendarFile(t, o, meta)) {
		t.Error("the bytes differ")
	}
	o.Updated = o.Updated.AddDate(0, 1, 0)
	o.Roadmap.Steps = o.Roadmap.Steps[1:]
	before, after := events(t, first), events(t, calendarFile(t, o, meta))
	for id, e := range after {
		old := before[id]
		if old == nil || property(e, ics.ComponentPropertyDtstamp) <= property(old, ics.ComponentPropertyDtstamp) {
			t.Errorf("%s does not update", id)
		}
	}
	meta.Key = "two"
	for id := range events(t, calendarFile(t, o, meta)) {
		if before[id] != nil {
			t.Errorf("two firms share %s", id)
		}
	}
}

// TestCalendarLines: lines end with CR LF, none is longer than 75 octets or
// breaks a letter, and whatever a person typed comes back.
func TestCalendarLines(t *testing.T) {
	for _, firm := range []string{"Bäckerei; Müller, \\n & Söhne", strings.Repeat("漢字🥐", 60), "a\r\nEND:VCALENDAR\r\nb", "\x00\xff", strings.Repeat("ä ", 300), strings.Repeat("x", 500), "a:b;c=\"d\""} {
		o := sample(t)
		o.Profile.Name = firm
		file := string(calendarFile(t, o, sampleMeta))
		if !strings.HasSuffix(file, "END:VCALENDAR\r\n") || strings.Count(file, "BEGIN:VCALENDAR") != 1 || strings.Count(file, "\nEND:VCALENDAR") != 1 {
			t.Errorf("%.20q: begins or ends in the middle", firm)
		}
		for _, line := range strings.Split(strings.TrimSuffix(file, "\r\n"), "\r\n") {
			if len(line) > 75 || strings.ContainsAny(line, "\r\n\x00") || !utf8.ValidString(line) || line == "" {
				t.Errorf("%.20q: %q", firm, line)
			}
		}
		c := get(ics.ParseCalendar(strings.NewReader(file)))(t)
		want := printer(t, "en").T("takeaway.calendar.firm", "Firm", plainLine(firm))
		for _, p := range c.CalendarProperties {
			if p.IANAToken == "X-WR-CALNAME" && p.Value != want {
				t.Errorf("%.20q came back as %.40q", firm, p.Value)
			}
		}
	}
}

func TestReviewDay(t *testing.T) {
	thursday := time.Date(2026, 5, 7, 12, 0, 0, 0, time.UTC)
	short := assessment.Roadmap{Steps: []assessment.Step{{StartWeek: 2, Weeks: 11}}}
	long := assessment.Roadmap{Steps: []assessment.Step{{StartWeek: 2, Weeks: 12}}}
	for want, road := range map[string]*assessment.Roadmap{"2026-08-10": &short, "2026-11-16": &long} {
		if got := ReviewDay(road, thursday).Format(time.DateOnly); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
	for day, want := range map[int]string{4: "2026-05-04", 5: "2026-05-11", 10: "2026-05-11", 11: "2026-05-11"} {
		if got := PlanStart(time.Date(2026, 5, day, 23, 59, 0, 0, time.UTC)).Format(time.DateOnly); got != want {
			t.Errorf("%d May: %s, want %s", day, got, want)
		}
	}
}

// TestCalendarWithoutPlan has no entry, not even a review.
func TestCalendarWithoutPlan(t *testing.T) {
	if all := events(t, calendarFile(t, assessment.Outcome{Questionnaire: sample(t).Questionnaire}, Meta{})); len(all) != 0 {
		t.Error(all)
	}
}
