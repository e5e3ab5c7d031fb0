-- Mails that owners asked for. Addresses stand here and nowhere else, and are
-- used for nothing else.

CREATE TABLE reminders (
    -- A mail that an owner asked for. The address goes as soon as the mail was sent or given up, and with the assessment.
    assessment_id TEXT NOT NULL,    -- what the mailed link opens: the firm's first assessment
    kind          TEXT NOT NULL,    -- link: the link, now; review: look at the roadmap again
    address       TEXT NOT NULL,    -- e-mail address the owner left; empty when the mail was sent or given up
    fingerprint   BYTEA NOT NULL,   -- keyed hash of the address, so that its owner can end all mails; empty with it
    language      TEXT NOT NULL,    -- language the mail is written in
    created_at    BIGINT NOT NULL,  -- when the owner asked for it
    due_at        BIGINT NOT NULL,  -- when it is to be sent
    tries         INTEGER NOT NULL, -- sendings begun
    next_try_at   BIGINT,           -- when to send next, or when a process that sends it has lost its turn; NULL when sent or given up
    sent_at       BIGINT,           -- when it was sent; NULL before, and when given up
    PRIMARY KEY (assessment_id, kind),
    FOREIGN KEY (assessment_id) REFERENCES assessments (id) ON DELETE CASCADE
);
CREATE INDEX reminders_next ON reminders (next_try_at);
CREATE INDEX reminders_fingerprint ON reminders (fingerprint);

CREATE TABLE mail_counts (
    -- How many mails were asked for on a day, so that nobody is pestered. Earlier days are forgotten with the next mail.
    subject BYTEA NOT NULL,   -- keyed hash of an assessment's id or of an address
    day     BIGINT NOT NULL,  -- days since 1970 (UTC)
    count   INTEGER NOT NULL, -- mails counted
    PRIMARY KEY (subject, day)
);
CREATE INDEX mail_counts_day ON mail_counts (day);

CREATE TABLE mail_stops (
    -- Addresses whose owners want no mail of this site, as hashes only. Kept until they take it back, as nothing else can hold to it.
    fingerprint BYTEA NOT NULL PRIMARY KEY, -- keyed hash of the address
    stopped_at  BIGINT NOT NULL             -- when its owner said so
);
