package assessment

import "time"

// Measure is something a firm can do to climb: one entry of the catalogue that
// roadmaps are made of.
type Measure struct {
	ID            string    `json:"id"`
	Dimension     string    `json:"dimension"`
	Level         int       `json:"level"` // takes a firm from this level of the dimension to the next
	Title         Text      `json:"title"`
	What          Text      `json:"what"`
	FirstStep     Text      `json:"first_step"`
	Who           Text      `json:"who"`
	Cost          string    `json:"cost"`        // cost class
	EffortDays    int       `json:"effort_days"` // own person-days
	Weeks         int       `json:"weeks"`       // calendar weeks from start to done
	Horizon       Horizon   `json:"horizon"`     // the earliest that makes sense
	Prerequisites []string  `json:"prerequisites,omitempty"`
	Lifts         []Lift    `json:"lifts"`
	OneOf         bool      `json:"one_of,omitempty"` // the firm picks one of the lifts, such as one technology to try
	Goals         []string  `json:"goals"`
	Support       Need      `json:"support"`
	Sources       []string  `json:"sources"`
	AppliesIf     Condition `json:"applies_if,omitzero"` // over the profile only
}

// Lift is what a measure changes: an item at category From or above, and below
// To, rises to To.
type Lift struct {
	Item string `json:"item"`
	From int    `json:"from"`
	To   int    `json:"to"`
}

// Horizon is when a step is due.
type Horizon string

// The horizons.
const (
	First90Days Horizon = "first-90-days"
	FirstYear   Horizon = "first-year"
	Later       Horizon = "later"
)

// Horizons lists the horizons in time.
var Horizons = []Horizon{First90Days, FirstYear, Later}

// rank orders horizons; an unknown one counts as the first.
func (h Horizon) rank() int {
	for i, x := range Horizons {
		if x == h {
			return i
		}
	}
	return 0
}

// Weeks is the span of the horizon in weeks from today; Later has no end (0).
func (h Horizon) Weeks() (start, end int) {
	switch h {
	case FirstYear:
		return 13, 52
	case Later:
		return 52, 0
	default:
		return 0, 13
	}
}

// Roadmap is the plan of one firm: steps in the order to take them.
type Roadmap struct {
	Limits Limits
	Steps  []Step
	// More counts the measures that would also help but did not make the list.
	More int
	// What the firm said about measures, the earliest first. Those started are
	// among the steps as well.
	Started, Done, Dropped []Marked
	// Outlook is where the firm is expected to stand on its way.
	Outlook Outlook
	done    [][]StepLift // what the measures marked as done have brought
}

// Marked is a measure the firm said something about.
type Marked struct {
	Measure *Measure
	At      time.Time
	Holds   []*Measure // of one dropped: measures that would help but need it first
}

// Limits are what the plan was made to fit.
type Limits struct {
	Days        float64  // own person-days a month
	DaysGiven   bool     // the firm said so; otherwise usual for its size
	Budget      int      // US dollars this year
	BudgetGiven bool     // the firm said so; otherwise the plan has no budget limit
	Appetite    Appetite // for change, as the firm said; empty is planned as Steady
	NextSteps   int      // most steps to begin in the first 90 days
	YearSteps   int      // most steps to begin in the first year, those of the first 90 days included
}

// Step is one measure in a firm's roadmap.
type Step struct {
	Measure *Measure
	Horizon Horizon
	Reason  StepReason
	Place   Place
	// Started is when the firm began; zero when it has not.
	Started time.Time
	// Asked: an answer of the firm shows the gap. False: likely, not asked.
	Asked bool
	Lifts []StepLift
	// Benefit is what the plan expects of the step when it was chosen, in points
	// overall weighted by what matters to the firm; for comparing steps only.
	Benefit float64
	// Points is what the step is expected to be worth in its dimension, on the
	// scale of the model, once everything that applies counts.
	Points float64
	// Before and After are the dimension's standing without and with the step,
	// all steps before it done.
	Before, After Standing
	StartWeek     int // from today
	Weeks         int // left from its start to its end
	Matches       []Match
	Nearest       Reach       // of all support that fits; OutOfReach when there is none
	Ended         []*Platform // ended national programmes, as a warning
}

// Begun reports whether the firm marked the step as started.
func (s *Step) Begun() bool { return !s.Started.IsZero() }

// StepLift is one practice a step changes.
type StepLift struct {
	Item     *Item
	From, To int
	Asked    bool
	Chance   float64 // that the gap is there, from 0 to 1; 1 when asked
	Gain     float64 // expected lift, as a share of the item's scale
	place    int     // among the planner's practices
}

// Why a step is worth taking; ReasonGate, ReasonMust and ReasonGoal are reasons
// for steps too.
const (
	ReasonStarted ReasonKind = "started" // the firm has begun
	ReasonOpens   ReasonKind = "opens"   // another step of the plan needs it first
	ReasonWide    ReasonKind = "gap"     // one of the widest gaps for its effort
	ReasonLikely  ReasonKind = "likely"  // not asked; firms like this one often lack it
)

// StepReason explains why a step is worth taking: Kind, with the goal it
// serves, the step it opens the way for, the item it concerns, or the chance
// that the gap is there at all (1 when the firm was asked).
type StepReason struct {
	Kind    ReasonKind
	Goal    string
	Measure *Measure
	Item    *Item
	Chance  float64
}

// PlaceKind says why a step stands at its place in the plan.
type PlaceKind string

// Why a step stands where it stands.
const (
	PlaceStarted  PlaceKind = "started"  // under way
	PlaceGain     PlaceKind = "gain"     // of what remains it brings most for its effort
	PlaceWaits    PlaceKind = "waits"    // after another step that it needs
	PlaceHorizon  PlaceKind = "horizon"  // it makes no sense earlier
	PlaceMoney    PlaceKind = "money"    // this year's money does not reach
	PlaceTime     PlaceKind = "time"     // own time does not reach any earlier
	PlaceAppetite PlaceKind = "appetite" // more steps at a time than the firm wants
)

// Place explains a step's place, with the step it opens the way for or waits
// for.
type Place struct {
	Kind    PlaceKind
	Measure *Measure
}

// In returns the steps of a horizon, in order.
func (r *Roadmap) In(h Horizon) []Step {
	var steps []Step
	for _, s := range r.Steps {
		if s.Horizon == h {
			steps = append(steps, s)
		}
	}
	return steps
}
