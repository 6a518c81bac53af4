/*
 * fuzz_phone.c - libFuzzer target: any bytes as a telephone number. A key is E.164, and its last digits are those of
 * the value: no number comes from nowhere.
 */
#include "fuzz_kind.h"

/* The four digits at the end of both. */
static void check_digits(const struct sb *text, const struct sb *key) {
    size_t at = text->len;

    for (size_t i = key->len; i > key->len - 4; i--) {
        while (at > 0 && (text->d[at - 1] < '0' || text->d[at - 1] > '9'))
            at--;
        MUST(at > 0 && text->d[--at] == key->d[i - 1]);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    SB(text);
    SB(key);

    if (!fuzz_kind(KIND_PHONE, data, size, &text, &key))
        return 0;
    MUST(key.len >= 6 && key.len <= 16 && key.d[0] == '+' && key.d[1] >= '1');
    MUST(strspn(key.d + 1, "0123456789") == key.len - 1);
    check_digits(&text, &key);
    return 0;
}
