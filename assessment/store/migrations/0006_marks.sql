-- What firms say about the measures of their roadmap, so that the plan goes on
-- from there.

CREATE TABLE marks (
    -- Measures of the roadmap that a firm has done, has started or does not want.
    assessment_id TEXT NOT NULL,   -- the assessment
    measure_id    TEXT NOT NULL,   -- measure of its questionnaire
    state         TEXT NOT NULL,   -- done, started, not_for_us
    marked_at     BIGINT NOT NULL, -- when the firm said so
    PRIMARY KEY (assessment_id, measure_id),
    FOREIGN KEY (assessment_id) REFERENCES assessments (id) ON DELETE CASCADE
);
