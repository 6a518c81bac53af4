/*
 * migrate.c - see migrate.h. A change of schema.sql is a step here, a higher DB_SCHEMA_VERSION and user_version, and a
 * frozen copy of the old schema in tests/data/upgrade/, from which a test migrates and compares with a new database.
 */
#include "store/sq.h"

#include "store/migrate.h"

#include "base/mem.h"
#include "store/backup.h"
#include "store/stmt.h"

/* Tombstones of a day, a table and a rule become one; those of people go to a table of their own. */
#define TOMBSTONES_BY_DAY                                                                                       \
    "CREATE TABLE tombstone_new (id INTEGER PRIMARY KEY, register_id INTEGER NOT NULL REFERENCES register(id)," \
    " table_name TEXT NOT NULL, rule TEXT NOT NULL, deleted_on TEXT NOT NULL, rows INTEGER NOT NULL,"           \
    " newest TEXT, part INTEGER NOT NULL, people INTEGER NOT NULL,"                                             \
    " UNIQUE (register_id, table_name, rule, deleted_on)) STRICT;"                                              \
    "INSERT INTO tombstone_new (register_id, table_name, rule, deleted_on, rows, newest, part, people)"         \
    " SELECT register_id, table_name, rule, deleted_on, coalesce(sum(iif(customer_id IS NULL, rows, 0)), 0),"   \
    " max(newest), 0, count(customer_id) FROM tombstone GROUP BY 1, 2, 3, 4 ORDER BY min(id);"                  \
    "CREATE TABLE tombstone_person (part INTEGER NOT NULL, customer_id INTEGER NOT NULL,"                       \
    " tombstone_id INTEGER NOT NULL REFERENCES tombstone(id), rows INTEGER NOT NULL, newest TEXT,"              \
    " PRIMARY KEY (part, customer_id, tombstone_id)) STRICT, WITHOUT ROWID;"                                    \
    "INSERT INTO tombstone_person (part, customer_id, tombstone_id, rows, newest)"                              \
    " SELECT 0, t.customer_id, n.id, sum(t.rows), max(t.newest) FROM tombstone t JOIN tombstone_new n"          \
    " USING (register_id, table_name, rule, deleted_on) WHERE t.customer_id IS NOT NULL GROUP BY 2, 3;"         \
    "DROP TABLE tombstone; ALTER TABLE tombstone_new RENAME TO tombstone;"                                      \
    "CREATE INDEX tombstone_part ON tombstone (part);"                                                          \
    "DELETE FROM own_table WHERE name = 'tombstone';"

/* Whether the last row has gone is looked at again for everybody, once. */
#define LAST_EVENT_ALONE                                                      \
    "ALTER TABLE last_event ADD COLUMN none_left INTEGER NOT NULL DEFAULT 0;" \
    "UPDATE last_event SET none_left = 1;"                                    \
    "DROP INDEX last_event_newest;"                                           \
    "CREATE INDEX last_event_none_left ON last_event (table_name, column_name, newest) WHERE none_left = 1;"

/* One tree, by customer, which is how a list of them comes in. */
#define OBJECTIONS_BY_CUSTOMER                                                                             \
    "CREATE TABLE objection_new (register_id INTEGER NOT NULL REFERENCES register(id),"                    \
    " customer_id INTEGER NOT NULL REFERENCES customer(id) ON DELETE CASCADE, scope TEXT NOT NULL,"        \
    " since TEXT NOT NULL, source TEXT NOT NULL, PRIMARY KEY (customer_id, scope)) STRICT, WITHOUT ROWID;" \
    "INSERT INTO objection_new SELECT register_id, customer_id, scope, since, source FROM objection"       \
    " ORDER BY customer_id, scope;"                                                                        \
    "DROP TABLE objection; ALTER TABLE objection_new RENAME TO objection;"

/* The word for all direct marketing is no longer taken for direct mail alone. */
#define DIRECT_MAIL_IS_ONE_KIND                                                                     \
    "UPDATE code_value SET synonyms = NULL WHERE list = 'marketing-scope' AND code = 'direct-mail'" \
    " AND synonyms = 'suoramarkkinointi';"

/* Releases that there are close like new ones, when the next import begins. */
#define RELEASES_CLOSE                                                                                    \
    "ALTER TABLE release ADD COLUMN closed INTEGER NOT NULL DEFAULT 0;"                                   \
    "CREATE TABLE release_row (release_id INTEGER NOT NULL REFERENCES release(id) ON DELETE CASCADE,"     \
    " table_name TEXT NOT NULL, last_row INTEGER NOT NULL, PRIMARY KEY (release_id, table_name)) STRICT," \
    " WITHOUT ROWID;"                                                                                     \
    "INSERT INTO own_table VALUES ('release_row');"

static const struct migrate_step steps_to_current[] = {
    {1, "CREATE INDEX request_subject ON request (subject_tag);"
        "CREATE INDEX restriction_row ON restriction (table_name, row_id) WHERE row_id IS NOT NULL;"
        "CREATE INDEX statement_row ON statement (table_name, row_id) WHERE row_id IS NOT NULL"},
    {2, TOMBSTONES_BY_DAY LAST_EVENT_ALONE OBJECTIONS_BY_CUSTOMER},
    {3, DIRECT_MAIL_IS_ONE_KIND},
    {4, RELEASES_CLOSE},
    {0, NULL}};

static const struct migrate_step *step_from(const struct migrate_step *steps, int64_t version) {
    for (; steps->sql != NULL; steps++)
        if (steps->from == version)
            return steps;
    return NULL;
}

static int no_way(struct db *db, int64_t version) {
    err_set(db->err, ERR_CONFIG, "this program cannot bring a database of version %" PRId64 " up to date", version);
    return err_hint(db->err, "run the gdprctl that made it, or one that still knows that version");
}

static int make_copy(struct db *db, int64_t version) {
    struct dbfile_new file = {.what = "the copy before migrating",
                              .hint = "move the file away, or make room for it, and run the command again"};
    SB(path);

    sb_printf(&path, "%s.bak-v%" PRId64, db->path, version);
    file.shown = path.d;
    file.like = db->path;
    TRY(backup_write(db, path.d, &file));
    free(db->backup);
    db->backup = sb_detach(&path);
    return 0;
}

/* Another run may have migrated while this one waited for the lock: then there is nothing to do. */
static int run_step(struct db *db, const struct migrate_step *step) {
    STMT(keys);
    SB(raise);
    TX(tx);
    int64_t version;
    int r;

    TRY(tx_begin(&tx, db));
    TRY(stmt_scalar(db, "PRAGMA user_version", 0, &version));
    if (version != step->from)
        return 0;
    TRY(db_script(db, step->sql));
    TRY(stmt_open(&keys, db, "PRAGMA foreign_key_check"));
    r = stmt_next(&keys);
    TRY(r);
    if (r > 0)
        return err_set(db->err, ERR_INTEGRITY, "migrating version %" PRId64 " leaves table %s with a broken reference",
                       step->from, stmt_col_text(&keys, 0));
    stmt_release(&keys);
    sb_printf(&raise, "PRAGMA user_version = %" PRId64, step->from + 1);
    TRY(db_script(db, raise.d));
    return tx_commit(&tx);
}

/* Enforced keys would take a table's children along when a step drops it to make it anew; they can only be switched
 * outside a transaction. */
static int run_step_without_keys(struct db *db, const struct migrate_step *step) {
    int r;

    (void)sqlite3_db_config(db->sq, SQLITE_DBCONFIG_ENABLE_FKEY, 0, NULL);
    db->unaudited = true;
    r = run_step(db, step);
    db->unaudited = false;
    (void)sqlite3_db_config(db->sq, SQLITE_DBCONFIG_ENABLE_FKEY, 1, NULL);
    return r;
}

static int run_steps(struct db *db, const struct migrate_step *steps, int64_t version, int64_t target) {
    while (version < target) {
        int64_t before = version;

        TRY(run_step_without_keys(db, step_from(steps, version)));
        TRY(stmt_scalar(db, "PRAGMA user_version", 0, &version));
        if (version <= before)
            return err_set(db->err, ERR_INTERNAL, "migrating version %" PRId64 " did not raise it", before);
    }
    return 0;
}

/* A copy of people's data is not left behind when the database is still what was copied. */
static void drop_useless_copy(struct db *db, int64_t copied) {
    struct err unheard = {0}, *err = db->err;
    int64_t version = copied + 1;

    db->err = &unheard;
    (void)stmt_scalar(db, "PRAGMA user_version", 0, &version);
    db->err = err;
    if (version != copied)
        return;
    (void)unlink(db->backup);
    free(STEAL(db->backup));
}

int migrate_with(struct db *db, const struct migrate_step *steps, int64_t target) {
    int64_t version;

    TRY(stmt_scalar(db, "PRAGMA user_version", 0, &version));
    for (int64_t v = version; v < target; v++)
        if (step_from(steps, v) == NULL)
            return no_way(db, version);
    if (version >= target)
        return 0;
    TRY(make_copy(db, version));
    if (run_steps(db, steps, version, target) == 0)
        return 0;
    drop_useless_copy(db, version);
    return -1;
}

int migrate(struct db *db) {
    return migrate_with(db, steps_to_current, DB_SCHEMA_VERSION);
}
