/*
 * gsrn.h - metering point identifiers.
 *
 * Source: GS1 General Specifications: a Global Service Relation Number has 18 digits, the last a mod 10 check digit
 * (weights 3, 1, 3, ... from the right of the other 17). Finnish metering points have one since the data hub started on
 * 21 February 2022. Contracts that ended before that still carry the network companies' own codes of five to nine
 * letters and digits; these are stored but are no GSRN.
 */
#ifndef GDPRCTL_DOMAIN_GSRN_H
#define GDPRCTL_DOMAIN_GSRN_H

#include "domain/kind_form.h"

/* Not strict: spaces in the number, and a legacy code (in upper case). What a spreadsheet made of the number
 * (6.43007E+17) is refused with a reason of its own: its last digits are gone. */
kind_reader gsrn_read;

#endif
