-- Programs of agencies that read releases. Holds nothing of firms.

CREATE TABLE clients (
    -- Programs that may read releases of statistics, each with its own token. Holds nothing of firms.
    id              TEXT NOT NULL PRIMARY KEY, -- random
    organisation_id TEXT NOT NULL,             -- agency whose program it is
    name            TEXT NOT NULL,             -- as the manager typed it
    scopes          TEXT NOT NULL,             -- what it may do, with spaces between
    hash            BYTEA NOT NULL UNIQUE,     -- of its token
    created_at      BIGINT NOT NULL,           -- when it was made
    expires_at      BIGINT NOT NULL,           -- the last moment the token works
    used_on         BIGINT,                    -- the last day it was used; NULL for never
    FOREIGN KEY (organisation_id) REFERENCES organisations (id) ON DELETE CASCADE
);
CREATE INDEX clients_organisation ON clients (organisation_id);
