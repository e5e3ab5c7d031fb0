package assessment

import "time"

// MarkState is what a firm says about a measure of its roadmap.
type MarkState string

// The states of a mark.
const (
	MarkDone    MarkState = "done"
	MarkStarted MarkState = "started"
	MarkDropped MarkState = "not_for_us"
)

// MarkStates lists them in the order they are offered.
var MarkStates = []MarkState{MarkStarted, MarkDone, MarkDropped}

// Mark is what a firm said about a measure, and when.
type Mark struct {
	Measure string    `json:"measure"`
	State   MarkState `json:"state"`
	At      time.Time `json:"at"`
}

// MarkTx keeps what firms say about measures.
type MarkTx interface{}
