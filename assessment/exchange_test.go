package assessment_test

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"

	"onramp/assessment"
)

// TestIntroduce: three firms with one to serve them all. Two cannot be partners
// of each other, so the strong one helps both, and everybody has somebody.
func TestIntroduce(t *testing.T) {
	firms := []assessment.Exchanger{
		{ID: "baker", Sector: "C", Scores: map[string]float64{"skills": 30, "data": 20}, Wants: []string{"skills"}},
		{ID: "smith", Sector: "C", Apart: true, Scores: map[string]float64{"skills": 90, "data": 25}, Wants: []string{"data"}},
		{ID: "trader", Sector: "G", Scores: map[string]float64{"skills": 40, "data": 80}, Wants: []string{"skills"}},
	}
	got := assessment.Introduce(firms, 1)
	want := []assessment.Introduction{{A: "smith", B: "trader", Helps: []assessment.Help{
		{From: "trader", To: "smith", Dimension: "data", Lead: 55}, {From: "smith", To: "trader", Dimension: "skills", Lead: 50}}}}
	if !reflect.DeepEqual(got, want) { // the smith wants nobody of sector C
		t.Errorf("%+v", got)
	}
	firms[1].Apart = false
	if got = assessment.Introduce(firms, 1); len(got) != 2 || got[1].A != "baker" || got[1].B != "smith" {
		t.Errorf("with the baker: %+v", got)
	}
	firms[0].Scores["skills"] = 71 // less than a level behind
	if got = assessment.Introduce(firms[:2], 3); len(got) != 0 {
		t.Errorf("without anything to show: %+v", got)
	}
}

// TestIntroduceIsFair: whoever can have a partner has one, nobody has two while
// another could be spared the wait, sectors are kept apart, and no two are
// introduced twice.
func TestIntroduceIsFair(t *testing.T) {
	areas := []string{"skills", "data", "exchange", "foundations"}
	for seed := range uint64(60) {
		r := rand.New(rand.NewPCG(seed, 9))
		firms := make([]assessment.Exchanger, 2+r.IntN(40))
		for i := range firms {
			f := assessment.Exchanger{ID: fmt.Sprint("firm ", i), Sector: string(rune('A' + r.IntN(3))), Apart: r.IntN(3) == 0, Scores: map[string]float64{}}
			for _, a := range areas {
				if r.IntN(4) > 0 {
					f.Scores[a] = float64(r.IntN(101))
				}
				if r.IntN(3) == 0 {
					f.Wants = append(f.Wants, a)
				}
			}
			firms[i] = f
		}
		possible := map[string]bool{}
		for _, pair := range everyPair(firms) {
			possible[pair.A], possible[pair.B] = true, true
		}
		for most := 1; most <= 2; most++ {
			partners, twice := map[string]int{}, map[string]bool{}
			for _, in := range assessment.Introduce(firms, most) {
				partners[in.A]++
				partners[in.B]++
				if key := in.A + in.B; twice[key] || twice[in.B+in.A] {
					t.Fatalf("seed %d: %s and %s are introduced twice", seed, in.A, in.B)
				} else {
					twice[key] = true
				}
				if len(in.Helps) == 0 {
					t.Fatalf("seed %d: %s and %s have nothing to show each other", seed, in.A, in.B)
				}
			}
			for id := range possible {
				if partners[id] == 0 {
					t.Errorf("seed %d: %s could have a partner and has none", seed, id)
				}
			}
		}
	}
}

// everyPair lists who could be introduced to whom: those that Introduce pairs
// when they are alone.
func everyPair(firms []assessment.Exchanger) (all []assessment.Introduction) {
	for i := range firms {
		for j := range i {
			all = append(all, assessment.Introduce([]assessment.Exchanger{firms[i], firms[j]}, 1)...)
		}
	}
	return all
}
