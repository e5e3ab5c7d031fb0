-- Consent on record. Firms that had agreed before are taken to have agreed when
-- they began; the wording they saw is not known.

CREATE TABLE consents (
    -- When a firm agreed that statistics may count it, and when it took that back: proof that it was asked.
    assessment_id TEXT NOT NULL,    -- the assessment
    changed_at    BIGINT NOT NULL,  -- when
    agreed        BOOLEAN NOT NULL, -- whether it agreed or took it back
    wording       TEXT NOT NULL,    -- version of the words it saw; empty when not known
    PRIMARY KEY (assessment_id, changed_at),
    FOREIGN KEY (assessment_id) REFERENCES assessments (id) ON DELETE CASCADE
);
INSERT INTO consents (assessment_id, changed_at, agreed, wording)
    SELECT id, created_at, TRUE, '' FROM assessments WHERE statistics_consent;
