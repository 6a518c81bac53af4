/*
 * iban.h - bank account numbers.
 *
 * Source: ISO 13616 / SWIFT IBAN registry: country, two check digits (mod 97 of the rearranged number is 1), at most 34
 * characters; check digits are 02 to 98. A Finnish account (Finance Finland, "Finnish IBAN") is FI, 2 + 14 digits, and
 * the last of the 14 is a Luhn digit over them: an account that fails it cannot exist, whatever mod 97 says. Accounts
 * of other countries are checked by mod 97 only.
 */
#ifndef GDPRCTL_DOMAIN_IBAN_H
#define GDPRCTL_DOMAIN_IBAN_H

#include "domain/kind_form.h"

/* Not strict: spaces, hyphens and lower case are taken away; the electronic form is stored. */
kind_reader iban_read;

#endif
