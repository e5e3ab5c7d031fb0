package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"regexp"

	"github.com/spf13/cobra"

	"onramp/assessment/service"
)

func newFirm() *cobra.Command {
	cmd := &cobra.Command{
		Use: "firm", Short: "Export or erase what is stored about one firm", Args: noArguments,
		Long: `Firm answers owners who ask whoever runs the site what is stored about them, or to
erase it. Owners can do both by themselves on their pages. A firm is named by the
address of any of its pages, or by the id that stands in it behind /assessments/.

Sheets of colleagues belong to them: they are erased with the firm but not exported.`,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newFirmExport(), newFirmErase())
	return cmd
}

// firmID finds the id in an address.
var firmID = regexp.MustCompile(`(?:^|/assessments/)([A-Za-z0-9_-]{22})(?:[/?#]|$)`)

func firmArgument(text string) (string, error) {
	found := firmID.FindStringSubmatch(text)
	if found == nil {
		return "", usageError{fmt.Errorf("%q is neither the address of a firm's page nor the id in it", text)}
	}
	return found[1], nil
}

// withFirm lets fn work on the firm that an argument names.
func withFirm(cmd *cobra.Command, database, argument string, fn func(sv *service.Service, id string) error) (err error) {
	id, err := firmArgument(argument)
	if err != nil {
		return err
	}
	st, sv, err := existing(cmd.Context(), database)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, st.Close()) }()
	return fn(sv, id)
}

func newFirmExport() *cobra.Command {
	cmd := &cobra.Command{Use: "export ID", Short: "Write everything that is stored about a firm as JSON", Args: oneArgument("the firm by its id or address")}
	database := databaseFlag(cmd.Flags())
	out := cmd.Flags().String("out", "", "file to write (default: standard output)")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		return withFirm(cmd, *database, args[0], func(sv *service.Service, id string) error {
			record, err := sv.FirmRecord(cmd.Context(), id)
			if err != nil {
				return err
			}
			data, err := json.MarshalIndent(record, "", "  ")
			if err != nil {
				return err
			}
			data = append(data, '\n')
			if *out != "" {
				return os.WriteFile(*out, data, 0o600)
			}
			_, err = cmd.OutOrStdout().Write(data)
			return err
		})
	}
	return cmd
}

func newFirmErase() *cobra.Command {
	cmd := &cobra.Command{Use: "erase ID", Short: "Erase a firm with everything that is stored about it", Args: oneArgument("the firm by its id or address"),
		Long: `Erase removes all assessments of the firm with answers, results, links, mails,
contacts and the sheets of colleagues, and looks whether anything is left. Releases of
statistics hold no firm and stay. Backups keep the firm until they are deleted.`}
	database := databaseFlag(cmd.Flags())
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		return withFirm(cmd, *database, args[0], func(sv *service.Service, id string) error {
			rows, err := sv.EraseFirm(cmd.Context(), id)
			if err != nil {
				return err
			}
			fmt.Fprintf(cmd.OutOrStdout(), "erased: %d rows, none left\n", rows)
			return nil
		})
	}
	return cmd
}
