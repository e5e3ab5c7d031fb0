package report

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"onramp/assessment/locale"
)

func draw(t testing.TB, w *Writer, p *locale.Printer, doc Document) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := w.Roadmap(&b, p, doc); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestLook writes samples for a person to look at.
func TestLook(t *testing.T) {
	if *pdfFiles == "" {
		t.Skip("no -pdf folder named")
	}
	w := newWriter(t)
	for _, tag := range []string{"en", locale.Pseudo} {
		p := printer(t, tag)
		file := draw(t, w, p, Layout(p, sample(t), sampleMeta))
		if err := os.WriteFile(filepath.Join(*pdfFiles, tag+".pdf"), file, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
