# src/domain/personal_id.c: the check character by another modulus
s/) % 31\]/) % 29]/
