package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"runtime/debug"
	"sync"
	"sync/atomic"

	"onramp/assessment"
)

// Store keeps assessments, their keys and published content. Its methods may
// be called from any number of goroutines.
type Store struct {
	engine           engine
	updates, waiting atomic.Int64

	mu     sync.RWMutex // guards closed against calls that begin
	closed bool
	calls  sync.WaitGroup // Views and Updates under way
}

// engine runs transactions on one kind of database. view and update are as
// Store's View and Update; close waits for nobody.
type engine interface {
	view(ctx context.Context, fn func(assessment.Tx) error) error
	update(ctx context.Context, fn func(assessment.Tx) error) error
	// backup writes a snapshot to a SQLite file that is not there yet.
	backup(ctx context.Context, file string) error
	counted() *counts
	close() error
}

// Open opens a database, makes its tables if they are not there, and brings
// them up to date: a PostgreSQL under an address such as
// postgres://user@host/name, else a SQLite file. Every error says what to do
// and none holds a password.
func Open(ctx context.Context, database string) (*Store, error) {
	var e engine
	var err error
	if Remote(database) {
		e, err = openPostgres(ctx, database)
	} else {
		e, err = openSQLite(ctx, database)
	}
	if err != nil {
		return nil, err
	}
	return &Store{engine: e}, nil
}

// errClosed says that the store takes no more calls.
var errClosed = &assessment.Error{Kind: assessment.Busy, Key: "error.busy", Cause: errors.New("the store is closed")}

// View calls fn with a transaction that only reads and sees one consistent
// state of everything.
func (s *Store) View(ctx context.Context, fn func(assessment.Tx) error) error {
	if !s.enter() {
		return errClosed
	}
	defer s.calls.Done()
	return s.engine.view(ctx, fn)
}

// Update calls fn with a transaction that reads and writes, and returns after
// its effects are on disk; when fn returns an error or panics, or when Update
// itself returns an error, nothing has happened. Transactions take effect as
// if one came after the other. fn runs on a goroutine of the store and may run
// more than once, so it must not touch anything outside; it must not call
// Update of the same store, which would wait for itself. Once fn runs, Update
// waits for the outcome even if ctx ends.
func (s *Store) Update(ctx context.Context, fn func(assessment.Tx) error) error {
	if !s.enter() {
		return errClosed
	}
	defer s.calls.Done()
	s.waiting.Add(1)
	defer s.waiting.Add(-1)
	err := s.engine.update(ctx, fn)
	if err == nil {
		s.updates.Add(1)
	}
	return err
}

// Ping reports whether the database answers.
func (s *Store) Ping(ctx context.Context) error {
	return s.View(ctx, func(t assessment.Tx) error {
		_, err := t.(*tx).one("SELECT 1 FROM migrations WHERE version = $1", []any{1}, new(int))
		return err
	})
}

// Close finishes the calls under way, refuses new ones and closes the database.
func (s *Store) Close() error {
	s.mu.Lock()
	was := s.closed
	s.closed = true
	s.mu.Unlock()
	if was {
		return nil
	}
	s.calls.Wait()
	return s.engine.close()
}

// enter counts a call, unless the store is closed.
func (s *Store) enter() bool {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if s.closed {
		return false
	}
	s.calls.Add(1)
	return true
}

// run calls fn with the session's transaction and turns a panic into an error.
// A database error that fn kept to itself is returned all the same.
func run(s *session, fn func(assessment.Tx) error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = &panicError{value: p, stack: debug.Stack()}
		}
		if err == nil {
			err = s.spoiled
		}
		s.ended = true
	}()
	return fn(&tx{s})
}

// panicError is a panic of a transaction's function, with the place for the
// log. It is internal whatever the value: a panic is a mistake in the program.
type panicError struct {
	value any
	stack []byte
}

func (e *panicError) Error() string {
	return fmt.Sprintf("a transaction's function panicked: %v\n%s", e.value, e.stack)
}

// tx is one transaction, an assessment.Tx. Its methods stand in the file of
// their noun.
type tx struct{ *session }

var _ assessment.Tx = (*tx)(nil)

// session runs the statements of one transaction.
type session struct {
	ctx     context.Context // of the caller, looked at before every statement
	run     context.Context // of the statements
	c       *connection
	spoiled error // the first error of the database
	ended   bool
}

var errEnded = errors.New("the transaction was used after its function returned")

// prepare returns the statement, unless the transaction can do no more.
func (s *session) prepare(query string) (*sql.Stmt, error) {
	if s.ended {
		return nil, errEnded
	}
	if s.spoiled != nil {
		return nil, s.spoiled
	}
	if err := s.ctx.Err(); err != nil {
		return nil, s.spoil(err)
	}
	stmt, err := s.c.prepare(s.run, query)
	if err != nil {
		return nil, s.spoil(fmt.Errorf("%w in %q", err, query))
	}
	return stmt, nil
}

// spoil notes an error of the database and returns it in the visitor's terms.
func (s *session) spoil(err error) error {
	s.spoiled = translate(err)
	return s.spoiled
}

// exec runs a statement and returns how many rows it changed.
func (s *session) exec(query string, args ...any) (int64, error) {
	stmt, err := s.prepare(query)
	if err != nil {
		return 0, err
	}
	result, err := stmt.ExecContext(s.run, args...)
	if err != nil {
		return 0, s.spoil(fmt.Errorf("%w in %q", err, query))
	}
	return result.RowsAffected()
}

// each runs a query and calls row for every row with a function that scans it.
func (s *session) each(query string, args []any, row func(scan func(...any) error) error) error {
	stmt, err := s.prepare(query)
	if err != nil {
		return err
	}
	rows, err := stmt.QueryContext(s.run, args...)
	if err != nil {
		return s.spoil(fmt.Errorf("%w in %q", err, query))
	}
	defer rows.Close()
	for rows.Next() {
		if err := row(rows.Scan); err != nil {
			return s.spoil(fmt.Errorf("%w in a row of %q", err, query))
		}
	}
	if err := rows.Err(); err != nil {
		return s.spoil(fmt.Errorf("%w in %q", err, query))
	}
	return nil
}

// one scans the first row of a query and reports whether there was one.
func (s *session) one(query string, args []any, dest ...any) (found bool, err error) {
	err = s.each(query, args, func(scan func(...any) error) error {
		if found {
			return nil
		}
		found = true
		return scan(dest...)
	})
	return found && err == nil, err
}
