package service

import (
	"sync"

	"onramp/assessment"
)

// views remembers where interviews stood after their last change, so that the
// next request need not choose the question again, which takes most of its time.
// A view belongs to one revision of one assessment read by one instrument: when
// another server has changed the assessment meanwhile it is not found.
type views struct {
	mu   sync.Mutex
	kept map[viewKey]*view
	ring []viewKey // the oldest is replaced
	next int
}

type viewKey struct {
	id         string
	revision   int64
	instrument *assessment.Instrument
}

// mostViews bounds the memory: some hundred bytes each.
const mostViews = 4096

// fits reports whether an interview can be remembered: the first round of a
// firm, since later ones also depend on the round before.
func (vs *views) fits(in *Interview) bool { return in.Before == nil && !in.Sheet() }

func keyOfView(in *Interview) viewKey { return viewKey{in.ID, int64(in.Revision), in.instrument} }

// keep remembers where an interview stands.
func (vs *views) keep(in *Interview) {
	if in.seen == nil || !vs.fits(in) {
		return
	}
	key := keyOfView(in)
	vs.mu.Lock()
	defer vs.mu.Unlock()
	if vs.kept == nil {
		vs.kept, vs.ring = make(map[viewKey]*view), make([]viewKey, mostViews)
	}
	delete(vs.kept, vs.ring[vs.next])
	vs.kept[key], vs.ring[vs.next] = in.seen, key
	vs.next = (vs.next + 1) % mostViews
}

// recall tells an interview that was just read where it stands, if that is known.
func (vs *views) recall(in *Interview) {
	if !vs.fits(in) {
		return
	}
	vs.mu.Lock()
	defer vs.mu.Unlock()
	in.seen = vs.kept[keyOfView(in)]
}
