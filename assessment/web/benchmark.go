package web

import (
	"strconv"

	"github.com/labstack/echo/v4"

	"onramp/assessment"
)

// likesView is how firms like this one stand, in words.
type likesView struct {
	Lead      string
	Source    string
	Low       bool
	Synthetic bool
	Levels    []likesLevel
	Areas     []likesArea
	Means     string // which firms the means are of
}

type likesLevel struct {
	Title, Share, Range string
	Own                 bool
}

type likesArea struct{ Title, Own, Others string }

// likes compares the firm with its likes in the latest release.
func (s *Server) likes(c echo.Context, p *outcomePage) (*likesView, error) {
	o := &p.Outcome
	b, err := s.Service.Benchmark(c.Request().Context(), o.Model.ID, o.Profile)
	if b == nil || err != nil {
		return nil, err
	}
	key := "likes.all"
	switch {
	case b.Size:
		key = "likes.sector_size"
	case b.Sector:
		key = "likes.sector"
	}
	v := &likesView{Lead: p.T(key, "Firms", p.Whole(b.Firms)), Low: b.Low, Synthetic: b.Release.Synthetic,
		Source: p.T("likes.source", "Number", p.Whole(b.Release.Number), "Period", period(p.base, b.Release.ReleaseOrder))}
	for i, share := range b.Levels {
		if i >= len(o.Model.Levels) {
			break
		}
		level := o.Model.Levels[i]
		l := likesLevel{Title: strconv.Itoa(level.Number) + " · " + p.Say(level.Name), Share: p.Percent(float64(share.Value) / 100), Own: level.Number == o.Result.Overall.Level}
		if !b.Low {
			l.Range = p.T("statistics.interval_percent", "Low", p.Whole(share.Low), "High", p.Whole(share.High))
		}
		v.Levels = append(v.Levels, l)
	}
	v.Means = p.T("likes.means_all")
	if b.MeanGroup {
		v.Means = p.T("likes.means_sector")
	}
	for i := range o.Result.Dimensions {
		d := &o.Result.Dimensions[i]
		mean, there := b.Means[d.ID]
		if own := o.Model.Dimension(d.ID); there && own != nil && d.Score != nil {
			v.Areas = append(v.Areas, likesArea{p.Say(own.Title), p.hundred(d.Standing), p.Whole(mean)})
		}
	}
	return v, nil
}

// hundred is a score from 0 to 100 without decimals.
func (p *outcomePage) hundred(s assessment.Standing) string {
	if s.Score == nil || p.Outcome.Model.Scale <= 0 {
		return "–"
	}
	return p.Whole(int(100 * *s.Score / p.Outcome.Model.Scale))
}
