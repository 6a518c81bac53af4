/*
 * fuzz_args.c - any words as a command line: they are taken or refused with a usage error, never anything else.
 */
#include "base/base.h"
#include "base/mem.h"
#include "cli/args.h"
#include "cli/argv.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    char *text = mem_strndup((const char *)data, size);
    char *words[32];
    size_t n = 0;
    struct err err = {0};
    ARGS(args);

    /* A line feed between words. */
    for (char *at = text; n < ARRAY_LEN(words) && at != NULL;) {
        char *end = strchr(at, '\n');
        words[n++] = at;
        if (end != NULL)
            *end++ = '\0';
        at = end;
    }
    for (size_t i = 0; i < n; i++)
        (void)argv_has_personal_id(words[i]);
    int r = args_parse(&args, words, n, &err);
    assert((r == 0) == (err.code == ERR_NONE));
    assert(r == 0 || (err.code == ERR_USAGE && err.msg[0] != '\0'));
    for (size_t i = 0; r == 0 && opt_at(args.cmd, i) != NULL; i++) {
        (void)args_has(&args, opt_at(args.cmd, i)->name);
        (void)args_list(&args, opt_at(args.cmd, i)->name, 1);
    }
    free(text);
    return 0;
}
