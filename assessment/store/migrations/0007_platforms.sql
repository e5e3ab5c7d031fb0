-- Changes made here to the directory of support platforms. The directory of
-- today is the one imported with the last change of each platform in it.

CREATE TABLE platform_changes (
    -- Every change made here to an entry of the directory, by an operator or an organisation; none is ever rewritten. Holds nothing of firms.
    platform_id     TEXT NOT NULL,    -- the entry
    number          INTEGER NOT NULL, -- of the changes of this entry, from 1
    changed_at      BIGINT NOT NULL,  -- when
    changed_by      TEXT NOT NULL,    -- who, as they call themselves
    organisation_id TEXT NOT NULL,    -- organisation whose entry it is; empty for the operator of the site
    document_before TEXT,             -- the entry before, as JSON; NULL when it was not there
    document_after  TEXT NOT NULL,    -- the entry after, as JSON
    note            TEXT NOT NULL,    -- why, in words; empty when nothing was said
    dropped_at      BIGINT,           -- when an import set the change aside; NULL while it counts
    PRIMARY KEY (platform_id, number)
);
