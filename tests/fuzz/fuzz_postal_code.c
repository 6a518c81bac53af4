/*
 * fuzz_postal_code.c - libFuzzer target: any bytes as a postal code. What is taken is five digits, as they stand in the
 * value.
 */
#include "fuzz_kind.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    SB(text);
    SB(key);

    if (!fuzz_kind(KIND_POSTAL_CODE, data, size, &text, &key))
        return 0;
    MUST(key.len == 5 && strspn(key.d, "0123456789") == 5 && strstr(text.d, key.d) != NULL);
    return 0;
}
