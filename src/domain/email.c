/*
 * email.c - see email.h.
 */
#include "domain/email.h"

#include <strings.h>

#include "base/text.h"

#define LOCAL_MAX   64
#define ADDRESS_MAX 254
#define LABEL_MAX   63

static bool is_alnum(int32_t c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* RFC 5322 atext; RFC 6531 adds the letters of all scripts. */
static bool is_local(int32_t c) {
    if (c >= 0x80)
        return text_is_word(c);
    return is_alnum(c) || (c != '\0' && strchr("!#$%&'*+-/=?^_`{|}~", (int)c) != NULL);
}

static bool is_host(int32_t c) {
    return c >= 0x80 ? text_is_word(c) : is_alnum(c) || c == '-';
}

/* True when `s` is runs of `is_ok` characters, joined by single dots. */
static bool is_dotted(const char *s, size_t len, bool (*is_ok)(int32_t)) {
    bool after_dot = true;
    int32_t c;

    for (size_t at = 0; at < len;) {
        size_t n = text_next(s + at, len - at, &c);

        if (n == 0 || (c == '.' ? after_dot : !is_ok(c)))
            return false;
        after_dot = c == '.';
        at += n;
    }
    return !after_dot;
}

/* Labels are neither too long nor framed by hyphens. */
static bool labels_are_fine(const char *host, size_t len) {
    size_t start = 0;

    for (size_t i = 0; i <= len; i++) {
        if (i < len && host[i] != '.')
            continue;
        if (i - start > LABEL_MAX || host[start] == '-' || host[i - 1] == '-')
            return false;
        start = i + 1;
    }
    return true;
}

/* The last label: two letters or more, or an encoded name (xn--...). False when there is no dot. */
static bool top_level_is_fine(const char *host, size_t len) {
    size_t start = len;

    while (start > 0 && host[start - 1] != '.')
        start--;
    if (start == 0 || len - start < 2)
        return false;
    if (len - start > 4 && strncasecmp(host + start, "xn--", 4) == 0)
        return true;
    for (size_t i = start; i < len; i++) {
        if ((host[i] >= '0' && host[i] <= '9') || host[i] == '-')
            return false;
    }
    return true;
}

static int check(const char *s, size_t len, const char **reason) {
    const char *at = memchr(s, '@', len);
    const char *host;
    size_t local_len, host_len;

    if (text_has_invisible(s, len))
        return kind_refuse(reason, "it has a character that cannot be seen");
    if (at == NULL)
        return kind_refuse(reason, "there is no @");
    local_len = (size_t)(at - s);
    host = at + 1;
    host_len = len - local_len - 1;
    if (memchr(host, '@', host_len) != NULL)
        return kind_refuse(reason, "there is more than one @");
    if (len > ADDRESS_MAX || local_len > LOCAL_MAX)
        return kind_refuse(reason, "it is too long for an e-mail address");
    if (!is_dotted(s, local_len, is_local))
        return kind_refuse(reason, "the part before the @ is not well-formed");
    if (!is_dotted(host, host_len, is_host) || !labels_are_fine(host, host_len) || !top_level_is_fine(host, host_len))
        return kind_refuse(reason, "the part after the @ is no domain name");
    return 0;
}

int email_read(enum kind_form form, const char *s, size_t len, struct sb *out, const char **reason) {
    SB(nfc);

    /* Composed first: the same address with its letters taken apart is longer, and no other address. */
    text_nfc(s, len, &nfc);
    TRY(check(nfc.d, nfc.len, reason));
    if (form == KIND_FORM_STORED) {
        sb_catn(out, nfc.d, nfc.len);
    } else {
        text_lower(nfc.d, nfc.len, out);
    }
    return 0;
}
