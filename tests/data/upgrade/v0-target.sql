-- v0-target.sql - what v0.sql becomes by the steps in tests/unit/store/test_migrate.c.

PRAGMA application_id = 0x67647072;
PRAGMA user_version = 2;

CREATE TABLE meta (name TEXT PRIMARY KEY, value ANY NOT NULL) STRICT, WITHOUT ROWID;

-- made anew in step 0: the code is unique
CREATE TABLE register (
    id INTEGER PRIMARY KEY,
    code TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE customer (
    id INTEGER PRIMARY KEY,
    register_id INTEGER NOT NULL REFERENCES register(id),
    name TEXT,
    name_key TEXT                            -- step 1
) STRICT;
CREATE INDEX customer_name_key ON customer (name_key);

CREATE TABLE audit (seq INTEGER PRIMARY KEY, detail TEXT) STRICT;
CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit
BEGIN
    SELECT raise(ABORT, 'inserts only');
END;

-- step 1
CREATE TABLE invoice (
    id INTEGER PRIMARY KEY,
    customer_id INTEGER NOT NULL REFERENCES customer(id) ON DELETE CASCADE,
    amount TEXT DEFAULT '0',
    UNIQUE (customer_id, amount)
) STRICT;
