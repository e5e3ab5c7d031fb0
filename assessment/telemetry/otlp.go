package telemetry

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
)

// Tracer sends spans to an OpenTelemetry collector, some together. It never
// makes anybody wait: while the collector is slow or away spans are dropped.
type Tracer struct {
	endpoint, service string
	client            *http.Client
	spans             chan span
	flush             chan struct{}
	done              chan struct{}
	dropped, failed   atomic.Int64
}

// Limits of what waits to be sent.
const (
	spansWaiting = 4096
	spansAtOnce  = 512
	sendPause    = 5 * time.Second
	sendTime     = 10 * time.Second
)

// NewTracer makes a tracer for a collector's OTLP endpoint for HTTP, such as
// http://localhost:4318; spans go to /v1/traces below it.
func NewTracer(endpoint, service string) *Tracer {
	t := &Tracer{endpoint: strings.TrimSuffix(strings.TrimRight(endpoint, "/"), "/v1/traces") + "/v1/traces", service: service,
		client: &http.Client{Timeout: sendTime}, spans: make(chan span, spansWaiting), flush: make(chan struct{}), done: make(chan struct{})}
	go t.run()
	return t
}

// Dropped is how many spans were lost, because nobody took them.
func (t *Tracer) Dropped() int64 { return t.dropped.Load() + t.failed.Load() }

// Close sends what waits, within the context's time.
func (t *Tracer) Close(ctx context.Context) error {
	close(t.flush)
	select {
	case <-t.done:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (t *Tracer) take(s span) {
	select {
	case t.spans <- s:
	default:
		t.dropped.Add(1)
	}
}

// run collects spans and sends them, until Close.
func (t *Tracer) run() {
	defer close(t.done)
	tick := time.NewTicker(sendPause)
	defer tick.Stop()
	var batch []span
	send := func() {
		if len(batch) > 0 && t.send(batch) != nil {
			t.failed.Add(int64(len(batch)))
		}
		batch = nil
	}
	for {
		select {
		case s := <-t.spans:
			if batch = append(batch, s); len(batch) >= spansAtOnce {
				send()
			}
		case <-tick.C:
			send()
		case <-t.flush:
			for more := true; more; {
				select {
				case s := <-t.spans:
					batch = append(batch, s)
				default:
					more = false
				}
			}
			send()
			return
		}
	}
}

func (t *Tracer) send(batch []span) error {
	body, err := json.Marshal(export{[]resourceSpans{{
		Resource: resource{[]keyValue{textValue("service.name", t.service)}},
		Scopes:   []scopeSpans{{Scope: scope{"onramp"}, Spans: batch}},
	}}})
	if err != nil {
		return err
	}
	request, err := http.NewRequest(http.MethodPost, t.endpoint, bytes.NewReader(body)) //nolint:noctx // bounded by the client's time
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/json")
	answer, err := t.client.Do(request)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if answer.StatusCode >= 300 {
		return fmt.Errorf("the collector answers %s", answer.Status)
	}
	return nil
}

// What is sent, as OTLP 1 writes it in JSON.
type (
	export struct {
		ResourceSpans []resourceSpans `json:"resourceSpans"`
	}
	resourceSpans struct {
		Resource resource     `json:"resource"`
		Scopes   []scopeSpans `json:"scopeSpans"`
	}
	resource struct {
		Attributes []keyValue `json:"attributes"`
	}
	scopeSpans struct {
		Scope scope  `json:"scope"`
		Spans []span `json:"spans"`
	}
	scope struct {
		Name string `json:"name"`
	}
	span struct {
		TraceID    string     `json:"traceId"`
		SpanID     string     `json:"spanId"`
		Parent     string     `json:"parentSpanId,omitempty"`
		Name       string     `json:"name"`
		Kind       int        `json:"kind"`
		Start      string     `json:"startTimeUnixNano"`
		End        string     `json:"endTimeUnixNano"`
		Attributes []keyValue `json:"attributes,omitempty"`
		Status     status     `json:"status"`
	}
	status struct {
		Code int `json:"code,omitempty"` // 2 for an error
	}
	keyValue struct {
		Key   string   `json:"key"`
		Value anyValue `json:"value"`
	}
	anyValue struct {
		Text   *string `json:"stringValue,omitempty"`
		Number *string `json:"intValue,omitempty"`
	}
)

func textValue(key, value string) keyValue { return keyValue{key, anyValue{Text: &value}} }

// record is the span as it is sent.
func (s *Span) record(end time.Time) span {
	r := span{TraceID: s.trace, SpanID: s.id, Parent: s.parent, Name: s.name, Kind: s.kind,
		Start: strconv.FormatInt(s.started.UnixNano(), 10), End: strconv.FormatInt(end.UnixNano(), 10)}
	for _, a := range s.attributes {
		if a.number {
			n := strconv.FormatInt(a.n, 10)
			r.Attributes = append(r.Attributes, keyValue{a.key, anyValue{Number: &n}})
		} else {
			r.Attributes = append(r.Attributes, textValue(a.key, a.text))
		}
	}
	if s.interrupted {
		r.Status.Code = 2
	}
	return r
}
