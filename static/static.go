// Package static holds what browsers and documents load beside pages: one
// stylesheet with the design tokens, one small script, htmx, and the fonts of
// documents. Everything is served from this site; no page asks a third party.
package static

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io"
	"io/fs"
)

// Files is everything served under /static.
//
//go:embed app.css app.js live.js screen.css icon.svg openapi.json vendor/*.js vendor/*.LICENSE
var Files embed.FS

// Regular and Bold are the fonts of documents: Noto Sans under the Open Font
// License, cut to Latin, Greek and Cyrillic.
//
//go:embed fonts/NotoSans-Regular.ttf
var Regular []byte

// Bold is Regular's bold face.
//
//go:embed fonts/NotoSans-Bold.ttf
var Bold []byte

// scripts are Noto Sans for other scripts, two faces each, packed; fonts/README.md
// says how they were cut.
//
//go:embed fonts/*.ttf.gz
var scripts embed.FS

// Script returns the faces of a script that Regular and Bold lack, as TrueType
// files: Arabic, Devanagari, SC (Chinese), JP or KR.
func Script(name string) (regular, bold []byte, err error) {
	if regular, err = unpack("fonts/NotoSans" + name + "-Regular.ttf.gz"); err == nil {
		bold, err = unpack("fonts/NotoSans" + name + "-Bold.ttf.gz")
	}
	return regular, bold, err
}

func unpack(name string) ([]byte, error) {
	packed, err := scripts.ReadFile(name)
	if err != nil {
		return nil, err
	}
	in, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(in)
}

// Hash names the present content of Files, so that addresses can be cached for
// ever and change when a file does.
func Hash() (string, error) {
	sum := sha256.New()
	err := fs.WalkDir(Files, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := Files.ReadFile(path)
		sum.Write([]byte(path))
		sum.Write(data)
		return err
	})
	return hex.EncodeToString(sum.Sum(nil))[:12], err
}
