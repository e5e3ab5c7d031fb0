package main

import (
	"context"
	"log/slog"
	"runtime/debug"
	"time"

	"onramp/assessment"
	"onramp/assessment/content"
	"onramp/assessment/locale"
	"onramp/assessment/report"
	"onramp/assessment/service"
	"onramp/assessment/telemetry"
	"onramp/questionnaires"
)

// releasePause is how often a server asks whether a release waits that another
// server was asked for, or died over.
const releasePause = 5 * time.Second

// files writes releases in every format and language, with the words of the
// content.
func (s settings) files(bundle *locale.Bundle, address string) func(*assessment.Release) ([]assessment.ReleaseFile, error) {
	meta := report.Meta{Operator: *s.operator, Contact: *s.contact, PublicURL: address}
	return func(r *assessment.Release) ([]assessment.ReleaseFile, error) {
		c, err := loadContent(*s.content)
		if err != nil {
			return nil, err
		}
		words, err := report.EveryLanguage(bundle, c, *s.questionnaire)
		if err != nil {
			return nil, err
		}
		return report.WriteRelease(r, words, meta)
	}
}

// builtInFiles is files with the built-in content.
func builtInFiles(r *assessment.Release) ([]assessment.ReleaseFile, error) {
	bundle, err := locale.Load()
	if err != nil {
		return nil, err
	}
	c, err := content.Load(questionnaires.Files)
	if err != nil {
		return nil, err
	}
	words, err := report.EveryLanguage(bundle, c, c.Questionnaires[0].ID)
	if err != nil {
		return nil, err
	}
	return report.WriteRelease(r, words, report.Meta{Operator: "Onramp on this computer", PublicURL: "http://localhost:8080"})
}

// releaseMemory is what the program's own memory is kept near while a release
// is made, which would else grow to twice what it needs.
const releaseMemory = 300 << 20

// nextRelease makes one release in little memory.
func nextRelease(ctx context.Context, sv *service.Service) (int, error) {
	if before := debug.SetMemoryLimit(-1); before > releaseMemory {
		debug.SetMemoryLimit(releaseMemory)
		defer debug.SetMemoryLimit(before)
	}
	return sv.NextRelease(ctx)
}

// makeReleases makes every release that waits, until the context ends.
func makeReleases(ctx context.Context, sv *service.Service, tick <-chan time.Time, log *slog.Logger, metrics *telemetry.Metrics) {
	for {
		begun := time.Now()
		number, err := nextRelease(ctx, sv)
		if number > 0 && ctx.Err() == nil {
			metrics.Took("release", time.Since(begun))
			log.InfoContext(ctx, "release worked on", "number", number)
		}
		if err != nil && ctx.Err() == nil {
			log.ErrorContext(ctx, "release failed", "number", number, "error", err.Error())
		}
		if number > 0 && err == nil && ctx.Err() == nil {
			continue // perhaps another one waits
		}
		select {
		case <-sv.ReleaseWaits():
		case <-tick:
		case <-ctx.Done():
			return
		}
	}
}
