package main

import (
	"bytes"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"onramp/assessment"
	"onramp/assessment/locale"
	"onramp/assessment/report"
	"onramp/assessment/service"
	"onramp/assessment/store"
	"onramp/static"
)

// BenchmarkDocument draws the roadmap of one firm, and prints its page with
// headless Chromium: in a browser that runs already, and in one that is started
// for the job. BenchmarkDocument of package report has the bare gofpdf document.
func BenchmarkDocument(b *testing.B) {
	file := filepath.Join(b.TempDir(), "onramp.db")
	in, token := answered(b, file)
	bundle, err := locale.Load()
	if err != nil {
		b.Fatal(err)
	}
	w, err := report.NewWriter(report.Fonts{Regular: static.Regular, Bold: static.Bold, Script: static.Script})
	if err != nil {
		b.Fatal(err)
	}
	b.Run("onramp", func(b *testing.B) {
		for b.Loop() {
			var out bytes.Buffer
			p := bundle.Printer("en")
			if err := w.Roadmap(&out, p, report.Layout(p, in.Outcome(), report.Meta{Site: "Onramp", PublicURL: "http://localhost:8080/"})); err != nil {
				b.Fatal(err)
			}
		}
	})
	address := "file://" + roadmapPage(b, startServer(b, "--database", file), in.ID, token)
	warm := startBrowser(b, 1280, true)
	b.Run("chromium-warm", func(b *testing.B) {
		for b.Loop() {
			if err := chromedp.Do(warm, chromedp.Navigate(address)); err != nil {
				b.Fatal(err)
			}
			if _, err := chromedp.Call(warm, page.PrintToPDF, page.PrintToPDFParams{PrintBackground: new(true)}); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("chromium-cold", func(b *testing.B) {
		for b.Loop() {
			folder := b.TempDir()
			cmd := exec.CommandContext(b.Context(), findBrowser(), "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
				"--disable-component-update", "--disable-sync", "--user-data-dir="+folder, "--print-to-pdf="+filepath.Join(folder, "page.pdf"), address)
			if out, err := cmd.CombinedOutput(); err != nil {
				b.Fatalf("%v: %s", err, out)
			}
		}
	})
}

// answered makes a database with a firm that has answered everything.
func answered(b *testing.B, file string) (in *service.Interview, token string) {
	b.Helper()
	c, err := loadContent("")
	if err != nil {
		b.Fatal(err)
	}
	st, err := store.Open(b.Context(), file)
	if err != nil {
		b.Fatal(err)
	}
	defer st.Close()
	sv := service.New(st, service.Options{})
	if err := sv.Refresh(b.Context(), c); err != nil {
		b.Fatal(err)
	}
	profile := assessment.Profile{Country: "DE", Language: "en", Sector: "C", Employees: 12, Goals: []string{"cut-cost"}}
	id, token, err := sv.Start(b.Context(), c.Questionnaires[0].ID, profile, assessment.Standard, false)
	if err != nil {
		b.Fatal(err)
	}
	if in, err = sv.Interview(b.Context(), id, token); err != nil {
		b.Fatal(err)
	}
	for question, more := in.Next(); more; question, more = in.Next() {
		r := assessment.ValueResponse(1)
		if question.Item.Kind == assessment.Checklist {
			r = assessment.OptionsResponse(question.Item.Options[0].ID)
		}
		if in, err = sv.Answer(b.Context(), id, token, question.Item.ID, r, ""); err != nil {
			b.Fatal(err)
		}
	}
	return in, token
}

// roadmapPage saves the page of a roadmap, with its styles, where a browser
// without its key can open it.
func roadmapPage(b *testing.B, base, id, token string) (file string) {
	b.Helper()
	request, err := http.NewRequestWithContext(b.Context(), http.MethodGet, base+"/assessments/"+id+"/roadmap", nil)
	if err != nil {
		b.Fatal(err)
	}
	request.AddCookie(&http.Cookie{Name: "key", Value: token})
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		b.Fatal(err)
	}
	defer answer.Body.Close()
	html, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		b.Fatal(answer.Status, err)
	}
	file = filepath.Join(b.TempDir(), "roadmap.html")
	whole := strings.Replace(string(html), "<head>", `<head><base href="`+base+`/">`, 1)
	if err := os.WriteFile(file, []byte(whole), 0o600); err != nil {
		b.Fatal(err)
	}
	return file
}
