/*
 * phone.h - telephone numbers as Finnish registers hold them, and their key in E.164 form.
 *
 * Sources: ITU-T E.164 (country code and number are at most 15 digits; list of assigned country codes); the Finnish
 * numbering plan in Traficom's regulation 32 (area codes, mobile codes, service and company numbers, and how many
 * digits may follow them); international prefixes 00, 990, 991, 994, 996, 999 and the 995xx ones of the operators.
 *
 * What is understood: 040 123 4567, 040-1234567, 040/1234567, (040) 1234567, +358 40 ..., +358 (0)40 ..., 00358 ...,
 * 358 40 ... without its plus, and 40 1234567 with the zero that a spreadsheet took away. The zero that other countries
 * dial inside the country only (+46 070 ...) is left out, too; one that belongs to the number (+39 06 ...) stays. What
 * is refused: letters, wildcards, two numbers in one cell, numbers turned into decimals (401234567.0, 4.01E+08),
 * emergency and other short numbers, numbers that fit no code of the plan. A number that is refused must never match
 * anybody.
 */
#ifndef GDPRCTL_DOMAIN_PHONE_H
#define GDPRCTL_DOMAIN_PHONE_H

#include "domain/kind_form.h"

/*
 * Stored: as given. Key: E.164. Both refuse characters that cannot be seen and digits of other scripts: in a file that
 * decides about people they are a sign of a damaged or forged value.
 *
 * Strict, for `validate`, says which number the published readers (libphonenumber and its ports) agree on: zero-width
 * spaces and soft hyphens are passed over, full-width digits are read, and a trailing extension ("x12", "ext. 5") is
 * left out.
 */
kind_reader phone_read;

#endif
