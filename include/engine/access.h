/*
 * access.h - the answer to an access request (Art. 15): a package with everything the register holds about the person
 * and every fact the article asks for.
 *
 * DIR/REF/ holds
 *   letter.html    the answer for the person to read, in their language, one self-contained page
 *   export.json    the same, exact: every value as it is stored, the retention of each row, the facts of Art. 15
 *   CATEGORY.csv   a table for each category of the notice that has data
 *   recordings/    copies of the person's recordings that are there
 *   manifest.json  SHA-256 and size of every file
 * and appears whole or not at all.
 */
#ifndef GDPRCTL_ENGINE_ACCESS_H
#define GDPRCTL_ENGINE_ACCESS_H

#include "base/base.h"
#include "base/date.h"
#include "base/lang.h"
#include "engine/access_view.h"
#include "engine/workset.h"
#include "io/package.h"
#include "store/code_store.h"
#include "store/request_store.h"

struct access_options {
    const char *recordings_root; /* NULL: none is set; recordings are listed only */
    int64_t now_utc;
    date_t today;
    date_t as_of;
    bool lang_given; /* letters in `lang`; else in the person's language, else in `lang` */
    enum lang lang;
    bool protected_ok; /* the second confirmation for people with a protected address was given */
};

/* What was written. */
struct access_result {
    char *package; /* path */
    size_t files, rows, recordings_copied, recordings_missing;
    bool other_people; /* rows about somebody else were masked */
};

void access_result_release(struct access_result *r);

/* What is word for word the same in every answer of the register: each written by the first answer that has it. */
struct access_fixed {
    char *article_15;               /* of export.json */
    char *letter_end[LANG__MAX][2]; /* of letter.html: what a person is told, and a company */
};

/* Everything that one register's answers share; made once for one request or for a thousand, in the transaction that
 * answers them: else the definition could be loaded anew in between. */
struct access {
    struct db *db;
    struct plan plan;
    struct locator locator;
    struct code_lists codes;
    const struct access_options *options;
    struct access_fixed fixed;
};

#define ACCESS(name) struct access name CLEANUP(access_release) = {0}

/* Loads the register once for many answers; ERR_NOTFOUND when there is none of that code. `options` is kept by the
 * caller. */
int access_open(struct access *a, struct db *db, const char *register_code, const struct access_options *options);
void access_release(struct access *a);

/*
 * Answers one access request in the caller's transaction: writes the package into `dir`, records the disclosure, sets
 * the request done. In a deferred directory the package gets its name at package_dir_flush, which comes before the
 * commit: a killed run may leave a package whose request is not done, never the reverse. Refused (ERR_REFUSED) before
 * identity is verified, for a request that has ended otherwise, for one of another right, and for a protected person
 * without the second confirmation.
 */
int access_answer(struct access *a, struct package_dir *dir, struct request *req, struct access_result *ret);

/* What a written package is in the books, whichever right it was written for. */
struct access_answered {
    const char *command;             /* in the log */
    const char *content, *reference; /* DISCLOSED_... */
    const char *detail;
};

/* Records the disclosure, the request's end and the audit row, in the caller's transaction: the last step of a package
 * for Art. 15 as for Art. 20. */
int access_record(struct access *a, struct request *req, const struct access_answered *what);

#endif
