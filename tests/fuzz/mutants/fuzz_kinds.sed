# src/domain/kind.c: empty parts of a path pass
s/len == 0 || len > NAME_BYTES_MAX/len > NAME_BYTES_MAX/
