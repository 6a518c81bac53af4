/*
 * fuzz_gsrn.c - libFuzzer target: any bytes as the identifier of a metering point. One of 18 digits passes the check of
 * GS1; the others are short codes.
 */
#include "fuzz_kind.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    int sum = 0;
    SB(text);
    SB(key);

    if (!fuzz_kind(KIND_GSRN, data, size, &text, &key))
        return 0;
    MUST((key.len == 18 && strspn(key.d, "0123456789") == 18) || (key.len >= 5 && key.len <= 9));
    for (size_t i = 0; key.len == 18 && i < 18; i++)
        sum += (i % 2 == 0 ? 3 : 1) * (key.d[i] - '0');
    MUST(sum % 10 == 0);
    return 0;
}
