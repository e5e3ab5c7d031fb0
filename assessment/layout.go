package assessment

import (
	"bytes"
	"encoding/csv"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Field is one column of a model's public field layout: a fact of the profile
// (Profile), the values of one or two indicators (Indicators, two written as
// "1|0"), or neither, a column that is left empty.
type Field struct {
	Key        string   `json:"key"`
	Profile    string   `json:"profile,omitempty"` // date, name, country, region, sector or employees
	Indicators []string `json:"indicators,omitempty"`
	Values     []int    `json:"values,omitempty"` // what is written for each step of the indicator, the lowest first; none means 0 and 1
}

// fieldDate is how layouts write a day.
const fieldDate = "01/02/2006"

// pairMark stands between the two values of a pair.
const pairMark = "|"

func (f Field) values() []int {
	if len(f.Values) == 0 {
		return []int{0, 1}
	}
	return f.Values
}

// step is the place of a share among n steps from 0: the nearest one, halves
// down, so that nothing is called there that is only half there.
func step(share float64, n int) int {
	return int(math.Ceil(exact(share*float64(n-1)) - 0.5))
}

// WriteFields writes a result of the model in its layout: the row of column
// names and the row of values. A value that is not known is empty.
func (m *Model) WriteFields(p Profile, date time.Time, r Result) (header, row []string) {
	known := map[string]IndicatorResult{}
	for _, d := range r.Dimensions {
		for _, in := range d.Indicators {
			known[in.ID] = in
		}
	}
	for _, f := range m.Layout {
		header = append(header, f.Key)
		var parts []string
		for _, id := range f.Indicators {
			part := ""
			if in := known[id]; in.Known {
				part = strconv.Itoa(f.values()[step(in.Share, len(f.values()))])
			}
			parts = append(parts, part)
		}
		cell := strings.Join(parts, pairMark)
		if f.Profile != "" {
			cell = f.write(p, date)
		}
		if cell == pairMark {
			cell = ""
		}
		row = append(row, cell)
	}
	return header, row
}

func (f Field) write(p Profile, date time.Time) string {
	switch f.Profile {
	case "date":
		return date.Format(fieldDate)
	case "name":
		return p.Name
	case "country":
		return p.Country
	case "region":
		return p.Region
	case "sector":
		return p.Sector
	case "employees":
		if p.Employees > 0 {
			return strconv.Itoa(p.Employees)
		}
	}
	return ""
}

// read takes a fact of the profile from a cell; false when it is none. The
// date of a layout is no part of a profile: only its form is looked at.
func (f Field) read(cell string, p *Profile) bool {
	switch f.Profile {
	case "date":
		_, err := time.Parse(fieldDate, cell)
		return err == nil
	case "name":
		p.Name = cell
	case "country":
		p.Country = cell
	case "region":
		p.Region = cell
	case "sector":
		p.Sector = cell
	case "employees":
		n, err := strconv.Atoi(cell)
		p.Employees = n
		return err == nil && n >= 0
	}
	return true
}

// ReadFields reads a header and a row in the model's layout: the facts of the
// profile, and the response to every item that the values determine. What they
// leave open, such as an item that an indicator reads together with others,
// has no response. Columns may be missing and come in any order. The error is
// an *Error of kind Invalid that names each column at fault with its value.
func (m *Model) ReadFields(q *Questionnaire, header, row []string) (Profile, map[string]Response, error) {
	rd := fieldReader{model: m, q: q, said: map[string]*saidOf{}}
	if len(header) != len(row) {
		rd.fault("row", "field.cells", map[string]any{"Cells": len(row), "Columns": len(header)})
		return Profile{}, nil, rd.err()
	}
	for i, key := range header {
		f := find(m.Layout, func(f *Field) bool { return f.Key == key })
		switch {
		case f == nil:
			rd.fault(key, "field.column", map[string]any{"Value": key})
		case slices.Contains(header[:i], key):
			rd.fault(key, "field.twice", map[string]any{"Value": key})
		case row[i] == "":
		case f.Profile != "":
			if !f.read(row[i], &rd.profile) {
				rd.fault(key, "field.column_value", map[string]any{"Value": row[i]})
			}
		default:
			rd.measured(*f, row[i])
		}
	}
	rd.checkProfile()
	if err := rd.err(); err != nil {
		return Profile{}, nil, err
	}
	responses := rd.responses()
	return rd.profile, responses, rd.err()
}

// FormatFields writes a header and a row as comma-separated values.
func FormatFields(header, row []string) []byte {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	_ = w.WriteAll([][]string{header, row}) // a buffer takes everything
	return b.Bytes()
}

// ParseFields reads a file of comma-separated values with one row of column
// names and one of values. The error is an *Error of kind Invalid.
func ParseFields(data []byte) (header, row []string, err error) {
	rd := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(data, []byte("\ufeff"))))
	rd.FieldsPerRecord = -1 // ReadFields says how many there are
	rows, err := rd.ReadAll()
	bad := FieldError{Field: "file", Key: "field.rows", Args: map[string]any{"Rows": len(rows)}}
	switch {
	case err != nil:
		bad.Key, bad.Args = "field.csv", map[string]any{"Detail": err.Error()}
	case len(rows) == 2:
		return rows[0], rows[1], nil
	}
	return nil, nil, &Error{Kind: Invalid, Key: "error.portable", Fields: []FieldError{bad}, Cause: err}
}

// fieldReader narrows down, value by value, what each item can have been
// answered.
type fieldReader struct {
	model   *Model
	q       *Questionnaire
	profile Profile
	said    map[string]*saidOf // by item
	bad     []FieldError
}

// saidOf is what the values leave possible for one item.
type saidOf struct {
	item       *Item
	categories []bool          // possible ones
	ticks      map[string]bool // of a checklist, those that are certain
	column     string          // read last, with its value
	value      string
}

func (rd *fieldReader) fault(column, key string, args map[string]any) {
	rd.bad = append(rd.bad, FieldError{Field: column, Key: key, Args: args})
}

func (rd *fieldReader) err() error {
	if len(rd.bad) == 0 {
		return nil
	}
	return &Error{Kind: Invalid, Key: "error.portable", Fields: rd.bad}
}

// checkProfile reports what does not fit by the column it came from; what the
// layout does not hold is for the profile's owner to add.
func (rd *fieldReader) checkProfile() {
	for _, bad := range rd.q.CheckProfile(rd.profile) {
		f := find(rd.model.Layout, func(f *Field) bool { return f.Profile == bad.Field })
		if f != nil && f.write(rd.profile, time.Time{}) != "" {
			rd.fault(f.Key, bad.Key, bad.Args)
		}
	}
}

// measured reads the value of one indicator, or the two of a pair.
func (rd *fieldReader) measured(f Field, cell string) {
	parts := []string{cell}
	if len(f.Indicators) == 2 {
		parts = strings.Split(cell, pairMark)
	}
	if len(parts) != len(f.Indicators) {
		if len(f.Indicators) > 0 { // a column that we leave empty may hold anything
			rd.fault(f.Key, "field.column_value", map[string]any{"Value": cell})
		}
		return
	}
	for i, part := range parts {
		if part == "" {
			continue
		}
		n, err := strconv.Atoi(part)
		at := slices.Index(f.values(), n)
		if err != nil || at < 0 {
			rd.fault(f.Key, "field.column_value", map[string]any{"Value": cell})
		} else if !rd.narrow(f.Indicators[i], at, len(f.values()), f.Key, cell) {
			rd.fault(f.Key, "field.column_clash", map[string]any{"Value": cell})
		}
	}
}

// narrow takes in that an indicator stands at a step of n; false when nothing
// is left that the items behind it can have been answered. The mean of several
// sources says nothing certain of one of them; of the highest none is above.
func (rd *fieldReader) narrow(indicator string, at, n int, column, value string) bool {
	var in *Indicator
	for d := range rd.model.Dimensions {
		if found := find(rd.model.Dimensions[d].Indicators, func(in *Indicator) bool { return in.ID == indicator }); found != nil {
			in = found
		}
	}
	if in == nil || len(in.Sources) != 1 && !in.Any {
		return true
	}
	possible := func(share float64) bool {
		s := step(share, n)
		return s == at || s < at && len(in.Sources) > 1
	}
	for _, s := range in.Sources {
		said := rd.about(s.Item)
		if said == nil {
			continue
		}
		said.column, said.value = column, value
		if !said.take(s, possible) {
			return false
		}
	}
	return true
}

func (rd *fieldReader) about(id string) *saidOf {
	if rd.said[id] == nil {
		it := rd.q.Item(id)
		if it == nil {
			return nil
		}
		categories := make([]bool, it.Categories())
		for c := range categories {
			categories[c] = true
		}
		rd.said[id] = &saidOf{item: it, categories: categories, ticks: map[string]bool{}}
	}
	return rd.said[id]
}

// take rules out what the source cannot have been; false when nothing is left.
func (s *saidOf) take(src Source, possible func(share float64) bool) bool {
	if src.Option != "" {
		off, on := possible(0), possible(1)
		ticked, certain := s.ticks[src.Option]
		if certain {
			return ticked && on || !ticked && off
		}
		if off != on {
			s.ticks[src.Option] = on
		}
		return off || on
	}
	for c := range s.categories {
		r := Reading{Item: s.item, State: Answered, Category: c}
		s.categories[c] = s.categories[c] && possible(src.share(&r))
	}
	return slices.Contains(s.categories, true)
}

// responses are those to the items that have one possible answer left.
func (rd *fieldReader) responses() map[string]Response {
	all := map[string]Response{}
	for _, it := range rd.q.Items() {
		said := rd.said[it.ID]
		if said == nil {
			continue
		}
		r, certain := said.response()
		if !certain {
			continue
		}
		if !said.categories[it.category(r)] { // ticks say one thing, their sum another
			rd.fault(said.column, "field.column_clash", map[string]any{"Value": said.value})
		}
		all[it.ID] = r
	}
	return all
}

func (s *saidOf) response() (r Response, certain bool) {
	category := slices.Index(s.categories, true)
	only := !slices.Contains(s.categories[category+1:], true)
	switch s.item.Kind {
	case Checklist:
		if len(s.ticks) < len(s.item.Options) {
			return Response{}, false
		}
		r := OptionsResponse()
		for _, o := range s.item.Options {
			if s.ticks[o.ID] {
				r.Options = append(r.Options, o.ID)
			}
		}
		return r, true
	case Number: // a band is one answer only when it holds one number
		bounds := slices.Concat([]int{s.item.Min}, s.item.Bands, []int{s.item.Max + 1})
		return ValueResponse(bounds[category]), only && bounds[category+1]-bounds[category] == 1
	default:
		return ValueResponse(category), only
	}
}
