/*
 * postal_code.c - see postal_code.h.
 */
#include "domain/postal_code.h"

int postal_code_read(enum kind_form form, const char *s, size_t len, struct sb *out, const char **reason) {
    (void)form;
    if (len < 5 && strspn(s, "0123456789") >= len)
        return kind_refuse(reason, "a postal code has five digits: leading zeros seem to be lost");
    if (len != 5 || strspn(s, "0123456789") < len)
        return kind_refuse(reason, "a postal code has five digits");
    sb_catn(out, s, len);
    return 0;
}
