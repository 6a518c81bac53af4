/*
 * fuzz_reference.c - libFuzzer target: any bytes as a payment reference. What is taken passes the 7-3-1 check, reckoned
 * here from the front.
 */
#include "fuzz_kind.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    int sum = 0;
    SB(text);
    SB(key);

    if (!fuzz_kind(KIND_REFERENCE, data, size, &text, &key))
        return 0;
    MUST(key.len >= 4 && key.len <= 20 && strspn(key.d, "0123456789") == key.len && key.d[0] != '0');
    for (size_t i = 0; i + 1 < key.len; i++)
        sum += (key.d[i] - '0') * (int)("731"[(key.len - 2 - i) % 3] - '0');
    MUST((sum + key.d[key.len - 1] - '0') % 10 == 0);
    return 0;
}
