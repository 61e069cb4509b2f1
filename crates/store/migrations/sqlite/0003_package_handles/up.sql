-- What opens a page is found by, from now on: records that wait for their users get it here.
INSERT OR IGNORE INTO handles (record_row, mchid, kind, name, value)
SELECT row, mchid, kind, 'package',
       CASE json_type(doc, '$.package') WHEN 'object' THEN json_extract(doc, '$.package.package')
                                        ELSE json_extract(doc, '$.package') END
FROM records WHERE kind IN ('order', 'sign_plan') AND json_type(doc, '$.package') IN ('object', 'text');
INSERT OR IGNORE INTO handles (record_row, mchid, kind, name, value)
SELECT row, mchid, kind, 'token', json_extract(doc, '$.token.token')
FROM records WHERE kind = 'permission' AND json_type(doc, '$.token') = 'object';
