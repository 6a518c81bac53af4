/*
 * number.h - numbers, years and yes or no, as Finnish spreadsheets write them.
 *
 * A number has a decimal comma or point, and spaces (also NBSP, narrow NBSP) between groups of three digits. Neither
 * mark stands between thousands: 1.600 is 1,600, one and six tenths, and 1.600,66 is refused. Exponents are refused:
 * digits are lost in them.
 */
#ifndef GDPRCTL_DOMAIN_NUMBER_H
#define GDPRCTL_DOMAIN_NUMBER_H

#include "domain/kind_form.h"

kind_reader integer_read; /* fits 64 bits; stored without leading zeros: "13 860" is 13860 */
kind_reader decimal_read; /* stored with a point, its decimals kept: "1 600,60" is 1600.60 */
kind_reader year_read;    /* 1000 to 9999 */
kind_reader
    boolean_read; /* stored 1 or 0; kyllä/ei, ja/nej, yes/no, true/false, and what spreadsheets in fi and sv say */

#endif
