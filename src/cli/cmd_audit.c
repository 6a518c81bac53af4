/*
 * cmd_audit.c - audit: list, verify and head of the tamper-evident log.
 */
#include "base/text.h"
#include "cli/cmd.h"
#include "io/sink.h"
#include "store/audit_store.h"

#define HASH_DIGITS (2 * CRYPT_HASH_LEN)

static void out_head(struct app *app, const struct audit_head *head) {
    char hex[HASH_DIGITS + 1];

    crypt_hex(head->mac, CRYPT_HASH_LEN, hex);
    out_int(app->out, "seq", head->seq);
    out_str(app->out, "mac", hex);
}

/* ---- list ---- */

static int list_row(void *ctx, const struct audit_row *row) {
    struct out *o = ((struct app *)ctx)->out;
    char at[INSTANT_LEN], mac[HASH_DIGITS + 1], subject[2 * CRYPT_TAG_LEN + 1];

    instant_iso(row->at_utc, at);
    crypt_hex(row->mac, CRYPT_HASH_LEN, mac);
    if (row->subject != NULL)
        crypt_hex(row->subject, CRYPT_TAG_LEN, subject);
    out_map(o, NULL);
    out_int(o, "seq", row->seq);
    out_str(o, "at", at);
    out_str(o, "actor", row->actor);
    out_str(o, "command", row->command);
    out_str(o, "register", row->register_code);
    out_str(o, "request", row->request_ref);
    out_str(o, "subject", row->subject != NULL ? subject : NULL);
    out_str(o, "result", row->result);
    out_str(o, "detail", row->detail);
    if (((struct app *)ctx)->format != APP_TEXT)
        out_str(o, "mac", mac);
    out_end(o);
    return 0;
}

static int list_run(struct app *app, const struct args *a) {
    out_map(app->out, NULL);
    out_list(app->out, "rows");
    TRY(audit_each(app->db, args_int(a, "from", 1), list_row, app));
    out_end(app->out);
    out_end(app->out);
    return APP_DONE;
}

static const struct opt list_opts[] = {
    {"from", OPT_INT, "SEQ", "begin at this row", .min = 1},
    {0},
};

static const struct cmd audit_list = {
    .name = "list",
    .summary = "show the log",
    .details = "The log holds no personal data: a person appears as a keyed hash, everything else is codes, counts and "
               "hashes. The actor is the user id of who ran the command.",
    .opts = list_opts,
    .db = DB_READ,
    .list = "rows",
    .columns = (const char *const[]){"seq", "at", "actor", "command", "register", "request", "subject", "result",
                                     "detail", "mac", NULL},
    .run = list_run,
};

/* ---- head ---- */

static int head_run(struct app *app, const struct args *a) {
    struct audit_head head;
    char hex[HASH_DIGITS + 1];

    (void)a;
    TRY(audit_head(app->db, &head));
    if (app->format == APP_TEXT) {
        crypt_hex(head.mac, CRYPT_HASH_LEN, hex);
        sink_printf(app->raw, "%" PRId64 ":%s\n", head.seq, hex);
        return APP_DONE;
    }
    out_map(app->out, NULL);
    out_head(app, &head);
    out_end(app->out);
    return APP_DONE;
}

static const struct cmd audit_head_cmd = {
    .name = "head",
    .summary = "print the last link of the log, as SEQ:HASH",
    .details =
        "Kept elsewhere (on paper, in the mail, on another machine), it later proves with audit verify --head that "
        "nothing up to that row was changed or cut off, not even by someone who holds the key.",
    .db = DB_READ,
    .run = head_run,
};

/* ---- verify ---- */

/* "SEQ:HASH", or HASH alone (seq 0: to be looked for). */
static int parse_head(const char *text, struct audit_head *ret) {
    const char *colon = strchr(text, ':');
    char digits[24] = "";

    *ret = (struct audit_head){0};
    if (colon != NULL) {
        size_t len = (size_t)(colon - text);
        if (len == 0 || len >= sizeof digits)
            return -1;
        memcpy(digits, text, len);
        if (text_int64(digits, &ret->seq) < 0 || ret->seq < 1)
            return -1;
        text = colon + 1;
    }
    return crypt_unhex(text, ret->mac, CRYPT_HASH_LEN);
}

static int verify_check(struct app *app, const struct args *a) {
    struct audit_head head;

    if (!args_has(a, "head") || parse_head(args_str(a, "head"), &head) == 0)
        return 0;
    (void)err_set(app->err, ERR_USAGE, "--head: not a head as SEQ:HASH or HASH");
    return err_hint(app->err, "it is what gdprctl audit head printed: a row number, a colon and %d hexadecimal digits",
                    HASH_DIGITS);
}

static int find_mac(void *ctx, const struct audit_row *row) {
    struct audit_head *head = ctx;

    if (memcmp(row->mac, head->mac, CRYPT_HASH_LEN) != 0)
        return 0;
    head->seq = row->seq;
    return 1;
}

/* A hash without its row number: the row that has it. */
static int locate_head(struct app *app, struct audit_head *head) {
    if (head->seq > 0)
        return 0;
    int r = audit_each(app->db, 1, find_mac, head);
    if (r != 0)
        return r < 0 ? -1 : 0;
    (void)err_set(app->err, ERR_INTEGRITY, "the audit log has no row with the given head");
    return err_hint(app->err, "the log was changed or cut off since, or the head is of another database");
}

static int verify_run(struct app *app, const struct args *a) {
    struct audit_head anchor, head;
    bool anchored = args_has(a, "head");
    int64_t rows = 0;

    if (anchored) {
        (void)parse_head(args_str(a, "head"), &anchor);
        TRY(locate_head(app, &anchor));
    }
    TRY(audit_verify_epoch(app->db, anchored ? &anchor : NULL, &rows, &head));
    TRY(db_check_quick(app->db));
    out_map(app->out, NULL);
    out_bool(app->out, "intact", true);
    out_bool(app->out, "database_intact", true);
    out_int(app->out, "rows", rows);
    out_head(app, &head);
    if (!anchored)
        out_note(app->out, "Rows cut off the end show only against a head kept elsewhere: audit verify --head.");
    out_end(app->out);
    return APP_DONE;
}

static const struct opt verify_opts[] = {
    {"head", OPT_STRING, "HEAD", "a head printed earlier, SEQ:HASH or HASH, that the log must pass through"},
    {0},
};

static const struct cmd audit_verify_cmd = {
    .name = "verify",
    .summary = "check every link of the log, and the pages of the database",
    .details = "Exit status 76 names the first row of the log that does not fit, or the table whose pages are damaged. "
               "Values outside the log have no check sum: one that turned into another valid one shows in no page. "
               "Whether every index agrees with its table, backup checks of each copy.\n\n"
               "  gdprctl audit head > head.txt\n"
               "  gdprctl audit verify --head \"$(cat head.txt)\"\n",
    .opts = verify_opts,
    .db = DB_READ,
    .needs_key = true,
    .check = verify_check,
    .run = verify_run,
};

static const struct cmd *const audit_subs[] = {&audit_list, &audit_verify_cmd, &audit_head_cmd, NULL};

const struct cmd cmd_audit = {
    .name = "audit",
    .summary = "the tamper-evident log of everything that was disclosed, changed or deleted",
    .subs = audit_subs,
};
