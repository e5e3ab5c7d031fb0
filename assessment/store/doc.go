// Package store keeps everything Onramp remembers in one database and
// satisfies service.Store. It stands on SQLite, without cgo, or on PostgreSQL.
// Both run the same SQL text: $n placeholders, keys made in Go, times as 64-bit
// milliseconds, no sequences, no folding or ordering of text in SQL; what
// differs is how a transaction begins, ends and is repeated (lite, elephant).
// Tables that grow with every firm begin their primary key with the
// assessment's id, so that even a distributed PostgreSQL can spread them; keys
// are the exception, because they must be found by their hash alone.
//
// Decisions, with the measurements of the design paper behind them:
//
//   - Two pools. One connection writes, a few read. A pool for both fails 90 %
//     of concurrent read-then-write transactions with busy errors, whatever
//     the timeout; immediate transactions on one connection fail none, and
//     readers never wait for the writer (write-ahead log).
//   - One committer. An fsync bounds single commits to some thousands a second
//     and its queue sets the tail. The committer collects up to 256 waiting
//     Updates in one transaction, a savepoint each, and answers after the
//     commit: 13 times the throughput at 256 writers, a tenth of the tail,
//     nothing lost with one. A function that fails or panics takes only its
//     own savepoint back. The committer runs the functions itself: lending the
//     connection to the goroutine of each caller costs a third of the rows.
//   - synchronous=FULL: an answer that was confirmed survives loss of power.
//     With shared commits NORMAL is no faster.
//   - Deleted means gone from the disk. secure_delete writes zeros over what a
//     change frees, and the commit of a deletion empties the write-ahead log
//     before it answers. It waits a tenth of a second for readers and tries
//     again later; the last try is at Close. Other commits pay nothing. What
//     SQLite leaves in gaps when it moves rows between pages goes when the file
//     is written anew: an hour after a deletion at the latest, or at Close.
//   - A statement of an Update is never interrupted, because SQLite would take
//     the whole transaction back and with it the work of others; the context
//     is looked at between statements. Reads are interrupted.
//   - The first error of the database spoils its transaction, on SQLite as on
//     PostgreSQL: what follows in the same function fails with it, and the
//     function cannot commit by ignoring it. Errors the store finds out itself
//     (NotFound, Conflict) spoil nothing.
//   - Migrations are a few lines here instead of a library: check, apply and
//     record share one immediate transaction, which is the lock against a
//     second program that starts at the same time. The SHA-256 of every
//     applied file is kept; an altered or unknown migration refuses to start.
//   - Statements are prepared once for each connection (28 % of a read).
//   - Questionnaires are documents, models are rows, because exports join
//     them. A published version never changes: its hash is over a canonical
//     JSON without empty values, so a later Onramp that adds a field does not
//     take old content for altered.
//   - On PostgreSQL a transaction is serialisable and begins anew when it
//     clashes, for ten seconds at most, in the end one after the other within a
//     process; walking through tables is switched off,
//     because it marks a whole small table as read and makes strangers clash.
//     Nothing stands in the way of a pooler or a second server.
//   - Times are kept in milliseconds and come back in UTC.
package store
