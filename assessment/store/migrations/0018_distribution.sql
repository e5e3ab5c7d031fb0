-- What a distributed database needs so that an answer is the business of one
-- node: a firm's assessments are found beside its first one, and what must not
-- join a room twice stands in a table of its own, so that seats can lie beside
-- the assessments they belong to. Forms of phones that joined before are not
-- moved: a form is sent again within minutes or never.

CREATE TABLE rounds (
    -- The assessments of a firm, found by its first one. Goes with them.
    assessment_id TEXT NOT NULL, -- the firm's first assessment; of a colleague's sheet its own
    id            TEXT NOT NULL, -- an assessment of the firm, the first among them
    PRIMARY KEY (assessment_id, id)
);
INSERT INTO rounds (assessment_id, id) SELECT firm_id, id FROM assessments;

CREATE TABLE seat_claims (
    -- Printed numbers and phones' forms that have joined a room, so that each joins once.
    workshop_id   TEXT NOT NULL, -- the workshop
    claim         TEXT NOT NULL, -- "paper" with the number printed on the form, or "form" with the hash of what a phone sent
    assessment_id TEXT NOT NULL, -- the firm's assessment that joined by it
    PRIMARY KEY (workshop_id, claim),
    FOREIGN KEY (workshop_id) REFERENCES workshops (id) ON DELETE CASCADE,
    FOREIGN KEY (assessment_id) REFERENCES assessments (id) ON DELETE CASCADE
);
CREATE INDEX seat_claims_assessment ON seat_claims (assessment_id);
INSERT INTO seat_claims (workshop_id, claim, assessment_id)
    SELECT workshop_id, 'paper ' || paper, assessment_id FROM workshop_seats WHERE paper IS NOT NULL;

ALTER TABLE workshop_seats RENAME TO workshop_seats_before;
CREATE TABLE workshop_seats (
    -- Firms of a workshop. Nobody who runs it can tell one from another.
    assessment_id TEXT NOT NULL PRIMARY KEY, -- the firm's assessment
    workshop_id   TEXT NOT NULL,             -- the workshop
    paper         INTEGER,                   -- number on the form, of a firm that answered on paper; NULL for a phone
    sections      INTEGER NOT NULL,          -- sections behind the firm, so that the facilitator sees when the room has done one
    pictured      TEXT,                      -- JSON: what the latest picture of the room counted of this firm; NULL for nothing
    FOREIGN KEY (assessment_id) REFERENCES assessments (id) ON DELETE CASCADE,
    FOREIGN KEY (workshop_id) REFERENCES workshops (id) ON DELETE CASCADE
);
CREATE INDEX workshop_seats_workshop ON workshop_seats (workshop_id);
INSERT INTO workshop_seats (assessment_id, workshop_id, paper, sections, pictured)
    SELECT assessment_id, workshop_id, paper, sections, pictured FROM workshop_seats_before;
DROP TABLE workshop_seats_before;
