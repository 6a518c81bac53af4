/*
 * reference.h - payment reference numbers of Finnish invoices.
 *
 * Source: Finance Finland, "Construction of the Finnish reference number and its check digit": 4 to 20 digits, the last
 * a check digit: the others are weighted 7, 3, 1 from right to left, the sum is subtracted from the next ten. Leading
 * zeros mean nothing. ISO 11649 (RF creditor reference): "RF", two check digits (mod 97 as in an IBAN), then the
 * reference, which on a Finnish invoice has to pass its own check too.
 */
#ifndef GDPRCTL_DOMAIN_REFERENCE_H
#define GDPRCTL_DOMAIN_REFERENCE_H

#include "domain/kind_form.h"

/* Spaces between digits and lower-case "rf" are usual on paper and accepted in every form. Stored: without spaces and
 * leading zeros. Key: the national digits, so that an invoice is found by either of its forms. */
kind_reader reference_read;

#endif
