// Command onramp serves Onramp and works with its content and answers from
// the command line. It only wires: configuration, rooms, subcommands.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"onramp/assessment"
	"onramp/assessment/content"
	"onramp/assessment/locale"
	"onramp/assessment/report"
	"onramp/assessment/service"
	"onramp/assessment/store"
)

// Exit codes.
const (
	exitFailed = 1 // something did not work
	exitUsage  = 2 // the command line or the file it names does not fit
)

// The store satisfies the service without knowing it.
var _ service.Store = (*store.Store)(nil)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// run is the whole program but for the process it runs in; it ends soon after
// ctx does.
func run(ctx context.Context, args []string, in io.Reader, out, errs io.Writer) int {
	root := newRoot()
	root.SetArgs(args)
	root.SetIn(in)
	root.SetOut(out)
	root.SetErr(errs)
	err := root.ExecuteContext(ctx)
	if err == nil {
		return 0
	}
	explain(errs, err)
	var usage usageError
	if errors.As(err, &usage) || assessment.KindOf(err) != assessment.Internal {
		return exitUsage
	}
	return exitFailed
}

// usageError is a mistake on the command line.
type usageError struct{ error }

func (e usageError) Unwrap() error { return e.error }

// explain prints an error so that the reader knows what to do: every place of
// a file that does not fit, every problem of content.
func explain(w io.Writer, err error) {
	var problems content.Problems
	if errors.As(err, &problems) {
		for _, p := range problems {
			fmt.Fprintf(w, "%s:%d: %s\n", p.File, p.Line, p.Message)
		}
		fmt.Fprintf(w, "onramp: %d problems in the content\n", len(problems))
		return
	}
	var known *assessment.Error
	if errors.As(err, &known) {
		if bundle, e := locale.Load(); e == nil {
			p := bundle.Printer("en")
			fmt.Fprintln(w, "onramp:", report.ErrorText(p, known))
			for _, f := range known.Fields {
				fmt.Fprintf(w, "  %s: %s\n", f.Field, report.FieldText(p, f))
			}
			return
		}
	}
	fmt.Fprintln(w, "onramp:", err)
}
