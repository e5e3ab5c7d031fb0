package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"onramp/assessment/store"
)

func newMigrate() *cobra.Command {
	cmd := &cobra.Command{
		Use: "migrate", Short: "Bring a database's tables up to date, or spread them over a cluster", Args: noArguments,
		Long: `Migrate brings the tables of a database up to date, as every command does when it
opens one; run it before the servers of a new version start.

With --distribute it spreads the tables of a PostgreSQL over the nodes of its Citus
cluster: assessments and everything that hangs on them by the assessment's id, side
by side on one node; catalogues copied to every node; the rest stays on the
coordinator, which servers go on connecting to. All of it happens in one
transaction, and a second run changes nothing. End the servers first. Add the nodes
before, with citus_set_coordinator_host and citus_add_node in the same database.`,
		Example: "  onramp migrate --database onramp.db\n  onramp migrate --distribute --database postgres://onramp@coordinator/onramp",
	}
	database := databaseFlag(cmd.Flags())
	spread := cmd.Flags().Bool("distribute", false, "spread the tables over the nodes of a Citus cluster")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if err := checkExists("database", *database); err != nil {
			return err
		}
		out := cmd.OutOrStdout()
		if !*spread {
			st, err := store.Open(cmd.Context(), *database)
			if err != nil {
				return err
			}
			fmt.Fprintf(out, "the tables of %s are up to date\n", store.Redact(*database))
			return st.Close()
		}
		defer waiting(cmd.ErrOrStderr(), "spreading tables")()
		placed, err := store.Distribute(cmd.Context(), *database)
		if err != nil {
			return err
		}
		count := map[string]int{}
		for _, t := range placed {
			count[t.How]++
			fmt.Fprintf(out, "%-24s %s\n", t.Table, t.How)
		}
		fmt.Fprintf(out, "%d tables lie beside their assessments, %d on every node, %d on the coordinator\n", count["distributed"], count["reference"], count["local"])
		return nil
	}
	return cmd
}
