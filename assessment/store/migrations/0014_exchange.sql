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
