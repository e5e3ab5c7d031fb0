package main

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"onramp/assessment"
	"onramp/assessment/irt"
)

// maxScore is the highest raw score of a dimension of which each value is printed.
const maxScore = 20_000

// bank is a bank file: parameters with the names of items and dimensions.
type bank struct {
	irt.Bank
	file       string
	items      []string // ids, in the order of Items
	dimensions []string
	index      map[string]int // of items, by id
	gates      []assessment.Gate
}

// loadBank reads and checks a bank file, "-" being standard input.
func loadBank(in io.Reader, file string) (*bank, error) {
	data, err := readAnswers(in, file)
	if err != nil {
		return nil, usageError{err}
	}
	return parseBank(fileName(file), data)
}

func fileName(file string) string {
	if file == "-" {
		return "standard input"
	}
	return file
}

func parseBank(file string, data []byte) (*bank, error) {
	f := &faults{file: file}
	b := &bank{file: file, index: map[string]int{}}
	if root, ok := f.parse(data); ok {
		o := f.object(root, "", []string{"items", "dimensions"}, []string{"correlations", "gates"})
		b.readDimensions(f, o.nodes["dimensions"])
		if f.count == 0 { // else every dimension named below would seem unknown
			b.readItems(f, o.nodes["items"])
			b.readCorrelations(f, o.nodes["correlations"])
			b.readGates(f, o.nodes["gates"])
		}
	}
	return b, f.err()
}

func (b *bank) readDimensions(f *faults, n node) {
	const place = "key dimensions"
	for i, d := range f.list(n, place) {
		id, ok := f.text(d, fmt.Sprintf("dimensions[%d]", i))
		if ok && slices.Contains(b.dimensions, id) {
			f.at(d, place, "%q is there twice", id)
		}
		b.dimensions = append(b.dimensions, id)
	}
	b.Dimensions = len(b.dimensions)
	if f.count == 0 && (b.Dimensions < 1 || b.Dimensions > 64) {
		f.at(n, place, "%d dimensions; want 1 to 64", b.Dimensions)
	}
}

func (b *bank) readItems(f *faults, n node) {
	highest := make([]float64, b.Dimensions)
	for i, it := range f.list(n, "key items") {
		b.readItem(f, it, i)
	}
	if f.count == 0 && (len(b.items) < 1 || len(b.items) > 10_000) {
		f.at(n, "key items", "%d items; want 1 to 10000", len(b.items))
	}
	if f.count > 0 {
		return
	}
	for _, it := range b.Items {
		highest[it.Dimension] += it.Weight * float64(len(it.B))
	}
	for d, h := range highest {
		if h > maxScore {
			f.at(n, fmt.Sprintf("key weight in dimension %q", b.dimensions[d]), "the highest raw score is %.0f; want at most %d", h, maxScore)
		}
	}
}

func (b *bank) readItem(f *faults, n node, i int) {
	before, place := f.count, fmt.Sprintf("items[%d]", i)
	o := f.object(n, place, []string{"id", "dimension", "a", "b"}, []string{"weight"})
	if f.count > before {
		return
	}
	id, ok := f.text(o.nodes["id"], place+", key id")
	if ok {
		place = fmt.Sprintf("item %q", id)
	}
	if first, twice := b.index[id]; twice {
		f.at(o.nodes["id"], place, "the id is there twice, in items[%d] and items[%d]", first, i)
	}
	it := irt.Item{Dimension: b.readDimension(f, o.nodes["dimension"], place+", key dimension"), Weight: 1}
	it.A = f.number(o.nodes["a"], place+", key a")
	for k, t := range f.list(o.nodes["b"], place+", key b") {
		it.B = append(it.B, f.number(t, fmt.Sprintf("%s, key b[%d]", place, k)))
	}
	if w := o.nodes["weight"]; w.data != nil {
		it.Weight = float64(f.whole(w, place+", key weight", maxScore))
	}
	b.index[id], b.items, b.Items = i, append(b.items, id), append(b.Items, it)
	if f.count == before {
		checkItem(f, n, place, it)
	}
}

// checkItem lets the engine judge the item by itself.
func checkItem(f *faults, n node, place string, it irt.Item) {
	it.Dimension, it.Weight = 0, 1
	if _, err := irt.NewEngine(irt.Bank{Items: []irt.Item{it}, Dimensions: 1}, irt.Grid{Nodes: 3}); err != nil {
		f.at(n, place, "%s", strings.TrimPrefix(err.Error(), "irt: item 0: "))
	}
}

// readDimension reads an id of a dimension, or an index that is no other
// dimension's id.
func (b *bank) readDimension(f *faults, n node, place string) int {
	switch data := n.data.(type) {
	case string:
		if d := slices.Index(b.dimensions, data); d >= 0 {
			return d
		}
		f.at(n, place, "no dimension %q in key dimensions", data)
	case json.Number:
		before := f.count
		d := f.whole(n, place, b.Dimensions-1)
		if named := slices.Index(b.dimensions, strconv.Itoa(d)); f.count == before && named >= 0 && named != d {
			f.at(n, place, "%d is the index of %q and the id of another dimension; write the id, in quotes", d, b.dimensions[d])
		}
		return d
	default:
		f.want(n, place, "the id of a dimension")
	}
	return 0
}

func (b *bank) readCorrelations(f *faults, n node) {
	const place = "key correlations"
	if n.data == nil {
		b.Correlations = irt.Equicorrelation(b.Dimensions, irt.DefaultCorrelation)
		return
	}
	before := f.count
	b.Correlations = [][]float64{}
	for i, row := range f.list(n, place) {
		numbers := []float64{}
		for j, x := range f.list(row, fmt.Sprintf("correlations[%d]", i)) {
			numbers = append(numbers, f.number(x, fmt.Sprintf("correlations[%d][%d]", i, j)))
		}
		b.Correlations = append(b.Correlations, numbers)
	}
	if f.count > before {
		return
	}
	some := []irt.Item{{A: 1, B: []float64{0}}}
	if _, err := irt.NewEngine(irt.Bank{Items: some, Dimensions: b.Dimensions, Correlations: b.Correlations}, irt.Grid{Nodes: 3}); err != nil {
		f.at(n, place, "%s (dimensions counted from 0)", strings.TrimPrefix(err.Error(), "irt: "))
	}
}

// bankLevels is how many levels a dimension of a bank has.
const bankLevels = 5

// readGates reads the caps on a dimension's level. Only a simulation has
// levels, but a fault is one in every command.
func (b *bank) readGates(f *faults, n node) {
	if n.data == nil || f.count > 0 { // places of items are sure only in a file without faults
		return
	}
	for i, g := range f.list(n, "key gates") {
		before, place := f.count, fmt.Sprintf("gates[%d]", i)
		o := f.object(g, place, []string{"item", "below", "cap"}, nil)
		if f.count > before {
			continue
		}
		id, _ := f.text(o.nodes["item"], place+", key item")
		at, known := b.index[id]
		if !known {
			f.at(o.nodes["item"], place, "no item %q in the bank", id)
			continue
		}
		gate := assessment.Gate{Item: id, Below: f.whole(o.nodes["below"], place+", key below", len(b.Items[at].B)),
			Cap: f.whole(o.nodes["cap"], place+", key cap", bankLevels)}
		if f.count == before && gate.Cap == 0 {
			f.at(o.nodes["cap"], place, "levels are counted from 1")
		}
		b.gates = append(b.gates, gate)
	}
}
