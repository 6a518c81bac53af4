/*
 * optout.h - bulk objections to direct marketing (Art. 21(2)-(3) and (5) GDPR): `gdprctl optout import`, `list`,
 * `export` and `lift`.
 *
 * A row names a person by customer number, personal id, phone or e-mail. Whoever the identifiers meet gets an objection
 * for the scope, and their permissions become prohibitions. Where a row has several identifiers, those that meet
 * anybody must meet in one person (a shared phone alone bans it for everybody who has it); otherwise the row is
 * ambiguous and rejected. In several registers that one person is banned in each; a customer number that is another
 * person's there is no match (contacts_people.h). Whoever comes to share a banned contact later is under the ban too
 * (optout_shared). An identifier that nobody has becomes an entry of the suppression list, so that the ban holds for
 * whoever comes with it later. The name and postal code of a row decide nothing: there are namesakes. Nothing here can
 * loosen a ban.
 *
 * Of several rows of a file about a customer the latest counts, whichever comes first. An opt-out that a later file
 * tells of again, with a day after the one known, moves the ban to that day: a consent from between the two was
 * withdrawn by it. Rows without a day, which a list carries along every time, move nothing.
 */
#ifndef GDPRCTL_ENGINE_OPTOUT_H
#define GDPRCTL_ENGINE_OPTOUT_H

#include "base/base.h"
#include "base/date.h"
#include "engine/locate.h"
#include "engine/rejects.h"
#include "io/csv_in.h"
#include "store/db.h"
#include "store/suppression_store.h"

struct optout_options {
    const char *register_code; /* NULL: every register */
    scope_set scopes;          /* of rows that name none; 0: all marketing */
    const char *path;          /* "-" is standard input */
    enum charset charset;
    char delimiter;      /* 0: found out */
    const char *ignore;  /* comma list of columns that may pass unread (a name with a comma in quotes), or NULL */
    const char *rejects; /* path, or NULL */
    const char *spool_dir;
    bool strict;  /* one rejected row refuses the file */
    bool dry_run; /* nothing is kept, and no file is written */
    int64_t now_utc;
    date_t today;
    size_t share; /* bytes of rows held at a time; 0: 56 MiB */
    void (*progress)(void *ctx, uint64_t done, uint64_t total);
    void *progress_ctx;
};

/* Each row counts once: applied + unchanged + unmatched + ambiguous + rejected = rows. */
struct optout_result {
    char sha256[65];
    enum charset charset;
    char delimiter;
    uint64_t rows;
    uint64_t applied;   /* met somebody, and something is banned now that was not, or since a later day */
    uint64_t unchanged; /* all of it was banned before */
    uint64_t unmatched; /* met nobody: entries of the suppression list that are new, or of a later day */
    uint64_t ambiguous; /* among the rejected rows, but not in `rejected` */
    uint64_t rejected;
    uint64_t suppressed; /* entries added to the suppression list */
    bool mojibake, open_ended;
    bool rejects_written;
    struct rejects rejects; /* sorted by line */
};

#define OPTOUT_RESULT(name) struct optout_result name CLEANUP(optout_result_release) = {0}
void optout_result_release(struct optout_result *r);

/* ERR_NOTFOUND for an unknown register, ERR_DATA when the file is refused as a whole (nothing is changed). `ret` is
 * filled only on success. Needs db->keys. */
int optout_import(struct db *db, const struct optout_options *o, struct optout_result *ret);

/*
 * Takes a ban away, which only the person's own later consent can do: `evidence` tells how they gave it (kept in the
 * audit log as a hash), `given_on` is its day. What goes: the objection to the scope, prohibitions of it, and entries
 * of the suppression list by any identifier of the person. Not the entry of a phone, an e-mail address, or a name with
 * postal code that another customer, or a representative who objected, has too: the list does not say whose opt-out it
 * was, the others have not consented, and a shared contact is banned for all. Such contacts are counted as `shared`, as
 * are those that somebody else's objection bans (optout_shared). Somebody who is in no record is named by their contact
 * alone. ERR_REFUSED without evidence, for a day in the future, when the ban is younger than the consent, and when it
 * is a shared one; ERR_NOSUBJECT when the selectors meet several people, or several selectors do not meet in one;
 * ERR_NOTFOUND when there is no such ban.
 */
struct optout_lifting {
    const char *register_code;
    const struct selectors *selectors;
    enum scope scope;
    const char *evidence;
    date_t given_on;
    bool dry_run;
    int64_t now_utc;
    date_t today;
};

struct optout_lifted {
    int64_t objections, prohibitions;
    uint64_t suppressions;
    uint64_t shared; /* contacts that stay banned, because others have them */
};

int optout_lift_ban(struct db *db, const struct optout_lifting *l, struct optout_lifted *ret);

/*
 * Writes the objections of the register's customers as CSV (UTF-8 with BOM, semicolons) that `optout import` reads
 * again: number, contacts, scope, day. Phones begin with 00 instead of +, so that no spreadsheet takes them for
 * formulas. No personal ids; of people with a protected address only the customer number. Who has nothing to be known
 * by then is left out. Audited as a disclosure. To the file `path`, or to `to` when it is NULL.
 */
struct sink;

struct optout_exported {
    uint64_t rows, left_out;
};

int optout_export(struct db *db, const char *register_code, int64_t now_utc, const char *path, struct sink *to,
                  struct optout_exported *ret);

#endif
