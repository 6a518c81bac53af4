/*
 * fuzz_email.c - libFuzzer target: any bytes as an e-mail address. A key has one @ between two parts, no white space
 * and no capitals of ASCII.
 */
#include "fuzz_kind.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    SB(text);
    SB(key);

    if (!fuzz_kind(KIND_EMAIL, data, size, &text, &key))
        return 0;
    MUST(strchr(key.d, '@') != NULL && strchr(key.d, '@') == strrchr(key.d, '@'));
    MUST(key.d[0] != '@' && strrchr(key.d, '.') > strchr(key.d, '@') && key.d[key.len - 1] != '.');
    MUST(strpbrk(key.d, " \t\r\n,;<>()[]\"ABCDEFGHIJKLMNOPQRSTUVWXYZ") == NULL);
    return 0;
}
