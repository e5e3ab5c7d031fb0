package store

import (
	"bufio"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"onramp/assessment"
)

// Backup is one that was made.
type Backup struct {
	File   string    `json:"file"`
	Made   time.Time `json:"made"`
	Size   int64     `json:"size"`   // bytes
	SHA256 string    `json:"sha256"` // hexadecimal
}

// backupSetting is the setting that remembers the last backup.
const backupSetting = "backup"

// ChecksumFile is where the checksum of a backup stands, as sha256sum writes it.
func ChecksumFile(file string) string { return file + ".sha256" }

// Backup writes one consistent state of everything to a new SQLite file, while
// others read and write, and its checksum beside it. Whatever the database, a
// backup is such a file. It holds nothing that was deleted before. now is noted
// in the database as the time of the last backup.
func (s *Store) Backup(ctx context.Context, file string, now time.Time) (Backup, error) {
	b := Backup{File: file, Made: now.UTC().Truncate(time.Millisecond)}
	if _, err := os.Stat(file); err == nil {
		return b, fmt.Errorf("backup %s: the file is there already; name a new one", file)
	}
	part := file + ".part"
	_ = os.Remove(part)
	defer os.Remove(part) // gone already when all went well
	if err := s.engine.backup(ctx, part); err != nil {
		return b, fmt.Errorf("backup %s: %w", file, err)
	}
	var err error
	if b.SHA256, b.Size, err = sealed(part); err != nil {
		return b, fmt.Errorf("backup %s: %w", file, err)
	}
	line := b.SHA256 + "  " + filepath.Base(file) + "\n"
	if err := writeSynced(ChecksumFile(file), []byte(line)); err != nil {
		return b, err
	}
	if err := os.Rename(part, file); err != nil {
		return b, err
	}
	if err := syncFolder(filepath.Dir(file)); err != nil {
		return b, err
	}
	note, err := json.Marshal(b)
	if err != nil {
		return b, err
	}
	return b, s.Update(ctx, func(t assessment.Tx) error { return t.SaveSetting(backupSetting, note) })
}

// backup of a file: SQLite writes a copy of one snapshot, without free pages.
func (e *lite) backup(ctx context.Context, file string) error {
	if err := checkNew(file); err != nil {
		return err
	}
	db, err := sql.Open("sqlite", dsn(e.path, map[string][]string{"_busy_timeout": {"5000"}}))
	if err != nil {
		return err
	}
	defer db.Close()
	_, err = db.ExecContext(ctx, "VACUUM INTO $1", file)
	return translate(err)
}

// backup of a server: all tables as one transaction sees them, in a file.
func (e *elephant) backup(ctx context.Context, file string) (err error) {
	if err := checkNew(file); err != nil {
		return err
	}
	to, err := Open(ctx, file)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, to.Close()) }()
	tables, err := tableNames()
	if err != nil {
		return err
	}
	return e.view(ctx, func(from assessment.Tx) error {
		for _, table := range tables {
			if err := copyTable(ctx, from.(*tx), to, table); err != nil {
				return err
			}
		}
		return nil
	})
}

// copyTable copies a table of one transaction, batch by batch.
func copyTable(ctx context.Context, from *tx, to *Store, table string) error {
	columns, err := from.columns(table)
	if err != nil {
		return err
	}
	insert := insertInto(table, columns)
	for key := []string(nil); ; {
		var rows [][]any
		if err := from.rowsAfter(table, columns, key, copyBatch, func(row []any) error {
			rows = append(rows, row)
			return nil
		}); err != nil || len(rows) == 0 {
			return err
		}
		key = keyOf(columns, rows[len(rows)-1])
		if err := to.Update(ctx, func(a assessment.Tx) error {
			for _, row := range rows {
				if _, err := a.(*tx).exec(insert, row...); err != nil {
					return fmt.Errorf("table %s: %w", table, err)
				}
			}
			return nil
		}); err != nil {
			return err
		}
	}
}

// checkNew finds out early that a folder is not there or cannot be written; the
// file it makes is for the account alone.
func checkNew(file string) error {
	f, err := os.OpenFile(file, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	return f.Close()
}

// sealed forces a file to disk and returns its checksum and size.
func sealed(file string) (sum string, size int64, err error) {
	f, err := os.OpenFile(file, os.O_RDWR, 0)
	if err != nil {
		return "", 0, err
	}
	defer f.Close()
	h := sha256.New()
	if size, err = io.Copy(h, f); err != nil {
		return "", 0, err
	}
	return hex.EncodeToString(h.Sum(nil)), size, f.Sync()
}

func writeSynced(file string, data []byte) error {
	f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	return errors.Join(err, f.Sync(), f.Close())
}

// syncFolder makes a rename in it last. Systems that cannot do not need it.
func syncFolder(folder string) error {
	f, err := os.Open(folder)
	if err != nil {
		return err
	}
	_ = f.Sync()
	return f.Close()
}

// VerifyBackup compares a backup with its checksum and looks whether it is sound.
func VerifyBackup(ctx context.Context, file string) error {
	sum, err := readChecksum(file)
	if err != nil {
		return err
	}
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, bufio.NewReaderSize(f, 1<<20)); err != nil {
		return err
	}
	if got := hex.EncodeToString(h.Sum(nil)); got != sum {
		return fmt.Errorf("backup %s: its checksum is %.16s… and not %.16s… as its .sha256 file says: it is damaged or incomplete; take another backup", file, got, sum)
	}
	found, err := Examine(ctx, file)
	if err != nil {
		return err
	}
	return found.Sound()
}

func readChecksum(file string) (string, error) {
	text, err := os.ReadFile(ChecksumFile(file))
	if errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("backup %s: its checksum %s is not there; copy it along with the backup", file, ChecksumFile(file))
	}
	if err != nil {
		return "", err
	}
	sum, _, _ := strings.Cut(string(text), " ")
	if b, err := hex.DecodeString(sum); err != nil || len(b) != sha256.Size {
		return "", fmt.Errorf("backup %s: %s holds no SHA-256 checksum", file, ChecksumFile(file))
	}
	return sum, nil
}

// Restore puts a backup where a database is to be: a SQLite file that is not
// there yet, or an empty PostgreSQL. A file that is there is only replaced when
// told so, and then kept under the name that is returned; that nobody has it
// open is made sure of. Nothing is changed when the backup is not sound.
func Restore(ctx context.Context, backup, database string, replace bool, now time.Time) (kept string, err error) {
	if err := VerifyBackup(ctx, backup); err != nil {
		return "", err
	}
	if Remote(database) {
		return "", restoreServer(ctx, backup, database)
	}
	if _, err := os.Stat(database); err == nil {
		if !replace {
			return "", fmt.Errorf("restore %s: the file is there already; end the server and add --replace, then it is kept under another name", database)
		}
		if kept, err = setAside(ctx, database, now); err != nil {
			return "", err
		}
	}
	part := database + ".part"
	if err := copyFile(backup, part); err != nil {
		return kept, err
	}
	if err := os.Rename(part, database); err != nil {
		return kept, err
	}
	return kept, syncFolder(filepath.Dir(database))
}

func restoreServer(ctx context.Context, backup, database string) (err error) {
	// Opening a database writes to it, and the backup is to stay as it is.
	folder, err := os.MkdirTemp("", "onramp-restore-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	work := filepath.Join(folder, "backup.db")
	if err := copyFile(backup, work); err != nil {
		return err
	}
	from, err := Open(ctx, work)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, from.Close()) }()
	to, err := Open(ctx, database)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, to.Close()) }()
	_, err = Copy(ctx, from, to, nil)
	return err
}

// setAside renames a database that nobody has open.
func setAside(ctx context.Context, database string, now time.Time) (string, error) {
	path, err := filepath.Abs(database)
	if err != nil {
		return "", err
	}
	db, err := sql.Open("sqlite", dsn(path, nil))
	if err != nil {
		return "", err
	}
	// Leaving the write-ahead log needs the file for oneself, and moves the log
	// into it. A file that is damaged cannot and has nobody to wait for.
	_, err = db.ExecContext(ctx, "PRAGMA journal_mode = DELETE")
	if err := errors.Join(translate(err), db.Close()); err != nil && assessment.KindOf(err) == assessment.Busy {
		return "", fmt.Errorf("restore %s: another program has the file open; end the server first: %w", database, err)
	}
	kept := database + ".before-" + now.UTC().Format("20060102-150405")
	for _, tail := range []string{"", "-wal", "-shm"} {
		if err := os.Rename(database+tail, kept+tail); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return "", err
		}
	}
	return kept, nil
}

func copyFile(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Sync(), out.Close())
}
