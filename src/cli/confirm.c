/*
 * confirm.c - the question before something that cannot be undone; see app_confirm in app.h.
 */
#include "cli/app.h"

#include "base/sb.h"
#include "base/text.h"

#include <unistd.h>

/* yes, kyllä and ja, or their first letters. */
static bool means_yes(const char *answer) {
    static const char *const yes[] = {"y", "yes", "k", "kyllä", "j", "ja"};
    SB(folded);

    if (!text_is_utf8(answer, strlen(answer)))
        return false;
    text_fold(answer, strlen(answer), &folded);
    for (size_t i = 0; i < ARRAY_LEN(yes); i++) {
        if (strcmp(folded.d, yes[i]) == 0)
            return true;
    }
    return false;
}

/* One line from the terminal; what does not fit is no answer. */
static void read_answer(char *buf, size_t cap) {
    size_t len = 0;
    char c;

    while (read(STDIN_FILENO, &c, 1) == 1 && c != '\n') {
        if (len < cap)
            buf[len++] = c;
    }
    buf[len < cap ? len : 0] = '\0';
}

int app_confirm(struct app *app, const char *fmt, ...) {
    SB(question);
    va_list ap;
    char answer[32];

    if (app->yes)
        return 0;
    va_start(ap, fmt);
    sb_vprintf(&question, fmt, ap);
    va_end(ap);
    text_mask_controls(question.d);
    if (!app->can_ask) {
        (void)err_set(app->err, ERR_REFUSED, "this cannot be undone, and there is no terminal to ask on: %s",
                      question.d);
        return err_hint(app->err, "look at it with --dry-run where there is one, then give --yes");
    }
    (void)fprintf(stderr, "%s [y/N] ", question.d);
    read_answer(answer, sizeof answer);
    if (*app->interrupt == 0 && means_yes(answer))
        return 0;
    return err_set(app->err, ERR_REFUSED, "nothing was done: the answer was not yes");
}
