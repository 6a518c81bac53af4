/*
 * test_id_set.c - the set of row numbers against a plain array of flags: rounds that overlap, numbers close together
 * and far apart.
 */
#include "base/id_set.h"
#include "test.h"

enum { ROUNDS = 5, NUMBERS = 1000 };

static bool in_round(int round, int n) {
    return n % (round + 2) == 0 && n / 100 % 3 != round % 3;
}

static void check_set(int64_t step, int64_t first) {
    struct id_set s CLEANUP(id_set_release) = {0};
    bool in[NUMBERS] = {false};

    CHECK(!id_set_has(&s, first));
    for (int round = 0; round < ROUNDS; round++) {
        for (int n = 0; n < NUMBERS; n++) {
            if (!in_round(round, n))
                continue;
            id_set_add(&s, first + n * step);
            CHECK_EQ_INT(id_set_has(&s, first + n * step), in[n]); /* not before the round is over */
        }
        id_set_settle(&s);
        for (int n = 0; n < NUMBERS; n++) {
            in[n] = in[n] || in_round(round, n);
            CHECK_EQ_INT(id_set_has(&s, first + n * step), in[n]);
        }
    }
    CHECK(!id_set_has(&s, first + NUMBERS * step));
}

TEST(id_set_of_numbers_close_together) {
    check_set(1, 1);
    check_set(3, 60);
}

TEST(id_set_of_numbers_far_apart) {
    check_set(1000003, 7);
    check_set(INT64_MAX / NUMBERS - 1, 0);
}

/* SQLite's row numbers may be negative; in ascending order those come first. */
TEST(id_set_of_numbers_below_zero) {
    check_set(1, -NUMBERS / 2);
    check_set(1000003, -7 * 1000003);
    check_set(INT64_MAX / NUMBERS - 1, INT64_MIN);
}
