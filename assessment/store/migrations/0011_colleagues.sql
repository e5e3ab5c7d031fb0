-- Several people answer for one firm: when the owner closed their answers, and
-- which of the owner's answers were merged from what they said.

CREATE TABLE answers_closed (
    -- Assessments whose colleagues can answer no more, until the owner opens them again.
    assessment_id TEXT NOT NULL,   -- the owner's assessment
    closed_at     BIGINT NOT NULL, -- when the owner closed the colleagues' answers
    PRIMARY KEY (assessment_id),
    FOREIGN KEY (assessment_id) REFERENCES assessments (id) ON DELETE CASCADE
);

CREATE TABLE merges (
    -- Answers of an owner that were merged from what several people said, each confirmed by the owner.
    assessment_id TEXT NOT NULL,    -- the owner's assessment
    item_id       TEXT NOT NULL,    -- the item
    former        TEXT,             -- JSON: what the owner had answered before; NULL for nothing
    merged        TEXT NOT NULL,    -- JSON: the merged answer
    people        INTEGER NOT NULL, -- whose answers were merged, the owner among them
    merged_at     BIGINT NOT NULL,  -- when the owner confirmed it
    PRIMARY KEY (assessment_id, item_id),
    FOREIGN KEY (assessment_id) REFERENCES assessments (id) ON DELETE CASCADE
);
