package main

import (
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"onramp/assessment/store"
)

func newCopy() *cobra.Command {
	cmd := &cobra.Command{
		Use: "copy", Short: "Copy a whole database to another, also of the other kind", Args: noArguments,
		Long: `Copy moves everything from one database to an empty one and then compares both: in
every table the number of rows and a hash over all of them must be alike. Either
may be a SQLite file or a PostgreSQL, so this is the way from one to the other and
back. End the servers on both first.

A copy that was interrupted goes on where it was when the same command is run
again. On a failed comparison nothing is taken back: copy again to an empty
database.`,
		Example: "  onramp copy --from onramp.db --to postgres://onramp@localhost/onramp\n  onramp copy --from postgres://onramp@localhost/onramp --to onramp.db",
	}
	from := cmd.Flags().String("from", "", "database to copy: SQLite file or postgres://user@host/name")
	to := cmd.Flags().String("to", "", "empty database to copy to; a file is made when it is not there")
	cmd.RunE = func(cmd *cobra.Command, _ []string) (err error) {
		switch {
		case *from == "" || *to == "":
			return usageError{errors.New("name both databases: --from DATABASE --to DATABASE")}
		case *from == *to:
			return usageError{errors.New("--from and --to are the same database")}
		}
		if err := checkExists("from", *from); err != nil {
			return err
		}
		source, err := store.Open(cmd.Context(), *from)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, source.Close()) }()
		target, err := store.Open(cmd.Context(), *to)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, target.Close()) }()
		said := time.Now()
		tables, err := store.Copy(cmd.Context(), source, target, func(table string, rows int64) {
			if time.Since(said) >= 2*time.Second {
				said = time.Now()
				fmt.Fprintf(cmd.ErrOrStderr(), "onramp: %s: %d rows\n", table, rows)
			}
		})
		if err != nil {
			return err
		}
		var rows int64
		for _, t := range tables {
			rows += t.Rows
			fmt.Fprintf(cmd.OutOrStdout(), "%-24s %9d  %.16s\n", t.Table, t.Rows, t.Hash)
		}
		fmt.Fprintf(cmd.OutOrStdout(), "copied and compared: %d tables, %d rows, to %s\n", len(tables), rows, store.Redact(*to))
		return nil
	}
	return cmd
}
