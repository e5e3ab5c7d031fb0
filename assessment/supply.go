package assessment

import "time"

// Supply counts the platforms that serve a need in a country on a day: those
// that offer one of its kinds on one of its topics, are not over, and whose
// rules about regions leave the region in. An empty region counts the whole
// country. Rules about sector, size and age narrow no place and are not looked
// at, so single firms may find fewer.
func (d *Directory) Supply(need Need, country, region string, on time.Time) int {
	n := 0
	for i := range d.Platforms {
		pl := d.Platforms[i]
		pl.Sectors, pl.Age = nil, Span{}
		if _, ok := pl.match(need, Profile{Country: country, Region: region}, on); ok {
			n++
		}
	}
	return n
}
