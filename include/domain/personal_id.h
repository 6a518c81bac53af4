/*
 * personal_id.h - the Finnish personal identity code (henkilötunnus): DDMMYY, a century sign, an individual number and
 * a check character.
 *
 * Source: Digital and Population Data Services Agency (DVV), "Reform of the personal identity code": the signs are +
 * for the 1800s; - Y X W V U for the 1900s; A B C D E F for the 2000s (all but + - A since 1 January 2023). The sign is
 * part of the identity: two codes that differ in it only are two people. Individual numbers are 002 to 899; 900 to 999
 * are temporary or for tests and pass here. The check character is the remainder of DDMMYYNNN by 31 as one of
 * 0123456789ABCDEFHJKLMNPRSTUVWXY; the sign does not count.
 *
 * A birth date in the future is refused by kind_check_as_of: nothing here knows today.
 */
#ifndef GDPRCTL_DOMAIN_PERSONAL_ID_H
#define GDPRCTL_DOMAIN_PERSONAL_ID_H

#include "domain/kind_form.h"

#define PERSONAL_ID_LEN 11

/* Not strict: surrounding white space and BOM, lower case, and a typographic dash for the sign '-' are mended. */
kind_reader personal_id_read;

#endif
