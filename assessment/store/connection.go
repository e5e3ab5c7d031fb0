package store

import (
	"context"
	"database/sql"
	"database/sql/driver"

	"onramp/assessment"
)

// connection is one connection of a pool with its prepared statements. One
// goroutine uses it at a time. It connects when first used.
type connection struct {
	db    *sql.DB
	conn  *sql.Conn
	stmts map[string]*sql.Stmt

	begin      string // statement that begins a transaction
	lock       string // statement that excludes other programs that migrate; empty where begin does
	describe   string // query of the columns of a table: name, type, place in the primary key
	forgetting string // statement that notes that the file keeps what was deleted; empty where it does not
	forget     bool   // something was deleted that the write-ahead log must not keep
	rewrite    bool   // nor the file, between the rows of its pages
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

// start begins a transaction. A connection that was lost since it was last used
// is replaced once.
func (c *connection) start(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	fresh := c.conn == nil
	err := c.exec(ctx, c.begin)
	if err != nil {
		c.rollback()
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if !fresh {
			if err = c.exec(ctx, c.begin); err != nil {
				c.rollback()
			}
		}
	}
	return translate(err)
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

// view calls fn with a transaction on one of the connections, which only reads.
func view(ctx context.Context, readers chan *connection, fn func(assessment.Tx) error) error {
	var c *connection
	select {
	case c = <-readers:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { readers <- c }()
	if err := c.start(ctx); err != nil {
		return err
	}
	defer c.rollback()
	return run(&session{ctx: ctx, run: ctx, c: c}, fn)
}

// closeAll waits for all connections and closes them.
func closeAll(connections chan *connection) {
	for range cap(connections) {
		(<-connections).close()
	}
}
