-- Workshops: rooms of firms that answer together, who sits in them, and the
-- pictures of a room. What a firm answers stays with its assessment.

CREATE TABLE workshops (
    -- Rooms of firms that answer together, run by an association. Holds nothing of firms.
    id                    TEXT NOT NULL PRIMARY KEY, -- random
    organisation_id       TEXT NOT NULL,             -- association that runs it
    title                 TEXT NOT NULL,             -- as the facilitator typed it; firms see it
    code                  TEXT NOT NULL UNIQUE,      -- what phones type to join
    language              TEXT NOT NULL,             -- of the projector
    questionnaire_id      TEXT NOT NULL,             -- questionnaire that the room answers
    questionnaire_version TEXT NOT NULL,             -- and its version, so that all answer the same
    depth                 TEXT NOT NULL,             -- length of interview
    pace                  TEXT NOT NULL,             -- free or sections
    opened                INTEGER NOT NULL,          -- sections that are open, the first ones
    shown                 INTEGER NOT NULL,          -- page of the picture on the projector; 0 for the join code
    expected              INTEGER NOT NULL,          -- firms the facilitator counts on
    utc_offset            INTEGER NOT NULL,          -- minutes east of UTC that its hours are shown in
    opens_at              BIGINT NOT NULL,           -- when phones can join
    closes_at             BIGINT NOT NULL,           -- when it ends by itself
    began_at              BIGINT,                    -- when the facilitator let the room begin; NULL while it waits
    ended_at              BIGINT,                    -- when the facilitator ended it; NULL before
    created_at            BIGINT NOT NULL,           -- when it was made
    revision              BIGINT NOT NULL,           -- rises with every change, so that no change is lost
    FOREIGN KEY (organisation_id) REFERENCES organisations (id) ON DELETE CASCADE,
    FOREIGN KEY (questionnaire_id, questionnaire_version) REFERENCES questionnaires (id, version)
);
CREATE INDEX workshops_organisation ON workshops (organisation_id);

CREATE TABLE workshop_seats (
    -- Firms of a workshop. Nobody who runs it can tell one from another.
    assessment_id TEXT NOT NULL PRIMARY KEY, -- the firm's assessment
    workshop_id   TEXT NOT NULL,             -- the workshop
    paper         INTEGER,                   -- number on the form, of a firm that answered on paper; NULL for a phone
    once          BYTEA,                     -- hash of the form that joined, so that sending it twice joins once; NULL for none
    sections      INTEGER NOT NULL,          -- sections behind the firm, so that the facilitator sees when the room has done one
    pictured      TEXT,                      -- JSON: what the latest picture of the room counted of this firm; NULL for nothing
    UNIQUE (workshop_id, paper),
    UNIQUE (workshop_id, once),
    FOREIGN KEY (assessment_id) REFERENCES assessments (id) ON DELETE CASCADE,
    FOREIGN KEY (workshop_id) REFERENCES workshops (id) ON DELETE CASCADE
);

CREATE TABLE workshop_pictures (
    -- What was revealed of a room, in coarse bands and without counts. The last one counts.
    workshop_id TEXT NOT NULL,    -- the workshop
    number      INTEGER NOT NULL, -- place among its pictures, from 1
    made_at     BIGINT NOT NULL,  -- when it was revealed
    document    TEXT NOT NULL,    -- the picture as JSON
    PRIMARY KEY (workshop_id, number),
    FOREIGN KEY (workshop_id) REFERENCES workshops (id) ON DELETE CASCADE
);
