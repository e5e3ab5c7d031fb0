package main

import (
	"path/filepath"
	"testing"

	"onramp/assessment/locale"
	"onramp/assessment/report"
	"onramp/assessment/service"
	"onramp/assessment/store"
	"onramp/static"
)

// BenchmarkStart is what a start of the server on an existing database takes,
// part by part.
func BenchmarkStart(b *testing.B) {
	file := filepath.Join(b.TempDir(), "onramp.db")
	open := func() *store.Store {
		st, err := store.Open(b.Context(), file)
		if err != nil {
			b.Fatal(err)
		}
		return st
	}
	publish := func(st *store.Store) {
		c, err := loadContent("")
		if err != nil {
			b.Fatal(err)
		}
		if err := service.New(st, service.Options{}).Refresh(b.Context(), c); err != nil {
			b.Fatal(err)
		}
	}
	st := open()
	publish(st)
	_ = st.Close()
	b.Run("content", func(b *testing.B) {
		for b.Loop() {
			if _, err := loadContent(""); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("open", func(b *testing.B) {
		for b.Loop() {
			_ = open().Close()
		}
	})
	b.Run("publish", func(b *testing.B) {
		for b.Loop() {
			st := open()
			publish(st)
			_ = st.Close()
		}
	})
	b.Run("locale", func(b *testing.B) {
		for b.Loop() {
			if _, err := locale.Load(); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("fonts", func(b *testing.B) {
		for b.Loop() {
			if _, err := report.NewWriter(report.Fonts{Regular: static.Regular, Bold: static.Bold, Script: static.Script}); err != nil {
				b.Fatal(err)
			}
		}
	})
}
