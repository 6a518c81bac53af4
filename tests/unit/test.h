/*
 * test.h - the unit test harness: tests register themselves, checks print where they failed and go on.
 *
 *     TEST(period_reads_years) {
 *         struct period p;
 *         CHECK_EQ_INT(period_parse("P10Y", &p), 0);
 *         CHECK_EQ_INT(p.years, 10);
 *     }
 *
 * A test passes when none of its checks failed and it made at least one. Run a floor's binary with a word to run only
 * the tests whose name holds it.
 */
#ifndef GDPRCTL_TESTS_UNIT_TEST_H
#define GDPRCTL_TESTS_UNIT_TEST_H

#include "base/base.h"

struct test {
    const char *name;
    void (*run)(void);
    struct test *next;
};

void test_register(struct test *t);
void test_check(bool ok, const char *file, int line, const char *fmt, ...) PRINTF(4, 5);

#define TEST(test_name)                                                   \
    static void test_name(void);                                          \
    __attribute__((constructor)) static void register_##test_name(void) { \
        static struct test t = {#test_name, test_name, NULL};             \
        test_register(&t);                                                \
    }                                                                     \
    static void test_name(void)

#define CHECK(cond) test_check((cond), __FILE__, __LINE__, "%s", #cond)

#define CHECK_EQ_INT(a, b)                                                                      \
    do {                                                                                        \
        long long got_ = (long long)(a), want_ = (long long)(b);                                \
        test_check(got_ == want_, __FILE__, __LINE__, "%s is %lld, not %lld", #a, got_, want_); \
    } while (0)

#define CHECK_STR(a, b)                                                                                               \
    do {                                                                                                              \
        const char *got_ = (a), *want_ = (b);                                                                         \
        test_check(got_ != NULL && want_ != NULL && strcmp(got_, want_) == 0, __FILE__, __LINE__,                     \
                   "%s is \"%s\", not \"%s\"", #a, got_ != NULL ? got_ : "(null)", want_ != NULL ? want_ : "(null)"); \
    } while (0)

#endif
