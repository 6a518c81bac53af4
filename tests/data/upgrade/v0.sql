-- v0.sql - a made-up old version, for the tests of the migration itself. gdprctl's first version is 1; the
-- schema.sql of each is kept here as it was: v1.sql and so on.

PRAGMA application_id = 0x67647072;
PRAGMA user_version = 0;

CREATE TABLE meta (name TEXT PRIMARY KEY, value ANY NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE register (
    id INTEGER PRIMARY KEY,
    code TEXT NOT NULL
) STRICT;

CREATE TABLE customer (
    id INTEGER PRIMARY KEY,
    register_id INTEGER NOT NULL REFERENCES register(id),
    name TEXT
) STRICT;

CREATE TABLE audit (seq INTEGER PRIMARY KEY, detail TEXT) STRICT;
CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit BEGIN SELECT raise(ABORT, 'inserts only'); END;

INSERT INTO register VALUES (1, 'a'), (2, 'b');
INSERT INTO customer VALUES (1, 1, 'Esimerkki Elli'), (2, 2, 'Testinen Tauno'), (3, 2, NULL);
INSERT INTO audit VALUES (1, 'kept');
