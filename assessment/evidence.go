package assessment

// EvidenceTx keeps which answers somebody other than the firm confirmed.
type EvidenceTx interface{}
