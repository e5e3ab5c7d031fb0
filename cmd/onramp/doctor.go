package main

import (
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"onramp/assessment/store"
)

// What a doctor worries about.
const (
	oldBackup = 48 * time.Hour
	fewBytes  = 1 << 30
)

func newDoctor() *cobra.Command {
	cmd := &cobra.Command{
		Use: "doctor", Short: "Look whether a database is sound, has room and was backed up", Args: noArguments,
		Long: `Doctor looks at a database and changes nothing, also while a server uses it. It walks
through all of a file, so that damage is found before anybody needs the data.

Exit code 1 when something must be done: the data are damaged, or the disk has no room
to write the file anew. What should be looked at is marked but leaves the exit code 0.`,
		Example: "  onramp doctor --database onramp.db",
	}
	database := databaseFlag(cmd.Flags())
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if err := checkExists("database", *database); err != nil {
			return err
		}
		stop := waiting(cmd.ErrOrStderr(), "walking through the database")
		found, err := store.Examine(cmd.Context(), *database)
		stop()
		if err != nil {
			return err
		}
		return diagnose(cmd.OutOrStdout(), found, time.Now())
	}
	return cmd
}

// diagnose prints a line a matter; what must be done is an error, too.
func diagnose(w io.Writer, e *store.Examination, now time.Time) error {
	var urgent []error
	say := func(mark, format string, values ...any) {
		text := fmt.Sprintf(format, values...)
		fmt.Fprintf(w, "%-5s %s\n", mark, text)
		if mark == "DO" {
			urgent = append(urgent, errors.New(text))
		}
	}
	if err := e.Sound(); err != nil {
		say("DO", "%v", err)
	} else {
		say("ok", "the data are sound: %d assessments, %s, %d bytes", e.Assessed, e.Engine, e.Size)
	}
	if e.Spread > 0 {
		say("ok", "%d tables lie on the nodes of a cluster", e.Spread)
	}
	switch {
	case e.Faults != nil:
	case e.Outdated():
		say("look", "the tables are at step %d of %d: the next start of this version brings them up to date; make a backup before", e.Migrations, e.Known)
	default:
		say("ok", "the tables are up to date (step %d)", e.Migrations)
	}
	switch need := e.Size + e.Log; {
	case e.Free < 0:
	case e.Free < need:
		say("DO", "the disk has %d bytes free; writing the file anew after a deletion, or a backup beside it, needs %d", e.Free, need)
	case e.Free < fewBytes:
		say("look", "the disk has only %d bytes free", e.Free)
	default:
		say("ok", "the disk has %d MB free", e.Free>>20)
	}
	if e.Forgetting {
		say("look", "something was deleted and the file was not written anew since: a running server does that within the hour, an ended one at its next end")
	}
	switch {
	case e.Faults != nil:
	case e.Backup == nil:
		say("look", "there is no backup yet; make one with onramp backup, or daily with onramp serve --backups FOLDER")
	case e.Backup.Age(now) > oldBackup:
		say("look", "the last backup is %d days old (%s)", int(e.Backup.Age(now)/day), e.Backup.File)
	default:
		say("ok", "the last backup is %d hours old (%s)", int(e.Backup.Age(now)/time.Hour), e.Backup.File)
	}
	return errors.Join(urgent...)
}
