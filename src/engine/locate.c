/*
 * locate.c - see locate.h.
 */
#include "engine/locate.h"

#include "base/crypt.h"
#include "base/mem.h"
#include "base/sb.h"
#include "base/text.h"
#include "domain/kind.h"

void selectors_release(struct selectors *s) {
    char **all[] = {&s->customer, &s->personal_id, &s->phone, &s->email, &s->name, &s->postal_code};

    for (size_t i = 0; i < ARRAY_LEN(all); i++) {
        if (*all[i] != NULL)
            crypt_wipe(*all[i], strlen(*all[i]));
        free(*all[i]);
        *all[i] = NULL;
    }
}

int selectors_set(struct selectors *s, const char *key, const char *value, struct err *e) {
    struct {
        const char *key;
        char **at;
    } const known[] = {
        {"customer", &s->customer}, {"personal-id", &s->personal_id}, {"phone", &s->phone}, {"email", &s->email},
        {"name", &s->name},         {"postal-code", &s->postal_code},
    };

    if (strcmp(key, "as") == 0) {
        if (strcmp(value, "representative") != 0 && strcmp(value, "customer") != 0)
            return err_set(e, ERR_USAGE, "\"as\" is neither customer nor representative");
        s->representative = strcmp(value, "representative") == 0;
        return 0;
    }
    for (size_t i = 0; i < ARRAY_LEN(known); i++) {
        if (strcmp(known[i].key, key) != 0)
            continue;
        if (*known[i].at != NULL)
            return err_set(e, ERR_USAGE, "the selector \"%s\" is given twice", key);
        *known[i].at = mem_strdup(value);
        return 0;
    }
    (void)err_set(e, ERR_USAGE, "unknown selector");
    return err_hint(e, "selectors are customer, personal-id, phone, email, name with postal-code, and as");
}

/* postal_code is the word of the CSV files. */
static void add_key(struct sb *key, const char *s, size_t len) {
    text_trim(&s, &len);
    for (size_t i = 0; i < len; i++)
        sb_ch(key, s[i] == '_' ? '-' : s[i]);
}

/* One line of a subject file. */
static int read_line(struct selectors *s, const char *line, size_t len, const char *what, size_t number,
                     struct err *e) {
    const char *eq;
    size_t value_len;
    struct err why = {0};
    SB(key);
    struct sb value CLEANUP(sb_wipe) = SB_INIT;

    text_trim(&line, &len);
    if (len == 0 || line[0] == '#')
        return 0;
    eq = memchr(line, '=', len);
    if (eq == NULL)
        return err_set(e, ERR_DATA, "%s, line %zu: it is not key=value", what, number);
    add_key(&key, line, (size_t)(eq - line));
    value_len = len - (size_t)(eq - line) - 1;
    eq++;
    text_trim(&eq, &value_len);
    sb_catn(&value, eq, value_len);
    if (selectors_set(s, key.d, value.d, &why) < 0) {
        (void)err_set(e, ERR_DATA, "%s, line %zu: %s", what, number, why.msg);
        return why.hint[0] != '\0' ? err_hint(e, "%s", why.hint) : -1;
    }
    return 0;
}

int selectors_read(struct selectors *s, const char *text, size_t len, const char *what, struct err *e) {
    size_t number = 1;

    if (len >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0) {
        text += 3;
        len -= 3;
    }
    if (!text_is_utf8(text, len) || memchr(text, '\0', len) != NULL)
        return err_set(e, ERR_DATA, "%s is not UTF-8 text", what);
    while (len > 0) {
        const char *nl = memchr(text, '\n', len);
        size_t n = nl != NULL ? (size_t)(nl - text) : len;

        TRY(read_line(s, text, n, what, number++, e));
        n += nl != NULL;
        text += n;
        len -= n;
    }
    return 0;
}

bool selectors_any(const struct selectors *s) {
    return s->customer != NULL || s->personal_id != NULL || s->phone != NULL || s->email != NULL || s->name != NULL ||
           s->postal_code != NULL;
}

/* The key form of a selector, or a refusal that does not repeat it. */
static int key_form(enum kind kind, const char *what, const char *value, struct sb *out, const char **ret,
                    struct err *e) {
    const char *reason = "";

    if (value == NULL)
        return 0;
    if (kind_key(kind, value, out, &reason) < 0)
        return err_set(e, ERR_DATA, "the %s given is not valid: %s", what, reason);
    *ret = out->d;
    return 0;
}

static int check_complete(const struct selectors *s, struct err *e) {
    if (!selectors_any(s)) {
        (void)err_set(e, ERR_USAGE, "no person is named");
        return err_hint(e, "give --customer, --personal-id-file, --phone, --email, --name with --postal-code, or "
                           "--subject-file");
    }
    if ((s->name != NULL) != (s->postal_code != NULL)) {
        (void)err_set(e, ERR_USAGE,
                      "a name selects nobody without the postal code, nor a postal code without the name");
        return err_hint(e, "give both --name and --postal-code");
    }
    return 0;
}

/* The same personal identity code in several records is one representative. */
static bool one_representative(struct db *db, const subject_vec *found) {
    uint8_t first[CRYPT_TAG_LEN], tag[CRYPT_TAG_LEN];

    if (db->keys == NULL || subject_tag(db, &found->d[0], first) < 0)
        return false;
    for (size_t i = 1; i < found->len; i++) {
        if (found->d[i].representative_id == 0 || subject_tag(db, &found->d[i], tag) < 0 ||
            memcmp(first, tag, sizeof tag) != 0)
            return false;
    }
    return true;
}

int selector_keys(const struct selectors *s, struct selector_keys *ret, struct err *e) {
    const struct {
        enum kind kind;
        const char *what, *value, **key;
    } all[] = {
        {KIND_CODE, "customer number", s->customer, &ret->sel.customer_no},
        {KIND_PERSONAL_ID, "personal identity code", s->personal_id, &ret->sel.personal_id},
        {KIND_PHONE, "telephone number", s->phone, &ret->sel.phone},
        {KIND_EMAIL, "e-mail address", s->email, &ret->sel.email},
        {KIND_NAME, "name", s->name, &ret->sel.name},
        {KIND_POSTAL_CODE, "postal code", s->postal_code, &ret->sel.postal_code},
    };

    *ret = (struct selector_keys){.sel = {.representative = s->representative}};
    for (size_t i = 0; i < ARRAY_LEN(ret->texts); i++)
        ret->texts[i] = (struct sb)SB_INIT;
    TRY(check_complete(s, e));
    for (size_t i = 0; i < ARRAY_LEN(all); i++)
        TRY(key_form(all[i].kind, all[i].what, all[i].value, &ret->texts[i], all[i].key, e));
    return 0;
}

void selector_keys_release(struct selector_keys *k) {
    for (size_t i = 0; i < ARRAY_LEN(k->texts); i++) {
        if (k->texts[i].d != NULL)
            sb_wipe(&k->texts[i]);
    }
}

int locate_records(struct db *db, int64_t register_id, const struct selector_keys *k, subject_vec *ret) {
    TRY(subject_find(db, register_id, &k->sel, ret));
    if (ret->len <= 1 || one_representative(db, ret))
        return 0;
    (void)err_set(db->err, ERR_NOSUBJECT, "%zu people in the register meet what was given", ret->len);
    return err_hint(db->err, "add another selector, the customer number for example, until one person is left");
}

/* A request is about one record of a representative: an answer that has the first of several would not be the whole,
 * and an erasure would call itself complete. */
static int choose(struct db *db, const subject_vec *found, struct subject *ret) {
    if (found->len == 0)
        return 0;
    if (found->len > 1) {
        (void)err_set(db->err, ERR_NOSUBJECT, "the person is a representative in %zu records of the register",
                      found->len);
        return err_hint(db->err, "each of them is answered by itself: add the customer number of whom they represent, "
                                 "which gdprctl subject show tells");
    }
    *ret = found->d[0];
    return 1;
}

int locate_keys(struct db *db, int64_t register_id, const struct selector_keys *k, struct subject *ret) {
    subject_vec found = {0};
    int rc = locate_records(db, register_id, k, &found);

    if (rc >= 0)
        rc = choose(db, &found, ret);
    vec_release(&found);
    return rc;
}

int locate_subject(struct db *db, int64_t register_id, const struct selectors *s, struct subject *ret) {
    SELECTOR_KEYS(keys);
    int r;

    TRY(selector_keys(s, &keys, db->err));
    r = locate_keys(db, register_id, &keys, ret);
    TRY(r);
    if (r > 0)
        return 0;
    (void)err_set(db->err, ERR_NOSUBJECT, "nobody in the register meets what was given");
    return err_hint(db->err, "check the register and the selectors; all of them must meet in one person");
}
