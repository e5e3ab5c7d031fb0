package telemetry

import (
	"io"
	"strconv"
	"time"

	"github.com/VictoriaMetrics/metrics" // counters and histograms in Prometheus' text format
)

// Metrics are the figures of one server. A nil Metrics counts nothing.
type Metrics struct{ set *metrics.Set }

// NewMetrics makes an empty set.
func NewMetrics() *Metrics { return &Metrics{metrics.NewSet()} }

// Request counts one request by the pattern of its route, never by its address.
func (m *Metrics) Request(method, route string, status int, took time.Duration) {
	if m == nil {
		return
	}
	m.set.GetOrCreateCounter(`onramp_requests_total{method=` + strconv.Quote(method) + `,route=` + strconv.Quote(route) + `,status="` + strconv.Itoa(status) + `"}`).Inc()
	m.set.GetOrCreateHistogram(`onramp_request_seconds{route=` + strconv.Quote(route) + `}`).Update(took.Seconds())
}

// Add raises the counter onramp_NAME_total.
func (m *Metrics) Add(name string) {
	if m != nil {
		m.set.GetOrCreateCounter("onramp_" + name + "_total").Inc()
	}
}

// Took notes a duration in the histogram onramp_NAME_seconds.
func (m *Metrics) Took(name string, d time.Duration) {
	if m != nil {
		m.set.GetOrCreateHistogram("onramp_" + name + "_seconds").Update(d.Seconds())
	}
}

// Gauge registers onramp_NAME, whose value is asked for when somebody looks.
func (m *Metrics) Gauge(name string, value func() float64) {
	if m != nil {
		m.set.NewGauge("onramp_"+name, value)
	}
}

// Write writes everything as Prometheus reads it, with figures of the process.
func (m *Metrics) Write(w io.Writer) {
	m.set.WritePrometheus(w)
	metrics.WriteProcessMetrics(w)
}
