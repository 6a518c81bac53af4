-- invoices.sql - what somebody who knows SQL and the schema would write to load invoices: the file into a staging table
-- and one INSERT that finds customer and contract by their numbers. What gdprctl does besides is left out: values are
-- not checked, rows whose customer or contract is not there are lost without a word, rows that are there already stop
-- it, and nothing is written to the audit log. Foreign keys are not enforced: the shell's default.
CREATE TEMP TABLE line (customer_no TEXT, contract_no TEXT, invoice_no TEXT, invoice_date TEXT, due_date TEXT,
    paid_on TEXT, amount TEXT, paid_amount TEXT);
.import --csv --skip 1 --schema temp @CSV@ line
BEGIN;
INSERT INTO invoice (customer_id, contract_id, invoice_no, invoice_date, due_date, amount, paid_on, paid_amount)
SELECT c.id, k.id, l.invoice_no, l.invoice_date, l.due_date, replace(l.amount, ',', '.'), l.paid_on,
    replace(l.paid_amount, ',', '.')
FROM temp.line l
JOIN customer c ON c.register_id = (SELECT id FROM register) AND c.customer_no = l.customer_no
JOIN contract k ON k.customer_id = c.id AND k.contract_no = l.contract_no;
COMMIT;
