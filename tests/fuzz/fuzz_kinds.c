/*
 * fuzz_kinds.c - libFuzzer target: any bytes as a value of the kinds that have no target of their own (names, texts,
 * codes, numbers, years, booleans, languages, paths), and as a period. The first byte chooses.
 */
#include "fuzz_kind.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const enum kind kinds[] = {KIND_TEXT,    KIND_NAME,    KIND_CODE, KIND_YEAR, KIND_INTEGER,
                                  KIND_DECIMAL, KIND_BOOLEAN, KIND_LIST, KIND_FILE, KIND_LANGUAGE};

/* What comes out of a period is taken again and means the same. */
static void check_period(const char *text) {
    struct period p, again;
    char iso[48];

    if (period_parse(text, &p) < 0)
        return;
    MUST(p.years >= 0 && p.months >= 0 && p.days >= 0 && (p.years > 0 || p.months > 0 || p.days > 0));
    period_iso(p, iso);
    MUST(period_parse(iso, &again) == 0 && memcmp(&p, &again, sizeof p) == 0);
}

static void check_value(enum kind kind, const char *key) {
    if (kind == KIND_YEAR || kind == KIND_INTEGER || kind == KIND_DECIMAL || kind == KIND_BOOLEAN)
        MUST(strspn(key, "-0123456789.") == strlen(key) && strspn(key, "0123456789") + (*key == '-') > 0);
    if (kind == KIND_BOOLEAN)
        MUST(strcmp(key, "0") == 0 || strcmp(key, "1") == 0);
    if (kind == KIND_FILE)
        MUST(*key != '/' && strstr(key, "/../") == NULL && strncmp(key, "../", 3) != 0 && strcmp(key, "..") != 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    SB(text);
    SB(key);

    if (size == 0)
        return 0;
    if (data[0] == 'P') {
        sb_catn(&text, (const char *)data, size);
        check_period(text.d);
    } else if (fuzz_kind(kinds[data[0] % ARRAY_LEN(kinds)], data + 1, size - 1, &text, &key)) {
        check_value(kinds[data[0] % ARRAY_LEN(kinds)], key.d);
    }
    return 0;
}
