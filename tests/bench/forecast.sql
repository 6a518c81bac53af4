-- What somebody would write by hand to see what falls due in two years: the month after the last day, row by row. What is
-- due already counts in the first month. Customers, their accounts and places wait for the last contract to end.
SELECT max(strftime('%Y-%m', paid_on, '+10 years', '+1 day'), '2026-11') AS month, 'payment' AS name, count(*)
    FROM payment WHERE date(paid_on, '+10 years', '+1 day') < '2028-11-01' GROUP BY 1
UNION ALL SELECT max(strftime('%Y-%m', invoice_date, '+10 years', '+1 day'), '2026-11') AS month, 'invoice' AS name, count(*)
    FROM invoice WHERE date(invoice_date, '+10 years', '+1 day') < '2028-11-01' GROUP BY 1
UNION ALL SELECT max(strftime('%Y-%m', period_end, '+10 years', '+1 day'), '2026-11') AS month, 'consumption' AS name, count(*)
    FROM consumption WHERE date(period_end, '+10 years', '+1 day') < '2028-11-01' GROUP BY 1
UNION ALL SELECT max(strftime('%Y-%m', end_date, '+10 years', '+1 day'), '2026-11') AS month, 'contract' AS name, count(*)
    FROM contract WHERE date(end_date, '+10 years', '+1 day') < '2028-11-01' GROUP BY 1
UNION ALL SELECT max(strftime('%Y-%m', substr(started_at, 1, 10), '+1 year', '+1 day'), '2026-11') AS month, 'call_recording' AS name, count(*)
    FROM call_recording WHERE date(substr(started_at, 1, 10), '+1 year', '+1 day') < '2028-11-01' GROUP BY 1
UNION ALL SELECT max(strftime('%Y-%m', substr(sent_at, 1, 10), '+1 year', '+1 day'), '2026-11') AS month, 'message' AS name, count(*)
    FROM message WHERE date(substr(sent_at, 1, 10), '+1 year', '+1 day') < '2028-11-01' GROUP BY 1
UNION ALL SELECT max(strftime('%Y-%m', substr(processed_on, 1, 10), '+1 year', '+1 day'), '2026-11') AS month, 'marketing_permission' AS name, count(*)
    FROM marketing_permission WHERE date(substr(processed_on, 1, 10), '+1 year', '+1 day') < '2028-11-01' GROUP BY 1
UNION ALL SELECT max(strftime('%Y-%m', substr(answered_on, 1, 10), '+1 year', '+1 day'), '2026-11') AS month, 'satisfaction' AS name, count(*)
    FROM satisfaction WHERE date(substr(answered_on, 1, 10), '+1 year', '+1 day') < '2028-11-01' GROUP BY 1
UNION ALL SELECT max(strftime('%Y-%m', ended, '+10 years', '+1 day'), '2026-11') AS month, 'customer' AS name, count(*)
    FROM (SELECT (SELECT CASE WHEN count(*) = count(end_date) THEN max(end_date) END FROM contract k WHERE k.customer_id = x.id
        HAVING count(*) > 0) AS ended FROM customer x) WHERE date(ended, '+10 years', '+1 day') < '2028-11-01' GROUP BY 1
UNION ALL SELECT max(strftime('%Y-%m', ended, '+10 years', '+1 day'), '2026-11') AS month, 'online_account' AS name, count(*)
    FROM (SELECT (SELECT CASE WHEN count(*) = count(end_date) THEN max(end_date) END FROM contract k WHERE k.customer_id = x.customer_id
        HAVING count(*) > 0) AS ended FROM online_account x) WHERE date(ended, '+10 years', '+1 day') < '2028-11-01' GROUP BY 1
UNION ALL SELECT max(strftime('%Y-%m', ended, '+10 years', '+1 day'), '2026-11') AS month, 'metering_point' AS name, count(*)
    FROM (SELECT CASE WHEN EXISTS (SELECT 1 FROM contract k WHERE k.metering_point_id = x.id)
        THEN (SELECT CASE WHEN count(*) = count(end_date) THEN max(end_date) END FROM contract k WHERE
            k.metering_point_id = x.id)
        ELSE (SELECT CASE WHEN count(*) = count(end_date) THEN max(end_date) END FROM contract k WHERE k.customer_id = x.customer_id
        HAVING count(*) > 0) END AS ended FROM metering_point x) WHERE date(ended, '+10 years', '+1 day') < '2028-11-01' GROUP BY 1;
