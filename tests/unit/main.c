/*
 * main.c - runs the unit tests that were linked in; see test.h.
 */
#include "test.h"

#include "base/crypt.h"

static struct test *first;
static struct test **last = &first;
static int checks, failures; /* of the running test */

void test_register(struct test *t) {
    *last = t;
    last = &t->next;
}

void test_check(bool ok, const char *file, int line, const char *fmt, ...) {
    va_list ap;

    checks++;
    if (ok)
        return;
    if (++failures > 20)
        return;
    printf("# %s:%d: ", file, line);
    va_start(ap, fmt);
    vprintf(fmt, ap);
    va_end(ap);
    printf("\n");
}

int main(int argc, char **argv) {
    int passed = 0, failed = 0;

    if (crypt_init() < 0)
        return 70;
    for (struct test *t = first; t != NULL; t = t->next) {
        if (argc > 1 && strstr(t->name, argv[1]) == NULL)
            continue;
        checks = failures = 0;
        t->run();
        if (checks > 0 && failures == 0) {
            passed++;
            printf("ok %s\n", t->name);
        } else {
            failed++;
            printf("not ok %s (%d of %d checks failed)\n", t->name, failures, checks);
        }
        (void)fflush(stdout);
    }
    if (passed + failed == 0) { /* a filter that meets nothing tests nothing */
        failed++;
        printf("not ok no test has that in its name\n");
    }
    printf("%d passed, %d failed\n", passed, failed);
    return failed > 0 ? 1 : 0;
}
