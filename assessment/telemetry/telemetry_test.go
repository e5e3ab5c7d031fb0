package telemetry

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
)

// TestMetrics: what was counted is there in Prometheus' format, and counting
// without metrics is nothing.
func TestMetrics(t *testing.T) {
	m := NewMetrics()
	m.Request("GET", "/assessments/:id", 200, 30*time.Millisecond)
	m.Request("GET", "/assessments/:id", 200, 30*time.Millisecond)
	m.Add("answers")
	m.Took("pdf", time.Second)
	m.Gauge("queue", func() float64 { return 3 })
	var b bytes.Buffer
	m.Write(&b)
	for _, line := range []string{
		`onramp_requests_total{method="GET",route="/assessments/:id",status="200"} 2`, `onramp_request_seconds_count{route="/assessments/:id"} 2`,
		"onramp_answers_total 1", "onramp_pdf_seconds_sum 1", "onramp_queue 3", "go_goroutines ",
	} {
		if !strings.Contains(b.String(), line) {
			t.Errorf("no line %s in\n%s", line, b.String())
		}
	}
	var none *Metrics
	none.Request("GET", "/", 200, 0)
	none.Add("answers")
	none.Took("pdf", 0)
	none.Gauge("queue", nil)
}

// collector keeps what it is sent.
type collector struct {
	mu    sync.Mutex
	spans []span
	all   []byte
}

func (c *collector) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c.mu.Lock()
	defer c.mu.Unlock()
	var b bytes.Buffer
	_, _ = b.ReadFrom(r.Body)
	c.all = append(c.all, b.Bytes()...)
	var e export
	if r.URL.Path != "/v1/traces" || r.Header.Get("Content-Type") != "application/json" || json.Unmarshal(b.Bytes(), &e) != nil {
		http.Error(w, "no", http.StatusBadRequest)
		return
	}
	for _, resource := range e.ResourceSpans {
		for _, s := range resource.Scopes {
			c.spans = append(c.spans, s.Spans...)
		}
	}
}

// TestTraces: spans reach a collector under the trace of the caller, in the
// form of OTLP, and Close sends what waits.
func TestTraces(t *testing.T) {
	var c collector
	server := httptest.NewServer(&c)
	defer server.Close()
	tracer := NewTracer(server.URL+"/", "onramp-test")
	ctx := tracer.FromHeader(t.Context(), "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
	ctx, outer := tracer.Start(ctx, "request", Server)
	_, inner := tracer.Start(ctx, "update", Internal)
	inner.End(true)
	inner.End(false)
	outer.Name("GET /")
	outer.Text("http.route", "/")
	outer.Number("http.response.status_code", 200)
	outer.End(false)
	_, other := tracer.Start(tracer.FromHeader(t.Context(), "00-"+noTrace+"-b7ad6b7169203331-01"), "other", Server)
	other.End(false)
	if err := tracer.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	if len(c.spans) != 3 || tracer.Dropped() != 0 {
		t.Fatalf("%d spans sent, %d dropped", len(c.spans), tracer.Dropped())
	}
	in, out, third := c.spans[0], c.spans[1], c.spans[2]
	if in.Name != "update" || in.Parent != out.SpanID || in.TraceID != out.TraceID || in.Status.Code != 2 || in.Kind != Internal {
		t.Errorf("the inner span: %+v", in)
	}
	if out.Name != "GET /" || out.Parent != "b7ad6b7169203331" || out.TraceID != "0af7651916cd43dd8448eb211c80319c" || out.Kind != Server || len(out.Attributes) != 2 || out.Status.Code != 0 || out.Start >= out.End {
		t.Errorf("the outer span: %+v", out)
	}
	if third.Parent != "" || len(third.TraceID) != 32 || third.TraceID == noTrace {
		t.Errorf("a span whose caller's header does not fit: %+v", third)
	}
	if !bytes.Contains(c.all, []byte(`{"key":"service.name","value":{"stringValue":"onramp-test"}}`)) {
		t.Errorf("the service has no name in %s", c.all)
	}
}

// TestCollectorAway: nobody waits for a collector that is not there, and what
// was lost is counted.
func TestCollectorAway(t *testing.T) {
	server := httptest.NewServer(http.NotFoundHandler())
	server.Close()
	tracer := NewTracer(server.URL, "onramp-test")
	for range spansWaiting + 10 {
		_, s := tracer.Start(context.Background(), "work", Internal)
		s.End(false)
	}
	if err := tracer.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	if tracer.Dropped() != spansWaiting+10 {
		t.Errorf("%d dropped", tracer.Dropped())
	}
	var none *Tracer
	ctx, s := none.Start(none.FromHeader(t.Context(), ""), "work", Internal)
	s.Name("")
	s.Text("", "")
	s.Number("", 0)
	s.End(false)
	if ctx == nil {
		t.Error("no context")
	}
}
