package assessment

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
}

// Limits are what the plan was made to fit.
type Limits struct {
	Days        float64 // own person-days a month
	DaysGiven   bool    // the firm said so; otherwise usual for its size
	Budget      int     // US dollars this year
	BudgetGiven bool    // the firm said so; otherwise the plan has no budget limit
}

// Step is one measure in a firm's roadmap.
type Step struct {
	Measure *Measure
	Horizon Horizon
	Reason  StepReason
	// Asked: an answer of the firm shows the gap. False: likely, not asked.
	Asked bool
	Lifts []StepLift
	// Points is what the step is worth in its dimension, on the scale of the
	// model, once everything that applies counts.
	Points float64
	// Before and After are the dimension's standing without and with the step,
	// all steps before it done.
	Before, After Standing
	StartWeek     int // from today
	Weeks         int
	Matches       []Match
	Nearest       Reach       // of all support that fits; OutOfReach when there is none
	Ended         []*Platform // ended national programmes, as a warning
}

// StepLift is one practice a step changes.
type StepLift struct {
	Item     *Item
	From, To int
	Asked    bool
}

// Why a step stands where it stands.
const (
	ReasonOpens  ReasonKind = "opens"  // another step of the plan needs it first
	ReasonWide   ReasonKind = "gap"    // one of the widest gaps for its effort
	ReasonLikely ReasonKind = "likely" // not asked; firms at this level often lack it
)

// StepReason explains a step: Kind, with the goal it serves, the step it opens
// the way for, or the gating item it concerns.
type StepReason struct {
	Kind    ReasonKind
	Goal    string
	Measure *Measure
	Item    *Item
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
