-- Several maturity models over one interview: what models can say beyond a
-- score, and which models a firm added. Comments of added columns stand inside
-- their statement, so that the schema keeps them.

ALTER TABLE models ADD COLUMN
    floor DOUBLE PRECISION NOT NULL DEFAULT 0 /* least share of indicators that must be known for a level */;
ALTER TABLE models ADD COLUMN
    absent TEXT NOT NULL DEFAULT '' /* how what is not relevant counts: empty it leaves the score, zero, both */;
ALTER TABLE model_indicators ADD COLUMN
    highest BOOLEAN NOT NULL DEFAULT FALSE /* the highest source counts, not their mean */;
ALTER TABLE model_sources ADD COLUMN
    at_least INTEGER NOT NULL DEFAULT 0 /* counts 1 from this category of the item, else 0; 0 when its scale counts */;

CREATE TABLE model_groups (
    -- Named ranges of a model's ladder.
    model_id      TEXT NOT NULL,             -- the model
    model_version TEXT NOT NULL,             -- and its version
    position      INTEGER NOT NULL,          -- place in the list, from 0: the lowest first
    name_key      TEXT NOT NULL,             -- name: key for translators
    name_en       TEXT NOT NULL,             -- name in English
    begins        DOUBLE PRECISION NOT NULL, -- lowest score, or level where there is no score
    PRIMARY KEY (model_id, model_version, position),
    FOREIGN KEY (model_id, model_version) REFERENCES models (id, version) ON DELETE CASCADE
);

CREATE TABLE model_open_points (
    -- What public sources leave open about a model, and how it was settled here.
    model_id      TEXT NOT NULL,    -- the model
    model_version TEXT NOT NULL,    -- and its version
    position      INTEGER NOT NULL, -- place in the list, from 0
    text_key      TEXT NOT NULL,    -- wording: key for translators
    text_en       TEXT NOT NULL,    -- wording in English
    PRIMARY KEY (model_id, model_version, position),
    FOREIGN KEY (model_id, model_version) REFERENCES models (id, version) ON DELETE CASCADE
);

CREATE TABLE model_comparisons (
    -- Official figures printed beside a model's result.
    model_id      TEXT NOT NULL,             -- the model
    model_version TEXT NOT NULL,             -- and its version
    position      INTEGER NOT NULL,          -- place in the list, from 0
    text_key      TEXT NOT NULL,             -- what the figure says: key for translators
    text_en       TEXT NOT NULL,             -- what the figure says in English
    year          INTEGER NOT NULL,          -- year it is of
    value         DOUBLE PRECISION NOT NULL, -- the figure
    unit          TEXT NOT NULL,             -- such as %
    source        TEXT NOT NULL,             -- who published it
    url           TEXT NOT NULL,             -- where; empty when there is no address
    PRIMARY KEY (model_id, model_version, position),
    FOREIGN KEY (model_id, model_version) REFERENCES models (id, version) ON DELETE CASCADE
);

CREATE TABLE model_fields (
    -- The columns of a model's public field layout.
    model_id      TEXT NOT NULL,    -- the model
    model_version TEXT NOT NULL,    -- and its version
    position      INTEGER NOT NULL, -- place in the list, from 0
    name          TEXT NOT NULL,    -- name of the column
    profile       TEXT NOT NULL,    -- fact of the profile that it holds; empty for none
    indicators    TEXT,             -- JSON list of the indicators that it holds; NULL for none
    steps         TEXT,             -- JSON list of what is written for each step, the lowest first; NULL for 0 and 1
    PRIMARY KEY (model_id, model_version, position),
    FOREIGN KEY (model_id, model_version) REFERENCES models (id, version) ON DELETE CASCADE
);

CREATE TABLE assessment_models (
    -- Maturity models that the owner added to an assessment.
    assessment_id TEXT NOT NULL,    -- the assessment
    position      INTEGER NOT NULL, -- turn in which it was added, from 0
    model_id      TEXT NOT NULL,    -- the model
    model_version TEXT NOT NULL,    -- and its version, so that the result never changes under it
    PRIMARY KEY (assessment_id, position),
    FOREIGN KEY (assessment_id) REFERENCES assessments (id) ON DELETE CASCADE,
    FOREIGN KEY (model_id, model_version) REFERENCES models (id, version)
);
