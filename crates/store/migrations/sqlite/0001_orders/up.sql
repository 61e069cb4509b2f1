CREATE TABLE orders (
    -- AUTOINCREMENT: a row number is handed out as a paging cursor and must never come to mean another order.
    row          INTEGER PRIMARY KEY AUTOINCREMENT,
    mchid        TEXT    NOT NULL,
    out_order_no TEXT    NOT NULL,
    order_id     TEXT    NOT NULL,
    service_id   TEXT    NOT NULL,
    kind         TEXT    NOT NULL,
    state        TEXT    NOT NULL,
    openid       TEXT,
    query_id     TEXT,
    version      INTEGER NOT NULL,
    created_at   INTEGER NOT NULL,
    next_due     INTEGER,
    doc          TEXT    NOT NULL,
    UNIQUE (mchid, out_order_no)
) STRICT;

-- Every index ends in the row number by itself, so each of these three yields "newest first" without sorting.
CREATE INDEX orders_by_mchid ON orders (mchid);
CREATE INDEX orders_by_state ON orders (state);
CREATE INDEX orders_by_mchid_state ON orders (mchid, state);
CREATE INDEX orders_by_due ON orders (next_due) WHERE next_due IS NOT NULL;
CREATE INDEX orders_by_query_id ON orders (mchid, query_id) WHERE query_id IS NOT NULL;

CREATE TABLE timeline (
    id        INTEGER PRIMARY KEY,
    order_row INTEGER NOT NULL REFERENCES orders (row),
    at        INTEGER NOT NULL,
    event     TEXT    NOT NULL
) STRICT;

CREATE INDEX timeline_by_order ON timeline (order_row);

CREATE TABLE notifications (
    row          INTEGER PRIMARY KEY,
    id           TEXT    NOT NULL UNIQUE,
    mchid        TEXT    NOT NULL,
    out_order_no TEXT    NOT NULL,
    event_type   TEXT    NOT NULL,
    url          TEXT    NOT NULL,
    created_at   INTEGER NOT NULL,
    plaintext    TEXT    NOT NULL,
    phase        TEXT    NOT NULL,
    -- The moment inside a waiting phase, repeated here to be found by; NULL in every other phase.
    due          INTEGER
) STRICT;

CREATE INDEX notifications_by_due ON notifications (due) WHERE due IS NOT NULL;
-- The order number first: the control API asks for it without a merchant number, too.
CREATE INDEX notifications_by_order ON notifications (out_order_no, mchid);
CREATE INDEX notifications_by_mchid ON notifications (mchid);

CREATE TABLE attempts (
    -- Its own key: a resend counts from 1 again, so the number does not identify an attempt.
    id               INTEGER PRIMARY KEY,
    notification_row INTEGER NOT NULL REFERENCES notifications (row),
    number           INTEGER NOT NULL,
    at               INTEGER NOT NULL,
    status           INTEGER,
    duration_ms      INTEGER NOT NULL,
    error            TEXT,
    response_body    TEXT
) STRICT;

CREATE INDEX attempts_by_notification ON attempts (notification_row);

CREATE TABLE settings (
    name  TEXT PRIMARY KEY NOT NULL,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
