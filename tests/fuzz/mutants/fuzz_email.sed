# src/domain/email.c: capitals stay in the key
s/text_lower(s, len, out)/text_nfc(s, len, out)/
