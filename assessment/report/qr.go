package report

import (
	"fmt"
	"strings"

	"github.com/jung-kurt/gofpdf"
	"rsc.io/qr"
)

// quiet is the empty border that scanners need, in modules.
const quiet = 4

// Scan is a picture of a text to scan, its empty border included.
type Scan struct {
	Size int // modules a side
	code *qr.Code
}

// NewScan makes the picture; nil when the text is too long for one.
func NewScan(text string) *Scan {
	code, err := qr.Encode(text, qr.M)
	if err != nil {
		return nil
	}
	return &Scan{code.Size + 2*quiet, code}
}

// Runs calls draw for every run of dark modules of a row, from the top left.
func (s *Scan) Runs(draw func(x, y, length int)) {
	for y := range s.code.Size {
		for from := 0; from < s.code.Size; from++ {
			to := from
			for to < s.code.Size && s.code.Black(to, y) {
				to++
			}
			if to > from {
				draw(from+quiet, y+quiet, to-from)
				from = to
			}
		}
	}
}

// drawQR draws a picture to scan as vectors into a square; nothing when the
// address is too long for one. Modules are written as whole numbers in a
// scaled space, which compresses to a few hundred bytes.
func drawQR(pdf *gofpdf.Fpdf, address string, x, y, side float64) {
	scan := NewScan(address)
	if scan == nil {
		return
	}
	module := side / float64(scan.Size)
	var b strings.Builder
	r, g, bl := colour("ink")
	fmt.Fprintf(&b, "q %.3f %.3f %.3f rg %.4f 0 0 %.4f %.2f %.2f cm\n",
		float64(r)/255, float64(g)/255, float64(bl)/255, module, -module, x, pageHeight-y)
	scan.Runs(func(x, y, length int) { fmt.Fprintf(&b, "%d %d %d 1 re\n", x, y, length) })
	b.WriteString("f Q")
	pdf.RawWriteStr(b.String())
}
