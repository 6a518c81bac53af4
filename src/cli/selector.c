/*
 * selector.c - see selector.h.
 */
#include "cli/selector.h"

#include "base/sb.h"
#include "base/text.h"
#include "io/file_in.h"

#define SUBJECT_FILE_MAX 65536

/* `ret_what`: its name for messages. */
static int read_file(const char *path, struct sb *text, const char **ret_what, struct err *e) {
    FILE_IN(in);

    TRY(file_in_open(&in, path, e));
    *ret_what = in.what;
    return file_in_read_all(&in, SUBJECT_FILE_MAX, text, e);
}

/* The personal identity code never comes as an argument, but as the content of a file. */
static int read_personal_id(const char *path, struct selectors *ret, struct err *e) {
    struct sb text CLEANUP(sb_wipe) = SB_INIT;
    const char *s, *what;
    size_t len;

    TRY(read_file(path, &text, &what, e));
    s = text.d;
    len = text.len;
    text_trim(&s, &len);
    sb_truncate(&text, (size_t)(s - text.d) + len);
    return selectors_set(ret, "personal-id", s, e);
}

int selector_args(struct app *app, const struct args *a, struct selectors *ret) {
    static const char *const plain[] = {"customer", "phone", "email", "name", "postal-code", "as"};
    const char *id_file = args_str(a, "personal-id-file");
    const char *subject_file = args_str(a, "subject-file");

    for (size_t i = 0; i < ARRAY_LEN(plain); i++) {
        if (args_has(a, plain[i]))
            TRY(selectors_set(ret, plain[i], args_str(a, plain[i]), app->err));
    }
    if (id_file != NULL)
        TRY(read_personal_id(id_file, ret, app->err));
    if (subject_file != NULL) {
        struct sb text CLEANUP(sb_wipe) = SB_INIT;
        const char *what;

        TRY(read_file(subject_file, &text, &what, app->err));
        TRY(selectors_read(ret, text.d, text.len, what, app->err));
    }
    return 0;
}

int selector_subject(struct app *app, const struct args *a, int64_t register_id, struct subject *ret) {
    SELECTORS(s);

    TRY(selector_args(app, a, &s));
    return locate_subject(app->db, register_id, &s, ret);
}
