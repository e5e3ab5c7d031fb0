package telemetry

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"regexp"
	"sync"
	"time"
)

// Kinds of spans, as OTLP numbers them.
const (
	Internal = 1
	Server   = 2
)

// Span is one piece of work. A nil Span, which there is without a tracer, does
// nothing.
type Span struct {
	tracer             *Tracer
	trace, id, parent  string // hexadecimal
	name               string
	kind               int
	started            time.Time
	attributes         []attribute
	mu                 sync.Mutex
	ended, interrupted bool
}

type attribute struct {
	key    string
	text   string
	n      int64
	number bool
}

type spanKey struct{}

// traceparent is the header of the W3C's Trace Context, version 00.
var traceparent = regexp.MustCompile(`^00-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}$`)

const (
	noTrace = "00000000000000000000000000000000"
	noSpan  = "0000000000000000"
)

// FromHeader lets spans of ctx belong to the trace that a caller names in its
// traceparent header. A header that does not fit is ignored.
func (t *Tracer) FromHeader(ctx context.Context, header string) context.Context {
	found := traceparent.FindStringSubmatch(header)
	if t == nil || found == nil || found[1] == noTrace || found[2] == noSpan {
		return ctx
	}
	return context.WithValue(ctx, spanKey{}, &Span{trace: found[1], id: found[2]})
}

// Start begins a span below the one of ctx.
func (t *Tracer) Start(ctx context.Context, name string, kind int) (context.Context, *Span) {
	if t == nil {
		return ctx, nil
	}
	s := &Span{tracer: t, name: name, kind: kind, started: time.Now(), id: random(8)}
	if above, _ := ctx.Value(spanKey{}).(*Span); above != nil {
		s.trace, s.parent = above.trace, above.id
	} else {
		s.trace = random(16)
	}
	return context.WithValue(ctx, spanKey{}, s), s
}

func random(n int) string {
	b := make([]byte, n)
	rand.Read(b) // never fails
	return hex.EncodeToString(b)
}

// Name changes the name, once the route is known.
func (s *Span) Name(name string) {
	if s != nil {
		s.name = name
	}
}

// Text adds a fixed word of the program.
func (s *Span) Text(key, value string) {
	if s != nil {
		s.attributes = append(s.attributes, attribute{key: key, text: value})
	}
}

// Number adds a number.
func (s *Span) Number(key string, value int64) {
	if s != nil {
		s.attributes = append(s.attributes, attribute{key: key, n: value, number: true})
	}
}

// End ends the span; failed marks it as an error. Errors themselves are not
// sent, since their text may hold what a visitor typed. A second End does
// nothing.
func (s *Span) End(failed bool) {
	if s == nil || s.tracer == nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ended {
		return
	}
	s.ended, s.interrupted = true, failed
	s.tracer.take(s.record(time.Now()))
}
