/*
 * fuzz_iban.c - libFuzzer target: any bytes as a bank account number. What is taken has the remainder 1 by 97, reckoned
 * here over the number written out.
 */
#include "fuzz_kind.h"

/* The account behind country and check digits, then those two; letters are numbers from 10. */
static const char *rearranged(const char *iban, char ret[80]) {
    size_t n = 0;

    for (size_t i = 0; i < strlen(iban); i++) {
        char c = iban[(i + 4) % strlen(iban)];

        MUST((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z'));
        if (c >= 'A')
            ret[n++] = (char)('0' + (c - 'A' + 10) / 10);
        ret[n++] = (char)('0' + (c >= 'A' ? (c - 'A') % 10 : c - '0'));
    }
    ret[n] = '\0';
    return ret;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    char digits[80];
    SB(text);
    SB(key);

    if (!fuzz_kind(KIND_IBAN, data, size, &text, &key))
        return 0;
    MUST(key.len >= 15 && key.len <= 34 && fuzz_mod(rearranged(key.d, digits), 97) == 1);
    MUST(strncmp(key.d, "FI", 2) != 0 || key.len == 18);
    return 0;
}
