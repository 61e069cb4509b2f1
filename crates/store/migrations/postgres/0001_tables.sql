-- The tables of src/schema.rs, for many servers at once. The big ones are divided by merchant: whatever is asked about a
-- merchant meets one part only. Texts compare byte by byte ("C"), as they do in SQLite and in Rust.

CREATE TABLE records (
    -- From record_numbers, with the kind in its high bits: a paging cursor.
    row         BIGINT            NOT NULL,
    mchid       TEXT COLLATE "C"  NOT NULL,
    kind        TEXT COLLATE "C"  NOT NULL,
    -- The merchant's number: unique in a kind, not across kinds.
    number      TEXT COLLATE "C"  NOT NULL,
    service_id  TEXT COLLATE "C"  NOT NULL,
    -- What the service of an order is for. Empty for everything else.
    order_kind  TEXT COLLATE "C"  NOT NULL,
    state       TEXT COLLATE "C"  NOT NULL,
    openid      TEXT COLLATE "C",
    -- 1 for an order that its user has under way. NULL in every other row: the index below holds only ones.
    in_progress INTEGER,
    version     BIGINT            NOT NULL,
    created_at  BIGINT            NOT NULL,
    next_due    BIGINT,
    doc         TEXT              NOT NULL,
    -- A JSON object a line, oldest first: `at` and `event`.
    timeline    TEXT              NOT NULL,
    PRIMARY KEY (kind, number, mchid)
) PARTITION BY HASH (mchid);

CREATE UNIQUE INDEX records_by_row ON records (row, mchid);
CREATE INDEX records_by_state ON records (state, row);
CREATE INDEX records_by_openid ON records (openid, row) WHERE openid IS NOT NULL;
CREATE INDEX records_by_due ON records (next_due, row) WHERE next_due IS NOT NULL;
CREATE INDEX records_in_progress ON records (mchid, openid, service_id) WHERE in_progress IS NOT NULL;

CREATE SEQUENCE record_numbers;

-- Row numbers up to this one were handed out, as of when tables were last moved; since then the sequence knows.
CREATE TABLE row_numbers (
    only_row BIGINT PRIMARY KEY CHECK (only_row = 1),
    used     BIGINT NOT NULL
);
INSERT INTO row_numbers VALUES (1, 0);

CREATE TABLE handles (
    record_row BIGINT            NOT NULL,
    mchid      TEXT COLLATE "C"  NOT NULL,
    kind       TEXT COLLATE "C"  NOT NULL,
    name       TEXT COLLATE "C"  NOT NULL,
    value      TEXT COLLATE "C"  NOT NULL,
    -- In this order: what is asked for is the newest record of a handle.
    PRIMARY KEY (mchid, kind, name, value, record_row)
) PARTITION BY HASH (mchid);

CREATE SEQUENCE notification_numbers;

CREATE TABLE notifications (
    row           BIGINT            NOT NULL DEFAULT nextval('notification_numbers'),
    id            TEXT COLLATE "C"  NOT NULL,
    mchid         TEXT COLLATE "C"  NOT NULL,
    subject       TEXT COLLATE "C"  NOT NULL,
    event_type    TEXT COLLATE "C"  NOT NULL,
    url           TEXT              NOT NULL,
    created_at    BIGINT            NOT NULL,
    plaintext     TEXT              NOT NULL,
    -- Where it stands, as JSON; the next two are what it is found by.
    phase         TEXT              NOT NULL,
    due           BIGINT,
    held          INTEGER,
    -- How often it was attempted in all.
    attempted     BIGINT            NOT NULL DEFAULT 0,
    -- The server that is delivering it, and until when it is no other's: a server that dies never says so.
    claimed_by    TEXT COLLATE "C",
    claimed_until TIMESTAMPTZ,
    PRIMARY KEY (id, mchid)
) PARTITION BY HASH (mchid);

CREATE INDEX notifications_by_row ON notifications (row, mchid);
CREATE INDEX notifications_by_subject ON notifications (subject, row);
CREATE INDEX notifications_by_mchid_due ON notifications (mchid, due, row) WHERE due IS NOT NULL;
CREATE INDEX notifications_held ON notifications (row) WHERE held IS NOT NULL;

CREATE TABLE attempts (
    mchid            TEXT COLLATE "C"  NOT NULL,
    notification_row BIGINT            NOT NULL,
    -- Which of all attempts it was, from 1.
    nth              BIGINT            NOT NULL,
    number           BIGINT            NOT NULL,
    at               BIGINT            NOT NULL,
    status           INTEGER,
    duration_ms      BIGINT            NOT NULL,
    error            TEXT,
    response_body    TEXT,
    -- The fault that struck it, by its name; NULL where it went as it should.
    fault            TEXT,
    PRIMARY KEY (notification_row, nth, mchid)
) PARTITION BY HASH (mchid);

DO $$
BEGIN
    FOR part IN 0..7 LOOP
        -- Rows of these two are changed several times each: room for the new one beside the old one.
        EXECUTE format('CREATE TABLE records_%s PARTITION OF records FOR VALUES WITH (MODULUS 8, REMAINDER %s)
                        WITH (fillfactor = 80)', part, part);
        EXECUTE format('CREATE TABLE notifications_%s PARTITION OF notifications FOR VALUES WITH (MODULUS 8, REMAINDER %s)
                        WITH (fillfactor = 80)', part, part);
        EXECUTE format('CREATE TABLE handles_%s PARTITION OF handles FOR VALUES WITH (MODULUS 8, REMAINDER %s)', part, part);
        EXECUTE format('CREATE TABLE attempts_%s PARTITION OF attempts FOR VALUES WITH (MODULUS 8, REMAINDER %s)', part, part);
    END LOOP;
END $$;

CREATE TABLE settings (
    name  TEXT COLLATE "C" PRIMARY KEY,
    value TEXT NOT NULL
);

-- Counts the changes of what every server has to know. Whoever makes one holds this row until it is committed, so that
-- versions are seen in the order in which they count.
CREATE TABLE state (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    version  BIGINT NOT NULL
);
INSERT INTO state VALUES (1, 1);

-- Identity and uploads, as they would lie in a data folder.
CREATE TABLE files (
    name    TEXT COLLATE "C" PRIMARY KEY,
    -- NULL: it was removed, which others have to hear of.
    content BYTEA,
    -- The state's version that it came with.
    version BIGINT NOT NULL
);
CREATE INDEX files_by_version ON files (version);

-- Who runs, and up to which version of the state it knows.
CREATE TABLE nodes (
    name    TEXT COLLATE "C" PRIMARY KEY,
    seen    BIGINT NOT NULL,
    beat_at TIMESTAMPTZ NOT NULL
);

-- Which nonces were used, for as long as a timestamp is accepted.
CREATE TABLE nonces (
    mchid TEXT COLLATE "C" NOT NULL,
    nonce TEXT COLLATE "C" NOT NULL,
    at    BIGINT NOT NULL,
    PRIMARY KEY (mchid, nonce)
);
CREATE INDEX nonces_by_at ON nonces (at);
