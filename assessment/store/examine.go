package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// Examination is what there is to know about a database without changing it.
type Examination struct {
	Engine     string   // "SQLite 3.x" or "PostgreSQL 15.x"
	Migrations int      // steps of the schema that were applied
	Known      int      // steps that this program knows
	Size       int64    // bytes of the database
	Log        int64    // bytes of its write-ahead log; 0 for a server
	Free       int64    // bytes free on its disk; -1 when not known
	Assessed   int64    // assessments
	Backup     *Backup  // the last; nil for none
	Forgetting bool     // something deleted still waits for the file to be written anew
	Spread     int      // tables that lie on the nodes of a cluster
	Faults     []string // what is wrong with the data, in words; nil when sound
}

// Sound is the error for what is wrong; nil for nothing.
func (e *Examination) Sound() error {
	if e.Faults == nil {
		return nil
	}
	return fmt.Errorf("the database is damaged; restore the latest backup: %s", strings.Join(e.Faults, "; "))
}

// Outdated reports whether this program would change the tables at its start.
func (e *Examination) Outdated() bool { return e.Migrations < e.Known }

// maxFaults is how many faults are listed.
const maxFaults = 10

// Examine looks at a database of Onramp, also while a server uses it, reads all
// of a file to find damage, and changes nothing. What makes reading impossible
// is an error; damage is in Faults.
func Examine(ctx context.Context, database string) (*Examination, error) {
	all, err := readMigrations(migrations)
	if err != nil {
		return nil, err
	}
	e := &Examination{Known: len(all), Free: -1}
	if Remote(database) {
		err = e.server(ctx, database)
	} else {
		err = e.file(ctx, database)
	}
	if err != nil {
		return nil, fmt.Errorf("store %s: %w", Redact(database), translate(err))
	}
	return e, nil
}

func (e *Examination) file(ctx context.Context, file string) error {
	path, err := filepath.Abs(file)
	if err != nil {
		return err
	}
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	if tooSmall(info.Size()) {
		return errTooSmall
	}
	e.Size, e.Free = info.Size(), freeSpace(filepath.Dir(path))
	if log, err := os.Stat(path + "-wal"); err == nil {
		e.Log = log.Size()
	}
	db, err := sql.Open("sqlite", dsn(path, map[string][]string{"_busy_timeout": {"5000"}, "_query_only": {"1"}, "mode": {"rw"}}))
	if err != nil {
		return err
	}
	defer db.Close()
	if err := db.QueryRowContext(ctx, "SELECT 'SQLite ' || sqlite_version()").Scan(&e.Engine); err != nil {
		return err
	}
	if err := e.integrity(ctx, db); err != nil {
		return err
	}
	if e.Faults != nil {
		return nil // what follows may not be readable
	}
	if err := db.QueryRowContext(ctx, "SELECT user_version FROM pragma_user_version").Scan(&e.Forgetting); err != nil {
		return err
	}
	return e.common(ctx, db)
}

// integrity walks through the whole file, then through all foreign keys.
func (e *Examination) integrity(ctx context.Context, db *sql.DB) error {
	for _, check := range []string{
		fmt.Sprintf("PRAGMA integrity_check(%d)", maxFaults), // one row "ok" when sound
		fmt.Sprintf(`SELECT 'a row of ' || "table" || ' belongs to no row of ' || parent FROM pragma_foreign_key_check LIMIT %d`, maxFaults),
	} {
		rows, err := db.QueryContext(ctx, check)
		if err != nil {
			return e.damage(err)
		}
		for rows.Next() {
			var fault string
			if err := rows.Scan(&fault); err != nil {
				return errors.Join(err, rows.Close())
			}
			if fault != "ok" {
				e.Faults = append(e.Faults, fault)
			}
		}
		if err := errors.Join(rows.Err(), rows.Close()); err != nil {
			return e.damage(err)
		}
	}
	return nil
}

// damage takes an error of reading for a fault when it says so.
func (e *Examination) damage(err error) error {
	if err = translate(err); damaged(err) {
		e.Faults = append(e.Faults, err.Error())
		return nil
	}
	return err
}

func (e *Examination) server(ctx context.Context, address string) error {
	db, err := sql.Open("pgx", address)
	if err != nil { // its text may hold the password
		return errors.New("the address cannot be read; write postgres://user:password@host:port/database")
	}
	defer db.Close()
	if err := db.QueryRowContext(ctx, "SELECT 'PostgreSQL ' || current_setting('server_version'), pg_database_size(current_database())").Scan(&e.Engine, &e.Size); err != nil {
		return err
	}
	var citus bool
	if err := db.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM pg_extension WHERE extname = 'citus')").Scan(&citus); err != nil {
		return err
	}
	if citus {
		if err := db.QueryRowContext(ctx, "SELECT COUNT(*) FROM pg_dist_partition WHERE partmethod = 'h' OR repmodel = 't'").Scan(&e.Spread); err != nil {
			return err
		}
	}
	return e.common(ctx, db)
}

// common reads what both kinds keep.
func (e *Examination) common(ctx context.Context, db *sql.DB) error {
	known, err := readMigrations(migrations)
	if err != nil {
		return err
	}
	conn, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	if e.Migrations, err = appliedMigrations(ctx, conn, known); err != nil {
		return err
	}
	if err := conn.QueryRowContext(ctx, "SELECT COUNT(*) FROM assessments").Scan(&e.Assessed); err != nil {
		return err
	}
	var note []byte
	err = conn.QueryRowContext(ctx, "SELECT value FROM settings WHERE name = $1", backupSetting).Scan(&note)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	e.Backup = &Backup{}
	return json.Unmarshal(note, e.Backup)
}

// Age is how long ago a backup was made; 0 when the clock was set back since.
func (b *Backup) Age(now time.Time) time.Duration { return max(0, now.Sub(b.Made)) }
