package assessment

import (
	"slices"
	"strings"
	"time"
)

// Workshop is one room of firms that answer together, run by an association.
type Workshop struct {
	ID                   string
	Organisation         string // id
	Title                string
	Code                 string // what phones type to join, see [CleanJoinCode]
	Language             string // of the projector, and the first choice of phones
	Questionnaire        string
	QuestionnaireVersion string // pinned when it is made, so that the whole room answers the same
	Depth                Depth
	Pace                 Pace
	Opened               int // sections open, the first ones; under BySection only
	Shown                int // page of the picture on the projector; 0 for the join code
	Expected             int // firms
	Offset               int // minutes east of UTC that its hours are shown in
	Opens, Closes        time.Time
	Began                time.Time // when the facilitator let the room begin; zero while it waits
	Ended                time.Time // when the facilitator ended it; zero before
	Created              time.Time
	Revision             int64 // rises with every change; a change names the one it saw
}

// Pace is how a room goes through the questions.
type Pace string

// The paces.
const (
	FreePace  Pace = "free"     // each phone for itself
	BySection Pace = "sections" // the facilitator opens one section after the other
)

// Paces lists them in the order they are offered.
var Paces = []Pace{FreePace, BySection}

// Limits of a workshop.
const (
	MaxWorkshopTitle = 120             // runes
	MaxExpected      = 500             // firms
	MaxJoined        = 2 * MaxExpected // firms; more come uninvited
	maxOpen          = 31 * 24 * time.Hour
	// JoinLetters are those of join codes: no look-alikes, no vowels that make
	// words.
	JoinLetters = "23456789BCDFGHJKMNPQRSTVWXYZ"
	// FirstOffset and LastOffset are the clocks of the world, in minutes east of
	// UTC.
	FirstOffset, LastOffset = -12 * 60, 14 * 60
	// JoinLength is how many letters a join code has: some 480 million codes.
	JoinLength = 6
)

// Check reports every field that does not fit the questionnaire.
func (w *Workshop) Check(q *Questionnaire) []FieldError {
	var bad []FieldError
	add := func(field, key string, args map[string]any) {
		bad = append(bad, FieldError{Field: field, Key: key, Args: args})
	}
	switch title := strings.TrimSpace(w.Title); {
	case title == "":
		add("title", "field.required", nil)
	case len([]rune(title)) > MaxWorkshopTitle:
		add("title", "field.too_long", map[string]any{"High": MaxWorkshopTitle})
	}
	if w.Expected < 1 || w.Expected > MaxExpected {
		add("expected", "field.range", map[string]any{"Low": 1, "High": MaxExpected})
	}
	if !w.Depth.Valid() {
		add("depth", "field.depth", map[string]any{"Value": string(w.Depth)})
	}
	if !slices.Contains(Paces, w.Pace) {
		add("pace", "field.pick_one", nil)
	}
	if w.Opened < 0 || w.Opened > len(q.Dimensions) {
		add("opened", "field.range", map[string]any{"Low": 0, "High": len(q.Dimensions)})
	}
	if w.Offset < FirstOffset || w.Offset > LastOffset {
		add("offset", "field.pick_one", nil)
	}
	switch {
	case w.Opens.IsZero():
		add("opens", "field.required", nil)
	case w.Closes.IsZero():
		add("closes", "field.required", nil)
	case !w.Closes.After(w.Opens):
		add("closes", "field.after_opening", nil)
	case w.Closes.Sub(w.Opens) > maxOpen:
		add("closes", "field.open_too_long", map[string]any{"Days": int(maxOpen / (24 * time.Hour))})
	}
	return bad
}

// Stage is where a workshop stands.
type Stage string

// The stages, in time.
const (
	Ahead   Stage = "ahead"   // its hours have not begun
	Waiting Stage = "waiting" // phones join and wait for the facilitator
	Running Stage = "running"
	Over    Stage = "over" // ended, or its hours are; firms keep their own assessments
)

// Stage returns where the workshop stands.
func (w *Workshop) Stage(now time.Time) Stage {
	switch {
	case !w.Ended.IsZero() || !now.Before(w.Closes):
		return Over
	case !w.Began.IsZero():
		return Running
	case now.Before(w.Opens):
		return Ahead
	default:
		return Waiting
	}
}

// End is when the workshop is over, or was.
func (w *Workshop) End() time.Time {
	if !w.Ended.IsZero() && w.Ended.Before(w.Closes) {
		return w.Ended
	}
	return w.Closes
}

// Asks reports whether a phone may be asked the item now. After the workshop
// everything may: the firm goes on by itself.
func (w *Workshop) Asks(q *Questionnaire, it *Item, now time.Time) bool {
	switch w.Stage(now) {
	case Over:
		return true
	case Running:
		return w.Pace != BySection || q.section(it) < w.Opened
	default:
		return false
	}
}

// Small reports whether the workshop expects too few firms for a picture of how
// their answers spread.
func (w *Workshop) Small() bool { return !RoomPolicy.ShowsSpread(w.Expected) }

// Behind is how many sections a firm has behind it that is asked the item next;
// nil stands for the end of its questions.
func (q *Questionnaire) Behind(next *Item) int {
	if next == nil {
		return len(q.Dimensions)
	}
	return q.section(next)
}

// section is the place of an item's dimension; items beyond the dimensions come
// with the last.
func (q *Questionnaire) section(it *Item) int {
	at := slices.IndexFunc(q.Dimensions, func(d Dimension) bool { return d.ID == it.Dimension })
	if at < 0 {
		return max(len(q.Dimensions)-1, 0)
	}
	return at
}

// CleanJoinCode forgives lower case, spaces and dashes; what is left has only
// JoinLetters, and fits when it has JoinLength of them.
func CleanJoinCode(typed string) (code string, fits bool) {
	code = strings.Map(func(r rune) rune {
		if strings.ContainsRune(JoinLetters, r) {
			return r
		}
		return -1
	}, strings.ToUpper(typed))
	return code, len(code) == JoinLength
}
