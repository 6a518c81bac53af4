-- What somebody would write by hand for the night, date arithmetic row by row. @DAY@ is the day of the purge.
-- A metering point waits for the last contract on it, or else for the customer's last one, like the customer and the
-- online account; which of them are due has to be known before the contracts go. A contract that went in an earlier
-- night is known by last_event.
PRAGMA foreign_keys = ON;
BEGIN;
CREATE TEMP TABLE person (id INTEGER PRIMARY KEY, ended TEXT);
INSERT INTO person
    SELECT c.id, coalesce(
        (SELECT CASE WHEN count(*) = count(end_date) THEN max(end_date) ELSE '9999-12-31' END FROM contract k
         WHERE k.customer_id = c.id HAVING count(*) > 0),
        (SELECT newest FROM last_event g WHERE g.customer_id = c.id AND g.table_name = 'contract'))
    FROM customer c;
CREATE TEMP TABLE gone AS SELECT id FROM person WHERE date(ended, '+10 years') < '@DAY@';
CREATE TEMP TABLE place AS
    SELECT p.id FROM metering_point p WHERE date(coalesce(
        (SELECT CASE WHEN count(*) = count(end_date) THEN max(end_date) ELSE '9999-12-31' END FROM contract k
         WHERE k.metering_point_id = p.id HAVING count(*) > 0),
        (SELECT ended FROM person x WHERE x.id = p.customer_id)), '+10 years') < '@DAY@';
DELETE FROM payment WHERE date(paid_on, '+10 years') < '@DAY@';
DELETE FROM invoice WHERE date(invoice_date, '+10 years') < '@DAY@'
    AND NOT EXISTS (SELECT 1 FROM payment p WHERE p.invoice_id = invoice.id);
DELETE FROM consumption WHERE date(period_end, '+10 years') < '@DAY@';
DELETE FROM call_recording WHERE date(substr(started_at, 1, 10), '+1 year') < '@DAY@';
DELETE FROM message WHERE date(substr(sent_at, 1, 10), '+1 year') < '@DAY@';
DELETE FROM marketing_permission WHERE date(processed_on, '+1 year') < '@DAY@';
DELETE FROM satisfaction WHERE date(answered_on, '+1 year') < '@DAY@';
DELETE FROM online_account WHERE customer_id IN (SELECT id FROM gone);
DELETE FROM contract WHERE date(end_date, '+10 years') < '@DAY@'
    AND NOT EXISTS (SELECT 1 FROM invoice i WHERE i.contract_id = contract.id);
DELETE FROM metering_point WHERE id IN (SELECT id FROM place)
    AND NOT EXISTS (SELECT 1 FROM contract k WHERE k.metering_point_id = metering_point.id)
    AND NOT EXISTS (SELECT 1 FROM consumption k WHERE k.metering_point_id = metering_point.id);
DELETE FROM customer WHERE id IN (SELECT id FROM gone)
    AND NOT EXISTS (SELECT 1 FROM metering_point x WHERE x.customer_id = customer.id)
    AND NOT EXISTS (SELECT 1 FROM contract x WHERE x.customer_id = customer.id)
    AND NOT EXISTS (SELECT 1 FROM invoice x WHERE x.customer_id = customer.id)
    AND NOT EXISTS (SELECT 1 FROM payment x WHERE x.customer_id = customer.id)
    AND NOT EXISTS (SELECT 1 FROM consumption x WHERE x.customer_id = customer.id)
    AND NOT EXISTS (SELECT 1 FROM call_recording x WHERE x.customer_id = customer.id)
    AND NOT EXISTS (SELECT 1 FROM message x WHERE x.customer_id = customer.id)
    AND NOT EXISTS (SELECT 1 FROM marketing_permission x WHERE x.customer_id = customer.id)
    AND NOT EXISTS (SELECT 1 FROM satisfaction x WHERE x.customer_id = customer.id)
    AND NOT EXISTS (SELECT 1 FROM online_account x WHERE x.customer_id = customer.id);
COMMIT;
