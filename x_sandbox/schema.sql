CREATE TABLE IF NOT EXISTS account (
    id INTEGER PRIMARY KEY,
    username TEXT NOT NULL,
    name TEXT NOT NULL
);

CREATE TABLE IF NOT EXISTS post (
    id INTEGER PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES account (id),
    conversation_id INTEGER NOT NULL,
    reply_to_id INTEGER REFERENCES post (id),
    reply_settings TEXT NOT NULL,
    text TEXT NOT NULL,
    links TEXT NOT NULL,
    media_short TEXT,
    price INTEGER NOT NULL,
    deleted INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX IF NOT EXISTS post_of_account ON post (account_id, id);
CREATE INDEX IF NOT EXISTS post_text ON post (account_id, text, id);
CREATE INDEX IF NOT EXISTS post_reply ON post (reply_to_id) WHERE reply_to_id IS NOT NULL;

CREATE TABLE IF NOT EXISTS media (
    id INTEGER PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES account (id),
    category TEXT NOT NULL,
    mime TEXT NOT NULL,
    total_bytes INTEGER NOT NULL,
    width INTEGER,
    height INTEGER,
    alt_text TEXT,
    expires_at REAL NOT NULL,
    ready_at REAL,
    content BLOB
);
CREATE TABLE IF NOT EXISTS media_failure (
    media_id INTEGER PRIMARY KEY REFERENCES media (id) ON DELETE CASCADE
);
CREATE TABLE IF NOT EXISTS media_chunk (
    media_id INTEGER NOT NULL REFERENCES media (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    content BLOB NOT NULL,
    PRIMARY KEY (media_id, position)
);
CREATE TABLE IF NOT EXISTS attachment (
    post_id INTEGER NOT NULL REFERENCES post (id),
    position INTEGER NOT NULL,
    media_id INTEGER NOT NULL REFERENCES media (id),
    PRIMARY KEY (post_id, position)
);
CREATE INDEX IF NOT EXISTS attachment_media ON attachment (media_id);

CREATE TABLE IF NOT EXISTS nonce (
    access_token TEXT NOT NULL,
    value TEXT NOT NULL,
    signed_at INTEGER NOT NULL,
    PRIMARY KEY (access_token, value)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS nonce_age ON nonce (signed_at);

CREATE TABLE IF NOT EXISTS rate_window (
    account_id INTEGER NOT NULL,
    endpoint TEXT NOT NULL,
    used INTEGER NOT NULL,
    reset_at INTEGER NOT NULL,
    PRIMARY KEY (account_id, endpoint)
) WITHOUT ROWID;
