-- A new order touched eleven trees, most of them at a page of its own; now it touches four, and two of these at their ends.
--
-- Row numbers begin with the record's kind (times 2^40), orders highest: the table itself is in the order of "of a kind,
-- newest first", and orders are appended to it.

CREATE TABLE new_records (
    -- Handed out by the writer, which never gives one to another record: it is a paging cursor.
    row         INTEGER PRIMARY KEY,
    mchid       TEXT    NOT NULL,
    kind        TEXT    NOT NULL,
    -- The merchant's number: unique in a kind, not across kinds.
    number      TEXT    NOT NULL,
    service_id  TEXT    NOT NULL,
    -- What the service of an order is for. Empty for everything else.
    order_kind  TEXT    NOT NULL,
    state       TEXT    NOT NULL,
    openid      TEXT,
    -- 1 for an order that its user has under way. NULL, not 0, in every other row: the index below holds only ones.
    in_progress INTEGER,
    version     INTEGER NOT NULL,
    created_at  INTEGER NOT NULL,
    next_due    INTEGER,
    doc         TEXT    NOT NULL,
    -- A JSON object a line, oldest first: `at` and `event`.
    timeline    TEXT    NOT NULL,
    UNIQUE (kind, number, mchid)
) STRICT;

CREATE TABLE ranks (kind TEXT PRIMARY KEY, rank INTEGER NOT NULL) STRICT;
INSERT INTO ranks VALUES
    ('service_account', 1), ('sign_plan', 2), ('plan', 3), ('refund_number', 4), ('refunds', 5), ('permission', 6),
    ('order', 16);

INSERT INTO new_records
SELECT (rank << 40) + row, mchid, kind, number, service_id, coalesce(order_kind, ''), state, openid, in_progress, version,
       created_at, next_due, doc,
       coalesce((SELECT group_concat('{"at":' || at || ',"event":' || event || '}' || char(10), '' ORDER BY id)
                 FROM timeline WHERE record_row = row), '')
FROM records JOIN ranks USING (kind) ORDER BY rank, row;

CREATE TABLE new_handles (
    record_row INTEGER NOT NULL,
    mchid      TEXT    NOT NULL,
    kind       TEXT    NOT NULL,
    name       TEXT    NOT NULL,
    value      TEXT    NOT NULL,
    -- In this order: what is asked for is the newest record of a handle.
    PRIMARY KEY (mchid, kind, name, value, record_row)
) STRICT, WITHOUT ROWID;

INSERT INTO new_handles
SELECT (rank << 40) + record_row, mchid, kind, name, value
FROM handles JOIN ranks USING (kind) ORDER BY mchid, kind, name, value, record_row;

-- Row numbers up to this one were handed out, of every kind. Written before records are removed.
CREATE TABLE row_numbers (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    used     INTEGER NOT NULL
) STRICT;
INSERT INTO row_numbers VALUES (1, coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'records'), 0));

DROP TABLE ranks;
DROP TABLE timeline;
DROP TABLE handles;
DROP TABLE records;
ALTER TABLE new_records RENAME TO records;
ALTER TABLE new_handles RENAME TO handles;

-- Lists by state, merchant and kind of order: a page is put together from the groups that suit. There are few.
CREATE INDEX records_by_group ON records (state, mchid, order_kind);
-- These hold few records, or new ones at their ends.
CREATE INDEX records_by_openid ON records (openid) WHERE openid IS NOT NULL;
CREATE INDEX records_by_due ON records (next_due) WHERE next_due IS NOT NULL;
CREATE INDEX records_in_progress ON records (mchid, openid, service_id) WHERE in_progress IS NOT NULL;
