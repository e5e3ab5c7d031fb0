package assessment

// Shift is how one plan of a firm differs from another.
type Shift struct {
	Moves         []Move // steps that change their horizon, in the plan's order, then those it no longer has
	Sooner, Later int    // steps of both plans that start in an earlier or a later week
}

// Move is a step's way from one horizon to another; empty is not in the plan.
type Move struct {
	Measure  *Measure
	From, To Horizon
}

// None reports whether the plans have the same steps at the same time.
func (s Shift) None() bool { return len(s.Moves) == 0 && s.Sooner == 0 && s.Later == 0 }

// Shift compares the plan with an earlier one. Measures that except names are
// passed over: the firm knows what it did with them.
func (r *Roadmap) Shift(from *Roadmap, except ...string) Shift {
	skip := map[string]bool{}
	for _, id := range except {
		skip[id] = true
	}
	before := map[string]*Step{}
	for i := range from.Steps {
		before[from.Steps[i].Measure.ID] = &from.Steps[i]
	}
	var shift Shift
	for i := range r.Steps {
		now := &r.Steps[i]
		was := before[now.Measure.ID]
		delete(before, now.Measure.ID)
		switch {
		case skip[now.Measure.ID]:
			continue
		case was == nil:
			shift.Moves = append(shift.Moves, Move{Measure: now.Measure, To: now.Horizon})
			continue
		case was.Horizon != now.Horizon:
			shift.Moves = append(shift.Moves, Move{Measure: now.Measure, From: was.Horizon, To: now.Horizon})
		}
		switch {
		case now.StartWeek < was.StartWeek:
			shift.Sooner++
		case now.StartWeek > was.StartWeek:
			shift.Later++
		}
	}
	for i := range from.Steps {
		gone := &from.Steps[i]
		if before[gone.Measure.ID] != nil && !skip[gone.Measure.ID] {
			shift.Moves = append(shift.Moves, Move{Measure: gone.Measure, From: gone.Horizon})
		}
	}
	return shift
}

// Spend is what steps take of a firm.
type Spend struct {
	Days  int // own person-days
	Money int // US dollars, as the questionnaire plans with each cost class
}

// Spend adds up what the steps of the horizons take.
func (r *Roadmap) Spend(q *Questionnaire, horizons ...Horizon) Spend {
	var sum Spend
	for _, h := range horizons {
		for _, s := range r.In(h) {
			sum.Days += s.Measure.EffortDays
			if c := q.Cost(s.Measure.Cost); c != nil {
				sum.Money += c.Plan
			}
		}
	}
	return sum
}
