package report

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	_ "image/png" // logos come as PNG too
	"math"
	"slices"
	"strings"

	"github.com/jung-kurt/gofpdf"
	scaling "golang.org/x/image/draw"
)

// Bounds of a logo: pixels that are read, and the longest side that is kept.
const (
	mostPixels  = 16 << 20
	longestSide = 480
)

// logoOf makes a PNG or JPEG fit for a document: small, on white, without
// whatever else its file holds. It returns nil for what is neither, or is too
// large to read, since a logo never fails a document. The same picture gives
// the same bytes.
func logoOf(file []byte) []byte {
	size, format, err := image.DecodeConfig(bytes.NewReader(file))
	if err != nil || format != "png" && format != "jpeg" || size.Width < 1 || size.Height < 1 || size.Width > mostPixels/size.Height {
		return nil
	}
	whole, _, err := image.Decode(bytes.NewReader(file))
	if err != nil {
		return nil
	}
	scale := math.Min(1, longestSide/float64(max(size.Width, size.Height)))
	small := image.NewRGBA(image.Rect(0, 0, max(1, int(float64(size.Width)*scale)), max(1, int(float64(size.Height)*scale))))
	scaling.Draw(small, small.Bounds(), image.NewUniform(color.White), image.Point{}, scaling.Src)
	scaling.CatmullRom.Scale(small, small.Bounds(), whole, whole.Bounds(), scaling.Over, nil)
	var out bytes.Buffer
	if err := jpeg.Encode(&out, small, &jpeg.Options{Quality: 90}); err != nil {
		return nil
	}
	return out.Bytes()
}

// logoName is what the file calls the logo; the file holds it once.
const logoName = "logo"

// logoShape is how wide the logo is for its height; 0 without one.
func (f *flow) logoShape() float64 {
	if f.doc.Logo == nil {
		return 0
	}
	info := f.pen.pdf.GetImageInfo(logoName)
	if info == nil {
		info = f.pen.pdf.RegisterImageOptionsReader(logoName, gofpdf.ImageOptions{ImageType: "JPG"}, bytes.NewReader(f.doc.Logo))
	}
	if info == nil || info.Height() == 0 {
		return 0
	}
	return info.Width() / info.Height()
}

func (f *flow) logo(x, y, width, height float64) {
	if shape := f.logoShape(); shape > 0 && width > 0 {
		high := math.Min(height, width/shape)
		f.pen.pdf.ImageOptions(logoName, f.pen.left(x, high*shape), y+(height-high)/2, high*shape, high, false, gofpdf.ImageOptions{ImageType: "JPG"}, 0, "")
	}
}

// footerLogo is the room that the logo takes at the foot of a page; one that
// would be a mere line there is left out.
func (f *flow) footerLogo() float64 {
	const widest, least, gap = 60, 6, 4
	if width := footType.leading * f.logoShape(); width >= least {
		return math.Min(width, widest) + gap
	}
	return 0
}

// logoBox is the room that a logo of a shape takes on the cover: a wide one is
// low and a tall one high, so that each shows about as much.
func logoBox(shape float64) (width, height float64) {
	const wide, low, high = 200, 36, 60
	height = low
	if shape < 2 {
		height = math.Min(high, low+(2-shape)*low)
	}
	width = height * shape
	if width > wide {
		width, height = wide, wide/shape
	}
	return width, height
}

// handedWide is how wide the words are that say who hands the document over.
const handedWide = 200

// handedOver writes who hands the document over at the right of the cover's
// head, the logo with the name under it, and returns how high that is.
func (f *flow) handedOver(by Text) float64 {
	const gap = 5
	shape := f.logoShape()
	if by.Words == "" && shape == 0 {
		return 0
	}
	y := f.y
	if shape > 0 {
		width, height := logoBox(shape)
		if !f.dry {
			f.logo(f.x+f.width-width, y, width, height)
		}
		y += height + gap
	}
	for _, line := range f.pen.faces.wrap(by.Words, false, smallType.size, handedWide) {
		if !f.dry {
			f.pen.textRight(f.x+f.width, y, line, smallType)
		}
		y += smallType.leading
	}
	return y - f.y
}

// footing is the footer in one line. Where it is too long, the name of who
// hands the document over gives way: the versions have to stay.
func (f *flow) footing(room float64) string {
	parts := slices.Clone(f.doc.Footer)
	for {
		lines := f.pen.faces.wrap(footerLine(parts), false, footType.size, room)
		if len(lines) < 2 {
			return lines[0]
		}
		short := []rune(strings.TrimSuffix(parts[0].Words, "…"))
		if !parts[0].Name || len(short) < 8 {
			return lines[0]
		}
		parts[0].Words = strings.TrimRight(string(short[:len(short)-2]), " ,") + "…"
	}
}
