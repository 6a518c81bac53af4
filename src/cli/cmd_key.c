/*
 * cmd_key.c - `gdprctl key`: a new key for the audit log.
 */
#include "cli/cmd.h"

#include "store/audit_store.h"
#include "store/key.h"

/* The file comes first: a key that is in it and not in use yet does no harm, the other way round would. What a killed
 * run left there is used. */
static int add_key(struct app *app, size_t epoch, struct keys **ret) {
    if (app->keys->count <= epoch + 1)
        TRY(key_extend(app->key_path, app->err));
    return key_load(app->key_path, ret, app->err);
}

/* A copy from before several rotations goes through all of them: a key in between was left behind, too. */
static int go_to_newest(struct app *app, const struct keys *keys, size_t epoch) {
    for (; epoch + 1 < keys->count; epoch++) {
        TRY(audit_append(app->db, app->now_utc, &(struct audit_event){.command = "key rotate", .result = "done"}));
        TRY(key_advance(app->db, keys));
    }
    return 0;
}

static int rotate(struct app *app, size_t *ret_count) {
    struct keys *keys CLEANUP(key_free) = NULL;
    size_t epoch = 0;
    int r;
    TX(tx);

    TRY(tx_begin(&tx, app->db));
    TRY(key_epoch(app->db, app->keys, &epoch));
    TRY(add_key(app, epoch, &keys));
    *ret_count = keys->count;
    app->db->keys = keys;
    r = go_to_newest(app, keys, epoch);
    if (r == 0)
        r = tx_commit(&tx);
    app->db->keys = app->keys;
    return r;
}

static int rotate_run(struct app *app, const struct args *a) {
    size_t count = 0;

    (void)a;
    TRY(rotate(app, &count));
    out_map(app->out, NULL);
    out_str(app->out, "key_file", app->key_path);
    out_int(app->out, "keys", (int64_t)count);
    out_note(app->out, "The audit log goes on under the new key. Put a copy of the key file where the old copy is: the "
                       "old one no longer serves.");
    out_note(app->out, "Bans and the ledger keep the key they were made with.");
    out_end(app->out);
    return APP_DONE;
}

static const struct cmd cmd_rotate = {
    .name = "rotate",
    .summary = "a new key for the audit log, from its next row on",
    .details =
        "For when somebody may have seen the key who should not, or who knew it has left. The new key is added to the "
        "key file, which keeps the old ones: rows written under them are still verified. Whoever knows only the old "
        "key can add nothing any more, nor change what lies before.\n\n"
        "What cannot be rotated: the tags of bans, of erased people and of the ledger are keyed hashes of identifiers "
        "that are kept nowhere, so nobody can make them anew; they stay under the first key, and so stay new ones, "
        "which have to meet them. That key tells, of an identifier that one has already, whether it is on a list.\n\n"
        "  gdprctl key rotate",
    .db = DB_WRITE,
    .needs_key = true,
    .run = rotate_run,
};

const struct cmd cmd_key = {
    .name = "key",
    .summary = "the key file",
    .subs = (const struct cmd *const[]){&cmd_rotate, NULL},
};
