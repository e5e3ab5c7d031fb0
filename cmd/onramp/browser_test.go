package main

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp" // a real browser
)

// Bounds of one step and of one walk; nothing waits this long when all is well.
const (
	patience = 20 * time.Second
	walkTime = 6 * time.Minute
)

// startServer runs the real program on a free port and a fresh database, and
// returns its address.
func startServer(t testing.TB, flags ...string) string {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	out, w := io.Pipe()
	done := make(chan int, 1)
	args := append([]string{"serve", "--addr", "127.0.0.1:0", "--database", filepath.Join(t.TempDir(), "onramp.db")}, flags...)
	go func() { done <- run(ctx, args, strings.NewReader(""), w, io.Discard) }()
	t.Cleanup(func() {
		stop()
		if code := <-done; code != 0 {
			t.Errorf("the server ended with exit code %d", code)
		}
	})
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	_, address, ok := strings.Cut(strings.TrimSpace(line), " at ")
	if !ok {
		t.Fatalf("the server prints no address: %q", line)
	}
	return address
}

// startBrowser starts Chromium with one tab of the given width. Where there is
// none the test is skipped, and fails in CI.
func startBrowser(t testing.TB, width int, scripts bool) context.Context {
	t.Helper()
	path := findBrowser()
	if path == "" {
		if os.Getenv("CI") != "" {
			t.Fatal("no Chromium on this machine, and CI must not skip this test")
		}
		t.Skip("no Chromium on this machine")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.WindowSize(width, 900))
	ctx, cancel := context.WithTimeout(context.Background(), walkTime)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewExecAllocator(ctx, options...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(int64(width), 900)); err != nil {
		t.Fatal(err)
	}
	if _, err := chromedp.Call(ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !scripts}); err != nil {
		t.Fatal(err)
	}
	return ctx
}

func findBrowser() string {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}

// visitor walks through the product in a browser.
type visitor struct {
	*testing.T
	ctx     context.Context
	scripts bool
	axe     string
	name    string
}

// step is an action without a result.
type step = chromedp.Action[chromedp.Void]

func (v *visitor) do(steps ...step) {
	v.Helper()
	ctx, cancel := context.WithTimeout(v.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		v.Fatalf("at %s: %v", v.location(), err)
	}
}

// get runs an action and returns its result. A live page may load itself anew
// meanwhile: then it looks again.
func get[R any](v *visitor, action chromedp.Action[R]) R {
	v.Helper()
	ctx, cancel := context.WithTimeout(v.ctx, patience)
	defer cancel()
	for {
		result, err := chromedp.Run(ctx, action)
		if err == nil {
			return result
		}
		if !loadedAnew(err) || ctx.Err() != nil {
			v.Fatal(err)
		}
	}
}

// loadedAnew reports whether an action failed because its page went away under it.
func loadedAnew(err error) bool {
	for _, said := range []string{"Cannot find context with specified id", "Execution context was destroyed", "Inspected target navigated or closed", "No node with given id found", "Could not find node with given id"} {
		if strings.Contains(err.Error(), said) {
			return true
		}
	}
	return false
}

func (v *visitor) location() string {
	v.Helper()
	return get(v, chromedp.Location())
}

func (v *visitor) open(address string) {
	v.Helper()
	v.do(chromedp.Navigate(address), chromedp.WaitReady(chromedp.CSS("#main")))
}

func (v *visitor) text(selector string) string {
	v.Helper()
	return get(v, chromedp.Text(chromedp.CSS(selector)))
}

func (v *visitor) nodes(selector string) []*chromedp.Node {
	v.Helper()
	return get(v, chromedp.Nodes(chromedp.CSSAll(selector), chromedp.AtLeast(0)))
}

func (v *visitor) count(selector string) int {
	v.Helper()
	return len(v.nodes(selector))
}

// look checks a page as a person with a narrow screen or a screen reader would
// meet it: no sideways scrolling and, where scripts run, no finding of axe-core
// with everything unfolded.
func (v *visitor) look(page string) {
	v.Helper()
	v.picture(page)
	v.unfold()
	if get(v, chromedp.Evaluate[bool](`document.documentElement.scrollWidth > document.documentElement.clientWidth`)) {
		v.Errorf("%s scrolls sideways: %s", page, get(v, chromedp.Evaluate[string](`[...document.querySelectorAll("main *")].filter(
			e => e.getBoundingClientRect().right > document.documentElement.clientWidth && !e.closest(".scroll")).slice(0, 5).map(
			e => e.outerHTML.slice(0, 80)).join(" | ")`)))
	}
	if !v.scripts {
		return
	}
	// The page of parts shows the same part many times, each with its landmarks.
	found := get(v, chromedp.Evaluate[string](v.axe+`;axe.run(document, {resultTypes: ["violations"], rules: {"landmark-unique": {enabled: `+strconv.FormatBool(page != "parts")+`}}}).then(r => JSON.stringify(r.violations.map(
		v => v.id + ": " + v.help + " at " + v.nodes.slice(0, 3).map(n => n.target.join(" ") + " " + (n.failureSummary || "")).join("; "))))`, chromedp.EvalAwaitPromise))
	var violations []string
	if err := json.Unmarshal([]byte(found), &violations); err != nil {
		v.Fatal(err)
	}
	for _, one := range violations {
		v.Errorf("%s: axe-core: %s", page, one)
	}
}

// unfold opens whatever can be folded.
func (v *visitor) unfold() {
	v.Helper()
	get(v, chromedp.Evaluate[int](`document.querySelectorAll("details:not(.languages)").forEach(d => { d.open = true; }); 0`))
}

// lookInTheDark looks at a page in dark colours too.
func (v *visitor) lookInTheDark(page string) {
	v.Helper()
	v.look(page)
	v.colours("dark")
	v.look(page + "-dark")
	v.colours("light")
}

func (v *visitor) colours(scheme string) {
	v.Helper()
	if _, err := chromedp.Call(v.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		// Without motion, so that no colour is looked at halfway to another.
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: "reduce"}}}); err != nil {
		v.Fatal(err)
	}
}

// online gives and takes the connection.
func (v *visitor) online(there bool) {
	v.Helper()
	conditions := []*network.Conditions{}
	if !there {
		conditions = append(conditions, &network.Conditions{Offline: true, DownloadThroughput: -1, UploadThroughput: -1})
	}
	if _, err := chromedp.Call(v.ctx, network.EmulateNetworkConditionsByRule, network.EmulateNetworkConditionsByRuleParams{MatchedNetworkConditions: conditions}); err != nil {
		v.Fatal(err)
	}
}

// picture saves a picture of the page where ONRAMP_PICTURES names a folder, so
// that a person can look at it.
func (v *visitor) picture(page string) {
	folder := os.Getenv("ONRAMP_PICTURES")
	if folder == "" {
		return
	}
	png := get(v, chromedp.FullScreenshot(100))
	if err := os.WriteFile(filepath.Join(folder, v.name+"-"+page+".png"), png, 0o644); err != nil {
		v.Fatal(err)
	}
}
