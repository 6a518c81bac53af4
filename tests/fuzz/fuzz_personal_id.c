/*
 * fuzz_personal_id.c - libFuzzer target: any bytes as a personal identity code. What is taken has a day of the calendar
 * and the right check character, which is reckoned here in another way.
 */
#include "fuzz_kind.h"

/* The remainder of DDMMYYNNN by 31, its digits taken one by one. */
static void check(const char *id) {
    static const int days[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    char digits[10];
    int day, month;

    (void)snprintf(digits, sizeof digits, "%.6s%.3s", id, id + 7);
    MUST(strspn(digits, "0123456789") == 9 && strchr("+-YXWVUABCDEF", id[6]) != NULL);
    MUST(id[10] == "0123456789ABCDEFHJKLMNPRSTUVWXY"[fuzz_mod(digits, 31)]);
    day = (id[0] - '0') * 10 + id[1] - '0';
    month = (id[2] - '0') * 10 + id[3] - '0';
    MUST(month >= 1 && month <= 12 && day >= 1 && day <= days[month - 1]);
    MUST(memcmp(id + 7, "002", 3) >= 0 && personal_id_birth_date(id) != DATE_NONE);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    SB(text);
    SB(key);

    if (!fuzz_kind(KIND_PERSONAL_ID, data, size, &text, &key))
        return 0;
    MUST(key.len == 11);
    check(key.d);
    return 0;
}
