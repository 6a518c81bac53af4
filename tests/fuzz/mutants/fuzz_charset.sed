# src/io/csv_source.c: a NUL is let through
s/p\[at\] == 0 || n == 0/n == 0/
