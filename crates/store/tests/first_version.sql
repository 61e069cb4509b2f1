-- Takes a database back to the tables of the first version.
CREATE TABLE orders (
    row INTEGER PRIMARY KEY AUTOINCREMENT, mchid TEXT NOT NULL, out_order_no TEXT NOT NULL, order_id TEXT NOT NULL,
    service_id TEXT NOT NULL, kind TEXT NOT NULL, state TEXT NOT NULL, openid TEXT, query_id TEXT,
    version INTEGER NOT NULL, created_at INTEGER NOT NULL, next_due INTEGER, doc TEXT NOT NULL,
    UNIQUE (mchid, out_order_no)
) STRICT;
INSERT INTO orders
SELECT row & 1099511627775, mchid, number, json_extract(doc, '$.order_id'), service_id, 'serviceorder', state, openid,
       json_extract(doc, '$.query_id'), version, created_at, next_due, doc
FROM records;
UPDATE orders
SET doc = json_remove(json_set(doc, '$.terms.partner', json_remove(json_extract(doc, '$.terms.party'), '$.as')),
                      '$.terms.party')
WHERE json_extract(doc, '$.terms.party.as') = 'partner';
UPDATE orders
SET doc = json_remove(json_set(doc, '$.completion.end_location', json_extract(doc, '$.completion.location.end')),
                      '$.completion.location')
WHERE json_type(doc, '$.completion.location') = 'object';
CREATE TABLE old_timeline (
    id INTEGER PRIMARY KEY, order_row INTEGER NOT NULL REFERENCES orders (row), at INTEGER NOT NULL, event TEXT NOT NULL
) STRICT;
INSERT INTO old_timeline (order_row, at, event)
SELECT records.row & 1099511627775, json_extract(line.value, '$.at'), line.value -> '$.event'
FROM records, json_each('[' || replace(rtrim(timeline, char(10)), char(10), ',') || ']') AS line
ORDER BY records.row, line.key;
UPDATE old_timeline
SET event = json_remove(json_set(event, '$.end_location', json_extract(event, '$.location.end')), '$.location')
WHERE json_type(event, '$.location') = 'object';
DROP TABLE row_numbers;
DROP TABLE handles;
DROP TABLE records;
ALTER TABLE old_timeline RENAME TO timeline;
ALTER TABLE notifications RENAME COLUMN subject TO out_order_no;
DROP INDEX notifications_held;
ALTER TABLE notifications DROP COLUMN held;
CREATE TABLE old_attempts (
    id INTEGER PRIMARY KEY, notification_row INTEGER NOT NULL REFERENCES notifications (row), number INTEGER NOT NULL,
    at INTEGER NOT NULL, status INTEGER, duration_ms INTEGER NOT NULL, error TEXT, response_body TEXT
) STRICT;
INSERT INTO old_attempts (notification_row, number, at, status, duration_ms, error, response_body)
SELECT notification_row, number, at, status, duration_ms, error, response_body FROM attempts ORDER BY notification_row, nth;
DROP TABLE attempts;
ALTER TABLE old_attempts RENAME TO attempts;
CREATE INDEX attempts_by_notification ON attempts (notification_row);
DROP INDEX notifications_by_mchid_due;
ALTER TABLE notifications DROP COLUMN attempted;
CREATE INDEX notifications_by_due ON notifications (due) WHERE due IS NOT NULL;
DELETE FROM __diesel_schema_migrations WHERE version >= '0002';
