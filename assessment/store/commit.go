package store

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"onramp/assessment"
)

// maxBatch is the most Updates that share one commit; measured, see doc.go.
const maxBatch = 256

// How long a commit after a deletion waits for readers before it leaves the
// write-ahead log for later, and the bounds of when it tries again.
const (
	emptyPatience = 100 * time.Millisecond
	emptySoon     = 200 * time.Millisecond
	emptyLate     = time.Minute

	rewriteAfter = time.Hour // shared by all deletions within it: a second for each 100 MB
)

// committer owns the connection that writes. One goroutine runs its loop.
type committer struct {
	writer  *connection
	counts  *counts
	queue   chan *update
	stopped chan struct{}
	later   <-chan time.Time // when to try again to empty the log; nil for not at all
	pause   time.Duration    // how long the last wait for that was
	rewrite <-chan time.Time // when to write the file anew; nil for not at all

	// The transaction that is open.
	open    bool
	taken   int       // Updates taken into it
	current *update   // the one whose function runs
	ran     []*update // those whose work is in it, to be answered after the commit
}

// update is one waiting call of Update.
type update struct {
	ctx     context.Context
	fn      func(assessment.Tx) error
	claimed atomic.Bool // by the committer, or by a caller that gave up waiting
	done    chan error  // the outcome
}

func newCommitter(writer *connection, counts *counts) *committer {
	c := &committer{writer: writer, counts: counts, queue: make(chan *update, maxBatch), stopped: make(chan struct{})}
	if writer.forget {
		c.postpone()
	}
	if writer.rewrite {
		c.rewrite = time.After(rewriteAfter)
	}
	go c.loop()
	return c
}

// stop waits until everything in the queue is committed and the log holds
// nothing that was deleted. Nobody may call update any more, nobody reads.
func (c *committer) stop() (err error) {
	close(c.queue)
	<-c.stopped
	if c.writer.rewrite {
		err = c.writer.rewriteFile(context.Background())
	}
	if c.writer.forget {
		err = errors.Join(err, c.writer.emptyLog(context.Background(), busyMillis*time.Millisecond))
	}
	c.writer.close()
	return err
}

// forget empties the log after a deletion. A commit does not wait long for
// readers: then it happens later.
func (c *committer) forget() {
	if c.writer.emptyLog(context.Background(), emptyPatience) == nil {
		c.later, c.pause = nil, 0
		return
	}
	c.postpone()
}

func (c *committer) postpone() {
	c.pause = min(max(2*c.pause, emptySoon), emptyLate)
	c.later = time.After(c.pause)
}

// update queues fn and waits for the outcome.
func (c *committer) update(ctx context.Context, fn func(assessment.Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	u := &update{ctx: ctx, fn: fn, done: make(chan error, 1)}
	select {
	case c.queue <- u:
	case <-ctx.Done():
		return ctx.Err()
	}
	select {
	case err := <-u.done:
		return err
	case <-ctx.Done():
		if u.claimed.CompareAndSwap(false, true) {
			return ctx.Err()
		}
		return <-u.done // fn runs or has run: only the outcome is the truth
	}
}

var errGone = errors.New("a transaction's function ended its goroutine")

// loop turns waiting Updates into commits until the queue is closed and empty.
func (c *committer) loop() {
	over := false
	defer func() {
		if over {
			close(c.stopped)
		} else {
			go c.loop() // a function has ended this goroutine, as FailNow of a test does
		}
	}()
	if c.current != nil {
		c.settle(errGone)
	}
	for u := c.next(); u != nil; u = c.next() {
		c.turn(u)
	}
	over = true
}

// next returns the next update with a transaction open for it, nil at the end.
// It commits as soon as nobody waits.
func (c *committer) next() *update {
	if c.open && c.taken < maxBatch {
		select {
		case u := <-c.queue:
			if u != nil {
				c.taken++
				return u
			}
		default:
		}
	}
	if c.open {
		c.commit()
	}
	for {
		var u *update
		select {
		case u = <-c.queue:
		case <-c.later:
			c.forget()
			continue
		case <-c.rewrite:
			c.rewrite = nil
			if c.writer.rewriteFile(context.Background()) != nil {
				c.rewrite = time.After(rewriteAfter)
			}
			c.forget()
			continue
		}
		if u == nil {
			return nil
		}
		err := c.writer.exec(context.Background(), "BEGIN IMMEDIATE")
		if err == nil {
			c.open, c.taken = true, 1
			return u
		}
		c.refuse(u, translate(err))
	}
}

// turn lets one update work inside a savepoint.
func (c *committer) turn(u *update) {
	if !u.claimed.CompareAndSwap(false, true) {
		return
	}
	if err := c.writer.exec(context.Background(), "SAVEPOINT turn"); err != nil {
		u.done <- translate(err)
		c.abandon(err)
		return
	}
	c.current = u
	c.settle(run(&session{ctx: u.ctx, run: context.WithoutCancel(u.ctx), c: c.writer}, u.fn))
}

// settle ends the turn of the current update, err being its own failure.
func (c *committer) settle(err error) {
	u := c.current
	c.current = nil
	ctx := context.Background()
	if err != nil {
		u.done <- err
		// SQLite takes a whole transaction back after some errors, such as a
		// full disk; the savepoint is gone then.
		if c.writer.exec(ctx, "ROLLBACK TO turn") != nil || c.writer.exec(ctx, "RELEASE turn") != nil {
			c.abandon(err)
		}
		return
	}
	c.ran = append(c.ran, u)
	if err := c.writer.exec(ctx, "RELEASE turn"); err != nil {
		c.abandon(err)
	}
}

// commit puts the transaction on disk and answers everyone in it.
func (c *committer) commit() {
	if err := c.writer.exec(context.Background(), "COMMIT"); err != nil {
		c.abandon(err)
		return
	}
	c.counts.commits.Add(1)
	if c.writer.forget && c.later == nil {
		c.forget() // before the answer: "deleted" means from the disk too
	}
	if c.writer.rewrite && c.rewrite == nil {
		c.rewrite = time.After(rewriteAfter)
	}
	c.answer(nil)
}

// abandon takes the whole transaction back and fails everyone in it.
func (c *committer) abandon(err error) {
	c.writer.rollback()
	c.answer(translate(fmt.Errorf("nothing was committed: %w", err)))
}

// answer ends the transaction for everyone in it.
func (c *committer) answer(err error) {
	for _, u := range c.ran {
		u.done <- err
	}
	clear(c.ran)
	c.ran, c.open = c.ran[:0], false
}

// refuse fails the update and those that wait behind it, because no
// transaction could begin: each would wait just as long in vain. Nobody is
// answered before all are found, else one who asks again at once were among them.
func (c *committer) refuse(u *update, err error) {
	all := []*update{u}
	for waits := true; waits && len(all) < maxBatch; {
		select {
		case u := <-c.queue:
			if waits = u != nil; waits {
				all = append(all, u)
			}
		default:
			waits = false
		}
	}
	for _, u := range all {
		if u.claimed.CompareAndSwap(false, true) {
			u.done <- err
		}
	}
}
