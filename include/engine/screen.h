/*
 * screen.h - `gdprctl optout screen`: which rows of a campaign file may be contacted.
 *
 * A row stays when everybody whom its identifiers meet may be contacted; what nobody has is judged by the suppression
 * lists alone. Where all registers are asked about, a person stands for all records with the same personal identity
 * code, and the strictest counts. Out go: people under a protected address (turvakielto), which always counts in
 * whichever register it is known, or a restriction (Art. 18), whoever objected to the scope (Art. 21(2)-(3)) or has a
 * prohibition on the channel, the erased, and rows that name nobody or several people. A permission is needed
 *   - by e-mail, text message and automated call, unless the customer is a legal person (act 917/2014 ss. 200, 202);
 *     somebody unknown may be a natural person, so an unknown contact goes too;
 *   - by every channel, from groups that the register may hold with permissions only (subject_group.permission).
 * Everything else may be contacted unless it is banned.
 *
 * Without a channel, permissions and prohibitions of every channel count; a file whose only contact detail is an e-mail
 * address is an e-mail campaign.
 *
 * Rows that name nobody or several people, or have a wrong identifier, could not be judged: they are counted apart,
 * because somebody has to look at them.
 *
 * Nothing of the file is kept, not even as tags: the audit row holds counts.
 */
#ifndef GDPRCTL_ENGINE_SCREEN_H
#define GDPRCTL_ENGINE_SCREEN_H

#include "base/base.h"
#include "base/date.h"
#include "domain/code.h"
#include "engine/rejects.h"
#include "io/csv_in.h"
#include "io/sink.h"
#include "store/db.h"

/* X(ID, word, channel of permissions, channel of prohibitions, electronic: act 917/2014 s. 200(1)). The channels are
 * codes of the list marketing-channel; rows for "all" count on every one. A permission to be called is none for a
 * machine to call. */
#define SCREEN_CHANNEL_LIST(X)                      \
    X(ANY, "any", NULL, NULL, false)                \
    X(LETTER, "letter", "post", "post", false)      \
    X(EMAIL, "email", "email", "email", true)       \
    X(SMS, "sms", "sms", "sms", true)               \
    X(PHONE, "phone", "phone", "phone", false)      \
    X(AUTOMATED, "automated", "all", "phone", true) \
    X(VISIT, "visit", "all", "all", false)

enum screen_channel {
#define X(id, word, permitted, prohibited, electronic) SCREEN_##id,
    SCREEN_CHANNEL_LIST(X)
#undef X
        SCREEN_CHANNEL__MAX
};

const char *screen_channel_word(enum screen_channel c);
int screen_channel_parse(const char *word, enum screen_channel *ret); /* 0 or -1 */

struct screen_options {
    const char *register_code; /* NULL: every register */
    enum scope scope;          /* of marketing */
    enum screen_channel channel;
    const char *path; /* "-" is standard input */
    enum charset charset;
    char delimiter; /* 0: found out */
    const char *ignore;
    const char *out; /* file for the rows that stay, or NULL */
    struct sink *to; /* or where they go, or NULL */
    const char *why; /* file for the others, with the reason, or NULL */
    const char *spool_dir;
    int64_t now_utc;
    date_t today;
    size_t share; /* bytes of rows held at a time; 0: 16 MiB */
    void (*progress)(void *ctx, uint64_t done, uint64_t total);
    void *progress_ctx;
};

struct screen_result {
    char sha256[65];
    enum charset charset;
    char delimiter;
    uint64_t rows, kept;         /* the others are the `rejects` */
    uint64_t unjudged;           /* of those: rows that are wrong, name nobody, or mean several people */
    enum screen_channel channel; /* as asked for, or as the columns tell */
    bool mojibake, open_ended;
    struct rejects rejects; /* sorted by line */
};

#define SCREEN_RESULT(name) struct screen_result name CLEANUP(screen_result_release) = {0}
void screen_result_release(struct screen_result *r);

/* ERR_NOTFOUND for an unknown register; ERR_DATA when the file is refused as a whole (then nothing is written);
 * ERR_CANTCREATE when an output file is there already. `ret` is filled only on success. Needs db->keys. */
int screen(struct db *db, const struct screen_options *o, struct screen_result *ret);

#endif
