package assessment

// AccountTx keeps organisations, accounts and their sessions.
type AccountTx interface{}
