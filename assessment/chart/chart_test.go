package chart

import (
	"encoding/xml"
	"errors"
	"io"
	"math"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestSVG reads images of wild input back as XML and looks for what a strict
// content security policy forbids.
func TestSVG(t *testing.T) {
	decimals := regexp.MustCompile(`\.\d{3}`)
	for seed := range uint64(400) {
		w := wild{rand.New(rand.NewPCG(seed, 2))}
		svg := NewSVG(w.number(), 400, w.label(), w.label())
		svg.ID = w.label()
		w.draw(int(seed%4), svg, Box{0, 0, 400, 400}, Options{})
		svg.Text(Point{math.NaN(), math.Inf(1)}, 99, "</text><script>", Style{Class: `"><script>`, Size: 1.23456})
		text := svg.String()
		for _, bad := range []string{"NaN", "Inf", "e+", "<script", "style=", "onload", "\x00"} {
			if strings.Contains(text, bad) {
				t.Fatalf("seed %d: %q in the image", seed, bad)
			}
		}
		ids := map[string]bool{}
		decoder := xml.NewDecoder(strings.NewReader(text))
		for {
			token, err := decoder.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatalf("seed %d: %v", seed, err)
			}
			start, ok := token.(xml.StartElement)
			if !ok {
				continue
			}
			for _, a := range start.Attr {
				if a.Name.Local == "id" {
					if ids[a.Value] {
						t.Fatalf("seed %d: id %q twice", seed, a.Value)
					}
					ids[a.Value] = true
				} else if a.Name.Local != "class" && decimals.MatchString(a.Value) {
					t.Fatalf("seed %d: %s=%q has more than two decimals", seed, a.Name.Local, a.Value)
				}
			}
		}
	}
}

// TestLabelsWhole draws ordinary labels into boxes of the advised height: none
// may be shortened.
func TestLabelsWhole(t *testing.T) {
	for _, width := range []float64{280, 320, 360, 480, 640, 800} {
		for name, axes := range map[string][]RadarAxis{"six": sixAxes(), "sixteen": sixteenAxes(), "three": sixAxes()[3:]} {
			r := &recorder{box: Box{0, 0, width, RadarHeight(width, axes, Options{})}}
			Radar(r, r.box, axes, Options{})
			all := strings.Join(r.texts, " ")
			for _, axis := range axes {
				for _, word := range strings.Fields(axis.Label) {
					if !strings.Contains(all, word) {
						t.Errorf("radar of %s, %g wide: %q is missing", name, width, word)
					}
				}
			}
			if len(r.problems) > 0 || strings.Contains(all, "…") {
				t.Errorf("radar of %s, %g wide: %v %s", name, width, r.problems, all)
			}
		}
		r := &recorder{box: Box{0, 0, width, BarsHeight(6)}}
		Bars(r, r.box, barRows(), cuts, Options{})
		if width >= 320 && strings.Contains(strings.Join(r.texts, " "), "…") {
			t.Errorf("bars, %g wide: %q", width, r.texts)
		}
		if !slices.Contains(r.texts, "sustainability") && width == 320 {
			t.Errorf("bars, %g wide: the label did not go around the value: %q", width, r.texts)
		}
	}
}

func TestUnknownLeavesGap(t *testing.T) {
	count := func(axes []RadarAxis, class string) int {
		svg := NewSVG(640, 500, "", "")
		Radar(svg, Box{0, 0, 640, 500}, axes, Options{})
		return strings.Count(svg.String(), `class="`+class+`"`)
	}
	axes := sixAxes()
	if got := count(axes, "unknown"); got != 1 {
		t.Errorf("%d rings for one unknown axis", got)
	}
	if got := count(axes, "outline"); got != 4 {
		t.Errorf("the outline of five neighbours has %d lines, want 4", got)
	}
	axes[4].Known = true
	if got := count(axes, "outline"); got != 1 {
		t.Errorf("a full outline has %d shapes, want one polygon", got)
	}
	if got := count([]RadarAxis{{Label: "A"}, {Label: "B"}, {Label: "C"}}, "area"); got != 0 {
		t.Errorf("%d areas where nothing is known", got)
	}
}

func TestWrap(t *testing.T) {
	for _, c := range []struct {
		text  string
		width float64
		want  string
		whole bool
	}{
		{"", 100, "", true},
		{"Awareness and strategy", 400, "Awareness and strategy", true},
		{"Awareness and strategy", 100, "Awareness|and strategy", true},
		{"Work with larger firms and research", 110, "Work with|larger firms|and research", true},
		{"cross-border", 60, "cross-|border", true},
		{"数字化战略与意识", 60, "数字化战|略与意识", true},
		{"Donaudampfschifffahrt", 80, "Donaudampf|schifffahrt", false},
		{"one two three four five six seven", 40, "one|two|thre…", false},
		{"anything", 5, "", false},
		{"anything", math.NaN(), "", false},
	} {
		lines, whole := wrap(c.text, c.width, 12, false, 3)
		if got := strings.Join(lines, "|"); got != c.want || whole != c.whole {
			t.Errorf("wrap(%q, %g) = %q, %v; want %q, %v", c.text, c.width, got, whole, c.want, c.whole)
		}
	}
}

func TestTokens(t *testing.T) {
	for name, value := range Tokens {
		if colour(name) == nil {
			t.Errorf("token %s is %q", name, value)
		}
	}
	for _, c := range []struct {
		over, under string
		least       float64
	}{
		{"ink", "paper", 7}, {"muted", "paper", 4.5}, {"accent", "paper", 4.5}, {"ink", "grid", 4.5}, {"next", "paper", 3},
		{"on-level-1", "level-1", 4.5}, {"on-level-2", "level-2", 4.5}, {"on-level-3", "level-3", 4.5},
		{"on-level-4", "level-4", 4.5}, {"on-level-5", "level-5", 4.5}, {"level-5", "level-1", 3},
		{"level-1", "level-2", 1.5}, {"level-2", "level-3", 1.5}, {"level-3", "level-4", 1.5}, {"level-4", "level-5", 1.5},
	} {
		if got := contrast(*colour(c.over), *colour(c.under)); got < c.least {
			t.Errorf("contrast of %s and %s is %.2f, want %.1f", c.over, c.under, got, c.least)
		}
	}
	if len(Classes()) != len(paints) {
		t.Errorf("%d classes, %d paints", len(Classes()), len(paints))
	}
	for _, class := range Classes() {
		fill, stroke, width, opacity := Paint(class)
		if !class.known() || fill == nil && stroke == nil || (stroke == nil) != (width == 0) || opacity <= 0 || opacity > 1 {
			t.Errorf("Paint(%s) = %v, %v, %g, %g", class, fill, stroke, width, opacity)
		}
	}
	for level, want := range map[int][2]Class{1: {ClassLevel1, ClassOnLevel1}, 5: {ClassLevel5, ClassOnLevel5}, 0: {ClassBar, ClassLabel}, 6: {ClassBar, ClassLabel}} {
		if got := [2]Class{LevelClass(level), OnLevelClass(level)}; got != want {
			t.Errorf("classes of level %d are %v", level, got)
		}
	}
}

// contrast is the ratio that WCAG 2 defines.
func contrast(a, b RGB) float64 {
	light := func(c RGB) float64 {
		part := func(v uint8) float64 {
			s := float64(v) / 255
			if s <= 0.04045 {
				return s / 12.92
			}
			return math.Pow((s+0.055)/1.055, 2.4)
		}
		return 0.2126*part(c.R) + 0.7152*part(c.G) + 0.0722*part(c.B)
	}
	x, y := light(a), light(b)
	return (math.Max(x, y) + 0.05) / (math.Min(x, y) + 0.05)
}

func BenchmarkRadar(b *testing.B) {
	for b.Loop() {
		svg := NewSVG(640, RadarHeight(640, sixteenAxes(), Options{}), "Profile", "")
		Radar(svg, Box{0, 0, svg.width, svg.height}, sixteenAxes(), Options{})
		_ = svg.String()
	}
}
