-- Orders become one kind of record among others, and the names that records are found by get a table of their own.

CREATE TABLE records (
    -- AUTOINCREMENT: a row number is handed out as a paging cursor and must never come to mean another record.
    row         INTEGER PRIMARY KEY AUTOINCREMENT,
    mchid       TEXT    NOT NULL,
    kind        TEXT    NOT NULL,
    -- The merchant's number: unique in a kind, not across kinds.
    number      TEXT    NOT NULL,
    service_id  TEXT    NOT NULL,
    state       TEXT    NOT NULL,
    openid      TEXT,
    -- 1 for an order that its user has under way. NULL, not 0, in every other row: the index below holds only ones.
    in_progress INTEGER,
    version     INTEGER NOT NULL,
    created_at  INTEGER NOT NULL,
    next_due    INTEGER,
    doc         TEXT    NOT NULL,
    UNIQUE (mchid, kind, number)
) STRICT;

INSERT INTO records
SELECT row, mchid, 'order', out_order_no, service_id, state, openid,
       CASE WHEN openid IS NOT NULL AND (state IN ('DOING', 'USER_ACCEPTED')
            OR (state = 'FINISHED' AND json_extract(doc, '$.collection') IS NOT NULL)) THEN 1 END,
       version, created_at, next_due, doc
FROM orders;

CREATE TABLE handles (
    record_row INTEGER NOT NULL REFERENCES records (row),
    mchid      TEXT    NOT NULL,
    kind       TEXT    NOT NULL,
    name       TEXT    NOT NULL,
    value      TEXT    NOT NULL,
    -- In this order: what is asked for is the newest record of a handle.
    PRIMARY KEY (mchid, kind, name, value, record_row)
) STRICT, WITHOUT ROWID;

INSERT INTO handles
SELECT row, mchid, 'order', 'query_id', query_id FROM orders WHERE query_id IS NOT NULL;

INSERT INTO handles
SELECT row, mchid, 'order', 'transaction_id', json_extract(doc, '$.collection.progress.paid.channel.wechat.transaction_id')
FROM orders WHERE json_extract(doc, '$.collection.progress.paid.channel.wechat.transaction_id') IS NOT NULL;

INSERT INTO handles
SELECT row, mchid, 'order', 'out_trade_no', json_extract(doc, '$.order_id')
FROM orders WHERE json_extract(doc, '$.collection.progress.paid.channel.wechat.transaction_id') IS NOT NULL;

INSERT INTO handles
SELECT row, mchid, 'order', 'paid_on',
       strftime('%Y%m%d', json_extract(doc, '$.collection.progress.paid.paid_time'), 'unixepoch', '+8 hours')
FROM orders WHERE json_extract(doc, '$.collection.progress.paid.channel.wechat.transaction_id') IS NOT NULL;

CREATE TABLE record_timeline (
    id         INTEGER PRIMARY KEY,
    record_row INTEGER NOT NULL REFERENCES records (row),
    at         INTEGER NOT NULL,
    event      TEXT    NOT NULL
) STRICT;

INSERT INTO record_timeline SELECT id, order_row, at, event FROM timeline;

-- The first version knew one kind of party besides the caller, and of a completion's places only the end.
UPDATE records
SET doc = json_remove(json_set(doc, '$.terms.party', json_set(json_extract(doc, '$.terms.partner'), '$.as', 'partner')),
                      '$.terms.partner')
WHERE json_type(doc, '$.terms.partner') = 'object';

UPDATE records
SET doc = json_remove(json_set(doc, '$.completion.location', json_object('end', json_extract(doc, '$.completion.end_location'))),
                      '$.completion.end_location')
WHERE json_extract(doc, '$.completion.end_location') IS NOT NULL;

UPDATE record_timeline
SET event = json_remove(json_set(event, '$.location', json_object('end', json_extract(event, '$.end_location'))),
                        '$.end_location')
WHERE json_extract(event, '$.end_location') IS NOT NULL;

DROP TABLE timeline;
DROP TABLE orders;
ALTER TABLE record_timeline RENAME TO timeline;
CREATE INDEX timeline_by_record ON timeline (record_row);

-- Every index ends in the row number by itself, so each of these yields "newest first" without sorting.
CREATE INDEX records_by_kind ON records (kind);
CREATE INDEX records_by_kind_mchid ON records (kind, mchid);
CREATE INDEX records_by_kind_state ON records (kind, state);
CREATE INDEX records_by_kind_mchid_state ON records (kind, mchid, state);
CREATE INDEX records_by_due ON records (next_due) WHERE next_due IS NOT NULL;
CREATE INDEX records_in_progress ON records (mchid, openid, service_id) WHERE in_progress IS NOT NULL;

-- Not only orders are told of.
ALTER TABLE notifications RENAME COLUMN out_order_no TO subject;
