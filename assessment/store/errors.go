package store

import (
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	code "modernc.org/sqlite/lib"

	"onramp/assessment"
)

// translate turns an error of a driver into the visitor's terms, by its code
// and never by its text. What it does not know is internal and stays as it is.
func translate(err error) error {
	var known *assessment.Error
	var file *sqlite.Error
	var server *pgconn.PgError
	var connecting *pgconn.ConnectError
	switch {
	case errors.As(err, &known):
		return err
	case errors.As(err, &file):
		return translateFile(err, file.Code())
	case errors.As(err, &server):
		return translateServer(err, server.Code)
	case errors.As(err, &connecting):
		return busy(err)
	}
	return err
}

// translateFile is translate for an error of SQLite.
func translateFile(err error, number int) error {
	switch number {
	case code.SQLITE_CONSTRAINT_UNIQUE, code.SQLITE_CONSTRAINT_PRIMARYKEY, code.SQLITE_CONSTRAINT_ROWID:
		return taken(err)
	case code.SQLITE_CONSTRAINT_FOREIGNKEY:
		return orphan(err)
	}
	switch number & 0xff { // the code without its details
	case code.SQLITE_BUSY, code.SQLITE_LOCKED:
		return busy(err)
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

// damaged reports whether a file is not what SQLite wrote.
func damaged(err error) bool {
	var file *sqlite.Error
	return errors.As(err, &file) && (file.Code()&0xff == code.SQLITE_CORRUPT || file.Code()&0xff == code.SQLITE_NOTADB)
}

// SQLSTATE codes of PostgreSQL that Onramp tells apart, and classes of them.
const (
	uniqueViolation     = "23505"
	foreignKeyViolation = "23503"
	serializationFailed = "40001"
	deadlock            = "40P01"
	noSuchCharacter     = "22021" // such as a zero byte in a text
	diskFull            = "53100"
	internalError       = "XX000"
	readOnly            = "25006"
	connectionClass     = "08"
	resourcesClass      = "53"
	operatorClass       = "57" // shutting down, starting
)

// translateServer is translate for an error of PostgreSQL.
func translateServer(err error, state string) error {
	switch state {
	case uniqueViolation:
		return taken(err)
	case foreignKeyViolation:
		return orphan(err)
	case serializationFailed, deadlock:
		return busy(err)
	case noSuchCharacter:
		return &assessment.Error{Kind: assessment.Invalid, Key: "error.invalid", Cause: err}
	case diskFull:
		return fmt.Errorf("the disk of the database is full, nothing was saved; make room: %w", err)
	case readOnly:
		return fmt.Errorf("the database is read-only; name the server that takes changes: %w", err)
	}
	for _, class := range []string{connectionClass, resourcesClass, operatorClass} {
		if strings.HasPrefix(state, class) {
			return busy(err)
		}
	}
	return err
}

// clashed reports whether a transaction gave way to another and may begin anew.
func clashed(err error) bool {
	var server *pgconn.PgError
	var other clash
	return errors.As(err, &other) || errors.As(err, &server) && (server.Code == serializationFailed || server.Code == deadlock)
}

// clash is an error of a distributed server that stands for a transaction that
// gave way to another.
type clash struct{ error }

func (c clash) Unwrap() error { return busy(c.error) }

// nodeRefused reports whether a node of a distributed server refused to commit.
// The coordinator says so as an internal error of its own, without the node's
// code, which is that of a serialization failure.
func nodeRefused(err error) bool {
	var server *pgconn.PgError
	return errors.As(err, &server) && server.Code == internalError
}

func taken(err error) error {
	return &assessment.Error{Kind: assessment.Conflict, Key: "error.conflict", Cause: err}
}

// orphan says that the parent is not there; it is no duplicate.
func orphan(err error) error {
	return &assessment.Error{Kind: assessment.NotFound, Key: "error.not_found", Cause: err}
}

func busy(err error) error {
	return &assessment.Error{Kind: assessment.Busy, Key: "error.busy", Cause: err}
}

// missing is the error for something that is not there.
func missing(what string) error {
	return &assessment.Error{Kind: assessment.NotFound, Key: "error.not_found", Cause: errors.New(what)}
}

// conflict is the error for something that changed or came up meanwhile.
func conflict(what string) error {
	return &assessment.Error{Kind: assessment.Conflict, Key: "error.conflict", Cause: errors.New(what)}
}
