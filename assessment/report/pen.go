package report

import (
	"net/url"
	"strings"

	"github.com/jung-kurt/gofpdf"
)

// family is the name of our fonts inside a document.
const family = "noto"

// pen writes on the page of one document at absolute places.
type pen struct {
	pdf   *gofpdf.Fpdf
	faces *faces
	trace func(page int, x, y, width, height float64, line string) // nil outside tests
}

func (p *pen) font(bold bool, size float64) {
	style := ""
	if bold {
		style = "B"
	}
	p.pdf.SetFont(family, style, size)
}

// text writes one clean line with the top of its line at y.
func (p *pen) text(x, y float64, line string, l letters) {
	if line == "" {
		return
	}
	p.pdf.SetTextColor(colour(l.colour))
	p.font(l.bold, l.size)
	base := y + (l.leading-l.size)/2 + 0.82*l.size
	p.pdf.Text(x, base, line)
	p.traced(x, base, line, l.bold, l.size)
}

// traced tells a test where a line stands.
func (p *pen) traced(x, base float64, line string, bold bool, size float64) {
	if p.trace != nil {
		p.trace(p.pdf.PageNo(), x, base-0.72*size, p.faces.of(bold).width(line, size), 0.72*size, line)
	}
}

// textRight writes one clean line that ends at x.
func (p *pen) textRight(x, y float64, line string, l letters) {
	p.text(x-p.faces.of(l.bold).width(line, l.size), y, line, l)
}

// box fills a rectangle.
func (p *pen) box(x, y, w, h float64, token string) {
	p.pdf.SetFillColor(colour(token))
	p.pdf.Rect(x, y, w, h, "F")
}

// rule draws a level line.
func (p *pen) rule(x, y, w, thick float64, token string) {
	p.pdf.SetDrawColor(colour(token))
	p.pdf.SetLineWidth(thick)
	p.pdf.Line(x, y, x+w, y)
}

// link makes a part of the page open an address.
func (p *pen) link(x, y, w, h float64, address string) {
	if address != "" && w > 0 && h > 0 {
		p.pdf.LinkString(x, y, w, h, address)
	}
}

// safeAddress returns an address fit to be clicked: http, https or mailto, in
// ASCII and not endless; empty otherwise.
func safeAddress(address string) string {
	const longest = 1000
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil || (u.Scheme != "http" && u.Scheme != "https" && u.Scheme != "mailto") {
		return ""
	}
	if u.Scheme != "mailto" && u.Host == "" {
		return ""
	}
	out := u.String()
	for _, r := range out {
		if r <= ' ' || r > '~' {
			return ""
		}
	}
	if len(out) > longest {
		return ""
	}
	return out
}
