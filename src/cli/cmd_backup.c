/*
 * cmd_backup.c - `gdprctl backup`: a consistent copy of the database with its manifest.
 */
#include "cli/cmd.h"

#include "base/crypt.h"
#include "base/sb.h"
#include "io/atomic_file.h"
#include "io/fd.h"
#include "io/file_in.h"
#include "io/out_dir.h"
#include "store/audit_store.h"
#include "store/backup.h"
#include "store/ledger.h"

#include <unistd.h>

enum { STAMP_LEN = sizeof "20261122T070000" };

struct backup {
    char stamp[STAMP_LEN]; /* Helsinki time, as everywhere */
    char at[INSTANT_LEN];
    struct sb name, path, manifest;
    uint64_t size;
    char sha256[2 * CRYPT_HASH_LEN + 1];
    struct sb head;           /* of the log, as it stands in the copy: "12:9f..." */
    struct ledger_pos ledger; /* where the copy stands in the ledger */
};

static void backup_release(struct backup *b) {
    sb_release(&b->name);
    sb_release(&b->path);
    sb_release(&b->manifest);
    sb_release(&b->head);
}

/* "2026-11-22T09:00:00+02:00" without its punctuation and offset. */
static void stamp_of(const char *at, char ret[STAMP_LEN]) {
    size_t n = 0;

    for (size_t i = 0; at[i] != '\0' && n < STAMP_LEN - 1; i++)
        if (at[i] != '-' && at[i] != ':')
            ret[n++] = at[i];
    ret[n] = '\0';
}

static void name_files(struct backup *b, const char *dir, int64_t now_utc) {
    instant_iso(now_utc, b->at);
    stamp_of(b->at, b->stamp);
    sb_printf(&b->name, "gdprctl-%s.db", b->stamp);
    sb_printf(&b->path, "%s/%s", dir, b->name.d);
    sb_printf(&b->manifest, "%s/gdprctl-%s.json", dir, b->stamp);
}

static int hash_copy(struct backup *b, struct err *e) {
    uint8_t buf[16384], hash[CRYPT_HASH_LEN];
    struct crypt_sha256 sha;
    size_t len;
    FILE_IN(f);

    TRY(file_in_open(&f, b->path.d, e));
    crypt_sha256_init(&sha);
    do {
        TRY(file_in_read(&f, buf, sizeof buf, &len, e));
        crypt_sha256_add(&sha, buf, len);
        b->size += len;
    } while (len == sizeof buf);
    TRY(file_in_unchanged(&f, e));
    crypt_sha256_end(&sha, hash);
    crypt_hex(hash, sizeof hash, b->sha256);
    return 0;
}

/* The log's head is read from the copy: the database itself may have gone on since. */
static int read_head(struct backup *b, struct err *e) {
    struct db copy CLEANUP(db_close) = {0};
    char hex[2 * CRYPT_HASH_LEN + 1];
    uint8_t ledger_id[LEDGER_ID_LEN];
    struct audit_head head;

    TRY(db_open(&copy, b->path.d, DB_READ, e));
    TRY(audit_head(&copy, &head));
    TRY(ledger_position(&copy, ledger_id, &b->ledger));
    crypt_hex(head.mac, sizeof head.mac, hex);
    sb_printf(&b->head, "%" PRId64 ":%s", head.seq, hex);
    return 0;
}

/* In the help, and in the manifest for whoever finds the copy one day without knowing the program. */
#define HOW_TO_RESTORE                                                                                                \
    "To restore: stop the nightly run. Put aside the database and DATABASE-journal beside it: no journal of another " \
    "file may lie beside the copy. Put the copy in the place of the database, with mode 0600 and the same owner. "    \
    "Leave "                                                                                                          \
    "the ledger and the key as they are NOW; never put back copies of the same age. Then, with GDPRCTL_DB, "          \
    "GDPRCTL_KEY and GDPRCTL_LEDGER as ever, run gdprctl status, gdprctl ledger replay --dry-run and gdprctl ledger " \
    "replay, which repeats what was erased, objected to and purged since the copy was made. Until then only status, " \
    "ledger and register load run, because the copy still has whoever was erased since."

/* Every value is made of digits, letters and ASCII punctuation: nothing to escape. */
static int write_manifest(const struct backup *b, struct atomic_file *f, struct err *e) {
    sink_printf(&f->out,
                "{\"format\":1,\"created\":\"%s\",\"file\":\"%s\",\"size\":%" PRIu64
                ",\"sha256\":\"%s\",\"audit_head\":\"%s\",\"schema_version\":%d,\"ledger_group\":%" PRId64
                ",\"not_included\":[\"ledger\",\"key\",\"recordings\"],\"restore\":\"%s\"}\n",
                b->at, b->name.d, b->size, b->sha256, b->head.d, DB_SCHEMA_VERSION, b->ledger.seq, HOW_TO_RESTORE);
    return atomic_file_commit(f, e);
}

static int log_it(struct app *app, const struct backup *b) {
    SB(detail);

    sb_printf(&detail, "size=%" PRIu64 " sha256=%s", b->size, b->sha256);
    return audit_append(app->db, app->now_utc,
                        &(struct audit_event){.command = "backup", .result = "done", .detail = detail.d});
}

/* A copy without a manifest is of a run that did not end. The manifest is in its place before the log has the copy: a
 * killed run may leave a copy that the log does not know, not a row that stands for none. */
static int describe(struct app *app, struct backup *b, struct atomic_file *manifest) {
    TX(tx);

    TRY(hash_copy(b, app->err));
    TRY(read_head(b, app->err));
    TRY(tx_begin(&tx, app->db));
    TRY(log_it(app, b));
    TRY(write_manifest(b, manifest, app->err));
    return tx_commit(&tx);
}

static int run(struct app *app, const struct args *a) {
    struct backup b CLEANUP(backup_release) = {.name = SB_INIT, .path = SB_INIT, .manifest = SB_INIT, .head = SB_INIT};
    FD(dir);
    ATOMIC_FILE(manifest);

    TRY(out_dir_open(args_pos(a, 0), true, &dir, app->err));
    name_files(&b, args_pos(a, 0), app->now_utc);
    TRY(atomic_file_begin(&manifest, b.manifest.d, false, app->err));
    TRY(backup_copy(app->db, b.path.d));
    if (describe(app, &b, &manifest) < 0) {
        atomic_file_withdraw(&manifest);
        (void)unlink(b.path.d); /* made a moment ago, by us */
        return -1;
    }
    out_map(app->out, NULL);
    out_str(app->out, "file", b.path.d);
    out_str(app->out, "manifest", b.manifest.d);
    out_int(app->out, "size", (int64_t)b.size);
    out_str(app->out, "sha256", b.sha256);
    out_str(app->out, "audit_head", b.head.d);
    out_int(app->out, "ledger_group", b.ledger.seq);
    out_note(app->out, "Ledger and key are not in it, on purpose: a restore needs both as they are then.");
    out_end(app->out);
    return APP_DONE;
}

const struct cmd cmd_backup = {
    .name = "backup",
    .summary = "copy the database, with a manifest",
    .args = "DIR",
    .min_args = 1,
    .max_args = 1,
    .details = "Writes DIR/gdprctl-YYYYMMDDTHHMMSS.db and a .json of the same name with its size, SHA-256 and audit "
               "head; both with mode 0600, and nothing is overwritten. The copy is one state of the data, is checked, "
               "and has no trace of what was erased before. It is personal data like the database itself: keep it as "
               "safe, and no longer than needed.\n\n"
               "Key file and ledger are not in it, on purpose. " HOW_TO_RESTORE " The manifest says so too.\n\n"
               "  gdprctl backup /srv/backup/gdprctl",
    .db = DB_WRITE,
    .needs_key = true,
    .run = run,
};
