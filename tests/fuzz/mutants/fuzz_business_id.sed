# src/domain/business_id.c: the check digit by another modulus
s/sum % 11/sum % 13/
