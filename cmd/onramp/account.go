package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"golang.org/x/term" // asks for passwords without showing them

	"onramp/assessment"
	"onramp/assessment/service"
	"onramp/assessment/store"
)

func newAccount() *cobra.Command {
	cmd := &cobra.Command{Use: "account", Short: "Make accounts, let people back in, shut them out", Args: noArguments,
		Long: `Account works with the accounts of people who sign in: those of associations, of
agencies and of whoever runs the site. Owners of firms have none. The first operator
is made here; that person then adds organisations and invites people on the pages.

Whoever may write to the database may use these commands. What they change holds
at once, on a running server too.`,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() }}
	cmd.AddCommand(newAccountCreate(), newAccountList(), newAccountDisable(), newAccountEnable(), newAccountReset(), newAccountHelp(cmd))
	return cmd
}

// newAccountHelp answers "onramp account help", which cobra knows at the top only.
func newAccountHelp(parent *cobra.Command) *cobra.Command {
	return &cobra.Command{Use: "help [COMMAND]", Short: "Explain a command", Args: cobra.ArbitraryArgs,
		RunE: func(_ *cobra.Command, args []string) error {
			about, rest, err := parent.Find(args)
			if err != nil || len(rest) > 0 {
				return usageError{fmt.Errorf("no such command: %s %s", parent.CommandPath(), strings.Join(args, " "))}
			}
			return about.Help()
		}}
}

// publicURLFlag adds the flag that links are built from.
func publicURLFlag(flags *pflag.FlagSet) *string {
	return flags.String("public-url", "http://localhost:8080", "address that visitors use; the link begins with it")
}

// checkPublicURL refuses what no link can begin with.
func checkPublicURL(address string) error {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return usageError{fmt.Errorf("--public-url %q is not a web address such as https://onramp.example", address)}
	}
	return nil
}

// oneEmail wants exactly one argument, the address of an account.
func oneEmail(cmd *cobra.Command, args []string) error {
	if len(args) != 1 {
		return usageError{fmt.Errorf("name one account by its e-mail address: %s E-MAIL", cmd.CommandPath())}
	}
	return nil
}

// createFlags are those of account create.
type createFlags struct {
	database, publicURL, email, name *string
	organisation, kind, role         *string
	passwordStdin                    *bool
}

func newAccountCreate() *cobra.Command {
	cmd := &cobra.Command{Use: "create", Short: "Make an account, and its organisation when there is none", Args: noArguments,
		Long: `Create makes an account and prints a link with which its person sets a password:
once, within 14 days. With --password-stdin it asks for the password instead, or
reads it from the first line of standard input when that is no terminal. A password
is never an argument, since others on this machine could read it there.

Without more it makes an operator, who runs the site:

  onramp account create --email ada@chamber.example --name "Ada Byron" --organisation "Chamber of Crafts"

An organisation that is not there yet is made: an operator's, or what --kind says.
Without --organisation the account joins the operator's.`}
	flags := cmd.Flags()
	f := createFlags{
		database:      databaseFlag(flags),
		publicURL:     publicURLFlag(flags),
		email:         flags.String("email", "", "e-mail address to sign in with"),
		name:          flags.String("name", "", "name of the person"),
		organisation:  flags.String("organisation", "", "name of the organisation (default: the operator's)"),
		kind:          flags.String("kind", "", "of an organisation to make: association, agency or operator (default operator)"),
		role:          flags.String("role", "", "facilitator, analyst, manager or operator (default: whoever takes care of the organisation)"),
		passwordStdin: flags.Bool("password-stdin", false, "ask for the password, or read it from standard input, instead of making a link"),
	}
	cmd.RunE = func(cmd *cobra.Command, _ []string) error { return f.run(cmd) }
	return cmd
}

func (f createFlags) check() error {
	switch {
	case *f.email == "":
		return usageError{errors.New("say who with --email ADDRESS")}
	case strings.TrimSpace(*f.name) == "":
		return usageError{errors.New("say the person's name with --name NAME")}
	case *f.kind != "" && !slices.Contains(assessment.OrganisationKinds, assessment.OrganisationKind(*f.kind)):
		return usageError{fmt.Errorf("--kind %q: use association, agency or operator", *f.kind)}
	case *f.role != "" && !slices.Contains(assessment.Roles, assessment.Role(*f.role)):
		return usageError{fmt.Errorf("--role %q: use facilitator, analyst, manager or operator", *f.role)}
	}
	return checkPublicURL(*f.publicURL)
}

func (f createFlags) run(cmd *cobra.Command) (err error) {
	if err := f.check(); err != nil {
		return err
	}
	password := ""
	if *f.passwordStdin {
		if password, err = askPassword(cmd); err != nil {
			return err
		}
	}
	if err := checkExists("database", *f.database); errors.Is(err, os.ErrNotExist) { // the first account may come before the first start
		fmt.Fprintf(cmd.ErrOrStderr(), "onramp: making a new database %s\n", *f.database)
	}
	st, err := store.Open(cmd.Context(), *f.database)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, st.Close()) }()
	return f.create(cmd, service.New(st, service.Options{}), password)
}

func (f createFlags) create(cmd *cobra.Command, sv *service.Service, password string) error {
	own, err := f.own(cmd, sv)
	if err != nil {
		return err
	}
	roles := own.Kind.Roles()
	a := assessment.Account{Organisation: own.ID, Email: *f.email, Name: strings.TrimSpace(*f.name), Role: roles[len(roles)-1]}
	if *f.role != "" {
		a.Role = assessment.Role(*f.role)
	}
	if !slices.Contains(roles, a.Role) {
		return usageError{fmt.Errorf("--role %s: people of this kind of organisation (%s) are %s", a.Role, own.Kind, joinRoles(roles))}
	}
	var token string
	if own.ID == "" {
		token, err = sv.AddOrganisationWithAccount(cmd.Context(), service.Console, own, a, password)
	} else {
		token, err = sv.AddAccount(cmd.Context(), service.Console, a, password)
	}
	if err != nil {
		return err
	}
	out := cmd.OutOrStdout()
	fmt.Fprintf(out, "%s can sign in as %s of %s\n", assessment.CleanEmail(a.Email), a.Role, own.Name)
	if token != "" {
		writePasswordLink(out, *f.publicURL, token)
	}
	return nil
}

func joinRoles(roles []assessment.Role) string {
	words := make([]string, len(roles))
	for i, r := range roles {
		words[i] = string(r)
	}
	return strings.Join(words, " or ")
}

// own is the organisation the account joins, without an id when it has to be
// made first.
func (f createFlags) own(cmd *cobra.Command, sv *service.Service) (assessment.Organisation, error) {
	all, err := sv.Organisations(cmd.Context())
	if err != nil {
		return assessment.Organisation{}, err
	}
	name := strings.TrimSpace(*f.organisation)
	wanted := assessment.Organisation{Name: name, Kind: assessment.Operator}
	if *f.kind != "" {
		wanted.Kind = assessment.OrganisationKind(*f.kind)
	}
	for _, o := range all {
		switch {
		case name == "" && o.Kind == assessment.Operator && wanted.Kind == assessment.Operator:
			return *o, nil
		case name == "" || !strings.EqualFold(strings.TrimSpace(o.Name), name):
		case *f.kind != "" && o.Kind != wanted.Kind:
			return *o, usageError{fmt.Errorf("--kind %s: %s is there already, and of kind %s", *f.kind, o.Name, o.Kind)}
		default:
			return *o, nil
		}
	}
	if name == "" {
		return wanted, usageError{fmt.Errorf("there is no organisation of kind %s yet; name it with --organisation NAME", wanted.Kind)}
	}
	return wanted, nil
}

// writePasswordLink prints a link that is shown only now.
func writePasswordLink(w io.Writer, publicURL, token string) {
	fmt.Fprintf(w, "to set the password open this link; it works once, within 14 days, for whoever has it:\n%s/password/%s\n", strings.TrimRight(publicURL, "/"), token)
}

// longestLine bounds a password that is read; the rules bound it again.
const longestLine = 1 << 12

// askPassword asks twice on a terminal, which shows nothing, and reads one line
// from anything else.
func askPassword(cmd *cobra.Command) (string, error) {
	terminal, ok := cmd.InOrStdin().(*os.File)
	if !ok || !term.IsTerminal(int(terminal.Fd())) {
		line, err := bufio.NewReader(io.LimitReader(cmd.InOrStdin(), longestLine)).ReadString('\n')
		if line = strings.TrimRight(line, "\r\n"); line == "" {
			return "", usageError{errors.Join(errors.New("--password-stdin: the first line of standard input holds no password"), notEnd(err))}
		}
		return line, nil
	}
	ask := func(words string) (string, error) {
		fmt.Fprint(cmd.ErrOrStderr(), words)
		typed, err := term.ReadPassword(int(terminal.Fd()))
		fmt.Fprintln(cmd.ErrOrStderr())
		return string(typed), err
	}
	first, err := ask("Password, at least 12 characters: ")
	if err != nil {
		return "", err
	}
	again, err := ask("The same again: ")
	switch {
	case err != nil:
		return "", err
	case first == "":
		return "", usageError{errors.New("no password was typed")}
	case first != again:
		return "", usageError{errors.New("the two passwords differ; nothing was made")}
	}
	return first, nil
}

func notEnd(err error) error {
	if errors.Is(err, io.EOF) {
		return nil
	}
	return err
}
