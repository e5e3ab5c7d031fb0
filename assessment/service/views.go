package service

import (
	"maps"
	"slices"
	"time"

	"github.com/hashicorp/golang-lru/v2/expirable" // bounds what is remembered, and for how long

	"onramp/assessment"
)

// views remembers interviews as their last change left them, with the question
// they stand at: choosing it and reading all answers take most of the time of
// the next request. What is remembered is a guess until the transaction that
// uses it has seen the same revision in the store, since another server may have
// changed the assessment meanwhile.
type views struct {
	kept     *expirable.LRU[string, *Interview]
	outcomes *expirable.LRU[outcomeKey, *assessment.Outcome]
}

// Bounds of the memory, about ten kilobytes an interview and thirty an outcome,
// and how long another server may remember what was deleted.
const (
	mostViews    = 2048
	mostOutcomes = 512
	viewLife     = 30 * time.Minute
)

func newViews() views {
	return views{expirable.NewLRU[string, *Interview](mostViews, nil, viewLife), expirable.NewLRU[outcomeKey, *assessment.Outcome](mostOutcomes, nil, viewLife)}
}

// outcomeKey is all that an outcome rests on, of a firm that no adviser and no
// workshop has to do with.
type outcomeKey struct {
	id         string
	revision   int64
	instrument *assessment.Instrument
	directory  *assessment.Directory
	day        string
}

// Seen is the Outcome of an interview that nobody is about to change, as pages
// show it. It is made once, also for several pages; callers change nothing in it.
func (in *Interview) Seen() assessment.Outcome {
	if in.outcome != nil {
		return *in.outcome
	}
	key := outcomeKey{in.ID, in.Revision, in.instrument, in.Directory, in.on.UTC().Format(time.DateOnly)}
	alone := in.views.outcomes != nil && len(in.Evidence.Advisers) == 0 && in.Workshop == "" && in.Before == nil && !in.Sheet()
	if alone {
		if o, ok := in.views.outcomes.Get(key); ok {
			in.outcome = o
			return *o
		}
	}
	o := in.Outcome()
	in.outcome = &o
	if alone {
		in.views.outcomes.Add(key, in.outcome)
	}
	return o
}

// keep remembers an interview that was just saved: the first round of a firm,
// since later ones also depend on the round before.
func (v views) keep(in *Interview) {
	if in.seen == nil || in.Before != nil || in.Sheet() {
		return
	}
	again := *in
	again.read, again.outcome = nil, nil // made anew in less time than the memory is worth
	v.kept.Add(in.ID, &again)
}

// recall tells an interview that was just read where it stands, if that is known.
func (v views) recall(in *Interview) {
	in.views = v
	if was, ok := v.kept.Get(in.ID); ok && was.Revision == in.Revision && was.instrument == in.instrument && in.Before == nil {
		in.seen = was.seen
	}
}

// guess returns what an interview was when this server last saved it, for the
// caller to change; nil when it does not know. c is the content of today.
func (v views) guess(id string, c *assessment.Catalogue, now time.Time) *Interview {
	was, ok := v.kept.Get(id)
	if !ok {
		return nil
	}
	if q, err := c.Questionnaire(was.Questionnaire.ID, was.Questionnaire.Version); err != nil || q != was.Questionnaire {
		return nil // content was read anew
	}
	again := was.copied()
	again.Responses, again.Asked = maps.Clone(was.Responses), slices.Clone(was.Asked)
	again.Directory, again.on = c.Directory, now
	return again
}

// forget removes what is remembered of an interview.
func (v views) forget(id string) {
	v.kept.Remove(id)
	for _, key := range v.outcomes.Keys() {
		if key.id == id {
			v.outcomes.Remove(key)
		}
	}
}

// copied is an interview that a transaction may change and begin anew with.
func (in *Interview) copied() *Interview {
	again := *in
	if in.Room != nil {
		room := *in.Room
		again.Room = &room
	}
	return &again
}
