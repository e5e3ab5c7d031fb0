package assessment

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"strings"
	"testing"
)

func encoded(t testing.TB, encode func(*bytes.Buffer) error) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := encode(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// picture is a square with something to see in it.
func picture(side int) *image.NRGBA {
	p := image.NewNRGBA(image.Rect(0, 0, side, side))
	for i := range side {
		p.Set(i, i, color.NRGBA{200, 30, 30, 128})
	}
	return p
}

func pngOf(t testing.TB, p image.Image) []byte {
	return encoded(t, func(b *bytes.Buffer) error { return png.Encode(b, p) })
}

func jpegOf(t testing.TB, p image.Image) []byte {
	return encoded(t, func(b *bytes.Buffer) error { return jpeg.Encode(b, p, nil) })
}

// hidden puts a comment into a JPEG, as cameras put places.
func hidden(data []byte, secret string) []byte {
	out := append([]byte{0xFF, 0xD8, 0xFF, 0xFE, byte((len(secret) + 2) >> 8), byte(len(secret) + 2)}, secret...)
	return append(out, data[2:]...)
}

func TestReadLogo(t *testing.T) {
	deep := image.NewNRGBA64(image.Rect(0, 0, 8, 8))
	deep.Set(1, 1, color.NRGBA64{0xFFFF, 0x1234, 0, 0x8000})
	clear := image.NewPaletted(image.Rect(0, 0, 4, 4), color.Palette{color.Transparent, color.Black})
	clear.SetColorIndex(1, 1, 1)
	for name, c := range map[string]struct {
		data []byte
		kind string
	}{
		"png":                 {pngOf(t, picture(40)), "image/png"},
		"png, 16 bits":        {pngOf(t, deep), "image/png"},
		"png, clear palette":  {pngOf(t, clear), "image/png"},
		"png, grey":           {pngOf(t, image.NewGray(image.Rect(0, 0, 3, 5))), "image/png"},
		"jpeg":                {jpegOf(t, picture(40)), "image/jpeg"},
		"jpeg with a comment": {hidden(jpegOf(t, picture(40)), "at 52.5 north, by Ana"), "image/jpeg"},
	} {
		logo, err := ReadLogo(c.data)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		size, format, err := image.DecodeConfig(bytes.NewReader(logo.Data))
		if err != nil || logo.Type != c.kind || "image/"+format != c.kind || size.Width != logo.Width || size.Height != logo.Height || len(logo.Hash) != 64 {
			t.Errorf("%s: %+v %s %v", name, size, format, err)
		}
		if strings.Contains(string(logo.Data), "Ana") {
			t.Errorf("%s: the comment is still there", name)
		}
		if c.kind == "image/png" && (logo.Data[24] > 8 || logo.Data[28] != 0) { // bit depth and interlacing of the header
			t.Errorf("%s: %d bits, interlaced %d", name, logo.Data[24], logo.Data[28])
		}
		again, err := ReadLogo(c.data)
		if err != nil || again.Hash != logo.Hash {
			t.Errorf("%s: another hash the second time (%v)", name, err)
		}
	}
}

// paint is a mark of a colour on nothing.
func paint(c color.NRGBA) image.Image {
	p := image.NewNRGBA(image.Rect(0, 0, 9, 9))
	p.SetNRGBA(4, 4, c)
	return p
}

func TestReadLogoRefuses(t *testing.T) {
	whole := pngOf(t, picture(40))
	moving := encoded(t, func(b *bytes.Buffer) error { return gif.Encode(b, picture(4), nil) })
	for name, c := range map[string]struct {
		data []byte
		key  string
	}{
		"nothing":          {nil, "field.logo_kind"},
		"text":             {[]byte("<svg onload=alert(1)>"), "field.logo_kind"},
		"gif":              {moving, "field.logo_kind"},
		"cut off":          {whole[:len(whole)-20], "field.logo_kind"},
		"white on nothing": {pngOf(t, paint(color.NRGBA{0xFF, 0xFF, 0xFF, 0xFF})), "field.logo_pale"},
		"nearly white":     {pngOf(t, paint(color.NRGBA{0xF0, 0xFA, 0xFF, 0xFF})), "field.logo_pale"},
		"nearly nothing":   {pngOf(t, paint(color.NRGBA{0, 0, 0, 10})), "field.logo_pale"},
		"nothing at all":   {pngOf(t, paint(color.NRGBA{})), "field.logo_pale"},
		"too wide":         {pngOf(t, image.NewGray(image.Rect(0, 0, MaxLogoSide+1, 1))), "field.logo_side"},
		"too large":        {append(whole, make([]byte, MaxLogoBytes)...), "field.logo_bytes"},
	} {
		_, err := ReadLogo(c.data)
		var e *Error
		if !errors.As(err, &e) || e.Kind != Invalid || len(e.Fields) != 1 || e.Fields[0].Field != "logo" || e.Fields[0].Key != c.key {
			t.Errorf("%s: %v, want %s", name, err, c.key)
		}
	}
}

// FuzzReadLogo: whatever is sent, what is kept decodes and is small.
func FuzzReadLogo(f *testing.F) {
	f.Add(pngOf(f, picture(3)))
	f.Add(jpegOf(f, picture(3)))
	f.Add([]byte("\x89PNG\r\n\x1a\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		logo, err := ReadLogo(data)
		if err != nil {
			return
		}
		size, _, err := image.DecodeConfig(bytes.NewReader(logo.Data))
		if err != nil || size.Width > MaxLogoSide || size.Height > MaxLogoSide || size.Width != logo.Width {
			t.Errorf("%v %v", size, err)
		}
	})
}

func TestCheckOrganisation(t *testing.T) {
	good := Organisation{Kind: Association, Name: "Chamber Ä"}
	for want, o := range map[string]Organisation{
		"":                  good,
		"field.pick_one":    {Kind: "club", Name: "X"},
		"field.required":    {Kind: Agency, Name: " "},
		"field.too_long":    {Kind: Agency, Name: strings.Repeat("ä", MaxOrganisationName+1)},
		"field.one_line":    {Kind: Agency, Name: "X\nY"},
		"field.web_address": {Kind: Agency, Name: "X", Address: "javascript:alert(1)"},
	} {
		if got := keyOf(t, o.Check()); got != want {
			t.Errorf("%+v: %q, want %q", o, got, want)
		}
	}
	for address, fine := range map[string]bool{"https://example.org": true, "http://example.org/a?b=c": true, "example.org": false,
		"//example.org": false, "https://": false, "https://me:secret@example.org": false, "ftp://example.org": false} {
		o := good
		o.Address = address
		if got := len(o.Check()) == 0; got != fine {
			t.Errorf("%q: fine is %v", address, got)
		}
	}
}
