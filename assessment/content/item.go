package content

import (
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"

	"onramp/assessment"
)

// Bounds of what an item may hold.
const (
	orderedOptions = 5
	minTicks       = 2
	maxTicks       = 8
	maxBands       = 9
	// Public models ask longer lists than we would, and ladders of other lengths.
	maxAdditionalTicks   = 12
	minAdditionalOptions = 3
	maxAdditionalOptions = 6
)

type draftItem struct {
	assessment.Item
	at place
	// broken: the condition names what it must not; it is not tried out.
	broken bool
	// additional: only other models need it.
	additional bool
}

// readItems reads items/<dimension>.yaml of every dimension, in asking order.
func (l *loader) readItems(d *draft, dir string) {
	l.strangers(d, path.Join(dir, "items"))
	for i, dim := range d.q.Dimensions {
		name := path.Join(dir, "items", dim.ID+".yaml")
		if !slices.Contains(l.files(path.Join(dir, "items", "*.yaml")), name) {
			d.head.in("dimensions").nth(i).say("%s has no items: write items/%s.yaml", dim.ID, dim.ID)
			continue
		}
		var f itemsFile
		src, ok := read(l.fsys, name, &f, l.problems)
		if !ok {
			continue
		}
		src.top().in("dimension").sameAs(f.Dimension, dim.ID)
		for n, file := range f.Items {
			d.addItem(file, dim.ID, src.top().in("items").nth(n))
		}
		d.checkGates(dim.ID, src.top().in("items"))
	}
}

// strangers reports files that belong to no dimension.
func (l *loader) strangers(d *draft, dir string) {
	for _, name := range l.files(path.Join(dir, "*.yaml")) {
		if id := strings.TrimSuffix(path.Base(name), ".yaml"); !slices.Contains(dimensionIDs(d.q), id) {
			newSource(name, l.problems).add(1, fmt.Sprintf("%s is no dimension of the questionnaire: rename or delete the file", id))
		}
	}
}

// sameAs wants a file to name the dimension that it is called after.
func (p place) sameAs(dimension, id string) {
	if dimension != "" && dimension != id {
		p.say("dimension must be %s like the file, not %q", id, clip(dimension))
	}
}

func (d *draft) addItem(f itemFile, dimension string, at place) *draftItem {
	it := &draftItem{Item: d.newItem(f, dimension), at: at}
	if other := d.item(f.ID); other != nil && f.ID != "" {
		at.in("id").say("item %s is in %s on line %d already: give each its own id", f.ID, other.at.src.name, other.at.line())
	}
	at.in("topic").knownOne("topic", f.Topic, topicIDs(d.q))
	at.in("sources").known("source", f.Sources, referenceIDs(d.q))
	at.in("goals").known("goal", f.Goals, goalIDs(d.q))
	for i, e := range f.Examples {
		at.in("examples").nth(i).in("sectors").known("sector", e.Sectors, sectorIDs(d.q))
	}
	at.checkAnswers(f, dimension == "")
	at.checkShares(f.Shares, &it.Item)
	d.compileAskIf(f, it)
	d.items = append(d.items, it)
	return it
}

func (d *draft) newItem(f itemFile, dimension string) assessment.Item {
	key := func(rest ...string) []string { return append([]string{d.q.ID, "item", f.ID}, rest...) }
	it := assessment.Item{ID: f.ID, Dimension: dimension, Kind: assessment.ItemKind(f.Kind), Gate: f.Gate, Must: f.Must, Weight: f.Weight,
		Topic: f.Topic, Technology: f.Technology, Sources: f.Sources, Goals: f.Goals,
		Text: text(f.Text, key("text")...), Help: text(f.Help, key("help")...), Why: text(f.Why, key("why")...),
		Bands: f.Bands, Min: value(f.Min), Max: value(f.Max), Unit: text(f.Unit, key("unit")...), Shares: f.Shares,
		ImpliedZero: f.Otherwise == "zero"}
	for i, e := range f.Examples {
		it.Examples = append(it.Examples, assessment.Example{Sectors: e.Sectors, Text: text(e.Text, key("example", strconv.Itoa(i))...)})
	}
	for i, o := range f.Options {
		if it.Kind == assessment.Ordered {
			o.ID = strconv.Itoa(i)
		}
		it.Options = append(it.Options, assessment.Option{ID: o.ID, Text: text(o.Text, key("option", o.ID)...), Weight: o.Weight})
	}
	return it
}

// item returns the item with the id, nil if there is none.
func (d *draft) item(id string) *draftItem {
	if i := slices.IndexFunc(d.items, func(it *draftItem) bool { return it.ID == id }); i >= 0 {
		return d.items[i]
	}
	return nil
}

// checkGates wants one gating item in the dimension, of a kind with a ladder.
func (d *draft) checkGates(dimension string, at place) {
	var gate *draftItem
	for _, it := range d.items {
		switch {
		case it.Dimension != dimension || !it.Gate:
		case gate != nil:
			it.at.in("gate").say("%s is the gating item of %s already: keep one", gate.ID, dimension)
		case it.Kind != assessment.Ordered && it.Kind != assessment.Adoption:
			if _, known := top(&it.Item); known {
				it.at.in("gate").say("a gating item must be of kind ordered or adoption")
			}
			gate = it
		default:
			gate = it
		}
	}
	if gate == nil {
		at.say("%s has no gating item: put gate: true on the practice without which the rest has no footing", dimension)
	}
}

// checkAnswers checks that an item has what its kind needs and nothing else.
func (p place) checkAnswers(f itemFile, additional bool) {
	needs := map[string][]string{"ordered": {"options"}, "checklist": {"options", "bands"}, "number": {"bands", "min", "max", "unit"},
		"adoption": {}, "yes_no": {}}[f.Kind]
	if needs == nil {
		return
	}
	for _, key := range []string{"options", "bands", "min", "max", "unit"} {
		switch needed := slices.Contains(needs, key); {
		case needed && !p.in(key).has():
			p.say("%s is missing: an item of kind %s needs it", key, f.Kind)
		case !needed && p.in(key).has():
			p.in(key).say("an item of kind %s has no %s: take it out", f.Kind, key)
		}
	}
	switch assessment.ItemKind(f.Kind) {
	case assessment.Ordered:
		p.in("options").checkLadder(f.Options, additional)
	case assessment.Checklist:
		mostTicks := maxTicks
		if additional {
			mostTicks = maxAdditionalTicks
		}
		most := p.in("options").checkTicks(f.Options, mostTicks)
		p.in("bands").checkBands(f.Bands, 1, most, "the sum of all weights")
	case assessment.Number:
		if low, high := value(f.Min), value(f.Max); low >= high && p.in("max").has() {
			p.in("max").say("max must be more than min")
		} else {
			p.in("bands").checkBands(f.Bands, low+1, high, "max")
		}
	}
}

func (p place) checkLadder(options []optionFile, additional bool) {
	switch n := len(options); {
	case !p.has() || rungs(n, additional):
	case additional:
		p.say("an additional ordered item has %d to %d options, lowest first, not %d", minAdditionalOptions, maxAdditionalOptions, n)
	default:
		p.say("an ordered item has %d options, lowest first, not %d", orderedOptions, n)
	}
	for i, o := range options {
		if o.ID != "" || o.Weight != 0 {
			p.nth(i).say("an option of an ordered item is a text alone: take out id and weight")
		}
	}
}

// rungs reports whether an ordered item may have n options.
func rungs(n int, additional bool) bool {
	return n == orderedOptions || additional && n >= minAdditionalOptions && n <= maxAdditionalOptions
}

// checkTicks returns the sum of all weights.
func (p place) checkTicks(options []optionFile, mostTicks int) int {
	if (len(options) < minTicks || len(options) > mostTicks) && p.has() {
		p.say("a checklist has %d to %d options, not %d", minTicks, mostTicks, len(options))
	}
	p.unique(ids(options, func(o *optionFile) string { return o.ID }))
	sum := 0
	for i, o := range options {
		if o.ID == "" {
			p.nth(i).say("id is missing: an option of a checklist needs one")
		}
		if o.Weight < 1 {
			p.nth(i).say("weight is missing: an option of a checklist needs one of at least 1")
		}
		sum += o.Weight
	}
	return sum
}

func (p place) checkBands(bands []int, low, high int, top string) {
	if !p.has() {
		return
	}
	if len(bands) == 0 || len(bands) > maxBands {
		p.say("bands must have 1 to %d entries, not %d", maxBands, len(bands))
	}
	for i, b := range bands {
		switch at := p.nth(i); {
		case b < low:
			at.say("band %d must be at least %d", b, low)
		case b > high:
			at.say("band %d can never be reached: %s is %d", b, top, high)
		case i > 0 && b <= bands[i-1]:
			at.say("bands must rise: %d comes after %d", b, bands[i-1])
		}
	}
}

func (p place) checkShares(shares []float64, it *assessment.Item) {
	at := p.in("shares")
	if len(shares) == 0 {
		return
	}
	if want, known := top(it); known && len(shares) != want {
		at.say("shares must have %d entries, one for each category above the lowest, not %d", want, len(shares))
	}
	for i, s := range shares {
		switch {
		case p.src.told(at.nth(i)) || i > 0 && p.src.told(at.nth(i-1)): // of the wrong type
		case s <= 0 || s >= 1:
			at.nth(i).say("share %v must be between 0 and 1", s)
		case i > 0 && s >= shares[i-1]:
			at.nth(i).say("shares must fall: %v comes after %v", s, shares[i-1])
		}
	}
}

// top is the item's highest category; known is false while the item lacks
// what its scale is made of, which is reported by itself.
func top(it *assessment.Item) (category int, known bool) {
	switch it.Kind {
	case assessment.Ordered:
		known = rungs(len(it.Options), it.Dimension == "")
	case assessment.Checklist, assessment.Number:
		known = len(it.Bands) > 0
	case assessment.Adoption, assessment.YesNo:
		known = true
	}
	return it.Categories() - 1, known
}
