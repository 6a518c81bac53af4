# src/domain/gsrn.c: the check digit does not count
s/if (!check_digit_is_right(id))/if (false \&\& !check_digit_is_right(id))/
