-- Takes a database back to the tables of the first version.
CREATE TABLE orders (
    row INTEGER PRIMARY KEY AUTOINCREMENT, mchid TEXT NOT NULL, out_order_no TEXT NOT NULL, order_id TEXT NOT NULL,
    service_id TEXT NOT NULL, kind TEXT NOT NULL, state TEXT NOT NULL, openid TEXT, query_id TEXT,
    version INTEGER NOT NULL, created_at INTEGER NOT NULL, next_due INTEGER, doc TEXT NOT NULL,
    UNIQUE (mchid, out_order_no)
) STRICT;
INSERT INTO orders
SELECT row, mchid, number, json_extract(doc, '$.order_id'), service_id, 'serviceorder', state, openid,
       json_extract(doc, '$.query_id'), version, created_at, next_due, doc
FROM records;
CREATE TABLE old_timeline (
    id INTEGER PRIMARY KEY, order_row INTEGER NOT NULL REFERENCES orders (row), at INTEGER NOT NULL, event TEXT NOT NULL
) STRICT;
INSERT INTO old_timeline SELECT id, record_row, at, event FROM timeline;
DROP TABLE timeline;
DROP TABLE handles;
DROP TABLE records;
ALTER TABLE old_timeline RENAME TO timeline;
ALTER TABLE notifications RENAME COLUMN subject TO out_order_no;
DELETE FROM __diesel_schema_migrations WHERE version = '0002';
