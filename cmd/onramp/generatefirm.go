package main

import (
	"context"
	"encoding/base64"
	"encoding/binary"
	"math/rand/v2"
	"runtime"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"onramp/assessment"
	"onramp/assessment/service"
)

// interviews are how many firms are really interviewed; further ones stand for
// one of them in another place and at another time, since an interview takes
// some hundredths of a second.
const interviews = 2000

// secondRounds is the share of firms that answered before.
const secondRounds = 0.25

// generator makes finished assessments.
type generator struct {
	subject   *subject
	catalogue *assessment.Catalogue
	seed      uint64
	from, to  time.Time // finished from until before
	answers   bool      // keep them, too
	models    []*service.Synthetic
}

// interview makes the firms that all others stand for.
func (g *generator) interview(ctx context.Context, n int) error {
	people := newPopulation(g.subject.experts, len(g.subject.questionnaire.Dimensions), rand.New(rand.NewPCG(g.seed, 0)))
	g.models = make([]*service.Synthetic, min(n, interviews))
	var next atomic.Int64
	group, ctx := errgroup.WithContext(ctx)
	for range runtime.NumCPU() {
		group.Go(func() error {
			for {
				i := int(next.Add(1)) - 1
				if i >= len(g.models) || ctx.Err() != nil {
					return ctx.Err()
				}
				one, err := g.one(people, rand.New(rand.NewPCG(g.seed, firstFirm+uint64(i))))
				if err != nil {
					return err
				}
				g.models[i] = one
			}
		})
	}
	return group.Wait()
}

// one draws a firm and interviews it, perhaps twice.
func (g *generator) one(people *population, rng *rand.Rand) (*service.Synthetic, error) {
	s := g.subject
	firm, err := s.draw(people, rng)
	if err != nil {
		return nil, err
	}
	known := func(code string) bool { return s.questionnaire.Sector(code) != nil }
	firm.profile.Sector = drawWeighted(generatedSectors, rng, known)
	firm.profile.Country, firm.profile.Region = drawPlace(rng)
	a, o, err := g.finish(firm, rng)
	if err != nil {
		return nil, err
	}
	source := assessment.UnitSource{Assessment: a, Outcome: o, Mode: assessment.OnlineMode, Synthetic: true}
	if rng.Float64() < secondRounds {
		_, before, err := g.finish(s.earlier(firm, rng), rng)
		if err != nil {
			return nil, err
		}
		a.Round, source.Before = 2, before
	}
	return &service.Synthetic{Assessment: a, Unit: assessment.NewUnit(source)}, nil
}

// finish interviews a firm and scores it.
func (g *generator) finish(firm respondent, rng *rand.Rand) (*assessment.Assessment, *assessment.Outcome, error) {
	s := g.subject
	a := &assessment.Assessment{Questionnaire: s.questionnaire.ID, QuestionnaireVersion: s.questionnaire.Version, Model: s.model.ID, ModelVersion: s.model.Version,
		Depth: s.questionnaire.Depths[0].ID, Seed: int64(rng.Uint64() >> 11), Profile: firm.profile, StatisticsConsent: true, Round: 1,
		Created: g.from, Responses: map[string]assessment.Response{}}
	for {
		q, more := s.instrument.Next(a)
		if !more {
			break
		}
		a.Answer(assessment.Asked{Item: q.Item.ID, Reason: q.Reason.Kind}, firm.responses[q.Item.ID])
	}
	a.Finished = g.from
	o := assessment.Evaluate(assessment.Case{Questionnaire: s.questionnaire, Model: s.model, Directory: g.catalogue.Directory, Instrument: s.instrument,
		Profile: a.Profile, Responses: a.Responses, On: g.from})
	return a, &o, nil
}

// earlier is the firm before it came on: some answers were a step lower.
func (s *subject) earlier(firm respondent, rng *rand.Rand) respondent {
	before := respondent{profile: firm.profile, responses: map[string]assessment.Response{}}
	for _, it := range s.items {
		r := firm.responses[it.ID]
		if r.Value != nil && *r.Value > 0 && it.Kind != assessment.Number && rng.IntN(4) == 0 {
			r = assessment.ValueResponse(*r.Value - 1)
		}
		before.responses[it.ID] = r
	}
	return before
}

// make is the firm of a number.
func (g *generator) make(number uint64) service.Synthetic {
	rng := rand.New(rand.NewPCG(g.seed, firstFirm+interviews+number))
	model := g.models[number%uint64(len(g.models))]
	a, u := *model.Assessment, *model.Unit
	a.ID = base64.RawURLEncoding.EncodeToString(binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint64(nil, g.seed), number))
	a.Firm, a.Synthetic = a.ID, true
	a.Finished = g.from.Add(time.Duration(rng.Int64N(int64(g.to.Sub(g.from))))).Truncate(time.Millisecond)
	a.Created = a.Finished.Add(-time.Duration(5+rng.IntN(20)) * time.Minute)
	a.Updated = a.Finished
	a.Profile.Country, a.Profile.Region = drawPlace(rng)
	a.Mode, u.Evidence = drawMode(rng)
	if !g.answers {
		a.Responses, a.Asked = map[string]assessment.Response{}, nil
	}
	u.Assessment, u.Firm, u.Finished, u.Mode, u.Synthetic = a.ID, a.ID, a.Finished, a.Mode, true
	u.Country, u.Region, u.Answers = a.Profile.Country, a.Profile.Region, rng.Uint64()
	return service.Synthetic{Assessment: &a, Unit: &u}
}
