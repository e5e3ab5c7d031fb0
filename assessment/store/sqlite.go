package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"runtime"

	_ "modernc.org/sqlite" // registers the driver "sqlite", without cgo
)

// Open opens the SQLite file, creates it if it is not there, and brings its
// tables up to date. The folder must exist. Every error says what to do.
func Open(ctx context.Context, file string) (*Store, error) {
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

	writer := &connection{db: write}
	if err := migrate(ctx, writer, migrations); err != nil {
		writer.close()
		return nil, errors.Join(fmt.Errorf("store %s: %w", path, translate(err)), read.Close(), write.Close())
	}
	s := &Store{write: write, read: read, readers: make(chan *connection, readers), committer: newCommitter(writer)}
	for range readers {
		s.readers <- &connection{db: read}
	}
	return s, nil
}

// checkPlace finds the usual reasons why a file cannot be a database, because
// SQLite has one message for all of them.
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
	info, err = os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err == nil && !info.Mode().IsRegular() {
		return fmt.Errorf("store %s: this is not a file; name the database file itself, such as %s", path, filepath.Join(path, "onramp.db"))
	}
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return fmt.Errorf("store %s: the file cannot be written: %w; give the account that runs Onramp write permission on it and on its folder", path, err)
	}
	return f.Close()
}

// writeDSN opens the one connection that writes. Everything stands in the
// string: pragmas executed on a pool reach one connection only.
func writeDSN(path string) string {
	return dsn(path, url.Values{
		"_busy_timeout":        {"5000"}, // for another program at the file, such as a backup
		"_txlock":              {"immediate"},
		"_journal_mode":        {"WAL"},
		"_synchronous":         {"FULL"},
		"_foreign_keys":        {"1"},
		"_dqs":                 {"0"}, // "x" is never a string
		"_defensive":           {"1"},
		"_time_integer_format": {"unix_milli"},
		"_pragma":              {"cache_size(-65536)", "journal_size_limit(67108864)"},
	})
}

// readDSN opens a connection that only reads.
func readDSN(path string) string {
	return dsn(path, url.Values{
		"_busy_timeout": {"5000"},
		"_query_only":   {"1"},
		"_dqs":          {"0"},
		"_pragma":       {"mmap_size(268435456)", "cache_size(-65536)"},
	})
}

// dsn makes a URI, so that no character of the path is taken for a parameter.
func dsn(path string, params url.Values) string {
	return "file:" + (&url.URL{Path: filepath.ToSlash(path)}).EscapedPath() + "?" + params.Encode()
}

// connection is one connection of a pool with its prepared statements. One
// goroutine uses it at a time. It connects when first used.
type connection struct {
	db    *sql.DB
	conn  *sql.Conn
	stmts map[string]*sql.Stmt
}

// prepare returns the statement, prepared once for the connection's life.
func (c *connection) prepare(ctx context.Context, query string) (*sql.Stmt, error) {
	if stmt, ok := c.stmts[query]; ok {
		return stmt, nil
	}
	if c.conn == nil {
		conn, err := c.db.Conn(ctx)
		if err != nil {
			return nil, err
		}
		c.conn, c.stmts = conn, map[string]*sql.Stmt{}
	}
	stmt, err := c.conn.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	c.stmts[query] = stmt
	return stmt, nil
}

// exec runs a statement without arguments, such as BEGIN.
func (c *connection) exec(ctx context.Context, query string) error {
	stmt, err := c.prepare(ctx, query)
	if err != nil {
		return err
	}
	_, err = stmt.ExecContext(ctx)
	return err
}

// rollback ends the transaction. A connection that cannot is thrown away; the
// next use connects anew.
func (c *connection) rollback() {
	if err := c.exec(context.Background(), "ROLLBACK"); err != nil && c.conn != nil {
		c.closeStatements() // before their connection
		_ = c.conn.Raw(func(any) error { return driver.ErrBadConn })
		c.close()
	}
}

// close gives the connection back to its pool.
func (c *connection) close() {
	c.closeStatements()
	if c.conn != nil {
		_ = c.conn.Close()
	}
	c.conn = nil
}

func (c *connection) closeStatements() {
	for _, stmt := range c.stmts {
		_ = stmt.Close()
	}
	c.stmts = nil
}
