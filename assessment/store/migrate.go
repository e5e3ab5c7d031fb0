package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"
	"strconv"
	"strings"
	"time"
)

//go:embed migrations/*.sql
var migrations embed.FS

// migration is one forward step of the schema.
type migration struct {
	version int64
	name    string
	text    string
	hash    string
}

const createMigrations = `CREATE TABLE IF NOT EXISTS migrations (
    -- Steps of the schema that were applied. Holds nothing of firms.
    version    BIGINT NOT NULL PRIMARY KEY, -- number of the step
    name       TEXT NOT NULL,               -- its file
    hash       TEXT NOT NULL,               -- SHA-256 of the file when it was applied
    applied_at BIGINT NOT NULL              -- when it was applied
)`

// readMigrations returns the migrations of the folder in order. Their files
// are named like 0001_initial.sql and numbered from 1 without gaps.
func readMigrations(files fs.FS) ([]migration, error) {
	names, err := fs.Glob(files, "migrations/*.sql") // sorted
	if err != nil {
		return nil, err
	}
	var all []migration
	for i, file := range names {
		name := path.Base(file)
		number, _, _ := strings.Cut(name, "_")
		version, err := strconv.ParseInt(number, 10, 64)
		if err != nil || version != int64(i+1) {
			return nil, fmt.Errorf("migration %s: the number must be %04d", name, i+1)
		}
		text, err := fs.ReadFile(files, file)
		if err != nil {
			return nil, err
		}
		sum := sha256.Sum256(text)
		all = append(all, migration{version, name, string(text), hex.EncodeToString(sum[:])})
	}
	return all, nil
}

// migrate brings the schema up to date. Looking, applying and recording happen
// in one transaction that excludes others, so of two programs that start at
// once the second finds the work done.
func migrate(ctx context.Context, c *connection, files fs.FS) (err error) {
	known, err := readMigrations(files)
	if err != nil {
		return err
	}
	if err := c.exec(ctx, c.begin); err != nil {
		return err
	}
	defer func() {
		if err != nil {
			c.rollback()
		}
	}()
	if c.lock != "" {
		if _, err := c.conn.ExecContext(ctx, c.lock); err != nil {
			return err
		}
	}
	if _, err := c.conn.ExecContext(ctx, createMigrations); err != nil {
		return err
	}
	applied, err := appliedMigrations(ctx, c.conn, known)
	if err != nil {
		return err
	}
	for _, m := range known[applied:] {
		if _, err := c.conn.ExecContext(ctx, m.text); err != nil {
			return fmt.Errorf("migration %s could not be applied and was taken back; keep the file and report this: %w", m.name, err)
		}
		if _, err := c.conn.ExecContext(ctx, "INSERT INTO migrations (version, name, hash, applied_at) VALUES ($1, $2, $3, $4)",
			m.version, m.name, m.hash, time.Now().UnixMilli()); err != nil {
			return err
		}
	}
	return c.exec(ctx, "COMMIT")
}

// appliedMigrations compares what the database records with what this program
// knows and returns how many were applied.
func appliedMigrations(ctx context.Context, conn *sql.Conn, known []migration) (int, error) {
	rows, err := conn.QueryContext(ctx, "SELECT version, name, hash FROM migrations ORDER BY version")
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	n := 0
	for ; rows.Next(); n++ {
		var m migration
		if err := rows.Scan(&m.version, &m.name, &m.hash); err != nil {
			return 0, err
		}
		switch {
		case m.version > int64(len(known)):
			return 0, fmt.Errorf("a newer Onramp has changed this database (migration %s); start that version or a later one, or restore the backup made before", m.name)
		case m.version != int64(n+1):
			return 0, fmt.Errorf("the record of migration %d is missing; restore the latest backup", n+1)
		case m.hash != known[n].hash:
			return 0, fmt.Errorf("migration %s was altered after it was applied to this database; start the Onramp that made it, or a later release, and leave applied migrations unchanged", m.name)
		}
	}
	return n, rows.Err()
}
