package main

import (
	"encoding/json"
	"fmt"
	"io"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"onramp/assessment"
	"onramp/assessment/service"
)

// accountRow is one account in a list.
type accountRow struct {
	Email            string          `json:"email"`
	Name             string          `json:"name"`
	Role             assessment.Role `json:"role"`
	Organisation     string          `json:"organisation"`
	OrganisationKind string          `json:"organisation_kind"`
	State            string          `json:"state"`
	Created          string          `json:"created"` // day
	Seen             string          `json:"seen"`    // day; empty for never
}

// States of an account in a list.
const (
	stateActive   = "active"
	stateDisabled = "disabled"
	stateWaiting  = "no password" // neither that nor a person of an OpenID issuer
)

func newAccountList() *cobra.Command {
	cmd := &cobra.Command{Use: "list", Short: "List the accounts", Args: noArguments,
		Long: `List prints every account: e-mail address, name, role, organisation, state and the
day of the last visit. The state is active, disabled, or "no password" while nobody
has used the link to set one.`}
	format := cmd.Flags().String("format", "table", "table or json")
	return onDatabase(cmd, func(cmd *cobra.Command, sv *service.Service, _ []string) error {
		write := map[string]func(io.Writer, []accountRow) error{"table": writeAccountTable, "json": writeAccountJSON}[*format]
		if write == nil {
			return usageError{fmt.Errorf("--format %q: use table or json", *format)}
		}
		rows, err := accountRows(cmd, sv)
		if err != nil {
			return err
		}
		return write(cmd.OutOrStdout(), rows)
	})
}

func accountRows(cmd *cobra.Command, sv *service.Service) ([]accountRow, error) {
	accounts, err := sv.Accounts(cmd.Context(), service.Console)
	if err != nil {
		return nil, err
	}
	organisations, err := sv.Organisations(cmd.Context())
	if err != nil {
		return nil, err
	}
	own := map[string]*assessment.Organisation{}
	for _, o := range organisations {
		own[o.ID] = o
	}
	rows := []accountRow{}
	for _, a := range accounts {
		o := own[a.Organisation]
		if o == nil { // it was added after we read them
			continue
		}
		rows = append(rows, accountRow{Email: a.Email, Name: a.Name, Role: a.Role, Organisation: o.Name, OrganisationKind: string(o.Kind),
			State: stateOf(a), Created: a.Created.UTC().Format(time.DateOnly), Seen: dayOf(a.Seen)})
	}
	return rows, nil
}

func stateOf(a *assessment.Account) string {
	switch {
	case a.Disabled:
		return stateDisabled
	case a.Password == "" && a.Subject == "":
		return stateWaiting
	}
	return stateActive
}

func dayOf(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.DateOnly)
}

func writeAccountTable(w io.Writer, rows []accountRow) error {
	if len(rows) == 0 {
		_, err := fmt.Fprintln(w, "no accounts yet; onramp account create makes the first")
		return err
	}
	out := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(out, "E-MAIL\tNAME\tROLE\tORGANISATION\tSTATE\tLAST VISIT")
	for _, r := range rows {
		seen := r.Seen
		if seen == "" {
			seen = "never"
		}
		fmt.Fprintf(out, "%s\t%s\t%s\t%s\t%s\t%s\n", r.Email, r.Name, r.Role, r.Organisation, r.State, seen)
	}
	return out.Flush()
}

func writeAccountJSON(w io.Writer, rows []accountRow) error {
	out := json.NewEncoder(w)
	out.SetIndent("", "  ")
	out.SetEscapeHTML(false)
	return out.Encode(rows)
}

// accountNamed finds the account of an address as typed.
func accountNamed(cmd *cobra.Command, sv *service.Service, typed string) (*assessment.Account, error) {
	all, err := sv.Accounts(cmd.Context(), service.Console)
	if err != nil {
		return nil, err
	}
	for _, a := range all {
		if a.Email == assessment.CleanEmail(typed) {
			return a, nil
		}
	}
	return nil, usageError{fmt.Errorf("nobody has an account with the address %q; onramp account list shows who has", typed)}
}

func newAccountDisable() *cobra.Command {
	cmd := &cobra.Command{Use: "disable E-MAIL", Short: "Refuse a person to sign in, and sign them out everywhere", Args: oneEmail,
		Long: `Disable refuses a person to sign in, by password or by OpenID, signs them out
everywhere and ends a link to set a password. What the person did stays.`}
	return onDatabase(cmd, func(cmd *cobra.Command, sv *service.Service, args []string) error {
		return setDisabled(cmd, sv, args[0], true, "cannot sign in any more and is signed out everywhere")
	})
}

func newAccountEnable() *cobra.Command {
	cmd := &cobra.Command{Use: "enable E-MAIL", Short: "Let a person sign in again", Args: oneEmail}
	return onDatabase(cmd, func(cmd *cobra.Command, sv *service.Service, args []string) error {
		return setDisabled(cmd, sv, args[0], false, "can sign in again")
	})
}

func setDisabled(cmd *cobra.Command, sv *service.Service, email string, disabled bool, words string) error {
	a, err := accountNamed(cmd, sv, email)
	if err != nil {
		return err
	}
	if err := sv.SetDisabled(cmd.Context(), service.Console, a.ID, disabled); err != nil {
		return err
	}
	fmt.Fprintf(cmd.OutOrStdout(), "%s %s\n", a.Email, words)
	return nil
}

func newAccountReset() *cobra.Command {
	cmd := &cobra.Command{Use: "reset E-MAIL", Short: "Print a link with which a person sets a new password", Args: oneEmail,
		Long: `Reset prints a link with which a person sets a new password: once, within 14 days.
An earlier link then opens nothing. The present password goes on working until the
link is used; using it signs the person out everywhere else.`}
	publicURL := publicURLFlag(cmd.Flags())
	return onDatabase(cmd, func(cmd *cobra.Command, sv *service.Service, args []string) error {
		if err := checkPublicURL(*publicURL); err != nil {
			return err
		}
		a, err := accountNamed(cmd, sv, args[0])
		if err != nil {
			return err
		}
		token, err := sv.MakePasswordLink(cmd.Context(), service.Console, a.ID)
		if err != nil {
			return err
		}
		fmt.Fprintf(cmd.OutOrStdout(), "%s (%s)\n", a.Email, a.Name)
		writePasswordLink(cmd.OutOrStdout(), *publicURL, token)
		return nil
	})
}
