# src/io/json_out.c: a backslash is written bare
s/ || d\[at\] == '[\]\{2\}'//
