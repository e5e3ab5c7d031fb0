package statistics

import (
	"reflect"
	"testing"

	"pgregory.net/rapid"
)

func TestRoomThresholds(t *testing.T) {
	r := UsualRoom
	for finished, want := range map[int][2]bool{0: {}, 4: {}, 5: {true, false}, 9: {true, false}, 10: {true, true}, 500: {true, true}} {
		if got := [2]bool{r.Shows(finished), r.ShowsSpread(finished)}; got != want {
			t.Errorf("%d finished: %v, want %v", finished, got, want)
		}
	}
	if r.ShowsAgain(4) || !r.ShowsAgain(5) {
		t.Error("a second picture comes after five more firms")
	}
	if r.Bands([]int{3, 3, 3}) != nil {
		t.Error("nine firms see how their answers spread")
	}
	if got := r.Middle([]int{4, 0, 1, 3}); got != -1 {
		t.Errorf("four firms see their middle, %d", got)
	}
	if got := r.Middle([]int{4, 0, 1, 3, 1, 4}); got != 1 {
		t.Errorf("the middle of 0 1 1 3 4 4 is %d", got)
	}
}

// TestBandsHideCounts: in every room that may see bands, each band that can be
// shown stands for at least three different counts, and for all firms answering
// alike it shows no more than for two thirds of them.
func TestBandsHideCounts(t *testing.T) {
	for whole := UsualRoom.Spread; whole <= 600; whole++ {
		counts := map[Band]int{}
		for part := range whole + 1 {
			counts[BandOf(part, whole)]++
		}
		for band, n := range counts {
			if n < 3 {
				t.Errorf("with %d firms band %d stands for %d counts", whole, band, n)
			}
		}
		if BandOf(whole, whole) != BandOf(whole*3/4, whole) {
			t.Errorf("with %d firms all alike can be told from three quarters", whole)
		}
	}
}

func TestBandsCoverTheRoom(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		counts := rapid.SliceOfN(rapid.IntRange(0, 80), 2, 5).Draw(t, "counts")
		whole := 0
		for _, n := range counts {
			whole += n
		}
		bands := UsualRoom.Bands(counts)
		if (bands != nil) != (whole >= 10) {
			t.Fatalf("%d firms: %v", whole, bands)
		}
		for i, band := range bands {
			if band != BandOf(counts[i], whole) {
				t.Fatalf("%v: %v", counts, bands)
			}
		}
	})
	if got := UsualRoom.Bands([]int{10, 0, 5}); !reflect.DeepEqual(got, []Band{Half, Few, Half}) {
		t.Errorf("%v", got)
	}
}
