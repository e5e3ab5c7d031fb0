package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"onramp/assessment/store"
)

func newBackup() *cobra.Command {
	cmd := &cobra.Command{
		Use: "backup FILE", Short: "Write a backup of a database, also while it is in use",
		Long: `Backup writes one consistent state of everything to FILE, which must not be there,
and its SHA-256 checksum to FILE.sha256 (look with sha256sum -c). A backup is always
a SQLite file, also of a PostgreSQL, and onramp restore makes either of it. Servers
may go on reading and writing meanwhile. On a cluster nobody should write: its nodes
agree on one state only then.

A backup holds nothing that was deleted before it. What is deleted later stays in it
until the backup itself is deleted: keep backups no longer than your privacy notice
says. A server does so by itself with --backups and --keep-backups.`,
		Example: "  onramp backup onramp-monday.db --database onramp.db",
		Args:    oneArgument("a new file for the backup"),
	}
	database := databaseFlag(cmd.Flags())
	cmd.RunE = func(cmd *cobra.Command, args []string) (err error) {
		if err := checkExists("database", *database); err != nil {
			return err
		}
		st, err := store.Open(cmd.Context(), *database)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, st.Close()) }()
		defer waiting(cmd.ErrOrStderr(), "writing the backup")()
		made, err := st.Backup(cmd.Context(), args[0], time.Now())
		if err != nil {
			return err
		}
		fmt.Fprintf(cmd.OutOrStdout(), "%s: %d bytes, SHA-256 %s\n", made.File, made.Size, made.SHA256)
		return nil
	}
	return cmd
}

func newRestore() *cobra.Command {
	cmd := &cobra.Command{
		Use: "restore FILE", Short: "Make a database of a backup",
		Long: `Restore compares the backup with its checksum, walks through all of it, and only then
puts it in place: as a SQLite file, or into an empty PostgreSQL. A file that is there
is replaced only with --replace, and kept under the name that is printed; the server
on it must have ended, and restore makes sure of that.`,
		Example: "  onramp restore onramp-monday.db --database onramp.db --replace\n  onramp restore onramp-monday.db --database postgres://onramp@localhost/onramp",
		Args:    oneArgument("the backup"),
	}
	database := databaseFlag(cmd.Flags())
	replace := cmd.Flags().Bool("replace", false, "put it in the place of a file that is there, which is kept under another name")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		defer waiting(cmd.ErrOrStderr(), "restoring")()
		kept, err := store.Restore(cmd.Context(), args[0], *database, *replace, time.Now())
		if kept != "" {
			fmt.Fprintf(cmd.OutOrStdout(), "the database that was there is now %s; delete it when you no longer need it\n", kept)
		}
		if err != nil {
			return err
		}
		fmt.Fprintf(cmd.OutOrStdout(), "%s holds what %s holds\n", store.Redact(*database), args[0])
		return nil
	}
	return cmd
}

func oneArgument(what string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) != 1 {
			return usageError{fmt.Errorf("name %s; see %s --help", what, cmd.CommandPath())}
		}
		return nil
	}
}

// backupName is how a server names the backups it makes.
const backupName = "onramp-2006-01-02.db"

// backups makes a backup a day in a folder and deletes those older than it is told.
type backups struct {
	store  *store.Store
	folder string
	keep   int // days
	log    *slog.Logger
}

// daily makes the backup of the day if it is not there, now and at each tick,
// until the context ends.
func (b backups) daily(ctx context.Context, now func() time.Time, tick <-chan time.Time) {
	for {
		if err := b.today(ctx, now()); err != nil && ctx.Err() == nil {
			b.log.ErrorContext(ctx, "no backup was made; the next try is within the hour", "error", err.Error())
		}
		select {
		case <-tick:
		case <-ctx.Done():
			return
		}
	}
}

func (b backups) today(ctx context.Context, now time.Time) error {
	file := filepath.Join(b.folder, now.UTC().Format(backupName))
	if _, err := os.Stat(file); errors.Is(err, os.ErrNotExist) {
		made, err := b.store.Backup(ctx, file, now)
		if err != nil {
			return err
		}
		b.log.InfoContext(ctx, "backup made", "file", file, "bytes", made.Size)
	}
	return b.tidy(ctx, now)
}

// tidy deletes backups that are older than they may be. Other files of the
// folder are nobody's business here.
func (b backups) tidy(ctx context.Context, now time.Time) error {
	entries, err := os.ReadDir(b.folder)
	if err != nil {
		return err
	}
	var all error
	for _, name := range outdatedBackups(entries, now, b.keep) {
		file := filepath.Join(b.folder, name)
		err := os.Remove(file)
		if e := os.Remove(store.ChecksumFile(file)); !errors.Is(e, os.ErrNotExist) {
			err = errors.Join(err, e)
		}
		if err == nil {
			b.log.InfoContext(ctx, "old backup deleted", "file", file)
		}
		all = errors.Join(all, err)
	}
	return all
}

// outdatedBackups names the backups of a server that are older than so many days.
func outdatedBackups(entries []os.DirEntry, now time.Time, days int) (names []string) {
	oldest := now.UTC().Truncate(24*time.Hour).AddDate(0, 0, -days)
	for _, e := range entries {
		if day, err := time.Parse(backupName, e.Name()); err == nil && day.Before(oldest) && strings.HasSuffix(e.Name(), ".db") {
			names = append(names, e.Name())
		}
	}
	slices.Sort(names)
	return names
}
