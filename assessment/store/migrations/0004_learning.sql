-- Learning from answers: published parameters of items, which of them an
-- assessment uses, and what was predicted before a firm answered everything.
-- Comments of added columns stand inside their statement, so that the schema
-- keeps them.

CREATE TABLE parameters (
    -- Published versions of what is known about how items measure. Made from many firms; holds nothing of one.
    questionnaire_id      TEXT NOT NULL,    -- questionnaire whose items it is about
    questionnaire_version TEXT NOT NULL,    -- and in which version
    version               INTEGER NOT NULL, -- published version, from 1; its content never changes
    respondents           INTEGER NOT NULL, -- assessments learnt from
    document              TEXT NOT NULL,    -- the parameters as JSON
    note                  TEXT NOT NULL,    -- what whoever published it says about it; empty when nothing
    created_at            BIGINT NOT NULL,  -- when it was published here
    PRIMARY KEY (questionnaire_id, questionnaire_version, version),
    FOREIGN KEY (questionnaire_id, questionnaire_version) REFERENCES questionnaires (id, version)
);

CREATE TABLE predictions (
    -- What a short interview of a firm that agreed to be learnt from predicted, as it first finished: compared with its answers should it answer everything.
    assessment_id      TEXT NOT NULL,             -- the assessment
    model_id           TEXT NOT NULL,             -- maturity model that was predicted
    model_version      TEXT NOT NULL,             -- and its version
    dimension_id       TEXT NOT NULL,             -- dimension; empty for overall
    levels             TEXT NOT NULL,             -- JSON list: probability of each level, the lowest first
    mean               DOUBLE PRECISION NOT NULL, -- expected score
    low                DOUBLE PRECISION NOT NULL, -- 90 % interval of the score: from
    high               DOUBLE PRECISION NOT NULL, -- and to
    parameters_version INTEGER NOT NULL,          -- parameters it was predicted with; 0 for the experts'
    asked              INTEGER NOT NULL,          -- questions asked until then
    depth              TEXT NOT NULL,             -- length of the interview
    made_at            BIGINT NOT NULL,           -- when it was predicted
    PRIMARY KEY (assessment_id, model_id, dimension_id),
    FOREIGN KEY (assessment_id) REFERENCES assessments (id) ON DELETE CASCADE
);

ALTER TABLE assessments ADD COLUMN
    parameters_version INTEGER NOT NULL DEFAULT 0 /* parameters of the items it uses; 0 for the experts' */;
ALTER TABLE results ADD COLUMN
    parameters_version INTEGER NOT NULL DEFAULT 0 /* parameters that the following were computed with; 0 for the experts' */;
ALTER TABLE results ADD COLUMN
    levels TEXT /* JSON list: probability of each level if everything were answered, the lowest first; NULL when not predicted */;
ALTER TABLE results ADD COLUMN
    mean DOUBLE PRECISION /* expected score if everything were answered; NULL when not predicted */;
ALTER TABLE results ADD COLUMN
    low DOUBLE PRECISION /* 90 % interval of that score: from; NULL when not predicted */;
ALTER TABLE results ADD COLUMN
    high DOUBLE PRECISION /* and to; NULL when not predicted */;
