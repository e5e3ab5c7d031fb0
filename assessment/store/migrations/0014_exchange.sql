-- Exchange between firms of one workshop: who agreed to be introduced, and to
-- whom. Every name and address stands in one row only, so that taking back the
-- agreement removes it everywhere at once.

CREATE TABLE exchange_contacts (
    -- Firms that agreed to be introduced to others of their workshop. Removed as soon as they take that back.
    assessment_id TEXT NOT NULL PRIMARY KEY, -- the firm's assessment
    workshop_id   TEXT NOT NULL,             -- the workshop; other firms of it may be introduced
    person        TEXT NOT NULL,             -- whom to ask for, as the firm typed it
    firm          TEXT NOT NULL,             -- name of the firm, as it typed it
    reach         TEXT NOT NULL,             -- e-mail address, telephone or another way, as it typed it
    note          TEXT NOT NULL,             -- what it wants to say to others; may be empty
    wants         TEXT NOT NULL,             -- JSON: areas it wants to grow in, the most wanted first
    apart         BOOLEAN NOT NULL,          -- wants nobody of its own sector
    agreed_at     BIGINT NOT NULL,           -- when it agreed
    FOREIGN KEY (assessment_id) REFERENCES assessments (id) ON DELETE CASCADE
);
CREATE INDEX exchange_contacts_workshop ON exchange_contacts (workshop_id);

CREATE TABLE introductions (
    -- Who was introduced to whom: a row for either side, without names and addresses.
    assessment_id TEXT NOT NULL,   -- the firm
    partner_id    TEXT NOT NULL,   -- assessment of the other firm
    made_at       BIGINT NOT NULL, -- when they were introduced
    helps         TEXT NOT NULL,   -- JSON: areas the other can show something in, and those the firm can
    PRIMARY KEY (assessment_id, partner_id),
    FOREIGN KEY (assessment_id) REFERENCES exchange_contacts (assessment_id) ON DELETE CASCADE
);
CREATE INDEX introductions_partner ON introductions (partner_id);

CREATE TABLE board_links (
    -- The link by which larger firms post problems on an association's board. Holds nothing of firms.
    organisation_id TEXT NOT NULL PRIMARY KEY, -- the association
    hash            BYTEA NOT NULL UNIQUE,     -- hash of the link; the link itself is not kept
    made_at         BIGINT NOT NULL,           -- when it was made
    FOREIGN KEY (organisation_id) REFERENCES organisations (id) ON DELETE CASCADE
);

CREATE TABLE board_posts (
    -- Open problems that larger firms post for small firms and start-ups. Removed by whoever posted or by the association, and 90 days after the last day.
    id              TEXT NOT NULL PRIMARY KEY, -- random
    organisation_id TEXT NOT NULL,             -- association whose board it is on
    hash            BYTEA NOT NULL UNIQUE,     -- hash of the link of whoever posted
    firm            TEXT NOT NULL,             -- name of the larger firm, as typed
    person          TEXT NOT NULL,             -- whom to ask for; only the association sees it
    reach           TEXT NOT NULL,             -- how to reach them; only the association sees it
    title           TEXT NOT NULL,             -- the problem in a line
    problem         TEXT NOT NULL,             -- what is wanted
    gain            TEXT NOT NULL,             -- what a solution brings to whoever answers
    last_day_at     BIGINT NOT NULL,           -- until when it takes answers
    state           TEXT NOT NULL,             -- waiting, open or refused
    reason          TEXT NOT NULL,             -- why the association refused it; else empty
    posted_at       BIGINT NOT NULL,           -- when it was posted
    FOREIGN KEY (organisation_id) REFERENCES organisations (id) ON DELETE CASCADE
);
CREATE INDEX board_posts_organisation ON board_posts (organisation_id);

CREATE TABLE board_offers (
    -- Answers of small firms to problems, with the contact they agreed to show to whoever posted. Removed as soon as they take that back.
    assessment_id TEXT NOT NULL,   -- the firm's assessment
    post_id       TEXT NOT NULL,   -- the problem
    firm          TEXT NOT NULL,   -- name of the firm, as typed
    person        TEXT NOT NULL,   -- whom to ask for
    reach         TEXT NOT NULL,   -- how to reach them
    offer         TEXT NOT NULL,   -- what the firm offers
    offered_at    BIGINT NOT NULL, -- when
    PRIMARY KEY (assessment_id, post_id),
    FOREIGN KEY (assessment_id) REFERENCES assessments (id) ON DELETE CASCADE
);
CREATE INDEX board_offers_post ON board_offers (post_id);
