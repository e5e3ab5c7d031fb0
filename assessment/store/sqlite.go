package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"time"

	_ "modernc.org/sqlite" // registers the driver "sqlite", without cgo

	"onramp/assessment"
)

// lite is the engine of a SQLite file.
type lite struct {
	counts
	path      string // of the file
	write     *sql.DB
	read      *sql.DB
	readers   chan *connection
	committer *committer
}

// openSQLite opens the file, creates it if it is not there, and brings its
// tables up to date. The folder must exist.
func openSQLite(ctx context.Context, file string) (*lite, error) {
	path, err := filepath.Abs(file)
	if err != nil {
		return nil, fmt.Errorf("store: %w", err)
	}
	if err := checkPlace(path); err != nil {
		return nil, err
	}
	write, err := sql.Open("sqlite", writeDSN(path))
	if err != nil {
		return nil, fmt.Errorf("store: %w", err)
	}
	write.SetMaxOpenConns(1)
	read, err := sql.Open("sqlite", readDSN(path))
	if err != nil {
		return nil, errors.Join(err, write.Close())
	}
	readers := 2 * runtime.GOMAXPROCS(0)
	read.SetMaxOpenConns(readers)
	read.SetMaxIdleConns(readers)

	writer := &connection{db: write, begin: "BEGIN IMMEDIATE", describe: describeFile, forgetting: "PRAGMA user_version = 1"}
	if err := prepareFile(ctx, writer); err != nil {
		writer.close()
		return nil, errors.Join(fmt.Errorf("store %s: %w", path, err), read.Close(), write.Close())
	}
	// An earlier run may have ended between a deletion and emptying the log, so
	// the log is emptied in any case. While another program reads, the committer
	// tries again if a deletion is on record.
	if err := writer.conn.QueryRowContext(ctx, "SELECT user_version FROM pragma_user_version").Scan(&writer.rewrite); err != nil {
		writer.close()
		return nil, errors.Join(fmt.Errorf("store %s: %w", path, translate(err)), read.Close(), write.Close())
	}
	writer.forget = true
	_ = writer.emptyLog(ctx, emptyPatience)
	writer.forget = writer.forget && writer.rewrite
	e := &lite{path: path, write: write, read: read, readers: make(chan *connection, readers)}
	e.committer = newCommitter(writer, &e.counts)
	for range readers {
		e.readers <- &connection{db: read, begin: "BEGIN", describe: describeFile}
	}
	return e, nil
}

const describeFile = `SELECT name, type, pk FROM pragma_table_info($1) ORDER BY name`

func (e *lite) view(ctx context.Context, fn func(assessment.Tx) error) error {
	return view(ctx, e.readers, fn)
}

func (e *lite) update(ctx context.Context, fn func(assessment.Tx) error) error {
	return e.committer.update(ctx, fn)
}

func (e *lite) close() error {
	closeAll(e.readers)
	return errors.Join(e.read.Close(), e.committer.stop(), e.write.Close())
}

// startPatience is how long a start waits for another program at the file.
const startPatience = 5 * time.Second

// prepareFile connects and migrates. It tries again while another program opens
// or closes the file, because SQLite does not wait by itself when it turns the
// write-ahead log on.
func prepareFile(ctx context.Context, writer *connection) error {
	begun := time.Now()
	for pause := time.Millisecond; ; pause = min(2*pause, 100*time.Millisecond) {
		err := translate(migrate(ctx, writer, migrations))
		if err == nil || assessment.KindOf(err) != assessment.Busy {
			return err
		}
		if time.Since(begun) > startPatience {
			return fmt.Errorf("another program holds the file; end it, or wait for it, and start again: %w", err)
		}
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// checkPlace finds the usual reasons why a file cannot be a database, because
// SQLite has one message for all of them, and makes the file if it is not there.
func checkPlace(path string) error {
	folder := filepath.Dir(path)
	info, err := os.Stat(folder)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("store %s: the folder %s does not exist; create it or name a file in another folder", path, folder)
	case err != nil:
		return fmt.Errorf("store %s: the folder cannot be looked into: %w; give the account that runs Onramp access", path, err)
	case !info.IsDir():
		return fmt.Errorf("store %s: %s is not a folder; name a file in another folder", path, folder)
	}
	if info, err = os.Stat(path); err == nil && !info.Mode().IsRegular() {
		return fmt.Errorf("store %s: this is not a file; name the database file itself, such as %s", path, filepath.Join(path, "onramp.db"))
	}
	if err == nil && tooSmall(info.Size()) {
		return fmt.Errorf("store %s: %w", path, errTooSmall)
	}
	// A new file is for the account alone; SQLite gives its other files the same mode.
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return fmt.Errorf("store %s: the file cannot be written: %w; give the account that runs Onramp write permission on it and on its folder", path, err)
	}
	return f.Close()
}

// tooSmall reports whether something that is there cannot be a database. SQLite
// would take it for nothing and begin anew.
func tooSmall(size int64) bool { return size > 0 && size < 512 }

var errTooSmall = errors.New("the file is not a database, or what is left of a damaged one; restore the latest backup, or name another file")

// busyMillis is how long a statement that writes waits for another program.
const busyMillis = 5000

// writeDSN opens the one connection that writes. Everything stands in the
// string: pragmas executed on a pool reach one connection only.
func writeDSN(path string) string {
	return dsn(path, url.Values{
		"_busy_timeout":        {strconv.Itoa(busyMillis)}, // for another program at the file, such as a backup
		"_txlock":              {"immediate"},
		"_journal_mode":        {"WAL"},
		"_synchronous":         {"FULL"},
		"_foreign_keys":        {"1"},
		"_dqs":                 {"0"}, // "x" is never a string
		"_defensive":           {"1"},
		"_time_integer_format": {"unix_milli"},
		"_pragma":              {"cache_size(-16384)", "journal_size_limit(67108864)", "secure_delete(1)"},
	})
}

// readDSN opens a connection that only reads.
func readDSN(path string) string {
	return dsn(path, url.Values{
		"_busy_timeout": {"5000"},
		"_query_only":   {"1"},
		"_dqs":          {"0"},
		"_pragma":       {"mmap_size(67108864)", "cache_size(-16384)"},
	})
}

// dsn makes a URI, so that no character of the path is taken for a parameter.
func dsn(path string, params url.Values) string {
	return "file:" + (&url.URL{Path: filepath.ToSlash(path)}).EscapedPath() + "?" + params.Encode()
}

// rewriteFile writes the whole file anew. secure_delete overwrites rows, but
// when SQLite shares the rows of a full page out, copies of those that moved
// stay in the gap between others. The file's user_version is 1 from the
// deletion on until this is done.
func (c *connection) rewriteFile(ctx context.Context) error {
	if err := c.exec(ctx, "SELECT 1"); err != nil { // connects anew after an error
		return err
	}
	for _, statement := range []string{"VACUUM", "PRAGMA user_version = 0"} {
		if _, err := c.conn.ExecContext(ctx, statement); err != nil {
			return translate(err)
		}
	}
	c.forget, c.rewrite = true, false
	return nil
}

// emptyLog moves everything from the write-ahead log into the file and cuts
// the log to nothing, so that it keeps nothing that was deleted. It waits for
// reading transactions as long as it is told.
func (c *connection) emptyLog(ctx context.Context, patience time.Duration) error {
	if c.conn == nil { // thrown away after an error: connect anew
		if err := c.exec(ctx, "SELECT 1"); err != nil {
			return err
		}
	}
	wait := func(ms int64) error {
		_, err := c.conn.ExecContext(ctx, fmt.Sprintf("PRAGMA busy_timeout = %d", ms))
		return err
	}
	if err := wait(patience.Milliseconds()); err != nil {
		return err
	}
	var busy, frames, moved int
	err := c.conn.QueryRowContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &frames, &moved)
	if err := errors.Join(err, wait(busyMillis)); err != nil {
		return err
	}
	if busy != 0 {
		return errLogRead
	}
	c.forget = false
	return nil
}

var errLogRead = errors.New("another program reads the database, so its write-ahead log still holds what was deleted; end that program, then start and end Onramp once")
