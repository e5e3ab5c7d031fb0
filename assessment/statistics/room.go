package statistics

import "slices"

// Room says what a room full of firms may see of itself while they are in it.
type Room struct {
	Least  int // finished firms before anything is shown
	Spread int // finished firms before it is shown how answers spread
	Again  int // firms that must have finished or changed since the last picture before another is made
}

// UsualRoom is our policy: pictures are frozen, so that none moves by one
// person's answer, and two of them differ by so many firms that none can be told.
var UsualRoom = Room{Least: 5, Spread: 10, Again: 5}

// Shows reports whether a room with that many finished firms may see a picture.
func (r Room) Shows(finished int) bool { return finished >= r.Least }

// ShowsSpread reports whether it may see how answers spread.
func (r Room) ShowsSpread(finished int) bool { return finished >= max(r.Spread, r.Least) }

// ShowsAgain reports whether a new picture may take the place of one, when that
// many firms have finished or changed their answers since.
func (r Room) ShowsAgain(since int) bool { return since >= r.Again }

// Band is a share so coarse that no count can be read from it.
type Band int

// The bands. None says that nobody answered or that it may not be said.
const (
	NoBand Band = iota
	Few         // less than a third
	Half        // a third to two thirds
	Most        // more than two thirds
)

// BandOf is the band of a share; the thirds themselves count as Half.
func BandOf(part, whole int) Band {
	switch {
	case whole <= 0:
		return NoBand
	case 3*part < whole:
		return Few
	case 3*part <= 2*whole:
		return Half
	default:
		return Most
	}
}

// Bands are the bands of how answers spread over the categories of an item, nil
// where the room is too small.
func (r Room) Bands(counts []int) []Band {
	whole := 0
	for _, n := range counts {
		whole += n
	}
	if !r.ShowsSpread(whole) {
		return nil
	}
	var bands []Band
	for _, n := range counts {
		bands = append(bands, BandOf(n, whole))
	}
	return bands
}

// Middle is the category in the middle of sorted answers, the lower one when
// there are two; -1 without answers or where fewer than the least of the room
// answered.
func (r Room) Middle(categories []int) int {
	if len(categories) == 0 || !r.Shows(len(categories)) {
		return -1
	}
	sorted := slices.Sorted(slices.Values(categories))
	return sorted[(len(sorted)-1)/2]
}
