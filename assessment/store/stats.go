package store

import "sync/atomic"

// Stats are what a store has done since it was opened.
type Stats struct {
	Updates int64 // transactions that changed something and were acknowledged
	Commits int64 // times something was forced to disk for them
	Waiting int64 // calls of Update under way
	Clashes int64 // transactions begun anew; on PostgreSQL only
}

// Stats returns figures of the moment.
func (s *Store) Stats() Stats {
	c := s.engine.counted()
	return Stats{Updates: s.updates.Load(), Commits: c.commits.Load(), Waiting: s.waiting.Load(), Clashes: c.clashes.Load()}
}

// counts are what an engine counts.
type counts struct{ commits, clashes atomic.Int64 }

func (c *counts) counted() *counts { return c }
