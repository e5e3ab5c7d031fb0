package store

import (
	"errors"
	"fmt"

	"modernc.org/sqlite"
	code "modernc.org/sqlite/lib"

	"onramp/assessment"
)

// translate turns an error of the driver into the visitor's terms, by its code
// and never by its text. What it does not know is internal and stays as it is.
func translate(err error) error {
	var known *assessment.Error
	var failure *sqlite.Error
	if errors.As(err, &known) || !errors.As(err, &failure) {
		return err
	}
	switch failure.Code() {
	case code.SQLITE_CONSTRAINT_UNIQUE, code.SQLITE_CONSTRAINT_PRIMARYKEY, code.SQLITE_CONSTRAINT_ROWID:
		return &assessment.Error{Kind: assessment.Conflict, Key: "error.conflict", Cause: err}
	case code.SQLITE_CONSTRAINT_FOREIGNKEY: // the parent is not there: not a duplicate
		return &assessment.Error{Kind: assessment.NotFound, Key: "error.not_found", Cause: err}
	}
	switch failure.Code() & 0xff { // the code without its details
	case code.SQLITE_BUSY, code.SQLITE_LOCKED:
		return &assessment.Error{Kind: assessment.Busy, Key: "error.busy", Cause: err}
	case code.SQLITE_FULL:
		return fmt.Errorf("the disk of the database is full, nothing was saved; make room: %w", err)
	case code.SQLITE_READONLY:
		return fmt.Errorf("the database is read-only; give the account that runs Onramp write permission on the file and its folder: %w", err)
	case code.SQLITE_CANTOPEN:
		return fmt.Errorf("the database file cannot be opened; give the account that runs Onramp write permission on the file and its folder: %w", err)
	case code.SQLITE_IOERR:
		return fmt.Errorf("the disk of the database failed; look at the system's log and at the disk: %w", err)
	case code.SQLITE_CORRUPT:
		return fmt.Errorf("the database file is damaged; restore the latest backup: %w", err)
	case code.SQLITE_NOTADB:
		return fmt.Errorf("the file is not a database of Onramp; name another file: %w", err)
	}
	return err
}

// missing is the error for something that is not there.
func missing(what string) error {
	return &assessment.Error{Kind: assessment.NotFound, Key: "error.not_found", Cause: errors.New(what)}
}

// conflict is the error for something that changed or came up meanwhile.
func conflict(what string) error {
	return &assessment.Error{Kind: assessment.Conflict, Key: "error.conflict", Cause: errors.New(what)}
}
