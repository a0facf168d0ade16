CREATE TABLE IF NOT EXISTS users (
    id         BLOB PRIMARY KEY NOT NULL, -- a UUID
    email      TEXT NOT NULL UNIQUE,      -- in lower case, as Attio compares it
    name       TEXT NOT NULL,
    created_at INTEGER NOT NULL           -- milliseconds since 1970, as all times here
) STRICT;

-- The data for Attio. A row is written in the transaction that writes the user.
CREATE TABLE IF NOT EXISTS outbox (
    position   INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id    BLOB NOT NULL UNIQUE REFERENCES users (id),
    payload    TEXT NOT NULL,             -- the signup as received, in JSON
    state      TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'delivered', 'refused')),
    attempts   INTEGER NOT NULL DEFAULT 0, -- how often it was put off
    not_before INTEGER NOT NULL DEFAULT 0, -- when it is retried
    reason     TEXT,                      -- why it was put off or refused
    record_id  BLOB,                      -- the UUID of the record in Attio, once it is delivered
    created_at INTEGER NOT NULL
) STRICT;

CREATE INDEX IF NOT EXISTS outbox_open ON outbox (position) WHERE state = 'open';
CREATE INDEX IF NOT EXISTS outbox_put_off ON outbox (not_before) WHERE state = 'open';
