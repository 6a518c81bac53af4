-- optout.sql - what somebody who knows SQL and the schema would write to take in a list of opt-outs: the file into a
-- staging table, identifiers brought into the form they are kept in, one join for each kind, one INSERT and one UPDATE.
-- Of several rows about a customer the latest counts, of one day the first. The lines that met nobody go to a file. What
-- gdprctl does besides is left out: check digits, numbers that no numbering plan knows, the suppression list, the audit
-- log.
CREATE TEMP TABLE line (customer_no TEXT, personal_id TEXT, phone TEXT, email TEXT, day TEXT, origin TEXT);
.import --csv --skip 1 --schema temp @CSV@ line
BEGIN;
CREATE TEMP TABLE tidy AS
WITH trimmed AS (
    SELECT rowid + 1 AS nr, trim(customer_no) AS customer_no, upper(trim(personal_id)) AS personal_id,
        replace(replace(phone, ' ', ''), '-', '') AS phone, lower(trim(email)) AS email, day, origin
    FROM temp.line)
SELECT nr, customer_no, personal_id,
    CASE WHEN phone LIKE '00%' THEN '+' || substr(phone, 3)
        WHEN phone LIKE '0%' THEN '+358' || substr(phone, 2) ELSE phone END AS phone, email, day, origin
FROM trimmed;
CREATE TEMP TABLE hit AS
SELECT nr, c.id, day, origin FROM temp.tidy t JOIN customer c
    ON c.register_id = (SELECT id FROM register) AND c.customer_no = t.customer_no WHERE t.customer_no <> ''
UNION ALL SELECT nr, c.id, day, origin FROM temp.tidy t JOIN customer c ON c.personal_id = t.personal_id
    WHERE t.personal_id <> ''
UNION ALL SELECT nr, c.id, day, origin FROM temp.tidy t JOIN customer c ON c.phone_key = t.phone WHERE t.phone <> ''
UNION ALL SELECT nr, c.id, day, origin FROM temp.tidy t JOIN customer c ON c.email_key = t.email WHERE t.email <> '';
CREATE TEMP TABLE ban AS SELECT id, max(day || (100000000 - nr)) AS nr, day, origin FROM temp.hit GROUP BY id;
INSERT INTO objection (register_id, customer_id, scope, since, source)
SELECT (SELECT id FROM register), id, 'all-marketing', day, 'import' FROM temp.ban WHERE true ON CONFLICT DO NOTHING;
UPDATE marketing_permission SET state = 'prohibition', source = b.origin,
    processed_on = max(coalesce(processed_on, b.day), b.day)
FROM temp.ban b WHERE b.id = marketing_permission.customer_id AND state IS NOT 'prohibition';
CREATE INDEX temp.hit_nr ON hit (nr);
COMMIT;
.mode csv
.once @UNMATCHED@
SELECT nr, customer_no || personal_id || phone || email FROM temp.tidy t
WHERE NOT EXISTS (SELECT 1 FROM temp.hit h WHERE h.nr = t.nr);
