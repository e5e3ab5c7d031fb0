// Package telemetry is how a running server is seen from outside: counts and
// durations for Prometheus, and traces for an OpenTelemetry collector. It knows
// nothing of firms; names and labels are fixed words of the program, so nothing
// that a visitor typed or that identifies one can get into them.
//
// Metrics are kept by VictoriaMetrics/metrics, which writes Prometheus' text
// format. Traces are sent as OTLP in JSON by a few lines here: the official
// exporter and its SDK would make the program 5 MB larger than it may be.
package telemetry
