# src/domain/email.c: capitals stay in the key
s/text_lower(nfc.d, nfc.len, out)/text_nfc(nfc.d, nfc.len, out)/
