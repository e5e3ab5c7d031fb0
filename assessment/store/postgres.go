package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/url"
	"runtime"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib" // PostgreSQL behind database/sql, so that both engines share one session

	"onramp/assessment"
)

// Remote reports whether a database is named by an address and not by a file.
func Remote(database string) bool {
	return strings.HasPrefix(database, "postgres://") || strings.HasPrefix(database, "postgresql://")
}

// Redact returns the name of a database without its password.
func Redact(database string) string {
	if !Remote(database) {
		return database
	}
	u, err := url.Parse(database)
	if err != nil {
		return "postgres://"
	}
	if _, set := u.User.Password(); set {
		u.User = url.User(u.User.Username())
	}
	u.RawQuery = ""
	return u.String()
}

// elephant is the engine of a PostgreSQL. Its transactions are serialisable:
// they take effect as if one came after the other, and those that cannot begin
// anew. The server itself lets commits that wait share one sync.
type elephant struct {
	counts
	db      *sql.DB
	readers chan *connection
	writers chan *connection
	lane    chan struct{} // held by the one Update that clashed often and tries now
}

// What a transaction begins with.
const (
	beginReading = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
	beginWriting = "BEGIN ISOLATION LEVEL SERIALIZABLE"
	// lockMigrations excludes programs that start at the same moment; its number
	// is any that nobody else takes.
	lockMigrations = "SELECT pg_advisory_xact_lock(7266211047)"
)

// oldest is the first server version that is known to serve, as the server
// numbers them.
const oldest = 150000

// openPostgres connects to the server and brings the tables up to date. The
// database itself must exist.
func openPostgres(ctx context.Context, address string) (*elephant, error) {
	config, err := pgx.ParseConfig(address)
	if err != nil { // its text may hold the password
		return nil, fmt.Errorf("store %s: the address cannot be read; write postgres://user:password@host:port/database", Redact(address))
	}
	if config.ConnectTimeout == 0 {
		config.ConnectTimeout = startPatience
	}
	for name, value := range map[string]string{
		"application_name": "onramp",
		"timezone":         "UTC",
		// Walking through a small table would mark the whole of it as read, and
		// every visitor would stand in the way of every other.
		"enable_seqscan":                      "off",
		"idle_in_transaction_session_timeout": "60000",
		// On a distributed server a transaction that touches every node may go on to
		// a table that lies on all of them; other servers keep the value unread.
		"citus.multi_shard_modify_mode": "sequential",
	} {
		if _, set := config.RuntimeParams[name]; !set {
			config.RuntimeParams[name] = value
		}
	}
	e := &elephant{db: stdlib.OpenDB(*config), lane: make(chan struct{}, 1)}
	readers, writers := 2*runtime.GOMAXPROCS(0), 4*runtime.GOMAXPROCS(0)
	e.db.SetMaxOpenConns(readers + writers)
	e.db.SetMaxIdleConns(readers + writers)
	if err := e.prepare(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("store %s: %w", Redact(address), err), e.db.Close())
	}
	e.readers, e.writers = make(chan *connection, readers), make(chan *connection, writers)
	for range readers {
		e.readers <- &connection{db: e.db, begin: beginReading, describe: describeServer}
	}
	for range writers {
		e.writers <- &connection{db: e.db, begin: beginWriting, describe: describeServer}
	}
	return e, nil
}

const describeServer = `SELECT a.attname, format_type(a.atttypid, NULL), COALESCE(array_position(i.indkey::int2[], a.attnum) + 1, 0)
	FROM pg_attribute a LEFT JOIN pg_index i ON i.indrelid = a.attrelid AND i.indisprimary
	WHERE a.attrelid = to_regclass($1) AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attname COLLATE "C"`

// prepare looks at the server and migrates.
func (e *elephant) prepare(ctx context.Context) error {
	c := &connection{db: e.db, begin: "BEGIN", lock: lockMigrations}
	defer c.close()
	if err := c.exec(ctx, "SELECT 1"); err != nil {
		return translate(fmt.Errorf("the database does not answer; look whether the server runs, the database exists and the account may use it: %w", err))
	}
	var version int
	if err := c.conn.QueryRowContext(ctx, "SELECT current_setting('server_version_num')::int").Scan(&version); err != nil {
		return err
	}
	if version < oldest {
		return fmt.Errorf("the server is PostgreSQL %d; Onramp needs %d or later", version/10000, oldest/10000)
	}
	return translate(migrate(ctx, c, migrations))
}

func (e *elephant) view(ctx context.Context, fn func(assessment.Tx) error) error {
	return view(ctx, e.readers, fn)
}

// patience is how long an Update begins anew while others stand in its way.
const patience = 10 * time.Second

func (e *elephant) update(ctx context.Context, fn func(assessment.Tx) error) error {
	var c *connection
	select {
	case c = <-e.writers:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { e.writers <- c }()
	if err := ctx.Err(); err != nil {
		return err
	}
	begun, pause := time.Now(), time.Millisecond
	for tries := 1; ; tries++ {
		err := e.try(ctx, c, fn)
		if !clashed(err) || time.Since(begun) > patience {
			return err
		}
		e.clashes.Add(1)
		if tries == politeTries { // from now on one after the other
			e.lane <- struct{}{}
			defer func() { <-e.lane }()
			pause = time.Millisecond
		}
		// Those that clashed must not meet again in step.
		time.Sleep(pause/2 + rand.N(pause))
		pause = min(2*pause, 250*time.Millisecond)
	}
}

// politeTries is how often an Update clashes before it waits for its turn among
// those of this process that do. Many that change the same thing would else
// stand in each other's way until some have run out of patience.
const politeTries = 4

// try runs fn in one transaction.
func (e *elephant) try(ctx context.Context, c *connection, fn func(assessment.Tx) error) error {
	background := context.WithoutCancel(ctx)
	if err := c.start(background); err != nil {
		return err
	}
	done := false
	defer func() {
		if !done {
			c.rollback()
		}
	}()
	s := &session{ctx: ctx, run: background, c: c}
	if err := run(s, fn); err != nil {
		return err
	}
	if err := c.exec(background, "COMMIT"); err != nil {
		if nodeRefused(err) {
			return clash{err}
		}
		return translate(err)
	}
	done = true
	e.commits.Add(1)
	return nil
}

func (e *elephant) close() error {
	closeAll(e.readers)
	closeAll(e.writers)
	return e.db.Close()
}
