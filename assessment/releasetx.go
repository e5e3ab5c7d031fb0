package assessment

import "time"

// ReleaseFile is one file of a made release.
type ReleaseFile struct {
	Name      string // levels-by-sector.csv, release.xlsx
	Table     string // its table; empty for a file of the whole release
	Format    string // csv, xlsx, …
	MediaType string
	Hash      string // SHA-256, hexadecimal
	Size      int    // bytes
	Content   []byte // nil in lists
}

// ReleaseTx keeps releases. Whoever makes one holds it for a while and may be
// followed by another server when it dies.
type ReleaseTx interface {
	// AddRelease keeps a new release as waiting under the next number.
	AddRelease(r *Release) (number int, err error)
	// ClaimRelease hands the oldest release that waits, or whose holder is over
	// its time, to a holder until a moment; NotFound when there is none.
	ClaimRelease(holder string, now, until time.Time) (*Release, error)
	// HoldRelease notes progress of a running release and holds it longer;
	// Conflict when somebody else holds it.
	HoldRelease(number int, holder string, progress int, until time.Time) error
	// FailRelease ends a running release with its fault; Conflict as above.
	FailRelease(number int, holder string, fault *Error) error
	// FreezeRelease writes a made release with its tables, files and trace, all
	// or nothing; Conflict as above.
	FreezeRelease(r *Release, holder string, files []ReleaseFile, trace Trace) error
	// Releases returns all, the newest first, with tables that have no cells.
	Releases() ([]*Release, error)
	// Release returns one, with tables that have no cells; NotFound.
	Release(number int) (*Release, error)
	// ReleaseTable returns one table of a made release with its cells; NotFound.
	ReleaseTable(number int, table string) (*Table, error)
	// ReleaseFiles lists the files of a made release by name, without content.
	ReleaseFiles(number int) ([]ReleaseFile, error)
	// ReleaseFile returns one file; NotFound.
	ReleaseFile(number int, name string) (*ReleaseFile, error)
	// Traces returns the truth behind all made releases.
	Traces() ([]Trace, error)
}
