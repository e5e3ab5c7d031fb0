package service

import (
	"context"
	"sync"
	"time"

	"onramp/assessment"
)

// benchmarkLife is how long a newer release can stay unseen on result pages.
const benchmarkLife = time.Minute

// benchmarks keeps the tables of the latest release that result pages compare
// with, so that no page reads them anew.
type benchmarks struct {
	mu      sync.Mutex
	until   time.Time
	release *assessment.Release
	tables  map[string]*assessment.Table
}

// Benchmark compares a firm with its likes in the latest release, and in nothing
// else. Nil before the first release and where that shows no group of its likes.
func (s *Service) Benchmark(ctx context.Context, model string, p assessment.Profile) (*assessment.Benchmark, error) {
	b := &s.benchmarks
	b.mu.Lock()
	defer b.mu.Unlock()
	if s.now().After(b.until) {
		r, err := s.LatestRelease(ctx)
		if err != nil && assessment.KindOf(err) != assessment.NotFound {
			return nil, err
		}
		b.release, b.tables, b.until = r, map[string]*assessment.Table{}, s.now().Add(benchmarkLife)
	}
	if b.release == nil {
		return nil, nil
	}
	levels, means := assessment.BenchmarkTables(model)
	for _, id := range []string{levels, means} {
		if _, known := b.tables[id]; known {
			continue
		}
		err := s.store.View(ctx, func(tx assessment.Tx) (err error) {
			b.tables[id], err = tx.ReleaseTable(b.release.Number, id)
			return err
		})
		if assessment.KindOf(err) == assessment.NotFound {
			b.tables[id], err = nil, nil
		}
		if err != nil {
			delete(b.tables, id)
			return nil, err
		}
	}
	return assessment.NewBenchmark(b.release, b.tables[levels], b.tables[means], p), nil
}
