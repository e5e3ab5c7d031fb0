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
	used  map[string]meanings                                      // of the glyphs of each font, see keepGlyphs

	operators []byte // room for those of a word
}

// left is where something begins that stands at x on a page read from left to
// right: pages of other scripts are mirrored.
func (p *pen) left(x, width float64) float64 {
	if p.faces.rtl {
		return pageWidth - x - width
	}
	return x
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
	r, g, b := colour(l.colour)
	base := y + (l.leading-l.size)/2 + 0.82*l.size
	p.write(x, base, line, l.bold, l.size, ink{r, g, b})
}

// textRight writes one clean line that ends at x.
func (p *pen) textRight(x, y float64, line string, l letters) {
	p.text(x-p.faces.of(l.bold).width(line, l.size), y, line, l)
}

// box fills a rectangle.
func (p *pen) box(x, y, w, h float64, token string) {
	p.pdf.SetFillColor(colour(token))
	p.pdf.Rect(p.left(x, w), y, w, h, "F")
}

// rule draws a level line.
func (p *pen) rule(x, y, w, thick float64, token string) {
	p.pdf.SetDrawColor(colour(token))
	p.pdf.SetLineWidth(thick)
	p.pdf.Line(p.left(x, w), y, p.left(x, w)+w, y)
}

// link makes a part of the page open an address.
func (p *pen) link(x, y, w, h float64, address string) {
	if address != "" && w > 0 && h > 0 {
		p.pdf.LinkString(p.left(x, w), y, w, h, address)
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
