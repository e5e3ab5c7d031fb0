-- Organisations, the people who sign in for them, and how they sign in. Owners
-- of firms have no account, and nothing here hangs on a firm. Passwords, links
-- and session tokens are kept as hashes only.

CREATE TABLE organisations (
    -- Business associations, agencies, and whoever runs the site.
    id         TEXT NOT NULL PRIMARY KEY, -- random
    kind       TEXT NOT NULL,             -- association, agency or operator
    name       TEXT NOT NULL,             -- its name, on documents
    contact    TEXT NOT NULL,             -- how firms reach it; empty when not said
    address    TEXT NOT NULL,             -- on the web; empty when not said
    created_at BIGINT NOT NULL            -- when it was added
);

CREATE TABLE logos (
    -- Pictures of organisations, drawn anew from what was sent, so that they hold nothing but pixels.
    organisation_id TEXT NOT NULL PRIMARY KEY, -- whose picture
    hash            TEXT NOT NULL,             -- SHA-256 of the data, its address on the site
    media_type      TEXT NOT NULL,             -- image/png or image/jpeg
    width           INTEGER NOT NULL,          -- pixels
    height          INTEGER NOT NULL,          -- pixels
    data            BYTEA NOT NULL,            -- the file
    FOREIGN KEY (organisation_id) REFERENCES organisations (id) ON DELETE CASCADE
);
CREATE INDEX logos_hash ON logos (hash);

CREATE TABLE accounts (
    -- People of organisations. Holds personal data of those people; a manager or the operator can remove them.
    id              TEXT NOT NULL PRIMARY KEY, -- random
    organisation_id TEXT NOT NULL,             -- whose account it is
    email           TEXT NOT NULL UNIQUE,      -- to sign in with, in lower case
    name            TEXT NOT NULL,             -- of the person, shown to the organisation and on what they confirm
    role            TEXT NOT NULL,             -- facilitator, analyst, manager or operator
    password        TEXT NOT NULL,             -- argon2id hash with its parameters and salt; empty while none is set
    issuer          TEXT,                      -- OpenID issuer the person signed in by; NULL while none
    subject         TEXT,                      -- who the person is there; NULL while none
    disabled        BOOLEAN NOT NULL,          -- whether signing in is refused
    created_at      BIGINT NOT NULL,           -- when it was made
    seen_on         BIGINT,                    -- day of the last visit (midnight UTC), to find accounts nobody uses; NULL for never
    UNIQUE (issuer, subject),
    FOREIGN KEY (organisation_id) REFERENCES organisations (id) ON DELETE CASCADE
);
CREATE INDEX accounts_organisation ON accounts (organisation_id);

CREATE TABLE sessions (
    -- Browsers in which somebody is signed in. The person sees the list and can end each.
    hash       BYTEA NOT NULL PRIMARY KEY, -- hash of the token in the cookie; the token itself is not kept
    account_id TEXT NOT NULL,              -- who is signed in
    browser    TEXT NOT NULL,              -- its plain name, to tell devices apart; empty when not known
    system     TEXT NOT NULL,              -- what it runs on, likewise
    created_at BIGINT NOT NULL,            -- when the person signed in
    used_at    BIGINT NOT NULL,            -- last use, exact to some minutes
    FOREIGN KEY (account_id) REFERENCES accounts (id) ON DELETE CASCADE
);
CREATE INDEX sessions_account ON sessions (account_id);

CREATE TABLE invitations (
    -- Links with which one invited person makes an account; gone once used.
    hash            BYTEA NOT NULL PRIMARY KEY, -- hash of the link; the link itself is not kept
    organisation_id TEXT NOT NULL,              -- that invites
    email           TEXT NOT NULL,              -- of the person, in lower case
    role            TEXT NOT NULL,              -- the person will have
    created_at      BIGINT NOT NULL,            -- when it was made
    expires_at      BIGINT NOT NULL,            -- when it stops working
    FOREIGN KEY (organisation_id) REFERENCES organisations (id) ON DELETE CASCADE
);
CREATE INDEX invitations_organisation ON invitations (organisation_id, email);

CREATE TABLE password_links (
    -- Links with which a person sets a password once; gone once used.
    hash       BYTEA NOT NULL PRIMARY KEY, -- hash of the link; the link itself is not kept
    account_id TEXT NOT NULL,              -- whose password
    created_at BIGINT NOT NULL,            -- when it was made
    expires_at BIGINT NOT NULL,            -- when it stops working
    FOREIGN KEY (account_id) REFERENCES accounts (id) ON DELETE CASCADE
);
CREATE INDEX password_links_account ON password_links (account_id);

CREATE TABLE throttles (
    -- Failed tries to sign in, for a day: by account and by network address.
    hash     BYTEA NOT NULL PRIMARY KEY, -- keyed hash of the e-mail typed or of the network address; neither is kept
    failures INTEGER NOT NULL,           -- failures in a row
    last_at  BIGINT NOT NULL             -- the latest
);
