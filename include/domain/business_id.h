/*
 * business_id.h - the Finnish business identity code (Y-tunnus): seven digits, a hyphen, a check digit.
 *
 * Source: decree 598/1991 section 4 (yritystietoasetus) and the Tax Administration's description of the check digit:
 * weights 7 9 10 5 8 4 2; the sum's remainder by 11 is 0 for check digit 0, otherwise 11 minus the remainder; numbers
 * with remainder 1 are not issued. Codes are text: 0206323-2 keeps its zero.
 */
#ifndef GDPRCTL_DOMAIN_BUSINESS_ID_H
#define GDPRCTL_DOMAIN_BUSINESS_ID_H

#include "domain/kind_form.h"

/* Not strict: also without the hyphen, with spaces or a typographic dash, and as a VAT number (FI02063232). */
kind_reader business_id_read;

#endif
