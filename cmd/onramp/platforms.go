package main

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"onramp/assessment"
	"onramp/assessment/content"
	"onramp/assessment/service"
	"onramp/assessment/store"
)

func newPlatforms() *cobra.Command {
	cmd := &cobra.Command{Use: "platforms", Short: "Look at, check and change the directory of support platforms", Args: noArguments,
		Long: `Platforms works with the directory of support platforms in a database. Every change
is dated and kept with the name of whoever made it; onramp import leaves changed
entries as they are unless it is told --replace-changes. A running server sees a
change made here after a restart.`,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() }}
	cmd.AddCommand(newPlatformsList(), newPlatformsShow(), newPlatformsPut(), newPlatformsRetire(), newPlatformsHistory(), newPlatformsCheck())
	return cmd
}

// onDatabase makes a command that works with the database of an installation.
func onDatabase(cmd *cobra.Command, run func(*cobra.Command, *service.Service, []string) error) *cobra.Command {
	database := databaseFlag(cmd.Flags())
	cmd.RunE = func(cmd *cobra.Command, args []string) (err error) {
		st, sv, err := existing(cmd.Context(), *database)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, st.Close()) }()
		return run(cmd, sv, args)
	}
	return cmd
}

// oneID wants exactly one argument, the id of an entry.
func oneID(cmd *cobra.Command, args []string) error {
	if len(args) != 1 {
		return usageError{fmt.Errorf("name one entry: %s ID", cmd.CommandPath())}
	}
	return nil
}

func newPlatformsList() *cobra.Command {
	cmd := &cobra.Command{Use: "list", Short: "List the entries: id, status, last check and its kind, name", Args: noArguments}
	country := cmd.Flags().String("country", "", "only what serves firms in this country, such as DE")
	return onDatabase(cmd, func(cmd *cobra.Command, sv *service.Service, _ []string) error {
		if *country != "" && !assessment.IsCountry(*country) {
			return usageError{fmt.Errorf("--country %q: use two capital letters, such as DE", *country)}
		}
		c, err := sv.Catalogue(cmd.Context())
		if err != nil {
			return err
		}
		for _, pl := range c.Directory.Platforms {
			if *country == "" || pl.Reach(*country) != assessment.OutOfReach {
				fmt.Fprintf(cmd.OutOrStdout(), "%s\t%s\t%s\t%s\t%s\n", pl.ID, pl.Status, pl.Checked, pl.Evidence, pl.Name)
			}
		}
		return nil
	})
}

func newPlatformsShow() *cobra.Command {
	cmd := &cobra.Command{Use: "show ID", Short: "Print an entry as YAML, as put reads it", Args: oneID}
	return onDatabase(cmd, func(cmd *cobra.Command, sv *service.Service, args []string) error {
		e, err := sv.Platform(cmd.Context(), args[0])
		if err == nil && e.Platform == nil {
			err = assessment.Missing("error.platform_unknown")
		}
		if err != nil {
			return err
		}
		text, err := content.FormatPlatforms([]assessment.Platform{*e.Platform})
		if err != nil {
			return err
		}
		_, err = cmd.OutOrStdout().Write(text)
		return err
	})
}

// recordFlags say who makes a change and why.
func recordFlags(cmd *cobra.Command) (by, note *string) {
	by = cmd.Flags().String("by", "", "name of whoever makes the change; it is kept and shown with it")
	note = cmd.Flags().String("note", "", "why, in words")
	return by, note
}

func operatorNamed(by string) (service.Actor, error) {
	if strings.TrimSpace(by) == "" {
		return service.Actor{}, usageError{errors.New("say who makes the change with --by NAME")}
	}
	return service.Actor{Name: by, Operator: true}, nil
}

func newPlatformsPut() *cobra.Command {
	cmd := &cobra.Command{Use: "put", Short: "Add or change entries from a file", Args: noArguments,
		Long: `Put reads entries from a YAML file in the form of questionnaires/platforms and adds
them, or changes those that have the same id. All entries of the file are checked
first; every problem is printed as file:line: message, and then nothing is changed.
onramp platforms show ID prints an entry in this form.`}
	file := cmd.Flags().String("file", "", "YAML file with the entries")
	by, note := recordFlags(cmd)
	return onDatabase(cmd, func(cmd *cobra.Command, sv *service.Service, _ []string) error {
		actor, err := operatorNamed(*by)
		if err != nil {
			return err
		}
		if *file == "" {
			return usageError{errors.New("name the file with --file entry.yaml")}
		}
		data, err := os.ReadFile(*file)
		if err != nil {
			return usageError{err}
		}
		c, err := sv.Catalogue(cmd.Context())
		if err != nil {
			return err
		}
		entries, err := content.ReadPlatforms(*file, data, c.Questionnaires...)
		if err != nil {
			return err
		}
		changed, err := sv.PutPlatforms(cmd.Context(), actor, entries, *note)
		if err != nil {
			return err
		}
		fmt.Fprintf(cmd.OutOrStdout(), "entries in the file: %d, changed: %d\n", len(entries), changed)
		return nil
	})
}

func newPlatformsRetire() *cobra.Command {
	cmd := &cobra.Command{Use: "retire ID", Short: "Note that a platform has ended", Args: oneID,
		Long: `Retire notes that a platform has ended: no roadmap names it as help any more. It
stays in the directory, shown as ended, with its record.`}
	by, note := recordFlags(cmd)
	return onDatabase(cmd, func(cmd *cobra.Command, sv *service.Service, args []string) error {
		actor, err := operatorNamed(*by)
		if err != nil {
			return err
		}
		return sv.RetirePlatform(cmd.Context(), actor, args[0], *note)
	})
}

func newPlatformsHistory() *cobra.Command {
	cmd := &cobra.Command{Use: "history [ID]", Short: "Print the record of changes, of one entry or all, the newest first",
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 1 {
				return usageError{fmt.Errorf("name one entry or none: %s [ID]", cmd.CommandPath())}
			}
			return nil
		}}
	return onDatabase(cmd, func(cmd *cobra.Command, sv *service.Service, args []string) error {
		var changes []assessment.PlatformChange
		if len(args) == 1 {
			e, err := sv.Platform(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			changes = e.Changes
		} else {
			var err error
			if changes, err = sv.PlatformChanges(cmd.Context()); err != nil {
				return err
			}
		}
		for _, c := range changes {
			what := "changed " + strings.Join(c.Fields(), ", ")
			if c.Before == nil {
				what = "added"
			}
			if c.Note != "" {
				what += "; note: " + c.Note
			}
			if !c.Dropped.IsZero() {
				what += "; set aside by an import " + c.Dropped.UTC().Format(time.DateOnly)
			}
			fmt.Fprintf(cmd.OutOrStdout(), "%s\t%s\t%s\t%s\n", c.At.UTC().Format(time.RFC3339), c.Platform, c.By, what)
		}
		return nil
	})
}

// keptChanges is what import says about entries that were changed here.
func keptChanges(cmd *cobra.Command, st *store.Store, replace bool) error {
	sv := service.New(st, service.Options{})
	if replace {
		dropped, err := sv.DropPlatformChanges(cmd.Context())
		if err == nil {
			fmt.Fprintf(cmd.OutOrStdout(), "changes of support platforms set aside: %d\n", dropped)
		}
		return err
	}
	owners, err := sv.PlatformOwners(cmd.Context())
	if err != nil || len(owners) == 0 {
		return err
	}
	ids := slices.Sorted(maps.Keys(owners))
	fmt.Fprintf(cmd.OutOrStdout(), "support platforms that stay as changed here: %d (%s); --replace-changes sets the changes aside\n", len(ids), strings.Join(ids, ", "))
	return nil
}
