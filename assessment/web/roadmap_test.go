package web

import (
	"strings"
	"testing"
	"time"

	"onramp/assessment"
)

func TestRoadmapPDF(t *testing.T) {
	v := newSite(t).visitor().start("name", "Brot & Söhne 🥐")
	path := v.home() + "/roadmap.pdf"
	empty := v.get(path)
	empty.is(t, 200, "%PDF-")
	v.finish(0.4)
	a := v.get(path, "Accept-Encoding", "gzip")
	a.is(t, 200, "%PDF-", "%%EOF")
	tag := a.Header.Get("ETag")
	if tag == "" || tag == empty.Header.Get("ETag") || a.Header.Get("Content-Type") != "application/pdf" || a.Header.Get("Cache-Control") != "private, no-cache" ||
		!strings.HasPrefix(a.Header.Get("Content-Disposition"), "inline") || a.Header.Get("Content-Encoding") != "" {
		t.Errorf("headers %v", a.Header)
	}
	t.Logf("%d bytes", a.bytes)
	v.pass(48 * time.Hour)
	if again := v.get(path); again.Text != a.Text || again.Header.Get("ETag") != tag {
		t.Error("the same answers give another document")
	}
	for _, match := range []string{tag, "W/" + tag, `"other", ` + tag, "*"} {
		same := v.get(path, "If-None-Match", match)
		same.is(t, 304)
		if same.Text != "" || same.Header.Get("ETag") != tag {
			t.Errorf("%s: %d bytes", match, len(same.Text))
		}
	}
	v.get(path, "If-None-Match", `"other"`).is(t, 200, "%PDF-")
	head := v.send("HEAD", path, nil)
	head.is(t, 200)
	if head.Text != "" || head.Header.Get("ETag") != tag {
		t.Errorf("HEAD: %v", head.Header)
	}
	v.say("TA01", assessment.ValueResponse(4))
	v.get(path, "If-None-Match", tag).is(t, 200, "%PDF-")
}
