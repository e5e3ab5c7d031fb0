-- Statistics: what is kept of each finished assessment whose firm agreed, and
-- the releases made from it.

ALTER TABLE assessments ADD COLUMN mode TEXT NOT NULL DEFAULT ''; -- how the firm took part: online, workshop, paper or imported; empty for online
ALTER TABLE assessments ADD COLUMN synthetic BOOLEAN NOT NULL DEFAULT FALSE; -- generated, not a firm
ALTER TABLE assessments ADD COLUMN register_hash TEXT NOT NULL DEFAULT ''; -- keyed hash of the firm's number in the business register, by which its assessments are linked; empty when not given

CREATE TABLE units (
    -- What statistics read of a finished assessment whose firm agreed to them: no name and no answer. Removed with the consent or the assessment.
    assessment_id TEXT NOT NULL PRIMARY KEY, -- the assessment
    finished_at   BIGINT NOT NULL,           -- decides the period it belongs to
    synthetic     BOOLEAN NOT NULL,          -- generated, not a firm
    content       BYTEA NOT NULL,            -- packed: who the firm is linked with, country, region, sector, size, grade, levels, technologies, actions and gaps
    FOREIGN KEY (assessment_id) REFERENCES assessments (id) ON DELETE CASCADE
);
CREATE INDEX units_finished ON units (finished_at, assessment_id);

CREATE TABLE releases (
    -- Numbered sets of tables that agencies publish. Holds nothing of a single firm.
    number     INTEGER NOT NULL PRIMARY KEY, -- from 1
    state      TEXT NOT NULL,                -- waiting, running, made or failed
    progress   INTEGER NOT NULL,             -- of making it, 0 to 100
    fault      TEXT,                         -- JSON: why it failed; NULL when it did not
    document   TEXT NOT NULL,                -- JSON: order, quality report, rules, hash, tables without cells
    holder     TEXT NOT NULL,                -- server that makes it; empty while none does
    held_until BIGINT NOT NULL,              -- when another server may take over
    asked_by   TEXT NOT NULL,                -- account that asked for it; stays when the account is removed
    asked_at   BIGINT NOT NULL,              -- when
    made_at    BIGINT                        -- when it was frozen; NULL before
);
CREATE INDEX releases_state ON releases (state, number);

CREATE TABLE release_tables (
    -- The tables of made releases with their cells.
    release_number INTEGER NOT NULL, -- the release
    table_id       TEXT NOT NULL,    -- name of the table
    document       TEXT NOT NULL,    -- JSON: the table without cells
    cells          BYTEA NOT NULL,   -- packed: its cells
    PRIMARY KEY (release_number, table_id),
    FOREIGN KEY (release_number) REFERENCES releases (number)
);

CREATE TABLE release_files (
    -- The files of made releases, so that every download is the same for ever.
    release_number INTEGER NOT NULL, -- the release
    name           TEXT NOT NULL,    -- of the file
    table_id       TEXT NOT NULL,    -- table it holds; empty when it holds the whole release
    format         TEXT NOT NULL,    -- of the file
    media_type     TEXT NOT NULL,    -- as it is sent
    hash           TEXT NOT NULL,    -- SHA-256, hexadecimal
    size           INTEGER NOT NULL, -- bytes
    content        BYTEA NOT NULL,   -- of the file, gzip-ed
    PRIMARY KEY (release_number, name),
    FOREIGN KEY (release_number) REFERENCES releases (number)
);

CREATE TABLE release_traces (
    -- The truth behind the cells of made releases, so that later ones do not differ from them by a few firms. Never shown.
    release_number INTEGER NOT NULL PRIMARY KEY, -- the release
    document       BYTEA NOT NULL,               -- JSON: true counts, sums of firms' keys, fingerprints
    FOREIGN KEY (release_number) REFERENCES releases (number)
);
