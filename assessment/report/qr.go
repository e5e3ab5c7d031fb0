package report

import (
	"fmt"
	"strings"

	"github.com/jung-kurt/gofpdf"
	"rsc.io/qr"
)

// quiet is the empty border that scanners need, in modules.
const quiet = 3

// drawQR draws a picture to scan as vectors into a square; nothing when the
// address is too long for one. Modules are written as whole numbers in a
// scaled space, which compresses to a few hundred bytes.
func drawQR(pdf *gofpdf.Fpdf, address string, x, y, side float64) {
	code, err := qr.Encode(address, qr.M)
	if err != nil {
		return
	}
	module := side / float64(code.Size+2*quiet)
	var b strings.Builder
	r, g, bl := colour("ink")
	fmt.Fprintf(&b, "q %.3f %.3f %.3f rg %.4f 0 0 %.4f %.2f %.2f cm\n",
		float64(r)/255, float64(g)/255, float64(bl)/255, module, -module, x+quiet*module, pageHeight-y-quiet*module)
	for row := range code.Size {
		for from := 0; from < code.Size; from++ {
			to := from
			for to < code.Size && code.Black(to, row) {
				to++
			}
			if to > from {
				fmt.Fprintf(&b, "%d %d %d 1 re\n", from, row, to-from)
				from = to
			}
		}
	}
	b.WriteString("f Q")
	pdf.RawWriteStr(b.String())
}
