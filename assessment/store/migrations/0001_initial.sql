-- The whole store of Onramp. Serves SQLite and PostgreSQL alike: keys are made
-- in Go, times are milliseconds since 1970 (UTC), lists are JSON in text.
-- Every column says what it is for, so that whoever writes a privacy notice can
-- read here what is kept.

CREATE TABLE questionnaires (
    -- Published versions of questionnaires. Holds nothing of firms.
    id           TEXT NOT NULL,   -- name of the questionnaire, such as nir-sme
    version      TEXT NOT NULL,   -- published version; its content never changes
    document     TEXT NOT NULL,   -- the questionnaire as JSON
    hash         TEXT NOT NULL,   -- SHA-256 of the canonical JSON, refuses a changed file under an old version
    published_at BIGINT NOT NULL, -- when it was published here
    PRIMARY KEY (id, version)
);

CREATE TABLE models (
    -- Published versions of maturity models. Holds nothing of firms.
    id                    TEXT NOT NULL,             -- name of the model
    version               TEXT NOT NULL,             -- published version; its content never changes
    questionnaire_id      TEXT NOT NULL,             -- questionnaire whose items it reads
    questionnaire_version TEXT NOT NULL,             -- and in which version
    title_key             TEXT NOT NULL,             -- title: key for translators
    title_en              TEXT NOT NULL,             -- title in English
    summary_key           TEXT NOT NULL,             -- summary: key for translators
    summary_en            TEXT NOT NULL,             -- summary in English
    note_key              TEXT NOT NULL,             -- licence and source: key for translators
    note_en               TEXT NOT NULL,             -- licence and source in English
    rule                  TEXT NOT NULL,             -- how dimensions become the overall score
    scale                 DOUBLE PRECISION NOT NULL, -- score of a firm at the top
    cuts                  TEXT NOT NULL,             -- JSON list: lower bounds of levels 2, 3, and so on
    hash                  TEXT NOT NULL,             -- SHA-256 of the canonical JSON, refuses a changed file under an old version
    published_at          BIGINT NOT NULL,           -- when it was published here
    PRIMARY KEY (id, version),
    FOREIGN KEY (questionnaire_id, questionnaire_version) REFERENCES questionnaires (id, version)
);

CREATE TABLE model_levels (
    -- The ladder of a model.
    model_id      TEXT NOT NULL,    -- the model
    model_version TEXT NOT NULL,    -- and its version
    position      INTEGER NOT NULL, -- place in the list, from 0
    number        INTEGER NOT NULL, -- number of the level, 1 at the bottom
    name_key      TEXT NOT NULL,    -- name: key for translators
    name_en       TEXT NOT NULL,    -- name in English
    text_key      TEXT NOT NULL,    -- description: key for translators
    text_en       TEXT NOT NULL,    -- description in English
    PRIMARY KEY (model_id, model_version, position),
    FOREIGN KEY (model_id, model_version) REFERENCES models (id, version) ON DELETE CASCADE
);

CREATE TABLE model_dimensions (
    -- The dimensions of a model.
    model_id      TEXT NOT NULL,             -- the model
    model_version TEXT NOT NULL,             -- and its version
    id            TEXT NOT NULL,             -- name of the dimension
    position      INTEGER NOT NULL,          -- place in the list, from 0
    title_key     TEXT NOT NULL,             -- title: key for translators
    title_en      TEXT NOT NULL,             -- title in English
    weight        DOUBLE PRECISION NOT NULL, -- weight in the overall score
    rule          TEXT NOT NULL,             -- how indicators become the dimension's score
    PRIMARY KEY (model_id, model_version, id),
    FOREIGN KEY (model_id, model_version) REFERENCES models (id, version) ON DELETE CASCADE
);

CREATE TABLE model_dimension_levels (
    -- What each level means in a dimension.
    model_id      TEXT NOT NULL,    -- the model
    model_version TEXT NOT NULL,    -- and its version
    dimension_id  TEXT NOT NULL,    -- the dimension
    position      INTEGER NOT NULL, -- place in the list, from 0: the lowest level first
    text_key      TEXT NOT NULL,    -- description: key for translators
    text_en       TEXT NOT NULL,    -- description in English
    PRIMARY KEY (model_id, model_version, dimension_id, position),
    FOREIGN KEY (model_id, model_version, dimension_id) REFERENCES model_dimensions (model_id, model_version, id) ON DELETE CASCADE
);

CREATE TABLE model_gates (
    -- Practices that cap a dimension while they are missing.
    model_id      TEXT NOT NULL,    -- the model
    model_version TEXT NOT NULL,    -- and its version
    dimension_id  TEXT NOT NULL,    -- the dimension that is capped
    position      INTEGER NOT NULL, -- place in the list, from 0
    item_id       TEXT NOT NULL,    -- item of the questionnaire
    below         INTEGER NOT NULL, -- caps while the item is known to be below this category
    cap           INTEGER NOT NULL, -- highest level the dimension can have then
    PRIMARY KEY (model_id, model_version, dimension_id, position),
    FOREIGN KEY (model_id, model_version, dimension_id) REFERENCES model_dimensions (model_id, model_version, id) ON DELETE CASCADE
);

CREATE TABLE model_indicators (
    -- The smallest scored parts of a dimension.
    model_id      TEXT NOT NULL,             -- the model
    model_version TEXT NOT NULL,             -- and its version
    dimension_id  TEXT NOT NULL,             -- the dimension
    id            TEXT NOT NULL,             -- name of the indicator
    position      INTEGER NOT NULL,          -- place in the list, from 0
    weight        DOUBLE PRECISION NOT NULL, -- weight in the dimension's score
    stage         INTEGER NOT NULL,          -- staged rule: the stage it belongs to; otherwise 0
    need          DOUBLE PRECISION NOT NULL, -- staged rule: the share that meets it; otherwise 0
    PRIMARY KEY (model_id, model_version, dimension_id, id),
    FOREIGN KEY (model_id, model_version, dimension_id) REFERENCES model_dimensions (model_id, model_version, id) ON DELETE CASCADE
);

CREATE TABLE model_sources (
    -- Where an indicator's value comes from.
    model_id      TEXT NOT NULL,    -- the model
    model_version TEXT NOT NULL,    -- and its version
    dimension_id  TEXT NOT NULL,    -- the dimension
    indicator_id  TEXT NOT NULL,    -- the indicator
    position      INTEGER NOT NULL, -- place in the list, from 0
    item_id       TEXT NOT NULL,    -- item of the questionnaire
    option_id     TEXT NOT NULL,    -- one tick of a checklist; empty for the whole item
    PRIMARY KEY (model_id, model_version, dimension_id, indicator_id, position),
    FOREIGN KEY (model_id, model_version, dimension_id, indicator_id) REFERENCES model_indicators (model_id, model_version, dimension_id, id) ON DELETE CASCADE
);

CREATE TABLE directories (
    -- Every imported state of the directory of support platforms. Holds nothing of firms.
    version     TEXT NOT NULL PRIMARY KEY, -- hash of the content, printed on documents
    document    TEXT NOT NULL,             -- the directory as JSON
    current     BOOLEAN NOT NULL,          -- the directory of today; true for one row
    imported_at BIGINT NOT NULL            -- when it last became the directory of today
);
CREATE INDEX directories_current ON directories (current);

CREATE TABLE assessments (
    -- One run of one firm. Holds what the owner says of the firm; the owner can delete it with everything below.
    id                    TEXT NOT NULL PRIMARY KEY, -- random, names nobody
    questionnaire_id      TEXT NOT NULL,             -- questionnaire it was started with
    questionnaire_version TEXT NOT NULL,             -- and its version, so that the result never changes under it
    model_id              TEXT NOT NULL,             -- maturity model it was started with
    model_version         TEXT NOT NULL,             -- and its version
    depth                 TEXT NOT NULL,             -- length of interview the owner chose
    seed                  BIGINT NOT NULL,           -- random number that makes the choice of questions repeatable
    name                  TEXT NOT NULL,             -- name of the firm for the cover of its roadmap; optional, empty when not said
    country               TEXT NOT NULL,             -- country of the firm, to choose law and support (ISO 3166-1)
    region                TEXT NOT NULL,             -- region of the firm, optional (ISO 3166-2)
    language              TEXT NOT NULL,             -- language the owner reads
    sector                TEXT NOT NULL,             -- sector of the firm, optional (ISIC Rev. 4 section)
    employees             INTEGER NOT NULL,          -- persons employed; 0 when not said
    size_class            TEXT NOT NULL,             -- size class made from employees, for statistics
    goals                 TEXT,                      -- JSON list of goals the owner named; NULL when never asked
    budget                INTEGER,                   -- US dollars the firm can spend this year; NULL when not said
    days                  INTEGER,                   -- own person-days a month; NULL when not said
    statistics_consent    BOOLEAN NOT NULL,          -- whether statistics may count this firm
    revision              BIGINT NOT NULL,           -- rises with every change, so that no change is lost
    created_at            BIGINT NOT NULL,           -- when it was started
    updated_at            BIGINT NOT NULL,           -- date of the last answer or change of the profile, the date of documents
    finished_at           BIGINT,                    -- when the depth first asked no more; NULL before
    FOREIGN KEY (questionnaire_id, questionnaire_version) REFERENCES questionnaires (id, version),
    FOREIGN KEY (model_id, model_version) REFERENCES models (id, version)
);

CREATE TABLE responses (
    -- What the owner answered: one of value, options and state is set.
    assessment_id TEXT NOT NULL,   -- the assessment
    item_id       TEXT NOT NULL,   -- item of the questionnaire
    value         BIGINT,          -- category or number
    options       TEXT,            -- JSON list of ticks of a checklist
    state         TEXT,            -- dont_know or not_relevant
    answered_at   BIGINT NOT NULL, -- when it was answered
    PRIMARY KEY (assessment_id, item_id),
    FOREIGN KEY (assessment_id) REFERENCES assessments (id) ON DELETE CASCADE
);

CREATE TABLE results (
    -- What statistics read of a finished assessment: one row for a model and dimension.
    assessment_id       TEXT NOT NULL,    -- the assessment
    model_id            TEXT NOT NULL,    -- maturity model that scored it
    model_version       TEXT NOT NULL,    -- and its version
    dimension_id        TEXT NOT NULL,    -- dimension; empty for overall
    score               DOUBLE PRECISION, -- score on the model's scale; NULL when nothing is known
    level               INTEGER NOT NULL, -- level reached; 0 when nothing is known
    coverage_known      INTEGER NOT NULL, -- indicators with a value
    coverage_applicable INTEGER NOT NULL, -- indicators that apply to the firm
    PRIMARY KEY (assessment_id, model_id, model_version, dimension_id),
    FOREIGN KEY (assessment_id) REFERENCES assessments (id) ON DELETE CASCADE
);

CREATE TABLE facts (
    -- Countable things a finished assessment says: technologies in use, taking part in actions of the G20 plan.
    assessment_id TEXT NOT NULL,    -- the assessment
    kind          TEXT NOT NULL,    -- technology or action
    code          TEXT NOT NULL,    -- name of the technology or number of the action
    value         INTEGER NOT NULL, -- technology: adoption step 0 to 5; action: 1 takes part, 0 does not
    PRIMARY KEY (assessment_id, kind, code),
    FOREIGN KEY (assessment_id) REFERENCES assessments (id) ON DELETE CASCADE
);

CREATE TABLE keys (
    -- Ways into an assessment: links and codes, as hashes only. Found by hash, so the hash is the key.
    hash          BYTEA NOT NULL PRIMARY KEY, -- hash of the link or code; the link or code itself is not kept
    assessment_id TEXT NOT NULL,              -- the assessment it opens
    kind          TEXT NOT NULL,              -- link or code
    created_at    BIGINT NOT NULL,            -- when it was given out
    expires_at    BIGINT,                     -- when it stops opening; NULL for never
    FOREIGN KEY (assessment_id) REFERENCES assessments (id) ON DELETE CASCADE
);
CREATE INDEX keys_assessment ON keys (assessment_id, kind);

CREATE TABLE settings (
    -- Values of the installation: the salt of codes, where the directory comes from. Holds nothing of firms.
    name  TEXT NOT NULL PRIMARY KEY, -- name of the value
    value BYTEA NOT NULL             -- the value
);
