/*
 * test_plan.c - a register laid over the record tables: what decides about data is the same with and without the parts
 * of the definition that only tell people something, and a definition that does not hold together is refused.
 */
#include "engine/loaded.h"

#include "base/text.h"
#include "engine/plan.h"
#include "io/json_in.h"

static void scene_create(struct fixture *f, const char *code) {
    fixture_create(f);
    load_shipped(f, code);
}

static bool same_column(const struct plan_column *a, const struct plan_column *b) {
    return a->places.len == b->places.len && a->rules == b->rules && a->provided == b->provided &&
           a->rectifiable == b->rectifiable && a->identifying == b->identifying && a->basis_known == b->basis_known &&
           a->basis == b->basis && a->marketing_only == b->marketing_only && a->fixed == b->fixed &&
           memcmp(&a->ends, &b->ends, sizeof a->ends) == 0;
}

/* But for the names, which only one of the two has. */
static bool same_in_catalogue(const struct cat_column *a, const struct cat_column *b) {
    return strcmp(a->name, b->name) == 0 && a->kind == b->kind && text_equal(a->list, b->list) &&
           text_equal(a->key_column, b->key_column) && a->not_null == b->not_null && a->internal == b->internal &&
           a->past == b->past && b->names.t[LANG_FI] == NULL;
}

static bool same_groups(const struct plan_table *a, const struct plan_table *b) {
    for (size_t i = 0; i < a->groups.len && a->groups.len == b->groups.len; i++) {
        const struct plan_group *x = &a->groups.d[i], *y = &b->groups.d[i];

        if (x->clear.len != y->clear.len)
            return false;
        for (size_t k = 0; k < x->clear.len; k++) {
            if (x->clear.d[k] != y->clear.d[k])
                return false;
        }
    }
    return a->groups.len == b->groups.len;
}

TEST(plan_of_the_rules_decides_the_same) {
    static const char *const codes[] = {"kss-customers", "kss-panel", "kuopio-customers", "ksat-customers",
                                        "kesoy-customers"};

    for (size_t i = 0; i < ARRAY_LEN(codes); i++) {
        FIXTURE(f);
        PLAN(whole);
        PLAN(rules);

        scene_create(&f, codes[i]);
        CHECK_EQ_INT(plan_load(&f.db, codes[i], &whole), 0);
        CHECK_EQ_INT(plan_load_rules(&f.db, codes[i], &rules), 0);
        CHECK(node_get(whole.def, "rights") != NULL && node_get(rules.def, "rights") == NULL);
        CHECK(node_get(rules.def, "recipients") != NULL);
        CHECK(node_get(whole.def, "names") != NULL && node_get(rules.def, "names") == NULL);
        CHECK(rules.rules.len == whole.rules.len && rules.purposes.len == whole.purposes.len);
        CHECK(rules.by_person == whole.by_person && rules.cat.table_count == whole.cat.table_count);
        for (size_t r = 0; r < whole.rules.len; r++)
            CHECK(memcmp(whole.rules.d[r].digest, rules.rules.d[r].digest, CRYPT_HASH_LEN) == 0);
        for (size_t t = 0; t < whole.cat.table_count; t++) {
            CHECK(whole.tables[t].fixed_known && !rules.tables[t].fixed_known);
            CHECK_EQ_INT(plan_find_fixed(&rules, &f.db, &rules.tables[t]), 0);
            CHECK(same_groups(&whole.tables[t], &rules.tables[t]));
            for (size_t c = 0; c < whole.cat.tables[t].column_count; c++) {
                CHECK(same_column(&whole.tables[t].columns[c], &rules.tables[t].columns[c]));
                CHECK(same_in_catalogue(&whole.cat.tables[t].columns[c], &rules.cat.tables[t].columns[c]));
            }
        }
    }
}

TEST(plan_refuses_a_purpose_that_there_is_not) {
    FIXTURE(f);
    PLAN(p);

    scene_create(&f, "kuopio-customers");
    CHECK_EQ_INT(fixture_tx(&f, "UPDATE category_purpose SET value = 'none-of-this-name' WHERE position = 0"), 0);
    CHECK_EQ_INT(plan_load(&f.db, "kuopio-customers", &p), -1);
    CHECK_EQ_INT(f.err.code, ERR_CONFIG);
    CHECK(strstr(f.err.msg, "a purpose that there is not") != NULL);
}
