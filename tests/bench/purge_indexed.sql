-- The same night by somebody who knows the indexes: the day is computed once, people and places are looked for among
-- those who have something that ended. @DAY@ is the day of the purge.
-- A metering point waits for the last contract on it, or else for the customer's last one, like the customer and the
-- online account; which of them are due has to be known before the contracts go. A contract that went in an earlier
-- night is known by last_event.
PRAGMA foreign_keys = ON;
BEGIN;
CREATE TEMP TABLE gone AS
    SELECT id FROM (SELECT customer_id AS id FROM contract WHERE end_date < date('@DAY@', '-10 years')
        UNION SELECT customer_id FROM last_event WHERE table_name = 'contract' AND column_name = 'end_date'
            AND none_left = 1 AND newest < date('@DAY@', '-10 years')) c
    WHERE NOT EXISTS (SELECT 1 FROM contract k WHERE k.customer_id = c.id
        AND (k.end_date IS NULL OR k.end_date >= date('@DAY@', '-10 years')));
CREATE TEMP TABLE place AS
    SELECT id FROM (SELECT metering_point_id AS id FROM contract WHERE end_date < date('@DAY@', '-10 years')
        UNION SELECT id FROM metering_point WHERE customer_id IN (SELECT id FROM gone)) p
    WHERE NOT EXISTS (SELECT 1 FROM contract k WHERE k.metering_point_id = p.id
        AND (k.end_date IS NULL OR k.end_date >= date('@DAY@', '-10 years')));
DELETE FROM payment WHERE paid_on < date('@DAY@', '-10 years');
DELETE FROM invoice WHERE invoice_date < date('@DAY@', '-10 years')
    AND NOT EXISTS (SELECT 1 FROM payment p WHERE p.invoice_id = invoice.id);
DELETE FROM consumption WHERE period_end < date('@DAY@', '-10 years');
DELETE FROM call_recording WHERE started_at < date('@DAY@', '-1 year');
DELETE FROM message WHERE sent_at < date('@DAY@', '-1 year');
DELETE FROM marketing_permission WHERE processed_on < date('@DAY@', '-1 year');
DELETE FROM satisfaction WHERE answered_on < date('@DAY@', '-1 year');
DELETE FROM online_account WHERE customer_id IN (SELECT id FROM gone);
DELETE FROM contract WHERE end_date < date('@DAY@', '-10 years')
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
