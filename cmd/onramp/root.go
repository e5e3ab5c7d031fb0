package main

import (
	"fmt"
	"io/fs"
	"os"
	"strings"

	"github.com/spf13/cobra" // commands with help and shell completion
	"github.com/spf13/pflag"

	"onramp/assessment"
	"onramp/assessment/content"
	"onramp/questionnaires"
)

const long = `Onramp shows a small firm how ready it is for digital work and the new
industrial revolution, and plans its next steps.

Without a subcommand it serves the product. Every flag can also be set as an
environment variable: --public-url is ONRAMP_PUBLIC_URL. Exit codes: 0 done,
1 failed, 2 the command line or a file it names does not fit.`

func newRoot() *cobra.Command {
	serve := newServe()
	root := &cobra.Command{
		Use: "onramp", Short: "Digital readiness of small firms: assessment, score and roadmap", Long: long,
		SilenceErrors: true, SilenceUsage: true, Args: noArguments, RunE: serve.RunE,
	}
	root.Flags().AddFlagSet(serve.Flags())
	root.AddCommand(serve, newImport(), newCopy(), newMigrate(), newBackup(), newRestore(), newDoctor(), newFirm(), newCheck(), newReferences(), newHealth(), newNext(), newScore(), newRoadmap(), newEstimate(), newCalibrate(), newRescore(), newSimulate(), newGenerate(), newFields(), newPlatforms(), newAccount(), newTexts(), newBench())
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usageError{err} })
	root.PersistentPreRunE = func(cmd *cobra.Command, _ []string) error { return flagsFromEnvironment(cmd.Flags(), os.LookupEnv) }
	return root
}

func noArguments(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return usageError{fmt.Errorf("unknown command or argument %q; see %s --help", args[0], cmd.CommandPath())}
	}
	return nil
}

// flagsFromEnvironment sets each flag that the command line left alone from
// its variable.
func flagsFromEnvironment(flags *pflag.FlagSet, lookup func(string) (string, bool)) (err error) {
	flags.VisitAll(func(f *pflag.Flag) {
		name := "ONRAMP_" + strings.ToUpper(strings.ReplaceAll(f.Name, "-", "_"))
		value, ok := lookup(name)
		if !ok || f.Changed || f.Name == "help" || err != nil {
			return
		}
		if e := flags.Set(f.Name, value); e != nil {
			err = usageError{fmt.Errorf("%s: %w", name, e)}
		}
	})
	return err
}

// contentFlag adds the flag that names another content folder.
func contentFlag(flags *pflag.FlagSet) *string {
	return flags.String("content", "", "folder with questionnaires, models and platforms instead of the built-in ones")
}

func contentFiles(folder string) fs.FS {
	if folder == "" {
		return questionnaires.Files
	}
	return os.DirFS(folder)
}

func loadContent(folder string) (*assessment.Catalogue, error) {
	return content.Load(contentFiles(folder))
}
