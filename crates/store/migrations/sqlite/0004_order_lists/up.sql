-- Orders are looked for by what people know of them: the beginning of a number, the kind, the user.
--
-- The table is made anew, not altered: the name of a record now begins with what it is, and ends with whose it is, so that
-- the index of names finds numbers of any merchant, too. An index more would be one more to write for each order.

CREATE TABLE new_records (
    -- AUTOINCREMENT: a row number is handed out as a paging cursor and must never come to mean another record.
    row         INTEGER PRIMARY KEY AUTOINCREMENT,
    mchid       TEXT    NOT NULL,
    kind        TEXT    NOT NULL,
    -- The merchant's number: unique in a kind, not across kinds.
    number      TEXT    NOT NULL,
    service_id  TEXT    NOT NULL,
    -- What the service of an order is for. NULL for everything else.
    order_kind  TEXT,
    state       TEXT    NOT NULL,
    openid      TEXT,
    -- 1 for an order that its user has under way. NULL, not 0, in every other row: the index below holds only ones.
    in_progress INTEGER,
    version     INTEGER NOT NULL,
    created_at  INTEGER NOT NULL,
    next_due    INTEGER,
    doc         TEXT    NOT NULL,
    UNIQUE (kind, number, mchid)
) STRICT;

INSERT INTO new_records
SELECT row, mchid, kind, number, service_id,
       CASE WHEN kind <> 'order' THEN NULL
            WHEN json_extract(doc, '$.kind') <> 'service'
                THEN CASE json_extract(doc, '$.terms.kind') WHEN 'pay_after' THEN 'payafter' ELSE 'smartretail' END
            ELSE CASE json_extract(doc, '$.terms.party.as')
                 WHEN 'acquiring_bank' THEN 'acquiringbank' WHEN 'oversea' THEN 'oversea' ELSE 'serviceorder' END END,
       state, openid, in_progress, version, created_at, next_due, doc
FROM records ORDER BY row;

UPDATE sqlite_sequence SET seq = (SELECT seq FROM sqlite_sequence WHERE name = 'records') WHERE name = 'new_records';
DROP TABLE records;
ALTER TABLE new_records RENAME TO records;

-- Every index ends in the row number by itself, so each of these yields "newest first" without sorting.
CREATE INDEX records_by_kind ON records (kind);
CREATE INDEX records_by_kind_mchid ON records (kind, mchid);
CREATE INDEX records_by_kind_state ON records (kind, state);
CREATE INDEX records_by_kind_mchid_state ON records (kind, mchid, state);
CREATE INDEX records_by_order_kind ON records (kind, order_kind) WHERE order_kind IS NOT NULL;
CREATE INDEX records_by_openid ON records (kind, openid) WHERE openid IS NOT NULL;
CREATE INDEX records_by_due ON records (next_due) WHERE next_due IS NOT NULL;
CREATE INDEX records_in_progress ON records (mchid, openid, service_id) WHERE in_progress IS NOT NULL;
