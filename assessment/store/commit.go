package store

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"

	"onramp/assessment"
)

// maxBatch is the most Updates that share one commit; measured, see doc.go.
const maxBatch = 256

// committer owns the connection that writes.
type committer struct {
	writer  *connection
	queue   chan *update
	stopped chan struct{}
}

// update is one waiting call of Update.
type update struct {
	claimed atomic.Bool      // by the committer, or by a caller that gave up waiting
	turn    chan *connection // the caller may use the connection; closed when its turn never comes
	worked  chan error       // the caller has finished with it
	done    chan error       // the outcome
}

func newCommitter(writer *connection) *committer {
	c := &committer{writer: writer, queue: make(chan *update, maxBatch), stopped: make(chan struct{})}
	go c.loop()
	return c
}

// stop waits until everything in the queue is committed. Nobody may call
// update any more.
func (c *committer) stop() {
	close(c.queue)
	<-c.stopped
	c.writer.close()
}

var errGone = errors.New("a transaction's function ended its goroutine")

// update waits for its turn, runs fn on this goroutine and waits for the commit.
func (c *committer) update(ctx context.Context, fn func(assessment.Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	u := &update{turn: make(chan *connection, 1), worked: make(chan error, 1), done: make(chan error, 1)}
	select {
	case c.queue <- u:
	case <-ctx.Done():
		return ctx.Err()
	}
	var writer *connection
	select {
	case writer = <-u.turn:
	case <-ctx.Done():
		if u.claimed.CompareAndSwap(false, true) {
			return ctx.Err()
		}
		writer = <-u.turn
	}
	if writer != nil {
		u.work(ctx, writer, fn)
	}
	return <-u.done
}

// work runs fn and always hands the connection back, even when fn ends the
// goroutine.
func (u *update) work(ctx context.Context, writer *connection, fn func(assessment.Tx) error) {
	s := &session{ctx: ctx, run: context.WithoutCancel(ctx), c: writer}
	err := errGone
	defer func() { u.worked <- err }()
	err = run(s, fn)
}

// loop turns waiting Updates into commits.
func (c *committer) loop() {
	defer close(c.stopped)
	for u := range c.queue {
		c.batch(u)
	}
}

// next returns the next waiting update, nil when none waits.
func (c *committer) next() *update {
	select {
	case u := <-c.queue: // nil once the queue is closed and empty
		return u
	default:
		return nil
	}
}

// batch runs the update and those that wait behind it in one transaction.
func (c *committer) batch(u *update) {
	ctx := context.Background()
	if err := c.writer.exec(ctx, "BEGIN IMMEDIATE"); err != nil {
		c.refuse(u, translate(err))
		return
	}
	var ran []*update // those whose work is in the transaction
	var broken error
	for n := 0; u != nil && broken == nil; n++ {
		if u.claimed.CompareAndSwap(false, true) {
			var err error
			if err, broken = c.turn(ctx, u); err == nil {
				ran = append(ran, u)
			} else {
				u.done <- err
			}
		}
		if u = nil; n+1 < maxBatch && broken == nil {
			u = c.next()
		}
	}
	if broken == nil {
		broken = c.writer.exec(ctx, "COMMIT")
	}
	if broken != nil {
		c.writer.rollback()
		broken = translate(fmt.Errorf("nothing was committed: %w", broken))
	}
	for _, u := range ran {
		u.done <- broken
	}
}

// turn lets one update work inside a savepoint. err is its own failure, which
// leaves the transaction as it was before; broken means that the database gave
// up the whole transaction.
func (c *committer) turn(ctx context.Context, u *update) (err, broken error) {
	if broken = c.writer.exec(ctx, "SAVEPOINT turn"); broken != nil {
		close(u.turn)
		return translate(broken), broken
	}
	u.turn <- c.writer
	if err = <-u.worked; err != nil {
		// SQLite takes a whole transaction back after some errors, such as a
		// full disk; the savepoint is gone then.
		if c.writer.exec(ctx, "ROLLBACK TO turn") != nil || c.writer.exec(ctx, "RELEASE turn") != nil {
			broken = err
		}
		return err, broken
	}
	if broken = c.writer.exec(ctx, "RELEASE turn"); broken != nil {
		return translate(broken), broken
	}
	return nil, nil
}

// refuse fails the update and those that wait behind it, because no
// transaction could begin: each would wait just as long in vain.
func (c *committer) refuse(u *update, err error) {
	for n := 0; u != nil; n++ {
		if u.claimed.CompareAndSwap(false, true) {
			close(u.turn)
			u.done <- err
		}
		if u = nil; n+1 < maxBatch {
			u = c.next()
		}
	}
}
