package store

import (
	"errors"

	"onramp/assessment"
)

// Cells of a release's tables are packed like units, since a page reads
// thousands of them: for each cell the indices of its codes, its status, and of
// a shown cell its figures. Optional figures follow a byte that says which are
// there.

const cellForm = 1

var cellStatuses = []assessment.CellStatus{assessment.CellShown, assessment.CellImpossible, assessment.CellSmall, assessment.CellProtected}

// Bits of the byte before the figures of a shown cell.
const (
	hasShare = 1 << iota
	hasUnweighted
	hasMean
	isUnreliable
)

func packCells(axes int, cells []assessment.Cell) ([]byte, error) {
	p := &packer{b: []byte{cellForm}}
	p.number(uint64(len(cells)))
	for i := range cells {
		c := &cells[i]
		if len(c.At) != axes {
			return nil, errors.New("a cell does not fit the axes of its table")
		}
		for _, at := range c.At {
			p.number(uint64(at))
		}
		status := 0
		for cellStatuses[status] != c.Status {
			if status++; status == len(cellStatuses) {
				return nil, errors.New("a cell has no known status")
			}
		}
		p.number(uint64(status))
		if c.Status == assessment.CellShown {
			p.figures(c)
		}
	}
	return p.b, nil
}

func (p *packer) figures(c *assessment.Cell) {
	there := 0
	for bit, is := range map[int]bool{hasShare: c.Share != nil, hasUnweighted: c.Unweighted != nil, hasMean: c.Mean != nil, isUnreliable: c.Unreliable} {
		if is {
			there |= bit
		}
	}
	for _, n := range [...]int{c.Firms, c.Base, c.Effective, there} {
		p.number(uint64(n))
	}
	for _, f := range [...]*assessment.Figure{c.Share, c.Mean} {
		if f != nil {
			p.number(uint64(f.Value))
			p.number(uint64(f.Low))
			p.number(uint64(f.High))
		}
	}
	if c.Unweighted != nil {
		p.number(uint64(*c.Unweighted))
	}
}

var errCells = errors.New("cells of a release in the database cannot be read")

func readCells(axes int, b []byte) ([]assessment.Cell, error) {
	if len(b) == 0 || b[0] != cellForm {
		return nil, errCells
	}
	r := &unitReader{b: b[1:]}
	n := r.length()
	cells := make([]assessment.Cell, n)
	at := make([]int, n*axes)
	for i := range cells {
		c := &cells[i]
		c.At, at = at[:axes:axes], at[axes:]
		for j := range c.At {
			c.At[j] = int(r.number())
		}
		status := r.number()
		if status >= uint64(len(cellStatuses)) {
			return nil, errCells
		}
		if c.Status = cellStatuses[status]; c.Status == assessment.CellShown {
			r.figures(c)
		}
	}
	if r.bad || len(r.b) > 0 {
		return nil, errCells
	}
	return cells, nil
}

func (r *unitReader) figures(c *assessment.Cell) {
	c.Firms, c.Base, c.Effective = int(r.number()), int(r.number()), int(r.number())
	there := r.number()
	c.Unreliable = there&isUnreliable != 0
	if there&hasShare != 0 {
		c.Share = r.figure()
	}
	if there&hasMean != 0 {
		c.Mean = r.figure()
	}
	if there&hasUnweighted != 0 {
		n := int(r.number())
		c.Unweighted = &n
	}
}

func (r *unitReader) figure() *assessment.Figure {
	return &assessment.Figure{Value: int(r.number()), Low: int(r.number()), High: int(r.number())}
}
