package assessment

import (
	"testing"
	"time"
)

// TestSupply: a platform counts where it serves, for what it offers, while it
// is there.
func TestSupply(t *testing.T) {
	on := time.Date(2026, 5, 4, 0, 0, 0, 0, time.UTC)
	bavarian := Platform{ID: "a", Countries: []string{"DE"}, Regions: []string{"DE-BY"}, Kinds: []string{"training"}, Topics: []string{"skills"}, Status: "active"}
	everywhere, over, bakers := bavarian, bavarian, bavarian
	everywhere.ID, everywhere.Countries, everywhere.Regions = "b", []string{Anywhere}, nil
	over.ID, over.Closes = "c", "2026-01-01"
	bakers.ID, bakers.Sectors = "d", []string{"C"}
	d := NewDirectory([]Platform{bavarian, everywhere, over, bakers})
	training := Need{Kinds: []string{"training", "advice"}, Topics: []string{"skills"}}
	for _, tt := range []struct {
		what            string
		need            Need
		country, region string
		want            int
	}{
		{"its own region", training, "DE", "DE-BY", 3},
		{"another region", training, "DE", "DE-HE", 1},
		{"the whole country", training, "DE", "", 3},
		{"another country", training, "FR", "", 1},
		{"another kind", Need{Kinds: []string{"funding"}, Topics: []string{"skills"}}, "DE", "DE-BY", 0},
		{"another topic", Need{Kinds: []string{"training"}, Topics: []string{"finance"}}, "DE", "DE-BY", 0},
	} {
		if got := d.Supply(tt.need, tt.country, tt.region, on); got != tt.want {
			t.Errorf("%s: %d platforms, want %d", tt.what, got, tt.want)
		}
	}
}
