package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"onramp/assessment"
)

// fixtureUnit has something in every field.
func fixtureUnit(id string, finished time.Time) *assessment.Unit {
	return &assessment.Unit{Assessment: id, Firm: "firm-of-" + id, Round: 2, Finished: finished, Questionnaire: "q", Version: "1",
		Country: "DE", Region: "DE-BY", Sector: "C", Size: "small", Evidence: assessment.Facilitated, Mode: assessment.WorkshopMode,
		Flags: []assessment.Flag{assessment.TestFlag}, Answers: 1<<63 + 7, Technologies: map[string]int{"ai": 5, "cloud": 0}, Actions: map[int]bool{1: true, 4: false},
		Gaps: []string{"M2", "M1"}, Models: []assessment.UnitModel{
			{Model: "ladder", Version: "1", Areas: []assessment.UnitArea{{Score: 41.25, Levels: []float64{0.25, 0.7499, 0.0001}}, {Dimension: "sales", Score: 100, Levels: []float64{0, 0, 1}, Before: []float64{1, 0, 0}}}},
			{Model: "other", Version: "2", Areas: []assessment.UnitArea{{}}},
		}}
}

func units(t testing.TB, s *Store, from, to time.Time) (all []*assessment.Unit) {
	t.Helper()
	mustView(t, s, func(tx assessment.Tx) error {
		all = nil
		return tx.Units(from, to, func(u *assessment.Unit) error {
			packed := packUnit(u) // a copy: the visitor's is only valid during the visit
			kept, err := new(unitReader).read(packed)
			if err != nil {
				return err
			}
			kept.Assessment, kept.Finished, kept.Synthetic = u.Assessment, u.Finished, u.Synthetic
			all = append(all, kept)
			return nil
		})
	})
	return all
}

// testUnits: a unit comes back as it was, in the order of time and once; the
// period includes its beginning and not its end; it goes with its assessment.
func testUnits(t *testing.T, open opener) {
	s, _ := started(t, open)
	for _, id := range []string{"b", "c", "d"} {
		mustUpdate(t, s, func(tx assessment.Tx) error { return tx.CreateAssessment(fixtureAssessment(id)) })
	}
	a, b, c, d := fixtureUnit("a", noon.Add(time.Hour)), fixtureUnit("b", noon), fixtureUnit("c", noon.Add(time.Hour)), fixtureUnit("d", noon.Add(2*time.Hour))
	c.Synthetic = true
	mustUpdate(t, s, func(tx assessment.Tx) error {
		older := fixtureUnit("a", noon)
		older.Country = "FR"
		return errors.Join(tx.SaveUnit(older), tx.SaveUnit(a), tx.SaveUnit(b), tx.SaveUnit(c), tx.SaveUnit(d))
	})
	same(t, units(t, s, noon, noon.Add(2*time.Hour)), []*assessment.Unit{b, a, c})
	same(t, units(t, s, noon.Add(time.Millisecond), noon.Add(24*time.Hour)), []*assessment.Unit{a, c, d})
	mustView(t, s, func(tx assessment.Tx) error {
		all, synthetic, err := tx.CountUnits(noon, noon.Add(2*time.Hour))
		if all != 3 || synthetic != 1 {
			t.Errorf("%d units, %d synthetic", all, synthetic)
		}
		return err
	})
	mustUpdate(t, s, func(tx assessment.Tx) error {
		return errors.Join(tx.RemoveUnit("a"), tx.RemoveUnit("a"), tx.DeleteAssessment("b"))
	})
	same(t, units(t, s, noon, noon.Add(24*time.Hour)), []*assessment.Unit{c, d})
	hasKind(t, s.Update(context.Background(), func(tx assessment.Tx) error { return tx.SaveUnit(fixtureUnit("none", noon)) }), assessment.NotFound)
	stop := errors.New("enough")
	if err := s.View(context.Background(), func(tx assessment.Tx) error {
		return tx.Units(noon, noon.Add(24*time.Hour), func(*assessment.Unit) error { return stop })
	}); !errors.Is(err, stop) {
		t.Errorf("the visitor's error became %v", err)
	}
}

func fixtureOrder() assessment.ReleaseOrder {
	return assessment.ReleaseOrder{From: noon, To: noon.AddDate(0, 6, 0), Threshold: 5, Reason: "decided", Exact: true,
		Margins: &assessment.Margins{Source: "register", Tables: []assessment.Margin{{Axes: []string{"sector", "size"}, Firms: map[string]int{"C/micro": 900}}}}}
}

// testReleases: a release waits, is made by one server at a time, and is frozen
// whole.
func testReleases(t *testing.T, open opener) {
	s, _ := open(t)
	ask := func() (number int) {
		mustUpdate(t, s, func(tx assessment.Tx) (err error) {
			number, err = tx.AddRelease(&assessment.Release{ReleaseOrder: fixtureOrder(), By: "ada", Asked: noon})
			return err
		})
		return number
	}
	if a, b := ask(), ask(); a != 1 || b != 2 {
		t.Fatalf("numbers %d and %d", a, b)
	}
	claim := func(holder string, now time.Time) (r *assessment.Release, err error) {
		err = s.Update(context.Background(), func(tx assessment.Tx) (err error) {
			r, err = tx.ClaimRelease(holder, now, now.Add(time.Minute))
			return err
		})
		return r, err
	}
	first, err := claim("x", noon)
	if err != nil || first.Number != 1 || first.State != assessment.ReleaseRunning {
		t.Fatal(first, err)
	}
	same(t, first.ReleaseOrder, fixtureOrder())
	if second, err := claim("y", noon); err != nil || second.Number != 2 {
		t.Fatal(second, err)
	}
	_, err = claim("z", noon.Add(time.Minute))
	hasKind(t, err, assessment.NotFound)
	if again, err := claim("z", noon.Add(2*time.Minute)); err != nil || again.Number != 1 {
		t.Fatal(again, err) // x is silent
	}
	update := func(fn func(tx assessment.Tx) error) error { return s.Update(context.Background(), fn) }
	made := &assessment.Release{ReleaseOrder: fixtureOrder(), Number: 1, By: "ada", Asked: noon, Made: noon.Add(time.Hour), Rules: "1", Hash: "h", Synthetic: true, State: assessment.ReleaseMade, Progress: 100,
		Quality: assessment.Quality{Firms: 20, Flags: []assessment.QualityShare{{Code: "test", Withheld: true}}},
		Tables: []*assessment.Table{{ID: "firms-by-size", Kind: assessment.FirmsTable, Distribution: -1, Axes: []assessment.Axis{{ID: "size", Codes: []assessment.Code{{ID: "_T"}}}},
			Cells: []assessment.Cell{{At: []int{0}, Status: assessment.CellShown, Firms: 20, Base: 20, Share: &assessment.Figure{Value: 1, Low: 0, High: 2}, Unweighted: new(int)}, {At: []int{1}, Status: assessment.CellSmall},
				{At: []int{2}, Status: assessment.CellShown, Effective: 5, Unreliable: true, Mean: &assessment.Figure{Value: 100, Low: 99, High: 100}}}}}}
	files := []assessment.ReleaseFile{{Name: "release.xlsx", Format: "xlsx", MediaType: "m", Hash: "f", Size: 3, Content: []byte{0, 1, 255}}, {Name: "b.csv", Table: "b", Format: "csv", Content: []byte{}}}
	trace := assessment.Trace{"_T": {Firms: 21, Key: 1 << 63, Marks: []uint32{1, 2}}}
	for _, lost := range []func(tx assessment.Tx) error{
		func(tx assessment.Tx) error { return tx.HoldRelease(1, "x", 50, noon) },
		func(tx assessment.Tx) error { return tx.FailRelease(1, "x", assessment.Missing("gone")) },
		func(tx assessment.Tx) error { return tx.FreezeRelease(made, "x", files, trace) },
	} {
		hasKind(t, update(lost), assessment.Conflict)
	}
	mustUpdate(t, s, func(tx assessment.Tx) error {
		fault := &assessment.Error{Kind: assessment.Invalid, Key: "error.release_empty", Args: map[string]any{"Count": "1"}, Fields: []assessment.FieldError{{Field: "f", Key: "k"}}, Cause: errors.New("secret")}
		return errors.Join(tx.HoldRelease(1, "z", 50, noon.Add(time.Hour)), tx.FailRelease(2, "y", fault))
	})
	view := func(number int) (r *assessment.Release) {
		mustView(t, s, func(tx assessment.Tx) (err error) { r, err = tx.Release(number); return err })
		return r
	}
	if r := view(1); r.Progress != 50 || r.Tables != nil {
		t.Errorf("%+v", r)
	}
	if r := view(2); r.State != assessment.ReleaseFailed || r.Fault == nil || r.Fault.Key != "error.release_empty" || fmt.Sprint(r.Fault.Args, r.Fault.Fields) != "map[Count:1] [{f k map[]}]" {
		t.Errorf("%+v", r.Fault)
	}
	mustUpdate(t, s, func(tx assessment.Tx) error { return tx.FreezeRelease(made, "z", files, trace) })
	hasKind(t, update(func(tx assessment.Tx) error { return tx.FreezeRelease(made, "z", files, trace) }), assessment.Conflict)
	head := *made
	head.Tables = []*assessment.Table{{ID: "firms-by-size", Kind: assessment.FirmsTable, Distribution: -1, Axes: made.Tables[0].Axes}}
	same(t, view(1), &head)
	mustView(t, s, func(tx assessment.Tx) error {
		table, err := tx.ReleaseTable(1, "firms-by-size")
		same(t, table, made.Tables[0])
		list, err2 := tx.ReleaseFiles(1)
		if len(list) != 2 || list[0].Name != "b.csv" || list[1].Size != 3 || list[1].Content != nil {
			t.Errorf("%+v", list)
		}
		file, err3 := tx.ReleaseFile(1, "release.xlsx")
		if !bytes.Equal(file.Content, files[0].Content) || file.MediaType != "m" {
			t.Errorf("%+v", file)
		}
		traces, err4 := tx.Traces()
		same(t, traces, []assessment.Trace{trace})
		all, err5 := tx.Releases()
		if len(all) != 2 || all[0].Number != 2 || all[1].Number != 1 {
			t.Errorf("%+v", all)
		}
		for _, missing := range []func() error{
			func() error { _, err := tx.Release(9); return err }, func() error { _, err := tx.ReleaseTable(1, "x"); return err },
			func() error { _, err := tx.ReleaseFile(2, "b.csv"); return err },
		} {
			hasKind(t, missing(), assessment.NotFound)
		}
		return errors.Join(err, err2, err3, err4, err5)
	})
}

// FuzzCells: whatever bytes stand in a database, reading cells ends in cells or
// an error.
func FuzzCells(f *testing.F) {
	one := 7
	b, err := packCells(2, []assessment.Cell{{At: []int{1, 2}, Status: assessment.CellProtected}, {At: []int{0, 300}, Status: assessment.CellShown, Firms: 20, Base: 25, Effective: 15, Unreliable: true, Unweighted: &one, Share: &assessment.Figure{Value: 8, Low: 1, High: 20}}})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b)
	f.Fuzz(func(t *testing.T, b []byte) {
		cells, err := readCells(2, b)
		if err != nil {
			return
		}
		packed, err := packCells(2, cells)
		if err != nil {
			t.Fatal(err)
		}
		again, err := readCells(2, packed)
		if err != nil {
			t.Fatal(err)
		}
		same(t, again, cells)
	})
}

// FuzzUnit: whatever bytes stand in a database, reading a unit ends in a unit
// or an error.
func FuzzUnit(f *testing.F) {
	f.Add(packUnit(fixtureUnit("a", noon)))
	f.Add([]byte{unitForm, 255, 255, 255, 255, 15})
	f.Fuzz(func(t *testing.T, b []byte) {
		u, err := new(unitReader).read(b)
		if err != nil {
			return
		}
		again, err := new(unitReader).read(packUnit(u))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(packUnit(again), packUnit(u)) {
			t.Error("a unit does not survive being packed")
		}
	})
}
