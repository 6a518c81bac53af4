/*
 * email.h - e-mail addresses: the syntax of RFC 5321 section 4.1.2 (dot-string local part of at most 64 octets, host
 * name of at least two labels, 254 octets in all) with the letters of RFC 6531 (internationalised addresses).
 *
 * Refused although the RFCs allow them, because nobody's customer register needs them and they hide mistakes: quoted
 * local parts, address literals ([192.0.2.1]), comments, and a top-level label that is a single letter or has digits or
 * hyphens (all that are in use are letters only, RFC 1123 section 2.1, or begin with xn--).
 *
 * The key is the whole address in NFC and lower case. Dots and +tags stay: which providers ignore them is their
 * business, and merging two people's addresses would ban, or spare, the wrong one.
 */
#ifndef GDPRCTL_DOMAIN_EMAIL_H
#define GDPRCTL_DOMAIN_EMAIL_H

#include "domain/kind_form.h"

kind_reader email_read;

#endif
