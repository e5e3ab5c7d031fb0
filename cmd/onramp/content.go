package main

import (
	"crypto/sha256"
	"encoding/hex"
	"io/fs"

	"fmt"

	"github.com/spf13/cobra"

	"onramp/assessment/content"
	"onramp/assessment/service"
	"onramp/assessment/store"
	"onramp/questionnaires"
)

func newCheck() *cobra.Command {
	cmd := &cobra.Command{
		Use: "check", Short: "Check content and report every problem with file and line", Args: noArguments,
		Long: `Check reads questionnaires, measures, models and support platforms strictly and
prints every problem as file:line: message, and of each language the texts that are
missing, were made from another English wording, or do not fit. Exit code 1 when there is one.`,
	}
	folder, texts := contentFlag(cmd.Flags()), textsFlag(cmd.Flags())
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		c, err := loadContent(*folder)
		if err != nil {
			return err
		}
		for _, q := range c.Questionnaires {
			fmt.Fprintf(cmd.OutOrStdout(), "questionnaire %s %s: %d dimensions, %d items, %d measures, %d items for added models\n",
				q.ID, q.Version, len(q.Dimensions), q.CoreItems(), len(q.Measures), len(q.Additional))
		}
		for _, m := range c.Models {
			fmt.Fprintf(cmd.OutOrStdout(), "model %s %s: %d dimensions\n", m.ID, m.Version, len(m.Dimensions))
		}
		fmt.Fprintf(cmd.OutOrStdout(), "support platforms: %d (version %s)\n", len(c.Directory.Platforms), c.Directory.Version)
		if *folder != "" && *texts == "" {
			return nil // content of one's own, without languages of one's own
		}
		files, err := languagesFrom(*texts)
		if err != nil {
			return err
		}
		sources, err := allSources(*folder)
		if err != nil {
			return err
		}
		return checkTexts(cmd.OutOrStdout(), files, sources)
	}
	return cmd
}

func newImport() *cobra.Command {
	cmd := &cobra.Command{
		Use: "import", Short: "Publish content into a database", Args: noArguments,
		Long: `Import checks content and publishes it: new versions of questionnaires and models
are added, the directory of support platforms is replaced. A published version
never changes: other content under the same version is refused.

What is imported with --content stays: serve does not undo it. Serve publishes
the built-in content by itself at start; after an import with --content it only
adds versions of questionnaires and models that the database lacks, such as
those of a new release, and leaves the directory alone. Import without --content
brings the built-in directory back. New assessments use the newest version of
their questionnaire. A running server sees an import after a restart.

Support platforms that were changed in this database, by onramp platforms or on
its pages, stay as they were changed; the output names them. --replace-changes
sets those changes aside; they stay on record.`,
	}
	folder, database := contentFlag(cmd.Flags()), databaseFlag(cmd.Flags())
	replace := cmd.Flags().Bool("replace-changes", false, "set aside the changes made to support platforms here")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		c, err := loadContent(*folder)
		if err != nil {
			return err
		}
		st, err := store.Open(cmd.Context(), *database)
		if err != nil {
			return err
		}
		defer st.Close()
		publish := service.New(st, service.Options{}).ImportBuiltIn
		if *folder != "" {
			publish = service.New(st, service.Options{}).Import
		}
		if err := publish(cmd.Context(), c); err != nil {
			return err
		}
		fmt.Fprintf(cmd.OutOrStdout(), "imported %d questionnaires, %d models, %d support platforms into %s\n",
			len(c.Questionnaires), len(c.Models), len(c.Directory.Platforms), store.Redact(*database))
		return keptChanges(cmd, st, *replace)
	}
	return cmd
}

func newReferences() *cobra.Command {
	cmd := &cobra.Command{
		Use: "references", Short: "Print how the content covers section 4.2 of the plan, as Markdown", Args: noArguments,
	}
	folder := contentFlag(cmd.Flags())
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		c, err := loadContent(*folder)
		if err != nil {
			return err
		}
		fmt.Fprint(cmd.OutOrStdout(), content.References(c))
		return nil
	}
	return cmd
}

// contentMark names the built-in content: a hash over all its files.
func contentMark() (string, error) {
	h := sha256.New()
	err := fs.WalkDir(questionnaires.Files, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(questionnaires.Files, path)
		fmt.Fprintf(h, "%s %d\n", path, len(data))
		h.Write(data)
		return err
	})
	return hex.EncodeToString(h.Sum(nil)), err
}
