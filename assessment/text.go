package assessment

// Text is a piece of wording that a person can meet. Key names it for
// translators and is unique within its questionnaire, model or directory;
// English is the wording it was written in. Package locale turns a Text into
// the reader's language.
type Text struct {
	Key     string `json:"key"`
	English string `json:"en"`
}

// Blank reports whether there is nothing to show.
func (t Text) Blank() bool { return t.English == "" }
