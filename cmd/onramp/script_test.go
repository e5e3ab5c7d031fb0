package main

import (
	"context"
	"flag"
	"os"
	"testing"

	"github.com/rogpeppe/go-internal/testscript" // readable tests of the whole program
)

var update = flag.Bool("update", false, "rewrite golden parts of scripts")

// TestMain makes the test binary answer as onramp, so that scripts run the
// real program.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"onramp": func() { os.Exit(run(context.Background(), os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) },
	})
}

func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{Dir: "testdata/script", RequireExplicitExec: true, RequireUniqueNames: true, UpdateScripts: *update})
}
