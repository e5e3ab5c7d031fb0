package assessment

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"image"
	"image/draw"
	"image/jpeg"
	"image/png"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// OrganisationKind is what an organisation does on the site.
type OrganisationKind string

// The kinds of organisation: an association helps firms, an agency publishes
// statistics, an operator runs the site.
const (
	Association OrganisationKind = "association"
	Agency      OrganisationKind = "agency"
	Operator    OrganisationKind = "operator"
)

// OrganisationKinds lists them in the order they are offered.
var OrganisationKinds = []OrganisationKind{Association, Agency, Operator}

// Roles are what people of such an organisation can be, the plain one first.
func (k OrganisationKind) Roles() []Role {
	switch k {
	case Association:
		return []Role{FacilitatorRole, ManagerRole}
	case Agency:
		return []Role{AnalystRole, ManagerRole}
	case Operator:
		return []Role{OperatorRole}
	default:
		return nil
	}
}

// Organisation is a business association, an agency, or whoever runs the site.
type Organisation struct {
	ID      string
	Kind    OrganisationKind
	Name    string
	Contact string // how firms reach it, as it types it; may be empty
	Address string // on the web, http or https; may be empty
	Country string // ISO 3166-1 code of where it works; empty when not said
	Logo    string // hash of its logo; empty for none
	Created time.Time
}

// Limits of an organisation, in runes.
const (
	MaxOrganisationName = 120
	MaxContact          = 200
	MaxAddress          = 300
)

// Check reports every field that does not fit.
func (o Organisation) Check() []FieldError {
	var bad []FieldError
	add := func(field, key string, args map[string]any) {
		bad = append(bad, FieldError{Field: field, Key: key, Args: args})
	}
	if !slices.Contains(OrganisationKinds, o.Kind) {
		add("kind", "field.pick_one", nil)
	}
	bad = append(bad, checkLine("name", o.Name, true, MaxOrganisationName)...)
	bad = append(bad, checkLine("contact", o.Contact, false, MaxContact)...)
	bad = append(bad, checkLine("address", o.Address, false, MaxAddress)...)
	if u, err := url.Parse(o.Address); o.Address != "" && (err != nil || u.Host == "" || u.User != nil || u.Scheme != "http" && u.Scheme != "https") {
		add("address", "field.web_address", nil)
	}
	return bad
}

// checkLine is what holds for one line that a person types: valid text, no
// line breaks or other control characters, at most so many runes.
func checkLine(field, text string, required bool, high int) []FieldError {
	switch {
	case required && strings.TrimSpace(text) == "":
		return []FieldError{{Field: field, Key: "field.required"}}
	case utf8.RuneCountInString(text) > high:
		return []FieldError{{Field: field, Key: "field.too_long", Args: map[string]any{"High": high}}}
	case !utf8.ValidString(text) || strings.ContainsFunc(text, unicode.IsControl):
		return []FieldError{{Field: field, Key: "field.one_line"}}
	}
	return nil
}

// Logo is the picture of an organisation.
type Logo struct {
	Hash          string // SHA-256 of Data in hex
	Type          string // media type: image/png or image/jpeg
	Width, Height int    // pixels
	Data          []byte
}

// Limits of a picture that is sent in.
const (
	MaxLogoBytes = 200_000
	MaxLogoSide  = 2000 // pixels, so that a small file cannot unpack to a huge picture
)

// ReadLogo checks a picture by decoding it and draws it anew: nothing but its
// pixels stays, so no place or name that a camera or a program wrote into the
// file is published, and documents meet only plain forms of PNG and JPEG.
// What does not fit is Invalid, on the field "logo".
func ReadLogo(data []byte) (Logo, error) {
	if len(data) > MaxLogoBytes {
		return Logo{}, InvalidField("logo", "field.logo_bytes", map[string]any{"High": MaxLogoBytes / 1000})
	}
	size, format, err := image.DecodeConfig(bytes.NewReader(data))
	if err != nil || format != "png" && format != "jpeg" {
		return Logo{}, InvalidField("logo", "field.logo_kind", nil)
	}
	if size.Width > MaxLogoSide || size.Height > MaxLogoSide {
		return Logo{}, InvalidField("logo", "field.logo_side", map[string]any{"High": MaxLogoSide})
	}
	picture, _, err := image.Decode(bytes.NewReader(data))
	if err != nil {
		return Logo{}, InvalidField("logo", "field.logo_kind", nil)
	}
	if pale(picture) {
		return Logo{}, InvalidField("logo", "field.logo_pale", nil)
	}
	logo := Logo{Type: "image/" + format, Width: size.Width, Height: size.Height}
	var out bytes.Buffer
	if format == "jpeg" {
		err = jpeg.Encode(&out, picture, &jpeg.Options{Quality: 90})
	} else {
		err = (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&out, plain(picture))
	}
	if err != nil {
		return Logo{}, err
	}
	logo.Data = out.Bytes()
	sum := sha256.Sum256(logo.Data)
	logo.Hash = hex.EncodeToString(sum[:])
	return logo, nil
}

// pale reports whether nothing of a picture shows on white: pages and documents
// put it there, and a white logo on nothing would vanish. The least contrast
// that counts is a tenth of the range.
func pale(picture image.Image) bool {
	const white, least = 0xffff, 0x1999
	bounds := picture.Bounds()
	for y := bounds.Min.Y; y < bounds.Max.Y; y++ {
		for x := bounds.Min.X; x < bounds.Max.X; x++ {
			r, g, b, alpha := picture.At(x, y).RGBA() // multiplied by alpha, so what lets white through is white - alpha
			if darkest := min(r, g, b) + white - alpha; darkest < white-least {
				return false
			}
		}
	}
	return true
}

// plain is a picture with eight bits a channel; opaque palettes and greys stay
// as they are, because they are small.
func plain(picture image.Image) image.Image {
	switch p := picture.(type) {
	case *image.Gray:
		return p
	case *image.Paletted:
		if p.Opaque() {
			return p
		}
	}
	bounds := picture.Bounds()
	out := image.NewNRGBA(image.Rect(0, 0, bounds.Dx(), bounds.Dy()))
	draw.Draw(out, out.Bounds(), picture, bounds.Min, draw.Src)
	return out
}
