/*
 * postal_code.h - Finnish postal codes: exactly five digits, kept as text because of leading zeros (Posti, postal code
 * services: 00002 to 99999).
 */
#ifndef GDPRCTL_DOMAIN_POSTAL_CODE_H
#define GDPRCTL_DOMAIN_POSTAL_CODE_H

#include "domain/kind_form.h"

kind_reader postal_code_read;

#endif
