package store

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"sync/atomic"
	"testing"
	"time"

	"onramp/assessment"
)

// The absolute figures are the disk's: compare them within one run, rows a
// second of an Update to those of an append with fsync.

func rate(b *testing.B) { b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "rows/s") }

// BenchmarkAppendFsync is the baseline: one row appended and forced to disk.
func BenchmarkAppendFsync(b *testing.B) {
	f, err := os.Create(filepath.Join(b.TempDir(), "log"))
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	row := make([]byte, 110)
	for b.Loop() {
		if _, err := f.Write(row); err != nil {
			b.Fatal(err)
		}
		if err := f.Sync(); err != nil {
			b.Fatal(err)
		}
	}
	rate(b)
}

// answer saves one response the way an interview does.
func answer(s *Store, id string, i int) error {
	return s.Update(context.Background(), func(tx assessment.Tx) error {
		return tx.SaveResponse(id, assessment.Asked{Item: fmt.Sprint("item-", i%40)}, assessment.ValueResponse(i%5), noon.Add(time.Duration(i)*time.Millisecond)) // SQLite skips a row that stays the same
	})
}

func BenchmarkUpdateSingle(b *testing.B) {
	s, _ := started(b, openFile)
	i := 0
	for b.Loop() {
		if err := answer(s, "a", i); err != nil {
			b.Fatal(err)
		}
		i++
	}
	rate(b)
}

// BenchmarkUpdateParallel256 has 256 callers, each with an assessment of its own.
func BenchmarkUpdateParallel256(b *testing.B) {
	s, _ := started(b, openFile)
	callers := 256 / runtime.GOMAXPROCS(0)
	for i := range callers * runtime.GOMAXPROCS(0) {
		mustUpdate(b, s, func(tx assessment.Tx) error { return tx.CreateAssessment(fixtureAssessment(fmt.Sprint("b", i))) })
	}
	var next atomic.Int64
	b.SetParallelism(callers)
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		id := fmt.Sprint("b", next.Add(1)-1)
		for i := 0; pb.Next(); i++ {
			if err := answer(s, id, i); err != nil {
				b.Error(err)
			}
		}
	})
	rate(b)
}

func BenchmarkViewAssessment(b *testing.B) {
	s, _ := started(b, openFile)
	for i := range 40 {
		if err := answer(s, "a", i); err != nil {
			b.Fatal(err)
		}
	}
	ctx, cancel := context.WithCancel(context.Background()) // as of a request
	defer cancel()
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if err := s.View(ctx, func(tx assessment.Tx) error { _, err := tx.Assessment("a"); return err }); err != nil {
				b.Error(err)
			}
		}
	})
	rate(b)
}

func BenchmarkCatalogue(b *testing.B) {
	s, _ := started(b, openFile)
	for b.Loop() {
		mustView(b, s, func(tx assessment.Tx) error { _, err := tx.Catalogue(); return err })
	}
}
