package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"github.com/xuri/excelize/v2"

	"onramp/assessment"
	"onramp/assessment/content"
	"onramp/assessment/locale"
	"onramp/assessment/store"
)

func newTexts() *cobra.Command {
	cmd := &cobra.Command{Use: "texts", Short: "Translations: a spreadsheet for a translator, and back", Args: noArguments,
		Long: `Texts hands the wording of pages, documents and content to translators and takes it
back. A language is one file, LANGUAGE.json, of a folder that serve and check read with
--texts; those that ship are in assessment/locale/texts.`,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() }}
	cmd.AddCommand(newTextsExport(), newTextsImport())
	return cmd
}

// textsFlag adds the flag of a folder with languages.
func textsFlag(flags *pflag.FlagSet) *string {
	return flags.String("texts", "", "folder with LANGUAGE.json files of translations (default: those built in)")
}

// languagesFrom are the files of languages in a folder, or those built in.
func languagesFrom(folder string) (fs.FS, error) {
	if folder == "" {
		return locale.BuiltIn(), nil
	}
	if info, err := os.Stat(folder); err != nil || !info.IsDir() {
		return nil, usageError{fmt.Errorf("--texts %s: not a folder that can be read", folder)}
	}
	return os.DirFS(folder), nil
}

// allSources are the English texts of pages, of content and of what the store
// says of itself.
func allSources(folder string) ([]locale.Source, error) {
	c, err := loadContent(folder)
	if err != nil {
		return nil, err
	}
	bundle, err := locale.Load()
	if err != nil {
		return nil, err
	}
	all := bundle.Sources()
	kept, err := store.Described()
	if err != nil {
		return nil, err
	}
	for _, t := range append(content.Texts(c), keptTexts(kept)...) {
		all = append(all, locale.Source{Key: t.Key, Text: t.English})
	}
	return all, nil
}

// keptTexts are the texts of a description of the store, each once, by key.
func keptTexts(kept []assessment.KeptTable) (all []assessment.Text) {
	for _, t := range kept {
		all = append(all, t.Keeps, t.Kept)
		for _, c := range t.Columns {
			all = append(all, c.Keeps)
		}
	}
	slices.SortFunc(all, func(x, y assessment.Text) int { return strings.Compare(x.Key, y.Key) })
	return slices.Compact(all)
}

// textsOf reads a language; one that is not there yet is empty.
func textsOf(files fs.FS, tag string) (locale.Texts, error) {
	in, err := files.Open(tag + ".json")
	if errors.Is(err, fs.ErrNotExist) {
		return locale.Texts{}, nil
	}
	if err != nil {
		return nil, err
	}
	defer in.Close()
	texts, err := locale.ReadTexts(in)
	if err != nil {
		return nil, fmt.Errorf("%s.json: %w", tag, err)
	}
	return texts, nil
}

// checkTexts prints what each language lacks and reports whether anything is.
func checkTexts(out io.Writer, files fs.FS, sources []locale.Source) error {
	var problems []error
	for _, l := range locale.Languages[1:] {
		texts, err := textsOf(files, l.Tag)
		if err != nil {
			return err
		}
		if len(texts) == 0 {
			continue // not begun
		}
		gaps, extra := texts.Gaps(sources)
		fmt.Fprintf(out, "language %s: %d of %d texts\n", l.Tag, len(sources)-len(gaps), len(sources))
		for _, g := range gaps {
			what := "missing"
			if g.Stale {
				what = "made from another English wording"
			}
			problems = append(problems, fmt.Errorf("texts/%s.json: %s: %s", l.Tag, g.Key, what))
		}
		for _, key := range extra {
			problems = append(problems, fmt.Errorf("texts/%s.json: %s: there is no such text any more", l.Tag, key))
		}
		for _, s := range sources {
			t, ok := texts[s.Key]
			if !ok || t.Of != s.Hash() {
				continue
			}
			for form, said := range formsOf(t) {
				if err := s.Check(form, said); err != nil {
					problems = append(problems, fmt.Errorf("texts/%s.json: %s: %w", l.Tag, s.Key, err))
				}
			}
		}
	}
	return errors.Join(problems...)
}

// formsOf are the wordings of a translation by form, empty for a plain text.
func formsOf(t locale.Translation) map[string]string {
	if t.Forms != nil {
		return t.Forms
	}
	return map[string]string{"": t.Text}
}

// textColumns head the sheet of a translator.
var textColumns = []string{"Key", "Form", "Where", "English", "Translation", "At most letters", "State"}

func newTextsExport() *cobra.Command {
	cmd := &cobra.Command{Use: "export", Short: "Write a spreadsheet for a translator", Args: noArguments,
		Long: `Export writes every text with key, place, English, the translation there is, the most
letters that fit, and whether it is missing or was made from another wording. --open leaves
out what is done. Places such as {{.Name}} are filled in by the program and must stay.`}
	flags := cmd.Flags()
	tag, out, open := flags.String("language", "", "language, such as de or pt-BR"), flags.String("out", "", "spreadsheet to write"), flags.Bool("open", false, "only what is missing or out of date")
	folder, contents := textsFlag(flags), contentFlag(flags)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if *out == "" {
			return usageError{errors.New("name the spreadsheet to write with --out FILE.xlsx")}
		}
		texts, sources, err := textsAndSources(*folder, *contents, *tag)
		if err != nil {
			return err
		}
		n, err := exportTexts(*out, *tag, texts, sources, *open)
		if err == nil {
			fmt.Fprintf(cmd.OutOrStdout(), "%d rows in %s\n", n, *out)
		}
		return err
	}
	return cmd
}

func textsAndSources(folder, contents, tag string) (locale.Texts, []locale.Source, error) {
	if !slices.ContainsFunc(locale.Languages[1:], func(l locale.Language) bool { return l.Tag == tag }) {
		var tags []string
		for _, l := range locale.Languages[1:] {
			tags = append(tags, l.Tag)
		}
		return nil, nil, usageError{fmt.Errorf("--language %q: use one of %s", tag, strings.Join(tags, ", "))}
	}
	files, err := languagesFrom(folder)
	if err != nil {
		return nil, nil, err
	}
	texts, err := textsOf(files, tag)
	if err != nil {
		return nil, nil, err
	}
	sources, err := allSources(contents)
	return texts, sources, err
}

// exportTexts writes the sheet and returns how many rows it has.
func exportTexts(file, tag string, texts locale.Texts, sources []locale.Source, open bool) (rows int, err error) {
	book := excelize.NewFile()
	defer func() { err = errors.Join(err, book.Close()) }()
	if err := book.SetSheetName("Sheet1", tag); err != nil {
		return 0, err
	}
	w, err := book.NewStreamWriter(tag)
	if err != nil {
		return 0, err
	}
	_ = w.SetColWidth(4, 5, 70)
	write := func(cells ...any) error {
		rows++
		return w.SetRow(fmt.Sprintf("A%d", rows), cells)
	}
	head := make([]any, len(textColumns))
	for i, name := range textColumns {
		head[i] = name
	}
	if err := write(head...); err != nil {
		return 0, err
	}
	for _, s := range sources {
		t, state := texts[s.Key], "done"
		switch {
		case t.Of == "":
			state = "missing"
		case t.Of != s.Hash():
			state = "other wording"
		case open:
			continue
		}
		for _, form := range rowsOf(tag, s) {
			english, said := s.Text, t.Text
			if s.Forms != nil {
				english, said = s.Forms["other"], t.Forms[form]
				if form == "one" {
					english = s.Forms["one"]
				}
			}
			if err := write(s.Key, form, strings.ReplaceAll(s.Key, ".", " › "), english, said, s.Limit(), state); err != nil {
				return 0, err
			}
		}
	}
	if err := w.Flush(); err != nil {
		return 0, err
	}
	return rows - 1, book.SaveAs(file)
}

// rowsOf are the plural forms that a language needs of a text; one empty form of
// a text that is not counted.
func rowsOf(tag string, s locale.Source) []string {
	if s.Forms == nil {
		return []string{""}
	}
	return locale.FormsOf(tag)
}

func newTextsImport() *cobra.Command {
	cmd := &cobra.Command{Use: "import", Short: "Take a translator's spreadsheet back", Args: noArguments,
		Long: `Import reads the columns Key, Form, English and Translation, whatever their order, and
writes LANGUAGE.json into the folder of --texts. A row that does not fit is named with its
number, and then nothing is written. Rows without a translation are passed over.`}
	flags := cmd.Flags()
	tag, file := flags.String("language", "", "language, such as de or pt-BR"), flags.String("file", "", "spreadsheet to read")
	folder, contents := textsFlag(flags), contentFlag(flags)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if *file == "" || *folder == "" {
			return usageError{errors.New("name the spreadsheet with --file and the folder to write into with --texts")}
		}
		texts, sources, err := textsAndSources(*folder, *contents, *tag)
		if err != nil {
			return err
		}
		n, err := importTexts(*file, texts, sources, locale.FormsOf(*tag))
		if err != nil {
			return err
		}
		fmt.Fprintf(cmd.OutOrStdout(), "%d texts taken from %s\n", n, *file)
		var out strings.Builder
		if err := texts.Write(&out); err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(*folder, *tag+".json"), []byte(out.String()), 0o644)
	}
	return cmd
}

// importTexts puts a sheet's translations into texts and returns how many.
func importTexts(file string, texts locale.Texts, sources []locale.Source, forms []string) (int, error) {
	book, err := excelize.OpenFile(file, excelize.Options{UnzipSizeLimit: 64 << 20, UnzipXMLSizeLimit: 64 << 20})
	if err != nil {
		return 0, usageError{fmt.Errorf("%s: not a spreadsheet that can be read: %w", file, err)}
	}
	defer book.Close()
	rows, err := book.GetRows(book.GetSheetName(0))
	if err != nil || len(rows) == 0 {
		return 0, usageError{fmt.Errorf("%s: the first sheet is empty", file)}
	}
	at := map[string]int{}
	for i, name := range rows[0] {
		at[name] = i
	}
	for _, name := range []string{"Key", "Form", "English", "Translation"} {
		if _, ok := at[name]; !ok {
			return 0, usageError{fmt.Errorf("%s: row 1 has no column %q", file, name)}
		}
	}
	known := map[string]locale.Source{}
	for _, s := range sources {
		known[s.Key] = s
	}
	taken, changed, problems := map[string]bool{}, map[string]map[string]string{}, []error{}
	for i, row := range rows[1:] {
		cell := func(name string) string {
			if at[name] < len(row) {
				return row[at[name]]
			}
			return ""
		}
		key, form, said := cell("Key"), cell("Form"), cell("Translation")
		if said == "" {
			continue
		}
		if err := checkRow(known, taken, key, form, cell("English"), said, forms); err != nil {
			problems = append(problems, fmt.Errorf("%s row %d (%s): %w", filepath.Base(file), i+2, key, err))
			continue
		}
		if changed[key] == nil {
			changed[key] = map[string]string{}
		}
		changed[key][form] = said
	}
	if len(problems) > 0 {
		return 0, usageError{errors.Join(problems...)}
	}
	for key, said := range changed {
		s := known[key]
		t := locale.Translation{Of: s.Hash(), Text: said[""]}
		if s.Forms != nil {
			t = locale.Translation{Of: s.Hash(), Forms: locale.Forms{}}
			for _, form := range forms {
				if said[form] == "" {
					return 0, usageError{fmt.Errorf("%s: the form %s is missing", key, form)}
				}
				t.Forms[form] = said[form]
			}
		}
		texts[key] = t
	}
	return len(changed), nil
}

// checkRow reports what is wrong with a row of a translator's sheet.
func checkRow(known map[string]locale.Source, taken map[string]bool, key, form, english, said string, forms []string) error {
	s, ok := known[key]
	switch {
	case !ok:
		return errors.New("there is no text with this key")
	case taken[key+"#"+form]:
		return errors.New("it is there twice")
	case s.Forms == nil && form != "", s.Forms != nil && !slices.Contains(forms, form):
		return fmt.Errorf("the form %q does not fit; use %s", form, strings.Join(rowsWanted(s, forms), ", "))
	}
	taken[key+"#"+form] = true
	now := s.Text
	if s.Forms != nil {
		now = s.Forms["other"]
		if form == "one" {
			now = s.Forms["one"]
		}
	}
	if english != now {
		return errors.New("the English text has changed since; export again")
	}
	return s.Check(form, said)
}

func rowsWanted(s locale.Source, forms []string) []string {
	if s.Forms == nil {
		return []string{"none"}
	}
	return forms
}
