/*
 * fuzz_instant.c - libFuzzer target: any bytes as a date and time. What is taken is stored as Helsinki time with an
 * offset of two or three hours, names the same instant again, and its first ten characters are the Helsinki date.
 */
#include "fuzz_kind.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    char iso[DATE_LEN];
    struct local_time local;
    int64_t utc;
    SB(text);
    SB(key);

    if (!fuzz_kind(KIND_INSTANT, data, size, &text, &key))
        return 0;
    MUST(key.len == INSTANT_LEN - 1 && instant_parse(key.d, &utc) == 0);
    MUST(strcmp(key.d + 19, "+02:00") == 0 || strcmp(key.d + 19, "+03:00") == 0);
    helsinki(utc, &local);
    date_iso(local.date, iso);
    MUST(memcmp(iso, key.d, 10) == 0 && local.hour < 24 && local.minute < 60 && local.second < 60);
    MUST((local.date - date_from_ymd(1970, 1, 1)) * (int64_t)86400 + local.hour * 3600 + local.minute * 60 +
             local.second - local.offset * 60 ==
         utc);
    return 0;
}
