-- How far others than the firm stand behind its answers: advisers whom the owner
-- let look, and what they confirmed. Comments of added columns stand inside
-- their statement, so that the schema keeps them.

CREATE TABLE advisers (
    -- Accounts that an owner let see the answers of an assessment. The owner ends it at any time.
    assessment_id TEXT NOT NULL,   -- the assessment
    account_id    TEXT NOT NULL,   -- account of the adviser; stays when the account is removed
    name          TEXT NOT NULL,   -- the adviser's name as access was granted
    organisation  TEXT NOT NULL,   -- name of the adviser's organisation then
    granted_at    BIGINT NOT NULL, -- when the adviser accepted
    ended_at      BIGINT,          -- when the owner or the adviser ended it; NULL while it lasts
    PRIMARY KEY (assessment_id, account_id, granted_at),
    FOREIGN KEY (assessment_id) REFERENCES assessments (id) ON DELETE CASCADE
);
CREATE INDEX advisers_account ON advisers (account_id);

CREATE TABLE confirmations (
    -- Answers of which an adviser says that proof was seen. They stay on record when access ends, and go with the assessment.
    assessment_id TEXT NOT NULL,   -- the assessment
    item_id       TEXT NOT NULL,   -- item of the questionnaire
    account_id    TEXT NOT NULL,   -- account of the adviser; stays when the account is removed
    name          TEXT NOT NULL,   -- the adviser's name on that day
    organisation  TEXT NOT NULL,   -- name of the adviser's organisation on that day
    response_mark TEXT NOT NULL,   -- fingerprint of the answer; another answer is not confirmed
    seen_on       BIGINT NOT NULL, -- day the proof was seen (midnight UTC)
    confirmed_at  BIGINT NOT NULL, -- when the adviser said so
    note          TEXT NOT NULL,   -- what was seen, in the adviser's words
    PRIMARY KEY (assessment_id, item_id, account_id),
    FOREIGN KEY (assessment_id) REFERENCES assessments (id) ON DELETE CASCADE
);

ALTER TABLE results ADD COLUMN
    evidence TEXT NOT NULL DEFAULT 'self' /* grade of evidence of the assessment: self, facilitated or verified */;
ALTER TABLE results ADD COLUMN
    confirmed INTEGER NOT NULL DEFAULT 0 /* answers of the assessment that an adviser confirmed */;
ALTER TABLE results ADD COLUMN
    confirmable INTEGER NOT NULL DEFAULT 0 /* answers of the assessment that could be confirmed */;
