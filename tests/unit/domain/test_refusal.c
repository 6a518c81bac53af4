/*
 * test_refusal.c - grounds of a refusal over the whole space of grounds and rights, as the articles have them.
 */
#include "test.h"

#include "domain/refusal.h"

/* One line for each ground, one column for each right: access, rectification, erasure, restriction, portability,
 * objection. */
static const struct {
    const char *ground, *rights;
} law[] = {
    {"unfounded", "xxxxxx"},            /* Art. 12(5) speaks of Articles 15 to 22 */
    {"excessive", "xxxxxx"},            /* the same */
    {"not-identified", "xxxxxx"},       /* Art. 12(2), the same */
    {"accurate", ".x...."},             /* Art. 16: inaccurate data */
    {"right-not-applicable", ".xxxxx"}, /* Art. 15 has no conditions */
    {"rights-of-others", "x...x."},     /* Art. 15(4), 20(4) */
    {"legal-obligation", "..x..."},     /* Art. 17(3)(b) */
    {"legal-claims", "..x..x"},         /* Art. 17(3)(e), 21(1) */
    {"section-34", "x....."},           /* restricts the right of Art. 15 */
};

TEST(refusal_grounds_are_for_certain_rights) {
    CHECK_EQ_INT(ARRAY_LEN(law), REFUSAL__MAX);
    for (size_t i = 0; i < ARRAY_LEN(law); i++) {
        enum refusal ground = REFUSAL__MAX;

        CHECK_EQ_INT(refusal_parse(law[i].ground, &ground), 0);
        CHECK_STR(refusal_code(ground), law[i].ground);
        CHECK_EQ_INT(strlen(law[i].rights), RIGHT__MAX);
        for (int r = 0; r < RIGHT__MAX; r++)
            test_check(refusal_applies(ground, (enum right)r) == (law[i].rights[r] == 'x'), __FILE__, __LINE__,
                       "%s and %s", law[i].ground, right_code((enum right)r));
    }
    CHECK_EQ_INT(refusal_parse("too-much-work", &(enum refusal){0}), -1);
}

TEST(refusal_every_right_can_be_refused_and_one_after_it_was_begun) {
    for (int r = 0; r < RIGHT__MAX; r++) {
        int grounds = 0;

        for (int g = 0; g < REFUSAL__MAX; g++)
            grounds += refusal_applies((enum refusal)g, (enum right)r);
        CHECK(grounds >= 3 && grounds < REFUSAL__MAX);
        CHECK_EQ_INT(refusal_after_begin((enum right)r), r == RIGHT_RECTIFICATION);
    }
}
