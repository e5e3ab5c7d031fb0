package store

import (
	"encoding/binary"
	"errors"
	"math"
	"slices"

	"onramp/assessment"
)

// A unit is packed, since a release reads every one of a period twice: a byte
// for the version of the form, then its fields in the order below. Numbers are
// unsigned varints, texts and lists begin with their length, scores are in
// hundredths and probabilities in ten thousandths.

const unitForm = 1

const (
	scoreParts = 100
	levelParts = 10000
)

type packer struct{ b []byte }

func (p *packer) number(n uint64) { p.b = binary.AppendUvarint(p.b, n) }

func (p *packer) text(s string) {
	p.number(uint64(len(s)))
	p.b = append(p.b, s...)
}

func (p *packer) levels(all []float64) {
	p.number(uint64(len(all)))
	for _, v := range all {
		p.number(parts(v, levelParts))
	}
}

func parts(v, of float64) uint64 { return uint64(math.Round(max(v, 0) * of)) }

func packUnit(u *assessment.Unit) []byte {
	p := &packer{b: []byte{unitForm}}
	for _, s := range [...]string{u.Firm, u.Questionnaire, u.Version, u.Country, u.Region, u.Sector, u.Size, string(u.Evidence), string(u.Mode)} {
		p.text(s)
	}
	p.number(uint64(u.Round))
	p.b = binary.LittleEndian.AppendUint64(p.b, u.Answers)
	p.number(uint64(len(u.Flags)))
	for _, f := range u.Flags {
		p.text(string(f))
	}
	p.number(uint64(len(u.Models)))
	for i := range u.Models {
		m := &u.Models[i]
		p.text(m.Model)
		p.text(m.Version)
		p.number(uint64(len(m.Areas)))
		for _, a := range m.Areas {
			p.text(a.Dimension)
			p.number(parts(a.Score, scoreParts))
			p.levels(a.Levels)
			p.levels(a.Before)
		}
	}
	p.number(uint64(len(u.Technologies)))
	for _, id := range sorted(u.Technologies) {
		p.text(id)
		p.number(uint64(u.Technologies[id]))
	}
	p.number(uint64(len(u.Actions)))
	for _, n := range sorted(u.Actions) {
		p.number(uint64(n))
		p.number(map[bool]uint64{true: 1}[u.Actions[n]])
	}
	p.number(uint64(len(u.Gaps)))
	for _, id := range u.Gaps {
		p.text(id)
	}
	return p.b
}

func sorted[K int | string, V any](m map[K]V) []K {
	keys := make([]K, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

var errUnit = errors.New("a unit in the database cannot be read")

// unitReader reads packed units one after the other into the same memory.
type unitReader struct {
	u     assessment.Unit
	b     []byte
	bad   bool
	words map[string]string // every text once
	nums  []float64
}

// read unpacks everything but the columns. What it returns is valid until the
// next call.
func (r *unitReader) read(b []byte) (*assessment.Unit, error) {
	if len(b) == 0 || b[0] != unitForm {
		return nil, errUnit
	}
	r.b, r.bad, r.nums = b[1:], false, r.nums[:0]
	u := &r.u
	for _, s := range [...]*string{&u.Firm, &u.Questionnaire, &u.Version, &u.Country, &u.Region, &u.Sector, &u.Size, (*string)(&u.Evidence), (*string)(&u.Mode)} {
		*s = r.text()
	}
	u.Round = int(r.number())
	u.Answers = r.eight()
	u.Flags = u.Flags[:0]
	for range r.length() {
		u.Flags = append(u.Flags, assessment.Flag(r.text()))
	}
	r.models()
	if u.Technologies == nil {
		u.Technologies, u.Actions = map[string]int{}, map[int]bool{}
	}
	clear(u.Technologies)
	for range r.length() {
		id := r.text()
		u.Technologies[id] = int(r.number())
	}
	clear(u.Actions)
	for range r.length() {
		n := int(r.number())
		u.Actions[n] = r.number() == 1
	}
	u.Gaps = u.Gaps[:0]
	for range r.length() {
		u.Gaps = append(u.Gaps, r.text())
	}
	if r.bad || len(r.b) > 0 {
		return nil, errUnit
	}
	return u, nil
}

func (r *unitReader) models() {
	n := r.length()
	u := &r.u
	u.Models = slices.Grow(u.Models[:0], n)[:n]
	for i := range u.Models {
		m := &u.Models[i]
		m.Model, m.Version = r.text(), r.text()
		k := r.length()
		m.Areas = slices.Grow(m.Areas[:0], k)[:k]
		for j := range m.Areas {
			m.Areas[j] = assessment.UnitArea{Dimension: r.text(), Score: float64(r.number()) / scoreParts, Levels: r.levels(), Before: r.levels()}
		}
	}
}

func (r *unitReader) number() uint64 {
	n, k := binary.Uvarint(r.b)
	if k <= 0 {
		r.bad, r.b = true, nil
		return 0
	}
	r.b = r.b[k:]
	return n
}

// length is the length of a list, of which every element takes a byte or more.
func (r *unitReader) length() int {
	n := r.number()
	if n > uint64(len(r.b)) {
		r.bad, r.b = true, nil
		return 0
	}
	return int(n)
}

func (r *unitReader) eight() uint64 {
	if len(r.b) < 8 {
		r.bad, r.b = true, nil
		return 0
	}
	n := binary.LittleEndian.Uint64(r.b)
	r.b = r.b[8:]
	return n
}

// maxWords bounds what is kept of texts: names of firms are as many as units.
const maxWords = 4096

func (r *unitReader) text() string {
	n := r.length()
	raw := r.b[:n]
	r.b = r.b[n:]
	if s, ok := r.words[string(raw)]; ok {
		return s
	}
	s := string(raw)
	if r.words == nil {
		r.words = map[string]string{}
	}
	if n <= 16 && len(r.words) < maxWords { // ids of assessments are longer
		r.words[s] = s
	}
	return s
}

func (r *unitReader) levels() []float64 {
	n := r.length()
	if n == 0 {
		return nil
	}
	at := len(r.nums)
	for range n {
		r.nums = append(r.nums, float64(r.number())/levelParts)
	}
	return r.nums[at:len(r.nums):len(r.nums)]
}
