package chart

import (
	"flag"
	"os"
	"path/filepath"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func number64(v float64) *float64 { return &v }

var cuts = []float64{20, 40, 60, 80}

// sixAxes is a firm's profile with one dimension unknown.
func sixAxes() []RadarAxis {
	return []RadarAxis{
		{Label: "Awareness and strategy", Value: 0.62, Known: true, Low: number64(0.5), High: number64(0.72), Previous: number64(0.4)},
		{Label: "Technologies in use", Value: 0.35, Known: true, Low: number64(0.28), High: number64(0.44), Previous: number64(0.33)},
		{Label: "Exchange of best practice", Value: 0.48, Known: true, Previous: number64(0.2)},
		{Label: "Work with larger firms and research", Value: 0.15, Known: true, Low: number64(0.05), High: number64(0.3), Previous: number64(0.15)},
		{Label: "Support platforms known and used", Known: false},
		{Label: "Foundations: infrastructure, standards, security, sustainability", Value: 0.81, Known: true, Low: number64(0.7), High: number64(0.9), Previous: number64(0.75)},
	}
}

// sixteenAxes are the dimensions of a large model, all known.
func sixteenAxes() []RadarAxis {
	labels := []string{
		"Vertical integration", "Horizontal integration", "Integrated product lifecycle", "Shop floor automation",
		"Enterprise automation", "Facility automation", "Shop floor connectivity", "Enterprise connectivity",
		"Facility connectivity", "Shop floor intelligence", "Enterprise intelligence", "Facility intelligence",
		"Workforce learning", "Leadership competency", "Collaboration within and between companies", "Strategy and governance",
	}
	axes := make([]RadarAxis, len(labels))
	for i, label := range labels {
		axes[i] = RadarAxis{Label: label, Known: true, Value: float64((i*7)%11) / 11}
	}
	return axes
}

func barRows() []BarRow {
	return []BarRow{
		{Label: "Awareness and strategy", Text: "Level 4, 62 of 100", Value: 62, Known: true, Level: 4, Low: number64(50), High: number64(72), Previous: number64(40), Target: number64(80)},
		{Label: "Technologies in use", Text: "Level 2, 35 of 100", Value: 35, Known: true, Level: 2, Low: number64(28), High: number64(44), Target: number64(40)},
		{Label: "Exchange of best practice", Text: "Level 3, 48 of 100", Value: 48, Known: true, Level: 3},
		{Label: "Work with larger firms and research", Text: "Level 1, 2 of 100", Value: 2, Known: true, Level: 1, Low: number64(0), High: number64(9)},
		{Label: "Support platforms known and used", Text: "not known yet"},
		{Label: "Foundations: infrastructure, standards, security, sustainability", Text: "Level 5, 91 of 100", Value: 91, Known: true, Level: 5, Low: number64(85), High: number64(100), Previous: number64(75)},
	}
}

func arabicAxes() []RadarAxis {
	return []RadarAxis{
		{Label: "الوعي والاستراتيجية", Value: 0.62, Known: true, Previous: number64(0.4)},
		{Label: "التقنيات المستخدمة", Value: 0.35, Known: true, Low: number64(0.28), High: number64(0.44)},
		{Label: "تبادل أفضل الممارسات", Value: 0.48, Known: true},
		{Label: "الأسس: البنية التحتية والمعايير والأمن والاستدامة", Value: 0.9, Known: true},
		{Label: "Support platforms (not translated)"},
	}
}

func arabicRows() []TimelineRow {
	return []TimelineRow{
		{Label: "اكتب ما تريده من الأدوات الرقمية", Weeks: 2, Class: ClassNext},
		{Label: "Copy all orders into one shared system.", StartWeek: 2, Weeks: 10, Class: ClassLevel2},
		{Label: "مراجعة", StartWeek: 51, Weeks: 1},
	}
}

func arabicBars() []BarRow {
	return []BarRow{
		{Label: "الوعي والاستراتيجية", Text: "المستوى 4 (62)", Value: 62, Known: true, Level: 4, Low: number64(50), High: number64(72), Target: number64(80)},
		{Label: "الأسس: البنية التحتية والمعايير والأمن والاستدامة", Text: "المستوى 2 (35)", Value: 35, Known: true, Level: 2, Previous: number64(20)},
	}
}

func spreadRows() []SpreadRow {
	return []SpreadRow{
		{Label: "Awareness and strategy", Text: "median 55", Known: true, Min: 12, LowerQuartile: 38, Median: 55, UpperQuartile: 71, Max: 96},
		{Label: "Foundations: infrastructure, standards, security, sustainability", Text: "median 30", Known: true, Min: 10, LowerQuartile: 20, Median: 30, UpperQuartile: 34, Max: 60, Values: []float64{10, 20, 22, 30, 33, 34, 60}},
		{Label: "Exchange of best practice", Text: "too few answers"},
	}
}

func timelineRows() []TimelineRow {
	return []TimelineRow{
		{Label: "Write down what digital tools should do for you", StartWeek: 0, Weeks: 1, Class: ClassNext},
		{Label: "Copy all orders into one shared system", StartWeek: 1, Weeks: 6, Class: ClassLevel2},
		{Label: "Switch on updates and backups on every computer", StartWeek: 2, Weeks: 2, Class: ClassLevel1},
		{Label: "Visit two firms that already measure machine use", StartWeek: 8, Weeks: 8, Class: ClassLevel3},
		{Label: "Put a sensor on the oldest machine, with a support platform that lends the equipment and a technician for it", StartWeek: 14, Weeks: 16, Class: ClassLevel4},
		{Label: "Review", StartWeek: 51, Weeks: 1},
	}
}

func timelineMarks() []TimelineMark {
	names := []string{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec", "Jan"}
	marks := make([]TimelineMark, len(names))
	for i, name := range names {
		marks[i] = TimelineMark{Week: float64(i) * 52 / 12, Label: name}
	}
	return marks
}

// drawings are the golden pictures by file name.
func drawings() map[string]*SVG {
	all := map[string]*SVG{}
	add := func(name, title string, width, height float64, o Options, draw func(Canvas, Box)) {
		svg := NewSVG(width, height, title, "The table below holds the same numbers.")
		svg.ID, svg.RightToLeft = name, o.RightToLeft
		draw(svg, Box{0, 0, width, height})
		all[name] = svg
	}
	plain := Options{}
	rtl := Options{RightToLeft: true}
	for name, width := range map[string]float64{"320": 320, "360": 360, "640": 640} {
		add("radar-"+name, "Profile", width, RadarHeight(width, sixAxes(), plain), plain, func(c Canvas, b Box) { Radar(c, b, sixAxes(), plain) })
		add("bars-"+name, "Dimensions", width, BarsHeight(6), plain, func(c Canvas, b Box) { Bars(c, b, barRows(), cuts, plain) })
		add("timeline-"+name, "Plan", width, TimelineHeight(6), plain, func(c Canvas, b Box) { Timeline(c, b, timelineRows(), timelineMarks(), plain) })
	}
	four := sixAxes()[:4]
	add("radar-four-360", "Four dimensions", 360, RadarHeight(360, four, plain), plain, func(c Canvas, b Box) { Radar(c, b, four, plain) })
	for name, width := range map[string]float64{"360": 360, "640": 640} {
		add("radar-sixteen-"+name, "Sixteen dimensions", width, RadarHeight(width, sixteenAxes(), plain), plain, func(c Canvas, b Box) { Radar(c, b, sixteenAxes(), plain) })
	}
	add("radar-cut-320", "Too little room", 320, 200, plain, func(c Canvas, b Box) { Radar(c, b, sixAxes(), plain) })
	add("radar-mirrored-640", "Mirrored", 640, RadarHeight(640, arabicAxes(), rtl), rtl, func(c Canvas, b Box) { Radar(c, b, arabicAxes(), rtl) })
	add("bars-mirrored-360", "الأبعاد", 360, BarsHeight(2), rtl, func(c Canvas, b Box) { Bars(c, b, arabicBars(), cuts, rtl) })
	add("timeline-mirrored-360", "Mirrored", 360, TimelineHeight(3), rtl, func(c Canvas, b Box) { Timeline(c, b, arabicRows(), timelineMarks(), rtl) })
	add("spread-360", "Spread", 360, SpreadHeight(3), plain, func(c Canvas, b Box) { Spread(c, b, spreadRows(), cuts, plain) })
	add("spread-640", "Spread", 640, SpreadHeight(3), plain, func(c Canvas, b Box) { Spread(c, b, spreadRows(), cuts, plain) })
	add("stack-360", "Levels by sector", 360, StackHeight(3), plain, func(c Canvas, b Box) { Stack(c, b, stackRows(), plain) })
	add("stack-mirrored-360", "Mirrored", 360, StackHeight(3), rtl, func(c Canvas, b Box) { Stack(c, b, stackRows(), rtl) })
	return all
}

// stackRows are a plain row, one that is withheld, and one of four steps of
// which the first is empty.
func stackRows() []StackRow {
	return []StackRow{
		{Label: "Manufacturing", Text: "240 firms", Known: true, Parts: []float64{12, 31, 38, 17, 2}},
		{Label: "Mining and quarrying", Text: "withheld"},
		{Label: "Information and communication, and a name that does not end on one line", Text: "35 firms", Known: true, Parts: []float64{0, 40, 50, 15}},
	}
}

func TestGolden(t *testing.T) {
	for name, svg := range drawings() {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join("testdata", name+".svg")
			got := svg.String()
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("%s differs; look at it, then run the test with -update", file)
			}
		})
	}
}
