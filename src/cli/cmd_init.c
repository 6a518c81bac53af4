/*
 * cmd_init.c - init: a new database, its key file and its ledger.
 */
#include "base/mem.h"
#include "cli/cmd.h"
#include "io/sink.h"
#include "store/audit_store.h"
#include "store/db.h"
#include "store/dbfile.h"
#include "store/key.h"
#include "store/ledger.h"

#include <sys/stat.h>
#include <unistd.h>

static void close_database(struct db *db) {
    db_close(db);
}

/* What ties key and ledger to the database, and the first row of the log. */
static int bind(struct app *app, struct db *db, const uint8_t ledger_id[LEDGER_ID_LEN]) {
    struct keys *keys CLEANUP(key_free) = NULL;
    const struct audit_event event = {.command = "init", .result = "done"};
    TX(tx);

    TRY(key_load(app->key_path, &keys, app->err));
    db->keys = keys;
    TRY(tx_begin(&tx, db));
    TRY(key_bind(db, keys));
    TRY(ledger_bind(db, ledger_id));
    TRY(audit_append(db, app->now_utc, &event));
    int r = tx_commit(&tx);
    db->keys = NULL;
    return r;
}

static int create_database(struct app *app, const uint8_t ledger_id[LEDGER_ID_LEN]) {
    struct db db CLEANUP(close_database) = {0};

    TRY(db_create(&db, app->db_path, app->err));
    if (bind(app, &db, ledger_id) == 0)
        return 0;
    db_close(&db);
    dbfile_remove(app->db_path); /* made a moment ago, by us, and holding nothing */
    return -1;
}

static int create(struct app *app) {
    uint8_t ledger_id[LEDGER_ID_LEN];

    TRY(ledger_file_create(app->ledger_path, NULL, ledger_id, app->err));
    if (create_database(app, ledger_id) == 0)
        return 0;
    (void)unlink(app->ledger_path);
    return -1;
}

/* Says it before anything is made. */
static int check_directory(const char *path, struct err *e) {
    const char *slash = strrchr(path, '/');
    char *dir CLEANUP(mem_free) = mem_strndup(path, slash != NULL ? (size_t)(slash - path) + 1 : 0);
    struct stat st;

    if (*dir == '\0' || (stat(dir, &st) == 0 && S_ISDIR(st.st_mode)))
        return 0;
    (void)err_set(e, ERR_CANTCREATE, "there is no directory %s", dir);
    return err_hint(e, "make it first, closed to others: mkdir -m 700 DIRECTORY");
}

static int refuse_existing(const struct app *app) {
    struct stat st;

    (void)err_set(app->err, ERR_CANTCREATE, "the database %s exists already", app->db_path);
    if (stat(app->db_path, &st) == 0 && S_ISREG(st.st_mode) && st.st_size == 0)
        return err_hint(app->err, DBFILE_EMPTY);
    return err_hint(app->err, "name another file with --db, or use the one that is there");
}

static int init_run(struct app *app, const struct args *a) {
    (void)a;
    /* Looked at first, so that a second init says what is there and makes no key. */
    if (access(app->db_path, F_OK) == 0)
        return refuse_existing(app);
    TRY(check_directory(app->db_path, app->err));
    TRY(check_directory(app->key_path, app->err));
    TRY(check_directory(app->ledger_path, app->err));
    TRY(key_create(app->key_path, app->err));
    if (create(app) < 0) {
        (void)unlink(app->key_path);
        return -1;
    }
    out_map(app->out, NULL);
    out_str(app->out, "database", app->db_path);
    out_str(app->out, "key_file", app->key_path);
    out_str(app->out, "ledger", app->ledger_path);
    out_int(app->out, "schema_version", DB_SCHEMA_VERSION);
    out_note(app->out, "Keep a copy of the key file apart from the database and its backups: without it the audit log "
                       "cannot be verified, and bans on marketing no longer match anybody.");
    out_note(app->out, "Keep the ledger out of the backup of the database: after a restore it tells what was erased "
                       "since, and must not be as old as the copy.");
    out_end(app->out);
    return APP_DONE;
}

const struct cmd cmd_init = {
    .name = "init",
    .summary = "create the database, its key file and its ledger",
    .details =
        "The files are made with mode 0600, and nothing is ever overwritten. The database is named by --db, the key "
        "file by --key, the ledger by --ledger. Key file and ledger stand beside the database unless told otherwise, "
        "but belong somewhere that backups of the database do not reach: the key because it opens what the copy keeps "
        "closed, the ledger because it repeats after a restore what was erased since the copy was made.\n\n"
        "  gdprctl --db /var/lib/gdprctl/gdprctl.db --key /etc/gdprctl/gdprctl.key --ledger "
        "/var/lib/gdprctl-ledger/gdprctl.ledger init\n",
    .db = DB_NONE,
    .run = init_run,
};
