package assessment

// ReminderTx keeps addresses that owners left to be written to.
type ReminderTx interface{}
