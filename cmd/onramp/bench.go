package main

import (
	"fmt"
	"io"
	"math"
	"slices"
	"time"

	"github.com/spf13/cobra"
)

func newBench() *cobra.Command {
	cmd := &cobra.Command{
		Use: "bench", Short: "Measure the product under load, through its own pages", Args: noArguments,
		Long: `Bench starts this program as a server of its own, on a database of its own, and
drives it over HTTP as browsers would. Server and load share the machine.`,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newBenchWorkshop(), newBenchRelease(), newBenchCrash(), newBenchAnswer(), newBenchStart(), newBenchBare())
	return cmd
}

// delays are durations of one kind of event.
type delays []time.Duration

// at returns the duration that a share of all stays within; 0 without any.
func (d delays) at(share float64) time.Duration {
	if len(d) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(d))
	return sorted[max(int(math.Ceil(share*float64(len(sorted)))), 1)-1]
}

// write prints one line of a table: count, median, 90th and 99th percentile and
// the longest, in milliseconds.
func (d delays) write(w io.Writer, name string) {
	ms := func(share float64) float64 { return float64(d.at(share).Microseconds()) / 1000 }
	fmt.Fprintf(w, "%-46s %7d %9.1f %9.1f %9.1f %9.1f\n", name, len(d), ms(.5), ms(.9), ms(.99), ms(1))
}

// delaysHead names the columns of write.
func delaysHead(w io.Writer) {
	fmt.Fprintf(w, "%-46s %7s %9s %9s %9s %9s\n", "milliseconds", "count", "median", "90 %", "99 %", "longest")
}
