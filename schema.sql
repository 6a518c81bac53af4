-- schema.sql - the whole database of gdprctl, embedded in the program and run by `gdprctl init`.
--
-- Three parts:
--   1. register definitions: what the published notices promise, as rows that the engines run on;
--   2. the book-keeping of requests, holds, bans, purges and the audit log;
--   3. record tables: what a register holds about people, with a dictionary that names every column.
--
-- Conventions. Dates are TEXT 'YYYY-MM-DD' (civil dates, Europe/Helsinki). Instants are TEXT in Helsinki time with the
-- offset ('2025-11-22T00:30:00+02:00'), so that their first ten characters are the civil date and they compare with
-- dates. Money and other decimals are TEXT with a point, digits kept as they came. Booleans are INTEGER 0 or 1.
-- Identifiers are TEXT: leading zeros and all. Names for people come in Finnish, Swedish and English (_fi, _sv, _en).
-- Changing this file means a step in src/store/migrate.c and a higher user_version.

PRAGMA application_id = 0x67647072;
PRAGMA user_version = 5;

-- ---------------------------------------------------------------------------------------------------------------------
-- 1. Register definitions. One JSON document per register; each table below is one list in it, `position` its order.
-- ---------------------------------------------------------------------------------------------------------------------

-- A personal data register (filing system) and the document that describes it.
CREATE TABLE register (
    id INTEGER PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,               -- 'kss-customers'
    name_fi TEXT NOT NULL,                   -- the register's name
    name_sv TEXT NOT NULL,
    name_en TEXT NOT NULL,
    title_fi TEXT,                           -- title of the published document
    title_sv TEXT,
    title_en TEXT,
    version TEXT,                            -- the document's own version mark
    updated TEXT,                            -- date the document states, YYYY-MM-DD
    maximum_extent INTEGER NOT NULL DEFAULT 0, -- 1: the lists of data are the most that may be held
    only_from_subject INTEGER NOT NULL DEFAULT 0, -- 1: no source but the person is allowed
    loaded_at TEXT NOT NULL,                 -- instant of the load
    digest BLOB NOT NULL                     -- SHA-256 of the canonical definition
) STRICT;

-- Who decides about the processing. Several rows are joint controllers.
CREATE TABLE controller (
    id INTEGER PRIMARY KEY,
    register_id INTEGER NOT NULL REFERENCES register(id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    code TEXT NOT NULL,
    name TEXT NOT NULL,                      -- company name
    role TEXT NOT NULL,                      -- controller, joint, technical, owner (company the register is named after)
    business_id TEXT,                        -- Y-tunnus
    postal_address TEXT,
    visiting_address TEXT,
    phone TEXT,
    email TEXT,
    web TEXT,
    UNIQUE (register_id, code)
) STRICT;

-- Where people turn in matters of the register: always a role, never a person's name.
CREATE TABLE contact (
    id INTEGER PRIMARY KEY,
    register_id INTEGER NOT NULL REFERENCES register(id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    code TEXT NOT NULL,
    kind TEXT NOT NULL,                      -- dpo, contact
    name_fi TEXT NOT NULL,                   -- the role
    name_sv TEXT NOT NULL,
    name_en TEXT NOT NULL,
    organisation TEXT,
    postal_address TEXT,
    phone TEXT,
    email TEXT,
    UNIQUE (register_id, code)
) STRICT;

-- Groups of data subjects and the conditions for holding their data.
CREATE TABLE subject_group (
    id INTEGER PRIMARY KEY,
    register_id INTEGER NOT NULL REFERENCES register(id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    code TEXT NOT NULL,
    name_fi TEXT NOT NULL,
    name_sv TEXT NOT NULL,
    name_en TEXT NOT NULL,
    permission TEXT NOT NULL DEFAULT 'none', -- needed to be held at all: none, any (marketing or contact), all (both)
    requires_register TEXT,                  -- code of a register the person must be a customer in
    condition_fi TEXT,
    condition_sv TEXT,
    condition_en TEXT,
    UNIQUE (register_id, code)
) STRICT;

CREATE TABLE subject_group_role (            -- customer.role values in the group
    owner_id INTEGER NOT NULL REFERENCES subject_group(id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (owner_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE subject_group_purpose (         -- purposes its data are held for; none listed: those of their categories
    owner_id INTEGER NOT NULL REFERENCES subject_group(id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (owner_id, position)
) STRICT, WITHOUT ROWID;

-- What the notice says about the lawfulness of the processing.
CREATE TABLE legal_basis (
    id INTEGER PRIMARY KEY,
    register_id INTEGER NOT NULL REFERENCES register(id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    code TEXT NOT NULL,
    basis TEXT,                              -- Art. 6(1) code; NULL when the notice names none
    text_fi TEXT NOT NULL,
    text_sv TEXT NOT NULL,
    text_en TEXT NOT NULL,
    UNIQUE (register_id, code)
) STRICT;

CREATE TABLE legal_basis_cite (              -- numbers of the acts it cites ('523/1999')
    owner_id INTEGER NOT NULL REFERENCES legal_basis(id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (owner_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE purpose (
    id INTEGER PRIMARY KEY,
    register_id INTEGER NOT NULL REFERENCES register(id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    code TEXT NOT NULL,
    name_fi TEXT NOT NULL,
    name_sv TEXT NOT NULL,
    name_en TEXT NOT NULL,
    basis TEXT,                              -- Art. 6(1) code; NULL when the notice names none for it
    direct_marketing INTEGER NOT NULL DEFAULT 0, -- an objection under Art. 21(2) binds it
    profiling INTEGER NOT NULL DEFAULT 0,
    UNIQUE (register_id, code)
) STRICT;

CREATE TABLE purpose_ended_by (              -- objection scopes: an objection to all of them ends the purpose for the person
    owner_id INTEGER NOT NULL REFERENCES purpose(id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (owner_id, position)
) STRICT, WITHOUT ROWID;

-- A group of data as the notice lists it.
CREATE TABLE category (
    id INTEGER PRIMARY KEY,
    register_id INTEGER NOT NULL REFERENCES register(id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    code TEXT NOT NULL,
    name_fi TEXT NOT NULL,
    name_sv TEXT NOT NULL,
    name_en TEXT NOT NULL,
    free_form INTEGER NOT NULL DEFAULT 0,    -- the notice lists no fields: anything under the heading belongs
    special INTEGER NOT NULL DEFAULT 0,      -- may reveal special categories (Art. 9)
    UNIQUE (register_id, code)
) STRICT;

CREATE TABLE category_purpose (              -- purpose codes the category serves
    owner_id INTEGER NOT NULL REFERENCES category(id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (owner_id, position)
) STRICT, WITHOUT ROWID;

-- One item of a category. It may stand for several columns, and one column for several items.
CREATE TABLE field (
    id INTEGER PRIMARY KEY,
    category_id INTEGER NOT NULL REFERENCES category(id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    code TEXT NOT NULL,
    name_fi TEXT NOT NULL,
    name_sv TEXT NOT NULL,
    name_en TEXT NOT NULL,
    only_when TEXT,                          -- 'table.column=value': of that table only the rows so marked are meant
    kind TEXT,                               -- value kind; NULL takes the dictionary's
    provided_by_subject INTEGER NOT NULL DEFAULT 0, -- portable under Art. 20
    rectifiable INTEGER NOT NULL DEFAULT 0,  -- an officer may change it on request
    identifying INTEGER NOT NULL DEFAULT 0,  -- tells who the person is
    UNIQUE (category_id, code)
) STRICT;

CREATE TABLE field_column (                  -- 'table.column', or 'table.*' for every column about the person
    owner_id INTEGER NOT NULL REFERENCES field(id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (owner_id, position)
) STRICT, WITHOUT ROWID;

-- How long data is kept. Last day kept = trigger + period; the latest rule that covers a column wins.
CREATE TABLE retention_rule (
    id INTEGER PRIMARY KEY,
    register_id INTEGER NOT NULL REFERENCES register(id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    code TEXT NOT NULL,
    name_fi TEXT NOT NULL,                   -- what the rule is, in words for a letter
    name_sv TEXT NOT NULL,
    name_en TEXT NOT NULL,
    kind TEXT NOT NULL,                      -- period; while-needed (only an officer ends it); on-condition (never by time)
    period TEXT,                             -- ISO 8601, for kind period
    event TEXT,                              -- 'table.column' that starts the period; of the row itself or a related row
    missing TEXT NOT NULL DEFAULT 'keep',    -- no event yet: open (normal, e.g. an open contract) or keep (report it)
    align TEXT NOT NULL DEFAULT 'none',      -- none, year-end
    strength TEXT NOT NULL,                  -- statutory, contract, policy
    reference_fi TEXT,                       -- where the rule stands: section of the notice or of an act
    reference_sv TEXT,
    reference_en TEXT,
    assumed INTEGER NOT NULL DEFAULT 0,      -- 1: the notice states no starting event; the usual one is used
    hold_when TEXT,                          -- 'table.column=value': rows so marked, and covered rows tied to one that is, are
                                             -- held (claims, disputes); 'table.column=': while the column is empty
    UNIQUE (register_id, code)
) STRICT;

CREATE TABLE retention_cite (
    owner_id INTEGER NOT NULL REFERENCES retention_rule(id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (owner_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE retention_cover (               -- 'table', 'table.column', or '@category' for the columns of a category
    owner_id INTEGER NOT NULL REFERENCES retention_rule(id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (owner_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE retention_group (               -- subject groups it is for; none listed: everybody
    owner_id INTEGER NOT NULL REFERENCES retention_rule(id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (owner_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE source (                        -- where the data comes from, Art. 14(2)(f), 15(1)(g)
    id INTEGER PRIMARY KEY,
    register_id INTEGER NOT NULL REFERENCES register(id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    code TEXT NOT NULL,
    name_fi TEXT NOT NULL,
    name_sv TEXT NOT NULL,
    name_en TEXT NOT NULL,
    external INTEGER NOT NULL DEFAULT 0,     -- 1: somebody other than the person or the controller
    organisation TEXT,                       -- company or authority, when the notice names one
    UNIQUE (register_id, code)
) STRICT;

CREATE TABLE recipient (                     -- to whom data is disclosed, Art. 13(1)(e), 15(1)(c), 19
    id INTEGER PRIMARY KEY,
    register_id INTEGER NOT NULL REFERENCES register(id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    code TEXT NOT NULL,
    name_fi TEXT NOT NULL,
    name_sv TEXT NOT NULL,
    name_en TEXT NOT NULL,
    kind TEXT NOT NULL,                      -- authority, company, processor, group, partner, subject, none
    organisation TEXT,
    subjects TEXT NOT NULL DEFAULT 'all',    -- all; business: only data of companies goes there
    tell INTEGER NOT NULL DEFAULT 0,         -- 1: told of rectification, erasure and restriction (Art. 19)
    condition_fi TEXT,
    condition_sv TEXT,
    condition_en TEXT,
    UNIQUE (register_id, code)
) STRICT;

CREATE TABLE recipient_column (              -- columns it may get; neither these nor categories listed: only what tells who is meant
    owner_id INTEGER NOT NULL REFERENCES recipient(id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (owner_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE recipient_category (            -- categories it may get data of
    owner_id INTEGER NOT NULL REFERENCES recipient(id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (owner_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE transfer (                      -- outside the EU and EEA, Art. 13(1)(f), 15(2)
    id INTEGER PRIMARY KEY,
    register_id INTEGER NOT NULL REFERENCES register(id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    code TEXT NOT NULL,
    name_fi TEXT NOT NULL,
    name_sv TEXT NOT NULL,
    name_en TEXT NOT NULL,
    outside_eea TEXT NOT NULL,               -- no, not-regularly, by-default-no, possible
    subjects TEXT NOT NULL DEFAULT 'all',    -- all, business
    safeguards_fi TEXT,                      -- Art. 46; NULL when the notice names none
    safeguards_sv TEXT,
    safeguards_en TEXT,
    UNIQUE (register_id, code)
) STRICT;

CREATE TABLE transfer_cite (
    owner_id INTEGER NOT NULL REFERENCES transfer(id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (owner_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE recipient_cite (
    owner_id INTEGER NOT NULL REFERENCES recipient(id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (owner_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE security_measure (              -- Art. 30(1)(g), 32
    id INTEGER PRIMARY KEY,
    register_id INTEGER NOT NULL REFERENCES register(id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    code TEXT NOT NULL,
    name_fi TEXT NOT NULL,
    name_sv TEXT NOT NULL,
    name_en TEXT NOT NULL,
    UNIQUE (register_id, code)
) STRICT;

-- A right as the notice offers it. A right that is not here still holds by law; the notice check reports it.
CREATE TABLE data_right (
    id INTEGER PRIMARY KEY,
    register_id INTEGER NOT NULL REFERENCES register(id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    code TEXT NOT NULL,
    right TEXT NOT NULL,                     -- access ... objection, or complaint (Art. 77)
    name_fi TEXT NOT NULL,
    name_sv TEXT NOT NULL,
    name_en TEXT NOT NULL,
    response TEXT,                           -- promised answer time, ISO 8601 period; NULL when none is promised
    actor TEXT NOT NULL DEFAULT 'subject',   -- subject; self: the person does it alone in self-service
    UNIQUE (register_id, code)
) STRICT;

CREATE TABLE data_right_scope (              -- objection scopes
    owner_id INTEGER NOT NULL REFERENCES data_right(id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (owner_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE right_channel (                 -- ways to use the right; none listed: any
    id INTEGER PRIMARY KEY,
    data_right_id INTEGER NOT NULL REFERENCES data_right(id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    channel TEXT NOT NULL,
    name_fi TEXT,                            -- in the notice's words
    name_sv TEXT,
    name_en TEXT,
    address TEXT,
    phone TEXT,
    email TEXT,
    hours TEXT                               -- opening hours, 'mon-fri 10-16'
) STRICT;

CREATE TABLE right_channel_method (          -- identity methods accepted on the channel; none listed: on doubt only
    owner_id INTEGER NOT NULL REFERENCES right_channel(id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (owner_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE notice_text (                   -- further parts of the document: cookies, recordings, remarks for the officer
    id INTEGER PRIMARY KEY,
    register_id INTEGER NOT NULL REFERENCES register(id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    code TEXT NOT NULL,
    kind TEXT NOT NULL,                      -- cookie, notice (printed); remark (for the officer, not printed)
    text_fi TEXT NOT NULL,
    text_sv TEXT NOT NULL,
    text_en TEXT NOT NULL,
    UNIQUE (register_id, code)
) STRICT;

-- Acts that are no longer in force, so that a notice citing one is found out.
CREATE TABLE repealed_act (
    number TEXT PRIMARY KEY,                 -- '523/1999'
    name_fi TEXT NOT NULL,
    repealed_by TEXT NOT NULL,
    repealed_on TEXT NOT NULL
) STRICT, WITHOUT ROWID;

INSERT INTO repealed_act VALUES
    ('523/1999', 'henkilötietolaki', '1050/2018', '2019-01-01'),
    ('516/2004', 'sähköisen viestinnän tietosuojalaki', '917/2014', '2015-01-01'),
    ('1607/1993', 'luottolaitostoiminnasta annettu laki', '121/2007', '2007-02-15'),
    ('121/2007', 'luottolaitostoiminnasta annettu laki', '610/2014', '2014-08-15');

-- ---------------------------------------------------------------------------------------------------------------------
-- 2. The book: requests, holds, restrictions, bans, purges, audit
-- ---------------------------------------------------------------------------------------------------------------------

CREATE TABLE meta (                          -- facts about the database itself
    name TEXT PRIMARY KEY,                   -- key_check, generation, ledger_seq, ...
    value ANY NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE own_table (                     -- gdprctl's own tables that reach customer but hold no record of a register
    name TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;

INSERT INTO own_table VALUES ('request'), ('hold'), ('restriction'), ('objection'), ('statement'), ('workset');

-- A data subject's request, from receipt to delivery. Outlives the person's rows: then only the tag is left.
CREATE TABLE request (
    id INTEGER PRIMARY KEY,
    ref TEXT NOT NULL UNIQUE,                -- '2026-0001'
    register_id INTEGER NOT NULL REFERENCES register(id),
    right TEXT NOT NULL,                     -- access, rectification, erasure, restriction, portability, objection
    state TEXT NOT NULL,                     -- domain/request.h
    customer_id INTEGER REFERENCES customer(id) ON DELETE SET NULL,
    representative_id INTEGER REFERENCES representative(id) ON DELETE SET NULL, -- set: the person is the representative
    subject_tag BLOB NOT NULL,               -- keyed tag of the person
    received TEXT NOT NULL,                  -- day it reached the controller
    channel TEXT NOT NULL,                   -- how it arrived; 'controller': nobody asked, see own_rule
    own_rule TEXT,                           -- the controller's own erasure: the on-condition rule whose case it is
    due TEXT NOT NULL,                       -- the day to keep: earlier of art12 (or its extension) and promise
    art12 TEXT NOT NULL,                     -- Art. 12(3), one month
    promise TEXT,                            -- what the notice promises
    extended_due TEXT,                       -- three months from receipt, once extended
    extension_reason TEXT,
    method TEXT,                             -- how identity was established
    verified_on TEXT,
    by_proxy INTEGER NOT NULL DEFAULT 0,     -- 1: made by a representative with a power of attorney
    decision TEXT,                           -- uphold, override (Art. 21(1)); ground of a refusal
    reason TEXT,                             -- the officer's reason for a decision or refusal
    until TEXT,                              -- partly done: day on which the rest is due
    finished_on TEXT,
    delivered_on TEXT
) STRICT;
CREATE INDEX request_customer ON request (customer_id);
CREATE INDEX request_representative ON request (representative_id);
CREATE INDEX request_state ON request (state, due);
CREATE INDEX request_subject ON request (subject_tag); -- what a person asked before, also after the rows are gone

CREATE TABLE request_scope (
    owner_id INTEGER NOT NULL REFERENCES request(id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    value TEXT NOT NULL,                     -- objection scope, or ground of Art. 17(1) / 18(1)
    PRIMARY KEY (owner_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE request_event (                 -- the request's history
    id INTEGER PRIMARY KEY,
    request_id INTEGER NOT NULL REFERENCES request(id) ON DELETE CASCADE,
    at TEXT NOT NULL,                        -- instant
    event TEXT NOT NULL,                     -- open, verify, extend, ...
    detail TEXT                              -- codes and counts, no values of a person
) STRICT;
CREATE INDEX request_event_request ON request_event (request_id);

CREATE TABLE request_result (                -- what was done, per table and reason: for the letter and for later proof
    id INTEGER PRIMARY KEY,
    request_id INTEGER NOT NULL REFERENCES request(id) ON DELETE CASCADE,
    table_name TEXT NOT NULL,
    found INTEGER NOT NULL,
    erased INTEGER NOT NULL,
    cleared INTEGER NOT NULL,
    kept INTEGER NOT NULL,
    reason TEXT,                             -- NULL: the table's totals; else why the kept rows, and the rest of the
                                             -- cleared ones, stay: a row for each reason and last day
    legal_reference TEXT,
    rule TEXT,                               -- code of the rule behind it, whose words the letter takes
    until TEXT                               -- last day
) STRICT;
CREATE INDEX request_result_request ON request_result (request_id);

CREATE TABLE request_recipient (             -- Art. 19: who is to be told, and when that was done
    id INTEGER PRIMARY KEY,
    request_id INTEGER NOT NULL REFERENCES request(id) ON DELETE CASCADE,
    recipient TEXT NOT NULL,                 -- recipient code
    told_on TEXT,
    UNIQUE (request_id, recipient)
) STRICT;

CREATE TABLE hold (                          -- legal holds: nothing under one is erased or purged
    id INTEGER PRIMARY KEY,
    register_id INTEGER NOT NULL REFERENCES register(id),
    customer_id INTEGER REFERENCES customer(id) ON DELETE CASCADE, -- NULL: the whole register (or table)
    table_name TEXT,                         -- NULL: every table
    row_id INTEGER,                          -- NULL: every row
    reason TEXT NOT NULL,
    owner TEXT NOT NULL,                     -- role that asked for it
    placed_on TEXT NOT NULL,
    until TEXT,                              -- ends by itself after this day
    lifted_on TEXT
) STRICT;
CREATE INDEX hold_customer ON hold (customer_id);

CREATE TABLE restriction (                   -- Art. 18: stored, not used
    id INTEGER PRIMARY KEY,
    register_id INTEGER NOT NULL REFERENCES register(id),
    customer_id INTEGER NOT NULL REFERENCES customer(id) ON DELETE CASCADE,
    request_id INTEGER REFERENCES request(id),
    ground TEXT NOT NULL,                    -- accuracy, unlawful, claims, objection: Art. 18(1)(a)..(d); kept-data
    table_name TEXT,                         -- NULL: everything of the person
    column_name TEXT,
    row_id INTEGER,
    placed_on TEXT NOT NULL,
    notice_on TEXT,                          -- the person was told before lifting, Art. 18(3)
    lifted_on TEXT
) STRICT;
CREATE INDEX restriction_customer ON restriction (customer_id);
CREATE INDEX restriction_row ON restriction (table_name, row_id) WHERE row_id IS NOT NULL; -- for rows that go

CREATE TABLE objection (                     -- live objections of people who are in the records
    register_id INTEGER NOT NULL REFERENCES register(id),
    customer_id INTEGER NOT NULL REFERENCES customer(id) ON DELETE CASCADE,
    scope TEXT NOT NULL,
    since TEXT NOT NULL,
    source TEXT NOT NULL,                    -- request reference, or 'import'
    PRIMARY KEY (customer_id, scope)
) STRICT, WITHOUT ROWID;

CREATE TABLE statement (                     -- supplementary statements, Art. 16
    id INTEGER PRIMARY KEY,
    customer_id INTEGER NOT NULL REFERENCES customer(id) ON DELETE CASCADE,
    request_id INTEGER REFERENCES request(id),
    table_name TEXT,
    row_id INTEGER,
    given_on TEXT NOT NULL,
    body TEXT NOT NULL
) STRICT;
CREATE INDEX statement_customer ON statement (customer_id);
CREATE INDEX statement_row ON statement (table_name, row_id) WHERE row_id IS NOT NULL;

CREATE TABLE suppression (                   -- the ban that outlives the person's rows; no value, only a keyed tag
    register_id INTEGER NOT NULL REFERENCES register(id),
    tag BLOB NOT NULL,                       -- crypt_tag(kind, key form)
    scope TEXT NOT NULL,                     -- objection scope; 'erased' marks a person who must not be imported again
    kind TEXT NOT NULL,                      -- phone, email, personal-id, name-address, customer-no
    since TEXT NOT NULL,
    source TEXT NOT NULL,                    -- import, request, purge
    PRIMARY KEY (register_id, tag, scope)
) STRICT, WITHOUT ROWID;

CREATE TABLE tombstone (                     -- what existed and was deleted under which rule on a day, without saying whose
    id INTEGER PRIMARY KEY,
    register_id INTEGER NOT NULL REFERENCES register(id),
    table_name TEXT NOT NULL,
    rule TEXT NOT NULL,                      -- retention rule code, or 'erasure'
    deleted_on TEXT NOT NULL,
    rows INTEGER NOT NULL,
    newest TEXT,                             -- latest starting event among them, when a rule removed them
    part INTEGER NOT NULL,                   -- of tombstone_person, in which those stand whose rows they were
    people INTEGER NOT NULL,                 -- how many entries it took there, for those who have gone since too
    UNIQUE (register_id, table_name, rule, deleted_on)
) STRICT;
CREATE INDEX tombstone_part ON tombstone (part);

-- Whose rows they were, as long as the person is there (no foreign key: the index for it would be written all over with
-- each purge). Rows of one night are about people from all of the register, so a part is not larger than what the nights
-- come back to page by page; a person is looked for in each part. Part 0 is of what requests took.
CREATE TABLE tombstone_person (
    part INTEGER NOT NULL,
    customer_id INTEGER NOT NULL,
    tombstone_id INTEGER NOT NULL REFERENCES tombstone(id),
    rows INTEGER NOT NULL,
    newest TEXT,
    PRIMARY KEY (part, customer_id, tombstone_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE rule_run (                      -- rules a purge has run under; a new or shorter one reports first
    register_id INTEGER NOT NULL REFERENCES register(id),
    rule TEXT NOT NULL,
    digest BLOB NOT NULL,                    -- of the rule's effect: period, event, cover, alignment
    confirmed_on TEXT NOT NULL,
    PRIMARY KEY (register_id, rule)
) STRICT, WITHOUT ROWID;

CREATE TABLE release (                       -- an officer's "no longer needed" for rules without a period
    id INTEGER PRIMARY KEY,
    register_id INTEGER NOT NULL REFERENCES register(id),
    rule TEXT NOT NULL,
    customer_id INTEGER REFERENCES customer(id) ON DELETE CASCADE,
    last_day TEXT NOT NULL,
    reason TEXT NOT NULL,
    set_on TEXT NOT NULL,
    closed INTEGER NOT NULL DEFAULT 0        -- 1: its last day has passed, and it is of the rows in release_row alone
) STRICT;
CREATE INDEX release_customer ON release (customer_id);

CREATE TABLE release_row (                   -- what a closed release is of: rows that came later are not meant
    release_id INTEGER NOT NULL REFERENCES release(id) ON DELETE CASCADE,
    table_name TEXT NOT NULL,
    last_row INTEGER NOT NULL,               -- rows with this id and those before it
    PRIMARY KEY (release_id, table_name)
) STRICT, WITHOUT ROWID;
INSERT INTO own_table VALUES ('release'), ('release_row');

CREATE TABLE last_event (                    -- newest starting event among a person's rows that are gone: what else of the
                                             -- person waits for it must not lose its date with them
    customer_id INTEGER NOT NULL REFERENCES customer(id) ON DELETE CASCADE,
    table_name TEXT NOT NULL,
    column_name TEXT NOT NULL,
    newest TEXT NOT NULL,
    none_left INTEGER NOT NULL DEFAULT 0,    -- 1: the person's last row of the table went with it; what waits for the
                                             -- event can be found by no other row, until one comes again
    PRIMARY KEY (customer_id, table_name, column_name)
) STRICT, WITHOUT ROWID;
CREATE INDEX last_event_none_left ON last_event (table_name, column_name, newest) WHERE none_left = 1;
INSERT INTO own_table VALUES ('last_event');

CREATE TABLE purge_run (
    id INTEGER PRIMARY KEY,
    started_at TEXT NOT NULL,                -- instant
    as_of TEXT NOT NULL,
    finished_at TEXT,
    result TEXT NOT NULL,                    -- running, done, refused, interrupted, failed
    deleted INTEGER NOT NULL DEFAULT 0,
    cleared INTEGER NOT NULL DEFAULT 0,
    files_deleted INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE outbox (                        -- recording files whose rows are gone: unlinked after the commit
    id INTEGER PRIMARY KEY,
    path TEXT NOT NULL,                      -- below the recordings root
    dev INTEGER,
    ino INTEGER,
    size INTEGER
) STRICT;

CREATE TABLE import_file (                   -- files taken in, so that the same one again is known
    id INTEGER PRIMARY KEY,
    register_id INTEGER REFERENCES register(id),
    table_name TEXT NOT NULL,                -- record table, or 'optout'
    sha256 TEXT NOT NULL,
    imported_at TEXT NOT NULL,
    rows INTEGER NOT NULL,
    applied INTEGER NOT NULL
) STRICT;
CREATE INDEX import_file_sha256 ON import_file (sha256);

-- Every write and every disclosure. Rows are chained by `mac` (include/store/audit_store.h). Inserts only.
CREATE TABLE audit (
    seq INTEGER PRIMARY KEY,                 -- 1, 2, 3 ... without gaps
    at_utc INTEGER NOT NULL,                 -- seconds since 1970-01-01 UTC
    actor TEXT NOT NULL,                     -- user id number of the operating system
    command TEXT NOT NULL,
    register_code TEXT,
    request_ref TEXT,
    subject BLOB,                            -- keyed tag of the person
    result TEXT NOT NULL,
    detail TEXT,                             -- codes, counts, hashes
    mac BLOB NOT NULL
) STRICT;

CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit BEGIN
    SELECT raise(ABORT, 'the audit log takes inserts only');
END;
CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit BEGIN
    SELECT raise(ABORT, 'the audit log takes inserts only');
END;
CREATE TRIGGER audit_in_order BEFORE INSERT ON audit
WHEN new.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM audit) BEGIN
    SELECT raise(ABORT, 'the audit log takes the next row only');
END;

-- ---------------------------------------------------------------------------------------------------------------------
-- 3. Records: what a register holds about people. Each table leads to customer by foreign keys; its first UNIQUE
--    constraint is its natural key, by which an import finds the row again.
-- ---------------------------------------------------------------------------------------------------------------------

-- The dictionary of the record tables: names for people, value kinds for checking. A record table that is not in it
-- works under its SQL names and declared types.
CREATE TABLE record_table (
    name TEXT PRIMARY KEY,
    position INTEGER NOT NULL,
    own_person INTEGER NOT NULL DEFAULT 0,   -- 1: each row describes another person than the customer
    open_until TEXT,                         -- column with the day a row is in force through (a contract's end); NULL in
                                             -- the row: no end. What is in force, an erasure leaves
    title_fi TEXT NOT NULL,
    title_sv TEXT NOT NULL,
    title_en TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE record_column (
    table_name TEXT NOT NULL,
    column_name TEXT NOT NULL,
    kind TEXT NOT NULL,                      -- domain/kind.h
    list TEXT,                               -- code list, for kind list
    key_column TEXT,                         -- where the form to compare by is kept
    headers TEXT,                            -- further CSV headers, separated by spaces
    internal INTEGER NOT NULL DEFAULT 0,     -- 1: serves the program, says nothing about the person
    past INTEGER NOT NULL DEFAULT 0,         -- 1: a date that has happened; a future one is a mistake
    name_fi TEXT NOT NULL,
    name_sv TEXT NOT NULL,
    name_en TEXT NOT NULL,
    PRIMARY KEY (table_name, column_name)
) STRICT, WITHOUT ROWID;

-- A header in one table's file whose value belongs to another table of the same customer (the representative's name in
-- the customer file).
CREATE TABLE record_header (
    table_name TEXT NOT NULL,
    header TEXT NOT NULL,
    target TEXT NOT NULL,                    -- 'table.column'
    PRIMARY KEY (table_name, header)
) STRICT, WITHOUT ROWID;

-- Code lists: the word stored, and the words people use for it.
CREATE TABLE code_value (
    list TEXT NOT NULL,
    code TEXT NOT NULL,
    position INTEGER NOT NULL,
    name_fi TEXT NOT NULL,
    name_sv TEXT NOT NULL,
    name_en TEXT NOT NULL,
    synonyms TEXT,                           -- further accepted words, separated by '|'
    PRIMARY KEY (list, code)
) STRICT, WITHOUT ROWID;

-- The person or company; the root of every other record table.
CREATE TABLE customer (
    id INTEGER PRIMARY KEY,
    register_id INTEGER NOT NULL REFERENCES register(id), -- the register that holds the person
    customer_no TEXT,                                    -- NULL for a prospect without one
    role TEXT NOT NULL DEFAULT 'customer',               -- what the person is to the register (list role)
    type TEXT,                                           -- natural or legal person (list subject-type)
    name TEXT,                                           -- of the person or company
    name_key TEXT,                                       -- name in the form to compare by
    personal_id TEXT,                                    -- all 11 characters
    birth_year TEXT,                                     -- year of birth
    business_id TEXT,                                    -- business ID
    phone TEXT,                                          -- as given
    phone_key TEXT,                                      -- phone in the form to compare by
    email TEXT,                                          -- as given
    email_key TEXT,                                      -- email in the form to compare by
    street TEXT,                                         -- mailing address
    postal_code TEXT,                                    -- postal code
    city TEXT,                                           -- city
    language TEXT,                                       -- of letters to the person (list language)
    iban TEXT,                                           -- bank account number
    customer_since TEXT,                                 -- customer since
    protected INTEGER NOT NULL DEFAULT 0,                -- 1: the address may be given to nobody without a second confirmation
    UNIQUE (register_id, customer_no)                    -- natural key
) STRICT;
CREATE INDEX customer_personal_id ON customer (personal_id);
CREATE INDEX customer_phone_key ON customer (phone_key);
CREATE INDEX customer_email_key ON customer (email_key);
CREATE INDEX customer_name_key_postal_code ON customer (name_key, postal_code);
CREATE INDEX customer_business_id ON customer (business_id);

-- A second data subject in the customer's record: a person of their own.
CREATE TABLE representative (
    id INTEGER PRIMARY KEY,
    customer_id INTEGER NOT NULL REFERENCES customer(id),
    name TEXT NOT NULL,                                  -- representative's name
    name_key TEXT,                                       -- name in the form to compare by
    kind TEXT,                                           -- kind of representative (list representative-kind)
    personal_id TEXT,                                    -- representative's personal identity code
    phone TEXT,                                          -- representative's phone number
    phone_key TEXT,                                      -- phone in the form to compare by
    email TEXT,                                          -- representative's e-mail address
    email_key TEXT,                                      -- email in the form to compare by
    power_of_attorney_until TEXT,                        -- NULL: no power of attorney on file
    UNIQUE (customer_id, name)                           -- natural key
) STRICT;
CREATE INDEX representative_personal_id ON representative (personal_id);
CREATE INDEX representative_phone_key ON representative (phone_key);
CREATE INDEX representative_email_key ON representative (email_key);
CREATE INDEX representative_name_key ON representative (name_key);

-- The property's connection to the grid or the heating network.
CREATE TABLE connection (
    id INTEGER PRIMARY KEY,
    customer_id INTEGER NOT NULL REFERENCES customer(id),
    connection_no TEXT NOT NULL,                         -- connection ID
    district TEXT,                                       -- district
    block TEXT,                                          -- block
    plot TEXT,                                           -- plot
    size TEXT,                                           -- connection size
    connection_point TEXT,                               -- connection point
    voltage_level TEXT,                                  -- voltage level
    line_length_m TEXT,                                  -- length of the service line (m)
    UNIQUE (customer_id, connection_no)                  -- natural key
) STRICT;

-- The place where energy is used, as the customer's; the next customer there has a row of their own.
CREATE TABLE metering_point (
    id INTEGER PRIMARY KEY,
    customer_id INTEGER NOT NULL REFERENCES customer(id),
    connection_id INTEGER REFERENCES connection(id),
    gsrn TEXT NOT NULL,                                  -- GSRN, or an older code
    street TEXT,                                         -- street address of the metering point
    postal_code TEXT,                                    -- postal code of the metering point
    city TEXT,                                           -- city of the metering point
    housing_form TEXT,                                   -- form of housing
    ownership TEXT,                                      -- ownership
    use_timing TEXT,                                     -- timing of use
    heating TEXT,                                        -- heating
    main_fuse TEXT,                                      -- main fuse size
    meter_fuse TEXT,                                     -- meter pre-fuse size
    metering_method TEXT,                                -- metering method
    annual_kwh INTEGER,                                  -- estimated yearly consumption (kWh)
    grid_operator TEXT,                                  -- distribution system operator
    meter_coordinates TEXT,                              -- meter coordinates
    technical_room TEXT,                                 -- access to the technical room
    archive_no TEXT,                                     -- archive ID
    UNIQUE (customer_id, gsrn)                           -- natural key
) STRICT;
CREATE INDEX metering_point_connection ON metering_point (connection_id);

-- A contract and its product; an open end date is an open contract.
CREATE TABLE contract (
    id INTEGER PRIMARY KEY,
    customer_id INTEGER NOT NULL REFERENCES customer(id),
    metering_point_id INTEGER REFERENCES metering_point(id),
    contract_no TEXT NOT NULL,                           -- contract number
    reference TEXT,                                      -- contract reference
    product TEXT,                                        -- product
    price TEXT,                                          -- price (cents/kWh)
    start_date TEXT,                                     -- start date
    end_date TEXT,                                       -- end date
    heat_output_kw TEXT,                                 -- contracted heat output (kW)
    water_flow TEXT,                                     -- contracted water flow
    building_volume_m3 TEXT,                             -- contracted building volume (m³)
    UNIQUE (customer_id, contract_no)                    -- natural key
) STRICT;
-- Most of what a customer has is kept until the last contract has ended: its day is found in the index alone.
CREATE INDEX contract_customer_end_date ON contract (customer_id, end_date);
CREATE INDEX contract_metering_point_end_date ON contract (metering_point_id, end_date);
CREATE INDEX contract_end_date ON contract (end_date, customer_id, metering_point_id);

-- A device that the company delivered to the metering point.
CREATE TABLE device (
    id INTEGER PRIMARY KEY,
    customer_id INTEGER NOT NULL REFERENCES customer(id),
    metering_point_id INTEGER REFERENCES metering_point(id),
    device_no TEXT NOT NULL,                             -- device number
    type TEXT,                                           -- kind of device
    details TEXT,                                        -- device details
    delivered_on TEXT,                                   -- delivered on
    UNIQUE (customer_id, device_no)                      -- natural key
) STRICT;
CREATE INDEX device_metering_point ON device (metering_point_id);

-- Metered or estimated use in one period, of this customer only.
CREATE TABLE consumption (
    id INTEGER PRIMARY KEY,
    customer_id INTEGER NOT NULL REFERENCES customer(id),
    metering_point_id INTEGER REFERENCES metering_point(id),
    series TEXT NOT NULL,                                -- tells several meters of the customer apart
    period_start TEXT NOT NULL,                          -- period start
    period_end TEXT,                                     -- period end
    kwh TEXT,                                            -- consumption (kWh)
    quality TEXT,                                        -- quality of the reading (list reading-quality)
    UNIQUE (customer_id, series, period_start)           -- natural key
) STRICT;
CREATE INDEX consumption_metering_point ON consumption (metering_point_id);
CREATE INDEX consumption_period_end ON consumption (period_end);

-- How and where the customer is billed.
CREATE TABLE billing (
    id INTEGER PRIMARY KEY,
    customer_id INTEGER NOT NULL REFERENCES customer(id),
    contract_id INTEGER REFERENCES contract(id),
    billing_no TEXT NOT NULL,                            -- billing group
    street TEXT,                                         -- billing address
    postal_code TEXT,                                    -- postal code of the billing address
    city TEXT,                                           -- city of the billing address
    interval TEXT,                                       -- billing interval
    method TEXT,                                         -- billing method
    method_details TEXT,                                 -- details of the billing method
    ended_on TEXT,                                       -- billing ended
    UNIQUE (customer_id, billing_no)                     -- natural key
) STRICT;
CREATE INDEX billing_contract ON billing (contract_id);

-- One invoice, and its settlement.
CREATE TABLE invoice (
    id INTEGER PRIMARY KEY,
    customer_id INTEGER NOT NULL REFERENCES customer(id),
    contract_id INTEGER REFERENCES contract(id),
    invoice_no TEXT NOT NULL,                            -- invoice number
    invoice_date TEXT,                                   -- invoice date
    due_date TEXT,                                       -- due date
    amount TEXT,                                         -- invoice amount (EUR)
    paid_on TEXT,                                        -- payment date
    paid_amount TEXT,                                    -- paid amount (EUR)
    reference TEXT,                                      -- invoice reference
    in_collection INTEGER,                               -- in collection
    UNIQUE (customer_id, invoice_no)                     -- natural key
) STRICT;
CREATE INDEX invoice_contract ON invoice (contract_id);
CREATE INDEX invoice_invoice_date ON invoice (invoice_date);

-- A payment received.
CREATE TABLE payment (
    id INTEGER PRIMARY KEY,
    customer_id INTEGER NOT NULL REFERENCES customer(id),
    invoice_id INTEGER REFERENCES invoice(id),
    payment_no TEXT NOT NULL,                            -- payment number
    paid_on TEXT,                                        -- paid on
    amount TEXT,                                         -- amount (EUR)
    payer_account TEXT,                                  -- payer's account
    reference TEXT,                                      -- payment reference
    UNIQUE (customer_id, payment_no)                     -- natural key
) STRICT;
CREATE INDEX payment_invoice ON payment (invoice_id);
CREATE INDEX payment_paid_on ON payment (paid_on);

-- What was asked of a credit information company.
CREATE TABLE credit_check (
    id INTEGER PRIMARY KEY,
    customer_id INTEGER NOT NULL REFERENCES customer(id),
    check_no TEXT NOT NULL,                              -- check number
    checked_on TEXT,                                     -- checked on
    source TEXT,                                         -- source of the credit information
    result TEXT,                                         -- credit information
    UNIQUE (customer_id, check_no)                       -- natural key
) STRICT;
CREATE INDEX credit_check_checked_on ON credit_check (checked_on);

-- A security the customer gave.
CREATE TABLE security_deposit (
    id INTEGER PRIMARY KEY,
    customer_id INTEGER NOT NULL REFERENCES customer(id),
    contract_id INTEGER REFERENCES contract(id),
    deposit_no TEXT NOT NULL,                            -- deposit number
    kind TEXT,                                           -- kind of security
    amount TEXT,                                         -- amount of the security (EUR)
    given_on TEXT,                                       -- given on
    returned_on TEXT,                                    -- returned on
    UNIQUE (customer_id, deposit_no)                     -- natural key
) STRICT;
CREATE INDEX security_deposit_contract ON security_deposit (contract_id);
CREATE INDEX security_deposit_returned_on ON security_deposit (returned_on);

-- Collection of an unpaid invoice.
CREATE TABLE collection_case (
    id INTEGER PRIMARY KEY,
    customer_id INTEGER NOT NULL REFERENCES customer(id),
    invoice_id INTEGER REFERENCES invoice(id),
    case_no TEXT NOT NULL,                               -- case number
    opened_on TEXT,                                      -- opened on
    closed_on TEXT,                                      -- closed on
    stage TEXT,                                          -- stage of collection
    amount TEXT,                                         -- amount to collect (EUR)
    UNIQUE (customer_id, case_no)                        -- natural key
) STRICT;
CREATE INDEX collection_case_invoice ON collection_case (invoice_id);
CREATE INDEX collection_case_closed_on ON collection_case (closed_on);

-- An offer made on request.
CREATE TABLE quote (
    id INTEGER PRIMARY KEY,
    customer_id INTEGER NOT NULL REFERENCES customer(id),
    quote_no TEXT NOT NULL,                              -- quote number
    offered_on TEXT,                                     -- offered on
    product TEXT,                                        -- product offered
    price TEXT,                                          -- price offered
    valid_until TEXT,                                    -- valid until
    source TEXT,                                         -- source of the inquiry
    UNIQUE (customer_id, quote_no)                       -- natural key
) STRICT;
CREATE INDEX quote_offered_on ON quote (offered_on);

-- A service the customer has ordered.
CREATE TABLE service (
    id INTEGER PRIMARY KEY,
    customer_id INTEGER NOT NULL REFERENCES customer(id),
    contract_id INTEGER REFERENCES contract(id),
    service_no TEXT NOT NULL,                            -- service number
    name TEXT,                                           -- service
    price TEXT,                                          -- price of the service
    start_date TEXT,                                     -- service started
    end_date TEXT,                                       -- service ended
    UNIQUE (customer_id, service_no)                     -- natural key
) STRICT;
CREATE INDEX service_contract ON service (contract_id);
CREATE INDEX service_end_date ON service (end_date);

-- A recorded call; the sound is a file below the recordings root.
CREATE TABLE call_recording (
    id INTEGER PRIMARY KEY,
    customer_id INTEGER NOT NULL REFERENCES customer(id),
    recording_no TEXT NOT NULL,                          -- recording number
    started_at TEXT,                                     -- call started
    duration_s INTEGER,                                  -- duration (s)
    kind TEXT,                                           -- kind of call (list call-kind)
    file TEXT,                                           -- recording file
    UNIQUE (customer_id, recording_no)                   -- natural key
) STRICT;
CREATE INDEX call_recording_started_at ON call_recording (started_at);
CREATE INDEX call_recording_file ON call_recording (file);

-- Stored e-mail, text or instant message.
CREATE TABLE message (
    id INTEGER PRIMARY KEY,
    customer_id INTEGER NOT NULL REFERENCES customer(id),
    message_no TEXT NOT NULL,                            -- message number
    sent_at TEXT,                                        -- sent
    medium TEXT,                                         -- kind of message (list message-medium)
    direction TEXT,                                      -- direction (list direction)
    body TEXT,                                           -- content of the message
    file TEXT,                                           -- message file
    UNIQUE (customer_id, message_no)                     -- natural key
) STRICT;
CREATE INDEX message_sent_at ON message (sent_at);
CREATE INDEX message_file ON message (file);

-- A fault the person reported.
CREATE TABLE fault_report (
    id INTEGER PRIMARY KEY,
    customer_id INTEGER NOT NULL REFERENCES customer(id),
    metering_point_id INTEGER REFERENCES metering_point(id),
    report_no TEXT NOT NULL,                             -- report number
    reported_at TEXT,                                    -- reported
    description TEXT,                                    -- description of the fault
    file TEXT,                                           -- recording of the report
    UNIQUE (customer_id, report_no)                      -- natural key
) STRICT;
CREATE INDEX fault_report_metering_point ON fault_report (metering_point_id);
CREATE INDEX fault_report_reported_at ON fault_report (reported_at);
CREATE INDEX fault_report_file ON fault_report (file);

-- What the person said of the service.
CREATE TABLE feedback (
    id INTEGER PRIMARY KEY,
    customer_id INTEGER NOT NULL REFERENCES customer(id),
    feedback_no TEXT NOT NULL,                           -- feedback number
    received_on TEXT,                                    -- received on
    channel TEXT,                                        -- feedback channel
    body TEXT,                                           -- feedback
    answered_on TEXT,                                    -- answered on
    UNIQUE (customer_id, feedback_no)                    -- natural key
) STRICT;
CREATE INDEX feedback_received_on ON feedback (received_on);

-- An answer to a satisfaction survey.
CREATE TABLE satisfaction (
    id INTEGER PRIMARY KEY,
    customer_id INTEGER NOT NULL REFERENCES customer(id),
    survey TEXT NOT NULL,                                -- survey
    answered_on TEXT NOT NULL,                           -- answered on
    score INTEGER,                                       -- score
    comment TEXT,                                        -- comment
    UNIQUE (customer_id, survey, answered_on)            -- natural key
) STRICT;
CREATE INDEX satisfaction_answered_on ON satisfaction (answered_on);

-- Registration data of the online service.
CREATE TABLE online_account (
    id INTEGER PRIMARY KEY,
    customer_id INTEGER NOT NULL REFERENCES customer(id),
    username TEXT NOT NULL,                              -- user name
    registered_on TEXT,                                  -- registered on
    terms_accepted_on TEXT,                              -- terms accepted on
    last_login_at TEXT,                                  -- last login
    closed_on TEXT,                                      -- closed on
    UNIQUE (customer_id, username)                       -- natural key
) STRICT;

-- What was done in a service.
CREATE TABLE service_use (
    id INTEGER PRIMARY KEY,
    customer_id INTEGER NOT NULL REFERENCES customer(id),
    use_no TEXT NOT NULL,                                -- event number
    used_at TEXT,                                        -- used at
    service TEXT,                                        -- service used
    detail TEXT,                                         -- details of use
    UNIQUE (customer_id, use_no)                         -- natural key
) STRICT;
CREATE INDEX service_use_used_at ON service_use (used_at);

-- What was concluded from purchases.
CREATE TABLE purchase_behaviour (
    id INTEGER PRIMARY KEY,
    customer_id INTEGER NOT NULL REFERENCES customer(id),
    observation_no TEXT NOT NULL,                        -- observation number
    observed_on TEXT,                                    -- observed on
    product_group TEXT,                                  -- product group
    description TEXT,                                    -- description of buying behaviour
    UNIQUE (customer_id, observation_no)                 -- natural key
) STRICT;
CREATE INDEX purchase_behaviour_observed_on ON purchase_behaviour (observed_on);

-- What the person gave or authorised for a service they asked for.
CREATE TABLE consented_data (
    id INTEGER PRIMARY KEY,
    customer_id INTEGER NOT NULL REFERENCES customer(id),
    entry_no TEXT NOT NULL,                              -- entry number
    given_on TEXT,                                       -- given on
    basis TEXT,                                          -- given by (list consent-basis)
    topic TEXT,                                          -- topic
    content TEXT,                                        -- content
    ended_on TEXT,                                       -- consent ended
    UNIQUE (customer_id, entry_no)                       -- natural key
) STRICT;

-- Details of the site and of events or tasks that the customer saved.
CREATE TABLE customer_entry (
    id INTEGER PRIMARY KEY,
    customer_id INTEGER NOT NULL REFERENCES customer(id),
    metering_point_id INTEGER REFERENCES metering_point(id),
    entry_no TEXT NOT NULL,                              -- entry number
    saved_on TEXT,                                       -- saved on
    subject TEXT,                                        -- about (list entry-subject)
    body TEXT,                                           -- what was saved
    UNIQUE (customer_id, entry_no)                       -- natural key
) STRICT;
CREATE INDEX customer_entry_metering_point ON customer_entry (metering_point_id);

-- One scope and channel: permission or prohibition.
CREATE TABLE marketing_permission (
    id INTEGER PRIMARY KEY,
    customer_id INTEGER NOT NULL REFERENCES customer(id),
    scope TEXT NOT NULL,                                 -- scope of marketing (list marketing-scope)
    channel TEXT NOT NULL,                               -- marketing channel (list marketing-channel)
    state TEXT,                                          -- permission or prohibition (list permission-state)
    processed_on TEXT,                                   -- last processing
    source TEXT,                                         -- source of the permission or prohibition
    UNIQUE (customer_id, scope, channel)                 -- natural key
) STRICT;
CREATE INDEX marketing_permission_processed_on ON marketing_permission (processed_on);

-- A contact made for marketing.
CREATE TABLE marketing_contact (
    id INTEGER PRIMARY KEY,
    customer_id INTEGER NOT NULL REFERENCES customer(id),
    contact_no TEXT NOT NULL,                            -- contact number
    contacted_on TEXT,                                   -- contacted on
    scope TEXT,                                          -- scope of marketing (list marketing-scope)
    channel TEXT,                                        -- marketing channel (list marketing-channel)
    campaign TEXT,                                       -- campaign
    outcome TEXT,                                        -- outcome
    UNIQUE (customer_id, contact_no)                     -- natural key
) STRICT;
CREATE INDEX marketing_contact_contacted_on ON marketing_contact (contacted_on);

-- A conclusion drawn by profiling.
CREATE TABLE profile (
    id INTEGER PRIMARY KEY,
    customer_id INTEGER NOT NULL REFERENCES customer(id),
    profile TEXT NOT NULL,                               -- profile
    value TEXT,                                          -- value
    computed_on TEXT,                                    -- computed on
    logic TEXT,                                          -- logic of the conclusion
    UNIQUE (customer_id, profile)                        -- natural key
) STRICT;
CREATE INDEX profile_computed_on ON profile (computed_on);

-- Application to, and membership of, a customer panel.
CREATE TABLE panel_membership (
    id INTEGER PRIMARY KEY,
    customer_id INTEGER NOT NULL REFERENCES customer(id),
    membership_no TEXT NOT NULL,                         -- membership number
    state TEXT,                                          -- state of membership (list panel-state)
    applied_on TEXT,                                     -- applied on
    accepted_on TEXT,                                    -- accepted on
    ended_on TEXT,                                       -- membership ended
    UNIQUE (customer_id, membership_no)                  -- natural key
) STRICT;

-- A free-form answer under one of the panel's headings.
CREATE TABLE panel_answer (
    id INTEGER PRIMARY KEY,
    customer_id INTEGER NOT NULL REFERENCES customer(id),
    category TEXT NOT NULL,                              -- heading (list panel-category)
    question TEXT NOT NULL,                              -- question
    answer TEXT,                                         -- answer
    answered_on TEXT,                                    -- answered on
    UNIQUE (customer_id, category, question)             -- natural key
) STRICT;

-- Who got which of the person's data, and when.
CREATE TABLE disclosure (
    id INTEGER PRIMARY KEY,
    customer_id INTEGER NOT NULL REFERENCES customer(id),
    disclosure_no TEXT NOT NULL,                         -- disclosure number
    disclosed_on TEXT,                                   -- disclosed on
    recipient TEXT,                                      -- recipient code or name of a company or authority
    content TEXT,                                        -- names of the columns or categories, no values
    reference TEXT,                                      -- ground of the disclosure
    UNIQUE (customer_id, disclosure_no)                  -- natural key
) STRICT;
CREATE INDEX disclosure_disclosed_on ON disclosure (disclosed_on);

INSERT INTO record_table (name, position, own_person, open_until, title_fi, title_sv, title_en) VALUES
    ('customer', 1, 0, NULL, 'Asiakas', 'Kund', 'Customer'),
    ('representative', 2, 1, NULL, 'Edustaja tai yhteyshenkilö', 'Företrädare eller kontaktperson', 'Representative or contact person'),
    ('connection', 3, 0, NULL, 'Liittymä', 'Anslutning', 'Connection'),
    ('metering_point', 4, 0, NULL, 'Käyttöpaikka', 'Användningsplats', 'Metering point'),
    ('contract', 5, 0, 'end_date', 'Sopimus', 'Avtal', 'Contract'),
    ('device', 6, 0, NULL, 'Laite', 'Anordning', 'Device'),
    ('consumption', 7, 0, NULL, 'Kulutus', 'Förbrukning', 'Consumption'),
    ('billing', 8, 0, NULL, 'Laskutustiedot', 'Faktureringsuppgifter', 'Billing arrangement'),
    ('invoice', 9, 0, NULL, 'Lasku', 'Faktura', 'Invoice'),
    ('payment', 10, 0, NULL, 'Maksu', 'Betalning', 'Payment'),
    ('credit_check', 11, 0, NULL, 'Luottotieto', 'Kreditupplysning', 'Credit information'),
    ('security_deposit', 12, 0, NULL, 'Vakuus', 'Säkerhet', 'Security deposit'),
    ('collection_case', 13, 0, NULL, 'Perintätapaus', 'Indrivningsärende', 'Collection case'),
    ('quote', 14, 0, NULL, 'Tarjous', 'Offert', 'Quote'),
    ('service', 15, 0, NULL, 'Palvelu', 'Tjänst', 'Service'),
    ('call_recording', 16, 0, NULL, 'Puhelutallenne', 'Samtalsinspelning', 'Call recording'),
    ('message', 17, 0, NULL, 'Viesti', 'Meddelande', 'Message'),
    ('fault_report', 18, 0, NULL, 'Vikailmoitus', 'Felanmälan', 'Fault report'),
    ('feedback', 19, 0, NULL, 'Asiakaspalaute', 'Kundrespons', 'Feedback'),
    ('satisfaction', 20, 0, NULL, 'Tyytyväisyystieto', 'Uppgift om kundnöjdhet', 'Satisfaction answer'),
    ('online_account', 21, 0, NULL, 'Digitaalinen tili', 'Digitalt konto', 'Online account'),
    ('service_use', 22, 0, NULL, 'Palvelun käyttö', 'Användning av tjänster', 'Use of services'),
    ('purchase_behaviour', 23, 0, NULL, 'Ostokäyttäytyminen', 'Köpbeteende', 'Buying behaviour'),
    ('consented_data', 24, 0, NULL, 'Suostumuksella saatu tieto', 'Uppgift given med samtycke', 'Data given with consent'),
    ('customer_entry', 25, 0, NULL, 'Asiakkaan tallentama tieto', 'Uppgift sparad av kunden', 'Entry saved by the customer'),
    ('marketing_permission', 26, 0, NULL, 'Markkinointilupa tai -kielto', 'Marknadsföringstillstånd eller -förbud', 'Marketing permission or prohibition'),
    ('marketing_contact', 27, 0, NULL, 'Markkinointiyhteydenotto', 'Marknadsföringskontakt', 'Marketing contact'),
    ('profile', 28, 0, NULL, 'Profiili', 'Profil', 'Profile'),
    ('panel_membership', 29, 0, NULL, 'Paneelijäsenyys', 'Panelmedlemskap', 'Panel membership'),
    ('panel_answer', 30, 0, NULL, 'Paneelivastaus', 'Panelsvar', 'Panel answer'),
    ('disclosure', 31, 0, NULL, 'Luovutus', 'Utlämnande', 'Disclosure');

INSERT INTO record_column (table_name, column_name, kind, list, key_column, headers, internal, past,
    name_fi, name_sv, name_en) VALUES
    ('customer', 'customer_no', 'code', NULL, NULL, NULL, 0, 0,
     'asiakasnumero', 'kundnummer', 'customer number'),
    ('customer', 'role', 'list', 'role', NULL, NULL, 0, 0,
     'rooli', 'roll', 'role'),
    ('customer', 'type', 'list', 'subject-type', NULL, 'tyyppi asiakastyyppi juridinen_vai_fyysinen', 0, 0,
     'henkilön laji', 'typ av person', 'kind of person'),
    ('customer', 'name', 'name', NULL, 'name_key', NULL, 0, 0,
     'nimi', 'namn', 'name'),
    ('customer', 'personal_id', 'personal-id', NULL, NULL, 'hetu', 0, 0,
     'henkilötunnus', 'personbeteckning', 'personal identity code'),
    ('customer', 'birth_year', 'year', NULL, NULL, 'ika_tai_syntymavuosi', 0, 1,
     'syntymävuosi', 'födelseår', 'year of birth'),
    ('customer', 'business_id', 'business-id', NULL, NULL, 'ytunnus y_tunnus', 0, 0,
     'Y-tunnus', 'FO-nummer', 'business ID'),
    ('customer', 'phone', 'phone', NULL, 'phone_key', 'puhelin telefon', 0, 0,
     'puhelinnumero', 'telefonnummer', 'phone number'),
    ('customer', 'email', 'email', NULL, 'email_key', 'sahkoposti sähköposti e-post e-mail', 0, 0,
     'sähköpostiosoite', 'e-postadress', 'e-mail address'),
    ('customer', 'street', 'text', NULL, NULL, 'lahiosoite lähiosoite osoite', 0, 0,
     'katuosoite', 'gatuadress', 'street address'),
    ('customer', 'postal_code', 'postal-code', NULL, NULL, NULL, 0, 0,
     'postinumero', 'postnummer', 'postal code'),
    ('customer', 'city', 'text', NULL, NULL, NULL, 0, 0,
     'postitoimipaikka', 'postanstalt', 'city'),
    ('customer', 'language', 'list', 'language', NULL, 'asiointikieli', 0, 0,
     'kieli', 'språk', 'language'),
    ('customer', 'iban', 'iban', NULL, NULL, 'pankkitilinumero iban', 0, 0,
     'tilinumero', 'kontonummer', 'bank account number'),
    ('customer', 'customer_since', 'date', NULL, NULL, 'luotu', 0, 1,
     'asiakkuus alkoi', 'kund sedan', 'customer since'),
    ('customer', 'protected', 'boolean', NULL, NULL, NULL, 1, 0,
     'turvakielto', 'spärrmarkering', 'protected address');

INSERT INTO record_column (table_name, column_name, kind, list, key_column, headers, internal, past,
    name_fi, name_sv, name_en) VALUES
    ('representative', 'name', 'name', NULL, 'name_key', 'edustaja nimi', 0, 0,
     'edustajan nimi', 'företrädarens namn', 'representative''s name'),
    ('representative', 'kind', 'list', 'representative-kind', NULL, 'laji', 0, 0,
     'edustajan laji', 'typ av företrädare', 'kind of representative'),
    ('representative', 'personal_id', 'personal-id', NULL, NULL, 'henkilotunnus henkilötunnus', 0, 0,
     'edustajan henkilötunnus', 'företrädarens personbeteckning', 'representative''s personal identity code'),
    ('representative', 'phone', 'phone', NULL, 'phone_key', 'puhelin', 0, 0,
     'edustajan puhelinnumero', 'företrädarens telefonnummer', 'representative''s phone number'),
    ('representative', 'email', 'email', NULL, 'email_key', 'sahkoposti sähköposti', 0, 0,
     'edustajan sähköpostiosoite', 'företrädarens e-postadress', 'representative''s e-mail address'),
    ('representative', 'power_of_attorney_until', 'date', NULL, NULL, 'valtakirja', 0, 0,
     'valtakirja voimassa', 'fullmakten gäller till', 'power of attorney valid until');

INSERT INTO record_column (table_name, column_name, kind, list, key_column, headers, internal, past,
    name_fi, name_sv, name_en) VALUES
    ('connection', 'connection_no', 'code', NULL, NULL, 'liittymatunnus', 0, 0,
     'liittymän tunnus', 'anslutningens kod', 'connection ID'),
    ('connection', 'district', 'text', NULL, NULL, NULL, 0, 0,
     'kaupunginosa', 'stadsdel', 'district'),
    ('connection', 'block', 'text', NULL, NULL, NULL, 0, 0,
     'kortteli', 'kvarter', 'block'),
    ('connection', 'plot', 'text', NULL, NULL, NULL, 0, 0,
     'tontti', 'tomt', 'plot'),
    ('connection', 'size', 'text', NULL, NULL, NULL, 0, 0,
     'liittymän koko', 'anslutningens storlek', 'connection size'),
    ('connection', 'connection_point', 'text', NULL, NULL, NULL, 0, 0,
     'liittämiskohta', 'anslutningspunkt', 'connection point'),
    ('connection', 'voltage_level', 'text', NULL, NULL, NULL, 0, 0,
     'jännitetaso', 'spänningsnivå', 'voltage level'),
    ('connection', 'line_length_m', 'decimal', NULL, NULL, 'liittymisjohdon_pituus', 0, 0,
     'liittymisjohdon pituus (m)', 'anslutningsledningens längd (m)', 'length of the service line (m)');

INSERT INTO record_column (table_name, column_name, kind, list, key_column, headers, internal, past,
    name_fi, name_sv, name_en) VALUES
    ('metering_point', 'gsrn', 'gsrn', NULL, NULL, 'kayttopaikkatunnus kayttopaikan_tunnus', 0, 0,
     'käyttöpaikkatunnus', 'användningsplatsens kod', 'metering point ID'),
    ('metering_point', 'street', 'text', NULL, NULL, 'katuosoite lahiosoite', 0, 0,
     'käyttöpaikan katuosoite', 'användningsplatsens gatuadress', 'street address of the metering point'),
    ('metering_point', 'postal_code', 'postal-code', NULL, NULL, 'postinumero', 0, 0,
     'käyttöpaikan postinumero', 'användningsplatsens postnummer', 'postal code of the metering point'),
    ('metering_point', 'city', 'text', NULL, NULL, 'postitoimipaikka', 0, 0,
     'käyttöpaikan postitoimipaikka', 'användningsplatsens postanstalt', 'city of the metering point'),
    ('metering_point', 'housing_form', 'text', NULL, NULL, NULL, 0, 0,
     'asumismuoto', 'boendeform', 'form of housing'),
    ('metering_point', 'ownership', 'text', NULL, NULL, NULL, 0, 0,
     'omistussuhde', 'ägarförhållande', 'ownership'),
    ('metering_point', 'use_timing', 'text', NULL, NULL, NULL, 0, 0,
     'käytön ajoitus', 'användningens tidpunkt', 'timing of use'),
    ('metering_point', 'heating', 'text', NULL, NULL, 'lammitysmuoto lammitysratkaisu', 0, 0,
     'lämmitysmuoto', 'uppvärmningsform', 'heating'),
    ('metering_point', 'main_fuse', 'text', NULL, NULL, 'paasulake pääsulake', 0, 0,
     'pääsulakkeen koko', 'huvudsäkringens storlek', 'main fuse size'),
    ('metering_point', 'meter_fuse', 'text', NULL, NULL, 'etusulake', 0, 0,
     'mittauksen etusulakkeen koko', 'storlek på mätningens förkopplade säkring', 'meter pre-fuse size'),
    ('metering_point', 'metering_method', 'text', NULL, NULL, NULL, 0, 0,
     'mittaustapa', 'mätningssätt', 'metering method'),
    ('metering_point', 'annual_kwh', 'integer', NULL, NULL, 'vuosikulutus_kwh kulutusarvio', 0, 0,
     'vuosikulutusarvio (kWh)', 'uppskattad årsförbrukning (kWh)', 'estimated yearly consumption (kWh)'),
    ('metering_point', 'grid_operator', 'text', NULL, NULL, 'verkonhaltija', 0, 0,
     'jakeluverkonhaltija', 'distributionsnätsinnehavare', 'distribution system operator'),
    ('metering_point', 'meter_coordinates', 'text', NULL, NULL, NULL, 0, 0,
     'mittauslaitteen paikannuskoordinaatit', 'mätarens koordinater', 'meter coordinates'),
    ('metering_point', 'technical_room', 'text', NULL, NULL, NULL, 0, 0,
     'pääsy kiinteistön tekniseen tilaan', 'tillträde till fastighetens tekniska utrymme', 'access to the technical room'),
    ('metering_point', 'archive_no', 'code', NULL, NULL, NULL, 0, 0,
     'arkistotunnus', 'arkivbeteckning', 'archive ID');

INSERT INTO record_column (table_name, column_name, kind, list, key_column, headers, internal, past,
    name_fi, name_sv, name_en) VALUES
    ('contract', 'contract_no', 'code', NULL, NULL, NULL, 0, 0,
     'sopimustunnus', 'avtalsnummer', 'contract number'),
    ('contract', 'reference', 'reference', NULL, NULL, NULL, 0, 0,
     'sopimuksen viite', 'avtalets referens', 'contract reference'),
    ('contract', 'product', 'text', NULL, NULL, NULL, 0, 0,
     'tuote', 'produkt', 'product'),
    ('contract', 'price', 'decimal', NULL, NULL, 'hinta_snt_kwh hinta', 0, 0,
     'hinta (snt/kWh)', 'pris (cent/kWh)', 'price (cents/kWh)'),
    ('contract', 'start_date', 'date', NULL, NULL, 'alkupvm alkupaivays', 0, 0,
     'alkamispäivä', 'startdatum', 'start date'),
    ('contract', 'end_date', 'date', NULL, NULL, 'loppupvm loppupaivays', 0, 0,
     'päättymispäivä', 'slutdatum', 'end date'),
    ('contract', 'heat_output_kw', 'decimal', NULL, NULL, 'sopimuslampoteho', 0, 0,
     'sopimuslämpöteho (kW)', 'avtalad värmeeffekt (kW)', 'contracted heat output (kW)'),
    ('contract', 'water_flow', 'decimal', NULL, NULL, NULL, 0, 0,
     'sopimusvesivirta', 'avtalat vattenflöde', 'contracted water flow'),
    ('contract', 'building_volume_m3', 'decimal', NULL, NULL, 'sopimusrakennustilavuus', 0, 0,
     'sopimusrakennustilavuus (m³)', 'avtalad byggnadsvolym (m³)', 'contracted building volume (m³)');

INSERT INTO record_column (table_name, column_name, kind, list, key_column, headers, internal, past,
    name_fi, name_sv, name_en) VALUES
    ('device', 'device_no', 'code', NULL, NULL, NULL, 0, 0,
     'laitetunnus', 'anordningens nummer', 'device number'),
    ('device', 'type', 'text', NULL, NULL, 'laji', 0, 0,
     'laitteen laji', 'typ av anordning', 'kind of device'),
    ('device', 'details', 'text', NULL, NULL, NULL, 0, 0,
     'laitteen tiedot', 'uppgifter om anordningen', 'device details'),
    ('device', 'delivered_on', 'date', NULL, NULL, NULL, 0, 1,
     'toimituspäivä', 'leveransdatum', 'delivered on');

INSERT INTO record_column (table_name, column_name, kind, list, key_column, headers, internal, past,
    name_fi, name_sv, name_en) VALUES
    ('consumption', 'series', 'code', NULL, NULL, NULL, 0, 0,
     'mittaussarja', 'mätserie', 'metering series'),
    ('consumption', 'period_start', 'date', NULL, NULL, 'alkupvm', 0, 0,
     'jakson alku', 'periodens början', 'period start'),
    ('consumption', 'period_end', 'date', NULL, NULL, 'loppupvm', 0, 0,
     'jakson loppu', 'periodens slut', 'period end'),
    ('consumption', 'kwh', 'decimal', NULL, NULL, 'kulutus_kwh kulutus', 0, 0,
     'kulutus (kWh)', 'förbrukning (kWh)', 'consumption (kWh)'),
    ('consumption', 'quality', 'list', 'reading-quality', NULL, 'laatu', 0, 0,
     'lukeman laatu', 'avläsningens kvalitet', 'quality of the reading');

INSERT INTO record_column (table_name, column_name, kind, list, key_column, headers, internal, past,
    name_fi, name_sv, name_en) VALUES
    ('billing', 'billing_no', 'code', NULL, NULL, NULL, 0, 0,
     'laskutusryhmä', 'faktureringsgrupp', 'billing group'),
    ('billing', 'street', 'text', NULL, NULL, NULL, 0, 0,
     'laskutusosoite', 'faktureringsadress', 'billing address'),
    ('billing', 'postal_code', 'postal-code', NULL, NULL, NULL, 0, 0,
     'laskutusosoitteen postinumero', 'faktureringsadressens postnummer', 'postal code of the billing address'),
    ('billing', 'city', 'text', NULL, NULL, NULL, 0, 0,
     'laskutusosoitteen postitoimipaikka', 'faktureringsadressens postanstalt', 'city of the billing address'),
    ('billing', 'interval', 'text', NULL, NULL, NULL, 0, 0,
     'laskutusrytmi', 'faktureringsrytm', 'billing interval'),
    ('billing', 'method', 'text', NULL, NULL, NULL, 0, 0,
     'laskutustapa', 'faktureringssätt', 'billing method'),
    ('billing', 'method_details', 'text', NULL, NULL, NULL, 0, 0,
     'laskutustapaan pohjautuvat tiedot', 'uppgifter enligt faktureringssättet', 'details of the billing method'),
    ('billing', 'ended_on', 'date', NULL, NULL, NULL, 0, 0,
     'laskutus päättyi', 'faktureringen upphörde', 'billing ended');

INSERT INTO record_column (table_name, column_name, kind, list, key_column, headers, internal, past,
    name_fi, name_sv, name_en) VALUES
    ('invoice', 'invoice_no', 'code', NULL, NULL, NULL, 0, 0,
     'laskunumero', 'fakturanummer', 'invoice number'),
    ('invoice', 'invoice_date', 'date', NULL, NULL, 'laskupvm', 0, 0,
     'laskun päivä', 'fakturadatum', 'invoice date'),
    ('invoice', 'due_date', 'date', NULL, NULL, 'erapaiva', 0, 0,
     'eräpäivä', 'förfallodag', 'due date'),
    ('invoice', 'amount', 'decimal', NULL, NULL, 'summa_eur summa', 0, 0,
     'laskun summa (EUR)', 'fakturans belopp (EUR)', 'invoice amount (EUR)'),
    ('invoice', 'paid_on', 'date', NULL, NULL, 'suorituspvm', 0, 0,
     'suorituspäivä', 'betalningsdag', 'payment date'),
    ('invoice', 'paid_amount', 'decimal', NULL, NULL, 'suoritus_eur suoritus', 0, 0,
     'suorituksen summa (EUR)', 'betalt belopp (EUR)', 'paid amount (EUR)'),
    ('invoice', 'reference', 'reference', NULL, NULL, 'viite', 0, 0,
     'laskun viite', 'fakturans referens', 'invoice reference'),
    ('invoice', 'in_collection', 'boolean', NULL, NULL, 'perinnassa', 0, 0,
     'perinnässä', 'under indrivning', 'in collection');

INSERT INTO record_column (table_name, column_name, kind, list, key_column, headers, internal, past,
    name_fi, name_sv, name_en) VALUES
    ('payment', 'payment_no', 'code', NULL, NULL, NULL, 0, 0,
     'maksutunnus', 'betalningsnummer', 'payment number'),
    ('payment', 'paid_on', 'date', NULL, NULL, NULL, 0, 1,
     'maksupäivä', 'betalningsdag', 'paid on'),
    ('payment', 'amount', 'decimal', NULL, NULL, 'summa_eur summa', 0, 0,
     'maksun summa (EUR)', 'betalningens belopp (EUR)', 'amount (EUR)'),
    ('payment', 'payer_account', 'iban', NULL, NULL, 'tilinumero', 0, 0,
     'maksajan tilinumero', 'betalarens kontonummer', 'payer''s account'),
    ('payment', 'reference', 'reference', NULL, NULL, 'viite', 0, 0,
     'maksun viite', 'betalningens referens', 'payment reference');

INSERT INTO record_column (table_name, column_name, kind, list, key_column, headers, internal, past,
    name_fi, name_sv, name_en) VALUES
    ('credit_check', 'check_no', 'code', NULL, NULL, NULL, 0, 0,
     'tarkistuksen tunnus', 'kontrollnummer', 'check number'),
    ('credit_check', 'checked_on', 'date', NULL, NULL, NULL, 0, 1,
     'tarkistuspäivä', 'kontrolldatum', 'checked on'),
    ('credit_check', 'source', 'text', NULL, NULL, 'lahde', 0, 0,
     'luottotiedon lähde', 'kreditupplysningens källa', 'source of the credit information'),
    ('credit_check', 'result', 'text', NULL, NULL, 'tulos', 0, 0,
     'luottotiedot', 'kreditupplysningar', 'credit information');

INSERT INTO record_column (table_name, column_name, kind, list, key_column, headers, internal, past,
    name_fi, name_sv, name_en) VALUES
    ('security_deposit', 'deposit_no', 'code', NULL, NULL, NULL, 0, 0,
     'vakuustunnus', 'säkerhetens nummer', 'deposit number'),
    ('security_deposit', 'kind', 'text', NULL, NULL, 'laji', 0, 0,
     'vakuuden laji', 'typ av säkerhet', 'kind of security'),
    ('security_deposit', 'amount', 'decimal', NULL, NULL, 'summa_eur', 0, 0,
     'vakuuden määrä (EUR)', 'säkerhetens belopp (EUR)', 'amount of the security (EUR)'),
    ('security_deposit', 'given_on', 'date', NULL, NULL, NULL, 0, 1,
     'vakuus annettu', 'säkerheten ställd', 'given on'),
    ('security_deposit', 'returned_on', 'date', NULL, NULL, NULL, 0, 0,
     'vakuus palautettu', 'säkerheten återlämnad', 'returned on');

INSERT INTO record_column (table_name, column_name, kind, list, key_column, headers, internal, past,
    name_fi, name_sv, name_en) VALUES
    ('collection_case', 'case_no', 'code', NULL, NULL, NULL, 0, 0,
     'perintätunnus', 'indrivningsnummer', 'case number'),
    ('collection_case', 'opened_on', 'date', NULL, NULL, NULL, 0, 1,
     'perintä alkoi', 'indrivningen började', 'opened on'),
    ('collection_case', 'closed_on', 'date', NULL, NULL, NULL, 0, 0,
     'perintä päättyi', 'indrivningen upphörde', 'closed on'),
    ('collection_case', 'stage', 'text', NULL, NULL, 'vaihe', 0, 0,
     'perinnän vaihe', 'indrivningens skede', 'stage of collection'),
    ('collection_case', 'amount', 'decimal', NULL, NULL, 'summa_eur', 0, 0,
     'perittävä määrä (EUR)', 'belopp att indriva (EUR)', 'amount to collect (EUR)');

INSERT INTO record_column (table_name, column_name, kind, list, key_column, headers, internal, past,
    name_fi, name_sv, name_en) VALUES
    ('quote', 'quote_no', 'code', NULL, NULL, NULL, 0, 0,
     'tarjoustunnus', 'offertnummer', 'quote number'),
    ('quote', 'offered_on', 'date', NULL, NULL, NULL, 0, 1,
     'tarjouspäivä', 'offertdatum', 'offered on'),
    ('quote', 'product', 'text', NULL, NULL, 'tuote', 0, 0,
     'tarjottu tuote', 'offererad produkt', 'product offered'),
    ('quote', 'price', 'decimal', NULL, NULL, 'hinta', 0, 0,
     'tarjottu hinta', 'offererat pris', 'price offered'),
    ('quote', 'valid_until', 'date', NULL, NULL, NULL, 0, 0,
     'tarjous voimassa', 'offerten gäller till', 'valid until'),
    ('quote', 'source', 'text', NULL, NULL, 'lahde', 0, 0,
     'tarjouspyynnön lähde', 'offertförfrågans källa', 'source of the inquiry');

INSERT INTO record_column (table_name, column_name, kind, list, key_column, headers, internal, past,
    name_fi, name_sv, name_en) VALUES
    ('service', 'service_no', 'code', NULL, NULL, NULL, 0, 0,
     'palvelutunnus', 'tjänstens nummer', 'service number'),
    ('service', 'name', 'text', NULL, NULL, NULL, 0, 0,
     'palvelu', 'tjänst', 'service'),
    ('service', 'price', 'decimal', NULL, NULL, 'hinta', 0, 0,
     'palvelun hinta', 'tjänstens pris', 'price of the service'),
    ('service', 'start_date', 'date', NULL, NULL, 'alkupvm', 0, 0,
     'palvelu alkoi', 'tjänsten började', 'service started'),
    ('service', 'end_date', 'date', NULL, NULL, 'loppupvm', 0, 0,
     'palvelu päättyi', 'tjänsten upphörde', 'service ended');

INSERT INTO record_column (table_name, column_name, kind, list, key_column, headers, internal, past,
    name_fi, name_sv, name_en) VALUES
    ('call_recording', 'recording_no', 'code', NULL, NULL, 'tallenne_id', 0, 0,
     'tallennetunnus', 'inspelningens nummer', 'recording number'),
    ('call_recording', 'started_at', 'instant', NULL, NULL, 'alkuaika', 0, 1,
     'puhelun alkuaika', 'samtalets starttid', 'call started'),
    ('call_recording', 'duration_s', 'integer', NULL, NULL, 'kesto_s kesto', 0, 0,
     'kesto (s)', 'längd (s)', 'duration (s)'),
    ('call_recording', 'kind', 'list', 'call-kind', NULL, 'laji', 0, 0,
     'puhelun laji', 'typ av samtal', 'kind of call'),
    ('call_recording', 'file', 'file', NULL, NULL, 'tiedosto', 0, 0,
     'tallenteen tiedosto', 'inspelningens fil', 'recording file');

INSERT INTO record_column (table_name, column_name, kind, list, key_column, headers, internal, past,
    name_fi, name_sv, name_en) VALUES
    ('message', 'message_no', 'code', NULL, NULL, NULL, 0, 0,
     'viestitunnus', 'meddelandets nummer', 'message number'),
    ('message', 'sent_at', 'instant', NULL, NULL, 'lahetetty', 0, 1,
     'lähetysaika', 'sändningstid', 'sent'),
    ('message', 'medium', 'list', 'message-medium', NULL, 'laji', 0, 0,
     'viestin laji', 'typ av meddelande', 'kind of message'),
    ('message', 'direction', 'list', 'direction', NULL, NULL, 0, 0,
     'suunta', 'riktning', 'direction'),
    ('message', 'body', 'text', NULL, NULL, 'sisalto', 0, 0,
     'viestin sisältö', 'meddelandets innehåll', 'content of the message'),
    ('message', 'file', 'file', NULL, NULL, 'tiedosto', 0, 0,
     'viestin tiedosto', 'meddelandets fil', 'message file');

INSERT INTO record_column (table_name, column_name, kind, list, key_column, headers, internal, past,
    name_fi, name_sv, name_en) VALUES
    ('fault_report', 'report_no', 'code', NULL, NULL, NULL, 0, 0,
     'vikailmoituksen tunnus', 'felanmälans nummer', 'report number'),
    ('fault_report', 'reported_at', 'instant', NULL, NULL, NULL, 0, 1,
     'ilmoitusaika', 'anmälningstid', 'reported'),
    ('fault_report', 'description', 'text', NULL, NULL, 'kuvaus', 0, 0,
     'vian kuvaus', 'beskrivning av felet', 'description of the fault'),
    ('fault_report', 'file', 'file', NULL, NULL, 'tiedosto', 0, 0,
     'vikailmoituksen tallenne', 'felanmälans inspelning', 'recording of the report');

INSERT INTO record_column (table_name, column_name, kind, list, key_column, headers, internal, past,
    name_fi, name_sv, name_en) VALUES
    ('feedback', 'feedback_no', 'code', NULL, NULL, NULL, 0, 0,
     'palautetunnus', 'responsens nummer', 'feedback number'),
    ('feedback', 'received_on', 'date', NULL, NULL, 'pvm', 0, 1,
     'palaute saatu', 'responsen mottagen', 'received on'),
    ('feedback', 'channel', 'text', NULL, NULL, 'kanava', 0, 0,
     'palautteen kanava', 'responsens kanal', 'feedback channel'),
    ('feedback', 'body', 'text', NULL, NULL, 'palaute', 0, 0,
     'palautteen sisältö', 'responsens innehåll', 'feedback'),
    ('feedback', 'answered_on', 'date', NULL, NULL, NULL, 0, 0,
     'palautteeseen vastattu', 'responsen besvarad', 'answered on');

INSERT INTO record_column (table_name, column_name, kind, list, key_column, headers, internal, past,
    name_fi, name_sv, name_en) VALUES
    ('satisfaction', 'survey', 'code', NULL, NULL, NULL, 0, 0,
     'kysely', 'enkät', 'survey'),
    ('satisfaction', 'answered_on', 'date', NULL, NULL, 'pvm', 0, 1,
     'vastauspäivä', 'svarsdatum', 'answered on'),
    ('satisfaction', 'score', 'integer', NULL, NULL, NULL, 0, 0,
     'arvosana', 'vitsord', 'score'),
    ('satisfaction', 'comment', 'text', NULL, NULL, NULL, 0, 0,
     'kommentti', 'kommentar', 'comment');

INSERT INTO record_column (table_name, column_name, kind, list, key_column, headers, internal, past,
    name_fi, name_sv, name_en) VALUES
    ('online_account', 'username', 'code', NULL, NULL, NULL, 0, 0,
     'käyttäjätunnus', 'användarnamn', 'user name'),
    ('online_account', 'registered_on', 'date', NULL, NULL, NULL, 0, 1,
     'rekisteröitymispäivä', 'registreringsdatum', 'registered on'),
    ('online_account', 'terms_accepted_on', 'date', NULL, NULL, NULL, 0, 1,
     'ehdot hyväksytty', 'villkoren godkända', 'terms accepted on'),
    ('online_account', 'last_login_at', 'instant', NULL, NULL, NULL, 0, 1,
     'viimeisin kirjautuminen', 'senaste inloggning', 'last login'),
    ('online_account', 'closed_on', 'date', NULL, NULL, NULL, 0, 0,
     'tili suljettu', 'kontot stängt', 'closed on');

INSERT INTO record_column (table_name, column_name, kind, list, key_column, headers, internal, past,
    name_fi, name_sv, name_en) VALUES
    ('service_use', 'use_no', 'code', NULL, NULL, NULL, 0, 0,
     'käyttötapahtuma', 'användningshändelse', 'event number'),
    ('service_use', 'used_at', 'instant', NULL, NULL, NULL, 0, 1,
     'käyttöaika', 'användningstid', 'used at'),
    ('service_use', 'service', 'text', NULL, NULL, 'palvelu', 0, 0,
     'käytetty palvelu', 'använd tjänst', 'service used'),
    ('service_use', 'detail', 'text', NULL, NULL, 'tiedot', 0, 0,
     'käytön tiedot', 'uppgifter om användningen', 'details of use');

INSERT INTO record_column (table_name, column_name, kind, list, key_column, headers, internal, past,
    name_fi, name_sv, name_en) VALUES
    ('purchase_behaviour', 'observation_no', 'code', NULL, NULL, NULL, 0, 0,
     'havainnon tunnus', 'observationens nummer', 'observation number'),
    ('purchase_behaviour', 'observed_on', 'date', NULL, NULL, 'pvm', 0, 1,
     'havaintopäivä', 'observationsdag', 'observed on'),
    ('purchase_behaviour', 'product_group', 'text', NULL, NULL, NULL, 0, 0,
     'tuoteryhmä', 'produktgrupp', 'product group'),
    ('purchase_behaviour', 'description', 'text', NULL, NULL, 'kuvaus', 0, 0,
     'ostokäyttäytymisen kuvaus', 'beskrivning av köpbeteendet', 'description of buying behaviour');

INSERT INTO record_column (table_name, column_name, kind, list, key_column, headers, internal, past,
    name_fi, name_sv, name_en) VALUES
    ('consented_data', 'entry_no', 'code', NULL, NULL, NULL, 0, 0,
     'tiedon tunnus', 'uppgiftens nummer', 'entry number'),
    ('consented_data', 'given_on', 'date', NULL, NULL, 'pvm', 0, 1,
     'tieto saatu', 'uppgiften given', 'given on'),
    ('consented_data', 'basis', 'list', 'consent-basis', NULL, 'peruste', 0, 0,
     'saannin peruste', 'grund för uppgiften', 'given by'),
    ('consented_data', 'topic', 'text', NULL, NULL, NULL, 0, 0,
     'aihe', 'ämne', 'topic'),
    ('consented_data', 'content', 'text', NULL, NULL, 'sisalto', 0, 0,
     'tiedon sisältö', 'uppgiftens innehåll', 'content'),
    ('consented_data', 'ended_on', 'date', NULL, NULL, NULL, 0, 0,
     'suostumus päättyi', 'samtycket upphörde', 'consent ended');

INSERT INTO record_column (table_name, column_name, kind, list, key_column, headers, internal, past,
    name_fi, name_sv, name_en) VALUES
    ('customer_entry', 'entry_no', 'code', NULL, NULL, NULL, 0, 0,
     'tiedon tunnus', 'uppgiftens nummer', 'entry number'),
    ('customer_entry', 'saved_on', 'date', NULL, NULL, 'pvm', 0, 1,
     'tallennuspäivä', 'sparad den', 'saved on'),
    ('customer_entry', 'subject', 'list', 'entry-subject', NULL, 'kohde', 0, 0,
     'tiedon kohde', 'uppgiftens föremål', 'about'),
    ('customer_entry', 'body', 'text', NULL, NULL, 'tieto', 0, 0,
     'tallennettu tieto', 'sparad uppgift', 'what was saved');

INSERT INTO record_column (table_name, column_name, kind, list, key_column, headers, internal, past,
    name_fi, name_sv, name_en) VALUES
    ('marketing_permission', 'scope', 'list', 'marketing-scope', NULL, 'laji', 0, 0,
     'markkinoinnin laji', 'typ av marknadsföring', 'scope of marketing'),
    ('marketing_permission', 'channel', 'list', 'marketing-channel', NULL, 'kanava', 0, 0,
     'markkinoinnin kanava', 'marknadsföringskanal', 'marketing channel'),
    ('marketing_permission', 'state', 'list', 'permission-state', NULL, 'tila', 0, 0,
     'lupa tai kielto', 'tillstånd eller förbud', 'permission or prohibition'),
    ('marketing_permission', 'processed_on', 'date', NULL, NULL, 'kasittelyhetki', 0, 1,
     'käsittelyhetki', 'tidpunkt för behandlingen', 'processed on'),
    ('marketing_permission', 'source', 'text', NULL, NULL, 'lahde', 0, 0,
     'luvan tai kiellon lähde', 'tillståndets eller förbudets källa', 'source of the permission or prohibition');

INSERT INTO record_column (table_name, column_name, kind, list, key_column, headers, internal, past,
    name_fi, name_sv, name_en) VALUES
    ('marketing_contact', 'contact_no', 'code', NULL, NULL, NULL, 0, 0,
     'yhteydenoton tunnus', 'kontaktens nummer', 'contact number'),
    ('marketing_contact', 'contacted_on', 'date', NULL, NULL, 'pvm', 0, 1,
     'yhteydenottopäivä', 'kontaktdatum', 'contacted on'),
    ('marketing_contact', 'scope', 'list', 'marketing-scope', NULL, 'laji', 0, 0,
     'markkinoinnin laji', 'typ av marknadsföring', 'scope of marketing'),
    ('marketing_contact', 'channel', 'list', 'marketing-channel', NULL, 'kanava', 0, 0,
     'markkinoinnin kanava', 'marknadsföringskanal', 'marketing channel'),
    ('marketing_contact', 'campaign', 'text', NULL, NULL, NULL, 0, 0,
     'kampanja', 'kampanj', 'campaign'),
    ('marketing_contact', 'outcome', 'text', NULL, NULL, 'tulos', 0, 0,
     'yhteydenoton tulos', 'kontaktens resultat', 'outcome');

INSERT INTO record_column (table_name, column_name, kind, list, key_column, headers, internal, past,
    name_fi, name_sv, name_en) VALUES
    ('profile', 'profile', 'code', NULL, NULL, NULL, 0, 0,
     'profiilin nimi', 'profilens namn', 'profile'),
    ('profile', 'value', 'text', NULL, NULL, 'arvo', 0, 0,
     'profiilin arvo', 'profilens värde', 'value'),
    ('profile', 'computed_on', 'date', NULL, NULL, 'pvm', 0, 1,
     'laskettu', 'beräknad', 'computed on'),
    ('profile', 'logic', 'text', NULL, NULL, 'logiikka', 0, 0,
     'päättelyn logiikka', 'logiken bakom slutsatsen', 'logic of the conclusion');

INSERT INTO record_column (table_name, column_name, kind, list, key_column, headers, internal, past,
    name_fi, name_sv, name_en) VALUES
    ('panel_membership', 'membership_no', 'code', NULL, NULL, NULL, 0, 0,
     'jäsennumero', 'medlemsnummer', 'membership number'),
    ('panel_membership', 'state', 'list', 'panel-state', NULL, 'tila', 0, 0,
     'jäsenyyden tila', 'medlemskapets status', 'state of membership'),
    ('panel_membership', 'applied_on', 'date', NULL, NULL, NULL, 0, 1,
     'haettu', 'ansökt', 'applied on'),
    ('panel_membership', 'accepted_on', 'date', NULL, NULL, NULL, 0, 0,
     'hyväksytty', 'godkänd', 'accepted on'),
    ('panel_membership', 'ended_on', 'date', NULL, NULL, NULL, 0, 0,
     'jäsenyys päättyi', 'medlemskapet upphörde', 'membership ended');

INSERT INTO record_column (table_name, column_name, kind, list, key_column, headers, internal, past,
    name_fi, name_sv, name_en) VALUES
    ('panel_answer', 'category', 'list', 'panel-category', NULL, 'aihe', 0, 0,
     'vastauksen aihe', 'svarets ämne', 'heading'),
    ('panel_answer', 'question', 'code', NULL, NULL, NULL, 0, 0,
     'kysymys', 'fråga', 'question'),
    ('panel_answer', 'answer', 'text', NULL, NULL, NULL, 0, 0,
     'vastaus', 'svar', 'answer'),
    ('panel_answer', 'answered_on', 'date', NULL, NULL, 'pvm', 0, 1,
     'vastattu', 'besvarad', 'answered on');

INSERT INTO record_column (table_name, column_name, kind, list, key_column, headers, internal, past,
    name_fi, name_sv, name_en) VALUES
    ('disclosure', 'disclosure_no', 'code', NULL, NULL, NULL, 0, 0,
     'luovutuksen tunnus', 'utlämnandets nummer', 'disclosure number'),
    ('disclosure', 'disclosed_on', 'date', NULL, NULL, 'pvm', 0, 1,
     'luovutuspäivä', 'utlämningsdag', 'disclosed on'),
    ('disclosure', 'recipient', 'text', NULL, NULL, 'saaja', 0, 0,
     'luovutuksen saaja', 'mottagare', 'recipient'),
    ('disclosure', 'content', 'text', NULL, NULL, 'tiedot', 0, 0,
     'luovutetut tiedot', 'utlämnade uppgifter', 'data disclosed'),
    ('disclosure', 'reference', 'text', NULL, NULL, 'peruste', 0, 0,
     'luovutuksen peruste', 'grund för utlämnandet', 'ground of the disclosure');

INSERT INTO record_header (table_name, header, target) VALUES
    ('customer', 'edustaja', 'representative.name'),
    ('customer', 'företrädare', 'representative.name'),
    ('customer', 'representative', 'representative.name');

INSERT INTO code_value (list, code, position, name_fi, name_sv, name_en, synonyms) VALUES
    ('role', 'customer', 1, 'asiakas', 'kund', 'customer', NULL),
    ('role', 'former', 2, 'entinen asiakas', 'tidigare kund', 'former customer', NULL),
    ('role', 'prospect', 3, 'potentiaalinen asiakas', 'potentiell kund', 'prospect', NULL),
    ('role', 'panel-applicant', 4, 'paneelin jäseneksi hakeva', 'sökande till panelen', 'panel applicant', NULL),
    ('role', 'panel-member', 5, 'paneelin jäsen', 'panelmedlem', 'panel member', NULL),
    ('subject-type', 'natural', 1, 'luonnollinen henkilö', 'fysisk person', 'natural person', 'yksityinen|fyysinen|henkilö|privat|person'),
    ('subject-type', 'legal', 2, 'oikeushenkilö', 'juridisk person', 'legal person', 'yritys|juridinen|yhteisö|företag|company'),
    ('language', 'fi', 1, 'suomi', 'finska', 'Finnish', 'fin'),
    ('language', 'sv', 2, 'ruotsi', 'svenska', 'Swedish', 'swe'),
    ('language', 'en', 3, 'englanti', 'engelska', 'English', 'eng'),
    ('representative-kind', 'representative', 1, 'edustaja', 'företrädare', 'representative', NULL),
    ('representative-kind', 'contact-person', 2, 'yhteyshenkilö', 'kontaktperson', 'contact person', NULL),
    ('reading-quality', 'measured', 1, 'mitattu', 'mätt', 'measured', NULL),
    ('reading-quality', 'estimated', 2, 'arvioitu', 'uppskattad', 'estimated', 'arvio'),
    ('call-kind', 'direct-marketing', 1, 'suoramarkkinointi', 'direktmarknadsföring', 'direct marketing', 'suoramarkkinointipuhelu'),
    ('call-kind', 'customer-service', 2, 'asiakaspalvelu', 'kundservice', 'customer service', NULL),
    ('call-kind', 'fault-report', 3, 'vikailmoitus', 'felanmälan', 'fault report', NULL),
    ('call-kind', 'contract', 4, 'sopimukseen johtava', 'ledde till avtal', 'led to a contract', 'sopimus|sopimukseen johtava puhelu'),
    ('call-kind', 'other', 5, 'muu', 'annat', 'other', 'muu puhelu'),
    ('message-medium', 'email', 1, 'sähköposti', 'e-post', 'e-mail', 'email'),
    ('message-medium', 'sms', 2, 'tekstiviesti', 'textmeddelande', 'text message', NULL),
    ('message-medium', 'chat', 3, 'pikaviesti', 'snabbmeddelande', 'instant message', 'chat'),
    ('direction', 'in', 1, 'saapunut', 'inkommande', 'received', NULL),
    ('direction', 'out', 2, 'lähetetty', 'utgående', 'sent', 'lähtevä'),
    ('consent-basis', 'consent', 1, 'suostumus', 'samtycke', 'consent', NULL),
    ('consent-basis', 'authorisation', 2, 'valtuutus', 'bemyndigande', 'authorisation', NULL),
    ('entry-subject', 'site', 1, 'kohde', 'objekt', 'site', NULL),
    ('entry-subject', 'event', 2, 'tapahtuma', 'händelse', 'event', NULL),
    ('entry-subject', 'task', 3, 'tehtävä', 'uppgift', 'task', NULL),
    ('marketing-scope', 'direct-mail', 1, 'suoramainonta', 'direktreklam', 'direct mail', NULL),
    ('marketing-scope', 'distance-selling', 2, 'etämyynti', 'distansförsäljning', 'distance selling', NULL),
    ('marketing-scope', 'other-direct-marketing', 3, 'muu suoramarkkinointi', 'annan direktmarknadsföring', 'other direct marketing', NULL),
    ('marketing-scope', 'market-research', 4, 'markkinatutkimus', 'marknadsundersökning', 'market research', NULL),
    ('marketing-scope', 'opinion-research', 5, 'mielipidetutkimus', 'opinionsundersökning', 'opinion research', NULL),
    ('marketing-scope', 'profiling', 6, 'profilointi', 'profilering', 'profiling', NULL),
    ('marketing-scope', 'all-marketing', 7, 'kaikki markkinointi', 'all marknadsföring', 'all marketing', 'kaikki'),
    ('marketing-scope', 'contact', 8, 'yhteydenotto', 'kontakt', 'contact', 'yhteydenottolupa'),
    ('marketing-channel', 'email', 1, 'sähköposti', 'e-post', 'e-mail', 'email'),
    ('marketing-channel', 'post', 2, 'posti', 'post', 'post', 'kirje'),
    ('marketing-channel', 'phone', 3, 'puhelin', 'telefon', 'phone', 'puhelu'),
    ('marketing-channel', 'sms', 4, 'tekstiviesti', 'textmeddelande', 'text message', NULL),
    ('marketing-channel', 'all', 5, 'kaikki', 'alla', 'all', NULL),
    ('permission-state', 'permission', 1, 'lupa', 'tillstånd', 'permission', 'suostumus'),
    ('permission-state', 'prohibition', 2, 'kielto', 'förbud', 'prohibition', NULL),
    ('panel-state', 'applicant', 1, 'hakija', 'sökande', 'applicant', NULL),
    ('panel-state', 'member', 2, 'jäsen', 'medlem', 'member', NULL),
    ('panel-state', 'ended', 3, 'päättynyt', 'avslutad', 'ended', NULL),
    ('panel-category', 'contact', 1, 'yhteystiedot', 'kontaktuppgifter', 'contact data', NULL),
    ('panel-category', 'demographic', 2, 'demografiatiedot', 'demografiska uppgifter', 'demographic data', NULL),
    ('panel-category', 'consumption', 3, 'sähkönkulutus', 'elförbrukning', 'electricity consumption', NULL),
    ('panel-category', 'hobby', 4, 'vapaa-ajan harrastukset', 'fritidsintressen', 'leisure and hobbies', 'harrastukset'),
    ('panel-category', 'attitude', 5, 'asenteet ja kulutuskäyttäytyminen', 'attityder och konsumtionsbeteende', 'attitudes and consumption behaviour', 'asenteet');
