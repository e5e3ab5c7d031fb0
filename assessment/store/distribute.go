package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5/pgconn"
)

// How tables lie on a distributed PostgreSQL. What hangs on an assessment lies
// beside it, so an answer is the business of one node. Ways in are found by
// their hash. Content that firms' rows refer to is copied to every node. The
// rest, which nobody waits for, stays on the node that programs connect to.
var (
	// besideAssessments are the tables with the assessment's id first in their
	// primary key; [distributionTables] finds them.
	assessmentsTable = "assessments"
	keysTable        = "keys"

	// catalogues are copied to every node, those that others refer to first.
	catalogues = []string{
		"questionnaires", "models", "model_levels", "model_groups", "model_dimensions", "model_dimension_levels", "model_indicators", "model_sources",
		"model_gates", "model_open_points", "model_comparisons", "model_fields", "parameters", "directories", "organisations", "workshops",
	}
)

// Placed is where a table lies on a distributed PostgreSQL.
type Placed struct {
	Table string
	How   string // distributed, reference or local
}

// Distribute spreads the tables of a database of Onramp over the nodes of its
// Citus cluster: firms' tables by the assessment's id, side by side, catalogues
// copied to every node. A table that is spread already stays as it is. All of it
// happens in one transaction. Nobody may use the database meanwhile.
func Distribute(ctx context.Context, address string) ([]Placed, error) {
	if !Remote(address) {
		return nil, errors.New("only a PostgreSQL can be distributed; move the file there with onramp copy first")
	}
	e, err := openPostgres(ctx, address)
	if err != nil {
		return nil, err
	}
	defer e.close()
	conn, err := e.db.Conn(ctx)
	if err != nil {
		return nil, translate(err)
	}
	defer conn.Close()
	d := &distribution{conn: conn}
	if err := d.checkCluster(ctx); err != nil {
		return nil, fmt.Errorf("store %s: %w", Redact(address), err)
	}
	placed, err := d.spread(ctx)
	if err != nil {
		return nil, fmt.Errorf("store %s: nothing was changed: %w", Redact(address), translate(err))
	}
	return placed, nil
}

// distribution is one run of Distribute.
type distribution struct {
	conn *sql.Conn
}

// checkCluster says what is missing on the server.
func (d *distribution) checkCluster(ctx context.Context) error {
	var there, installed bool
	if err := d.conn.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM pg_available_extensions WHERE name = 'citus'),
		EXISTS (SELECT 1 FROM pg_extension WHERE extname = 'citus')`).Scan(&there, &installed); err != nil {
		return err
	}
	switch {
	case !there:
		return errors.New("the server has no Citus extension, so there is nothing to distribute over; install Citus and load it by shared_preload_libraries, or go on with this server as it is")
	case !installed:
		return errors.New("the Citus extension is installed on the server but not in this database; run CREATE EXTENSION citus in it, add the nodes with citus_set_coordinator_host and citus_add_node, and try again")
	}
	var nodes int
	if err := d.conn.QueryRowContext(ctx, "SELECT COUNT(*) FROM pg_dist_node WHERE isactive AND noderole = 'primary'").Scan(&nodes); err != nil {
		return err
	}
	if nodes == 0 {
		return errors.New("the cluster knows no node; name this one with SELECT citus_set_coordinator_host('ADDRESS', PORT) and add the others with SELECT citus_add_node('ADDRESS', PORT)")
	}
	return nil
}

// spread does the work in one transaction. Foreign keys are taken off first,
// since they stand in the way while the tables at their two ends lie
// differently, and put back where both ends then allow them.
func (d *distribution) spread(ctx context.Context) (placed []Placed, err error) {
	tables, err := distributionTables(ctx, d.conn)
	if err != nil {
		return nil, err
	}
	tx, err := d.conn.BeginTx(ctx, nil)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, ignoreDone(tx.Rollback())) }()
	// Foreign keys to tables that lie on every node ask for one statement after
	// the other; so does making many shards in one transaction.
	if _, err := tx.ExecContext(ctx, "SET LOCAL citus.multi_shard_modify_mode TO 'sequential'"); err != nil {
		return nil, err
	}
	keys, err := foreignKeys(ctx, tx)
	if err != nil {
		return nil, err
	}
	done, err := spreadAlready(ctx, tx)
	if err != nil {
		return nil, err
	}
	how := map[string]string{}
	for _, t := range tables {
		how[t.Table] = t.How
	}
	moved := func(table string) bool { return how[table] != local && !slices.Contains(done, table) }
	var loose []foreignKey
	for _, k := range keys {
		if moved(k.from) || moved(k.to) {
			if _, err := tx.ExecContext(ctx, fmt.Sprintf("ALTER TABLE %s DROP CONSTRAINT %s", k.from, k.name)); err != nil {
				return nil, err
			}
			loose = append(loose, k)
		}
	}
	for _, t := range tables {
		if !moved(t.Table) {
			continue
		}
		if err := place(ctx, tx, t); err != nil {
			return nil, fmt.Errorf("table %s: %w", t.Table, err)
		}
	}
	for _, k := range loose {
		if !tieable(how, k) {
			continue
		}
		if _, err := tx.ExecContext(ctx, fmt.Sprintf("ALTER TABLE %s ADD CONSTRAINT %s %s", k.from, k.name, k.definition)); err != nil {
			return nil, fmt.Errorf("foreign key from %s to %s: %w", k.from, k.to, err)
		}
	}
	return tables, tx.Commit()
}

// Ways a table can lie.
const (
	distributed = "distributed"
	reference   = "reference"
	local       = "local"
)

// place spreads one table.
func place(ctx context.Context, tx *sql.Tx, t Placed) error {
	var err error
	switch {
	case t.How == reference:
		_, err = tx.ExecContext(ctx, "SELECT create_reference_table($1::regclass)", t.Table)
	case t.Table == assessmentsTable:
		_, err = tx.ExecContext(ctx, "SELECT create_distributed_table($1::regclass, 'id', colocate_with => 'none')", t.Table)
	case t.Table == keysTable:
		_, err = tx.ExecContext(ctx, "SELECT create_distributed_table($1::regclass, 'hash', colocate_with => 'none')", t.Table)
	default:
		_, err = tx.ExecContext(ctx, "SELECT create_distributed_table($1::regclass, 'assessment_id', colocate_with => $2)", t.Table, assessmentsTable)
	}
	return err
}

// tieable tells whether a foreign key can be kept: firms' tables may refer to
// what lies beside them and to catalogues, everything else to what is not
// distributed.
func tieable(how map[string]string, k foreignKey) bool {
	switch {
	case k.from == keysTable:
		return false
	case how[k.from] == distributed && how[k.to] == distributed:
		return true
	case how[k.from] == distributed:
		return how[k.to] == reference
	}
	return how[k.to] != distributed
}

// distributionTables says of every table of the schema where it belongs: beside
// its assessment when the assessment's id begins its primary key. Assessments
// come first, since others lie beside them.
func distributionTables(ctx context.Context, conn *sql.Conn) ([]Placed, error) {
	names, err := tableNames()
	if err != nil {
		return nil, err
	}
	all := []Placed{{assessmentsTable, distributed}, {keysTable, distributed}}
	for _, c := range catalogues {
		all = append(all, Placed{c, reference})
	}
	for _, name := range names {
		if name == assessmentsTable || name == keysTable || slices.Contains(catalogues, name) {
			continue
		}
		var first string
		if err := conn.QueryRowContext(ctx, `SELECT a.attname FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
			WHERE i.indrelid = $1::regclass AND i.indisprimary`, name).Scan(&first); err != nil {
			return nil, fmt.Errorf("table %s: %w", name, err)
		}
		how := local
		if first == "assessment_id" {
			how = distributed
		}
		all = append(all, Placed{name, how})
	}
	return all, nil
}

// foreignKey is one, with the text that makes it.
type foreignKey struct{ from, to, name, definition string }

func foreignKeys(ctx context.Context, tx *sql.Tx) (all []foreignKey, err error) {
	rows, err := tx.QueryContext(ctx, `SELECT conrelid::regclass::text, confrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid)
		FROM pg_constraint WHERE contype = 'f' AND connamespace = current_schema()::regnamespace ORDER BY 1, 3`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var k foreignKey
		if err := rows.Scan(&k.from, &k.to, &k.name, &k.definition); err != nil {
			return nil, err
		}
		all = append(all, k)
	}
	return all, rows.Err()
}

// spreadAlready lists the tables that Citus has spread.
func spreadAlready(ctx context.Context, tx *sql.Tx) (names []string, err error) {
	rows, err := tx.QueryContext(ctx, "SELECT logicalrelid::text FROM pg_dist_partition WHERE partmethod = 'h' OR repmodel = 't'")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, err
		}
		names = append(names, name)
	}
	return names, rows.Err()
}

// ignoreDone forgets the error of a rollback after a commit or on a connection
// that the server has closed with it.
func ignoreDone(err error) error {
	var server *pgconn.PgError
	if errors.Is(err, sql.ErrTxDone) || errors.As(err, &server) {
		return nil
	}
	return err
}
