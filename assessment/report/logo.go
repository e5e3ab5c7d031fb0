package report

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	_ "image/png" // logos come as PNG too
	"math"

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
		f.pen.pdf.ImageOptions(logoName, x, y+(height-high)/2, high*shape, high, false, gofpdf.ImageOptions{ImageType: "JPG"}, 0, "")
	}
}

// footerLogo is the room that the logo takes at the foot of a page.
func (f *flow) footerLogo() float64 {
	const widest, gap = 60, 4
	if shape := f.logoShape(); shape > 0 {
		return math.Min(footType.leading*shape, widest) + gap
	}
	return 0
}

// handedOver writes who hands the document over at the right of the cover's
// head: the logo, and the name under it as far as there is room above the
// title.
func (f *flow) handedOver(by Text) {
	const wide, high, room = 200, 36, 62
	shape := f.logoShape()
	if f.dry || by.Words == "" && shape == 0 {
		return
	}
	y := f.y
	if shape > 0 {
		width := math.Min(wide, high*shape)
		f.logo(f.x+f.width-width, y, width, high)
		y += high + 4
	}
	for _, line := range f.pen.faces.wrap(by.Words, false, smallType.size, wide) {
		if y+smallType.leading > f.y+room {
			return
		}
		f.pen.textRight(f.x+f.width, y, line, smallType)
		y += smallType.leading
	}
}
