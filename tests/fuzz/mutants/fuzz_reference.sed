# src/domain/reference.c: a wrong weight
s/{7, 3, 1}/{7, 3, 2}/
