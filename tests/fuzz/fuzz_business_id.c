/*
 * fuzz_business_id.c - libFuzzer target: any bytes as a business identity code. What is taken is a multiple of 11 by
 * its weights.
 */
#include "fuzz_kind.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const int weights[] = {7, 9, 10, 5, 8, 4, 2};
    int sum = 0;
    SB(text);
    SB(key);

    if (!fuzz_kind(KIND_BUSINESS_ID, data, size, &text, &key))
        return 0;
    MUST(key.len == 9 && strspn(key.d, "0123456789") == 7 && key.d[7] == '-');
    for (size_t i = 0; i < 7; i++)
        sum += weights[i] * (key.d[i] - '0');
    sum += key.d[8] - '0';
    MUST(sum % 11 == 0);
    return 0;
}
