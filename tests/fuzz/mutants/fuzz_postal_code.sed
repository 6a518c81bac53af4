# src/domain/postal_code.c: the last character may be anything
s/"0123456789") < len)/"0123456789") < 4)/
