package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/spf13/pflag"

	"onramp/assessment"
	"onramp/assessment/service"
	"onramp/assessment/store"
	"onramp/assessment/telemetry"
)

// observeSettings say who may look at a running server.
type observeSettings struct{ metrics, traces, service *string }

func observeFlags(f *pflag.FlagSet) observeSettings {
	return observeSettings{
		metrics: f.String("metrics-addr", "", "address to serve Prometheus metrics on, at /metrics; keep it from visitors"),
		traces:  f.String("otlp-endpoint", "", "OpenTelemetry collector to send traces to, by OTLP over HTTP, such as http://localhost:4318"),
		service: f.String("otlp-service", "onramp", "name of this service in traces"),
	}
}

// observer is what a running server tells about itself; its parts are nil where
// nobody asked for them.
type observer struct {
	metrics  *telemetry.Metrics
	tracer   *telemetry.Tracer
	listener net.Listener
	server   *http.Server
}

// open begins to listen and to send.
func (s observeSettings) open(ctx context.Context, st *store.Store) (*observer, error) {
	o := &observer{}
	if *s.metrics != "" {
		var err error
		if o.listener, err = (&net.ListenConfig{}).Listen(ctx, "tcp", *s.metrics); err != nil {
			return nil, fmt.Errorf("cannot listen on %s: %w; choose another address with --metrics-addr", *s.metrics, err)
		}
		o.metrics = telemetry.NewMetrics()
		o.gauges(st)
		mux := http.NewServeMux()
		mux.HandleFunc("GET /metrics", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
			o.metrics.Write(w)
		})
		o.server = &http.Server{Handler: mux, ReadTimeout: 10 * time.Second, WriteTimeout: 10 * time.Second}
		go func() { _ = o.server.Serve(o.listener) }()
	}
	if *s.traces != "" {
		o.tracer = telemetry.NewTracer(*s.traces, *s.service)
	}
	return o, nil
}

func (o *observer) gauges(st *store.Store) {
	gauge := func(name string, value func(store.Stats) int64) {
		o.metrics.Gauge(name, func() float64 { return float64(value(st.Stats())) })
	}
	gauge("store_updates_total", func(s store.Stats) int64 { return s.Updates })
	gauge("store_commits_total", func(s store.Stats) int64 { return s.Commits })
	gauge("store_clashes_total", func(s store.Stats) int64 { return s.Clashes })
	gauge("store_queue", func(s store.Stats) int64 { return s.Waiting })
}

// close sends what waits.
func (o *observer) close() error {
	var err error
	if o.server != nil {
		err = o.server.Close()
	}
	if o.tracer != nil {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		err = errors.Join(err, o.tracer.Close(ctx))
	}
	return err
}

// observedStore notes how long transactions take, as part of the request that
// asked for them.
type observedStore struct {
	service.Store
	*observer
}

func (o observedStore) View(ctx context.Context, fn func(assessment.Tx) error) error {
	return o.observe(ctx, "view", fn, o.Store.View)
}

func (o observedStore) Update(ctx context.Context, fn func(assessment.Tx) error) error {
	return o.observe(ctx, "update", fn, o.Store.Update)
}

func (o observedStore) observe(ctx context.Context, name string, fn func(assessment.Tx) error, call func(context.Context, func(assessment.Tx) error) error) error {
	begun := time.Now()
	ctx, span := o.tracer.Start(ctx, "store "+name, telemetry.Internal)
	err := call(ctx, fn)
	o.metrics.Took("store_"+name, time.Since(begun))
	span.End(err != nil && assessment.KindOf(err) == assessment.Internal)
	return err
}
