package assessment

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
)

// Limits of a file of margins.
const (
	maxMargins     = 4
	maxMarginRows  = 20_000
	maxMarginFirms = 1_000_000_000
	maxMarginFault = 20 // lines at fault that are told at a time
)

// marginAxes are what a register counts firms by, in the order of [Margin.Axes].
var marginAxes = []string{"country", "region", "sector", "size"}

// ParseMargins reads what a business register counts: a CSV file (RFC 4180;
// semicolons and tabs do as well) with a header of the axes it has, country,
// region, sector and size, and of firms, in any order. A row fills in the one
// or two axes it is about and leaves the others empty; rows with the same axes
// make one margin, of which there are at most four.
//
// The error is Invalid and names every line at fault, up to twenty: unknown
// codes, a code twice, figures that are no whole number above 0.
func ParseMargins(data []byte, source string, c *Catalogue) (*Margins, error) {
	p := marginParser{catalogue: c, out: &Margins{Source: strings.TrimSpace(source)}}
	if err := p.read(data); err != nil {
		return nil, err
	}
	if len(p.faults) == 0 && len(p.out.Tables) == 0 {
		p.fault(1, "field.margins_empty", nil)
	}
	if len(p.faults) > 0 {
		return nil, &Error{Kind: Invalid, Key: "error.margins", Fields: p.faults}
	}
	return p.out, nil
}

type marginParser struct {
	catalogue *Catalogue
	out       *Margins
	columns   map[string]int // of the axes and firms
	faults    []FieldError
}

// fault notes what is wrong in a line.
func (p *marginParser) fault(line int, key string, args map[string]any) {
	if len(p.faults) >= maxMarginFault {
		return
	}
	if args == nil {
		args = map[string]any{}
	}
	args["Line"] = line
	p.faults = append(p.faults, FieldError{Field: "margins", Key: key, Args: args})
}

func (p *marginParser) read(data []byte) error {
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	first, _, _ := bytes.Cut(data, []byte("\n"))
	r := csv.NewReader(bytes.NewReader(data))
	r.FieldsPerRecord, r.TrimLeadingSpace = -1, true
	for _, comma := range []rune{';', '\t'} {
		if bytes.ContainsRune(first, comma) && !bytes.ContainsRune(first, ',') {
			r.Comma = comma
		}
	}
	for rows := 0; ; rows++ {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			line := 1
			if at := (*csv.ParseError)(nil); errors.As(err, &at) {
				line = at.Line
			}
			p.fault(line, "field.margins_csv", nil)
			return nil
		}
		line, _ := r.FieldPos(0)
		for i := range row {
			row[i] = strings.TrimSpace(row[i])
		}
		switch {
		case rows == 0:
			if !p.header(line, row) {
				return nil
			}
		case rows > maxMarginRows:
			p.fault(line, "field.margins_long", map[string]any{"High": maxMarginRows})
			return nil
		case len(row) != len(p.columns):
			p.fault(line, "field.margins_columns", map[string]any{"High": len(p.columns)})
		default:
			p.row(line, row)
		}
	}
}

func (p *marginParser) header(line int, row []string) bool {
	p.columns = map[string]int{}
	for i, name := range row {
		name = strings.ToLower(name)
		if _, twice := p.columns[name]; twice || name != "firms" && !slices.Contains(marginAxes, name) {
			p.fault(line, "field.margins_header", map[string]any{"Value": row[i]})
			return false
		}
		p.columns[name] = i
	}
	if _, ok := p.columns["firms"]; !ok || len(row) < 2 {
		p.fault(line, "field.margins_header", map[string]any{"Value": strings.Join(row, ", ")})
		return false
	}
	return true
}

func (p *marginParser) row(line int, row []string) {
	var axes, codes []string
	for _, axis := range marginAxes {
		at, has := p.columns[axis]
		if !has || row[at] == "" {
			continue
		}
		if !p.known(axis, row[at]) {
			p.fault(line, "field.margins_code", map[string]any{"Axis": axis, "Value": row[at]})
			return
		}
		axes, codes = append(axes, axis), append(codes, row[at])
	}
	firms, err := strconv.Atoi(row[p.columns["firms"]])
	switch {
	case len(axes) == 0 || len(axes) > 2:
		p.fault(line, "field.margins_axes", nil)
	case err != nil || firms < 0 || firms > maxMarginFirms:
		p.fault(line, "field.margins_number", map[string]any{"Value": row[p.columns["firms"]]})
	case firms == 0:
		p.fault(line, "field.margins_zero", nil)
	default:
		p.add(line, axes, strings.Join(codes, "/"), firms)
	}
}

func (p *marginParser) add(line int, axes []string, code string, firms int) {
	m := find(p.out.Tables, func(m *Margin) bool { return slices.Equal(m.Axes, axes) })
	if m == nil {
		if len(p.out.Tables) == maxMargins {
			p.fault(line, "field.margins_many", map[string]any{"High": maxMargins})
			return
		}
		p.out.Tables = append(p.out.Tables, Margin{Axes: axes, Firms: map[string]int{}})
		m = &p.out.Tables[len(p.out.Tables)-1]
	}
	if _, twice := m.Firms[code]; twice {
		p.fault(line, "field.margins_twice", map[string]any{"Value": code})
		return
	}
	m.Firms[code] = firms
}

// known reports whether a code is one of its axis.
func (p *marginParser) known(axis, code string) bool {
	switch axis {
	case "country":
		return IsCountry(code)
	case "region":
		return IsRegion(code) && IsCountry(code[:2])
	case "sector":
		return slices.ContainsFunc(p.catalogue.Questionnaires, func(q *Questionnaire) bool { return q.Sector(code) != nil })
	default:
		return slices.Contains(Sizes, code)
	}
}
