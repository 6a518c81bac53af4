/*
 * subject_store.c - see subject_store.h.
 */
#include "store/subject_store.h"

#include "base/mem.h"
#include "base/sb.h"
#include "store/key.h"
#include "store/stmt.h"

/* The condition for one selector, after AND. */
static void add_condition(struct sb *sql, const char *given, const char *condition) {
    if (given != NULL)
        sb_printf(sql, " AND %s", condition);
}

static void bind_given(struct stmt *st, const char *param, const char *given) {
    if (given != NULL)
        stmt_text(st, param, given);
}

int subject_find(struct db *db, int64_t register_id, const struct subject_selector *sel, subject_vec *ret) {
    const char *who = sel->representative ? "r" : "c";
    SB(sql);
    SB(part);
    STMT(st);
    int r;

    sb_printf(&sql, "SELECT c.id, %s FROM customer c", sel->representative ? "r.id" : "0");
    if (sel->representative)
        sb_cat(&sql, " JOIN representative r ON r.customer_id = c.id");
    sb_cat(&sql, " WHERE c.register_id = :register");
    add_condition(&sql, sel->customer_no, "c.customer_no = :customer_no");
    sb_printf(&part, "%s.personal_id = :personal_id", who);
    add_condition(&sql, sel->personal_id, part.d);
    sb_clear(&part);
    sb_printf(&part, "%s.phone_key = :phone", who);
    add_condition(&sql, sel->phone, part.d);
    sb_clear(&part);
    sb_printf(&part, "%s.email_key = :email", who);
    add_condition(&sql, sel->email, part.d);
    sb_clear(&part);
    sb_printf(&part, "%s.name_key = :name", who);
    add_condition(&sql, sel->name, part.d);
    add_condition(&sql, sel->postal_code, "c.postal_code = :postal_code");
    TRY(stmt_openf(&st, db, "%s ORDER BY 1, 2", sql.d));
    stmt_int(&st, ":register", register_id);
    bind_given(&st, ":customer_no", sel->customer_no);
    bind_given(&st, ":personal_id", sel->personal_id);
    bind_given(&st, ":phone", sel->phone);
    bind_given(&st, ":email", sel->email);
    bind_given(&st, ":name", sel->name);
    bind_given(&st, ":postal_code", sel->postal_code);
    while ((r = stmt_next(&st)) > 0) {
        *vec_push(ret) = (struct subject){
            .register_id = register_id, .customer_id = stmt_col_int(&st, 0), .representative_id = stmt_col_int(&st, 1)};
    }
    return r;
}

int subject_code(struct db *db, const struct subject *s, bool business, uint8_t ret[CRYPT_TAG_LEN]) {
    bool customer = s->representative_id == 0;
    STMT(st);
    int r;

    if (business && !customer)
        return 0;
    if (customer)
        TRY(stmt_open(&st, db,
                      "SELECT CASE WHEN :business THEN business_id ELSE personal_id END FROM customer WHERE id = :id"));
    else
        TRY(stmt_open(&st, db, "SELECT personal_id FROM representative WHERE id = :id"));
    if (customer)
        stmt_int(&st, ":business", business);
    stmt_int(&st, ":id", customer ? s->customer_id : s->representative_id);
    r = stmt_next(&st);
    if (r <= 0 || stmt_col_null(&st, 0))
        return r < 0 ? r : 0;
    crypt_tag(db->keys->subject, business ? "business-id" : "personal-id", stmt_col_text(&st, 0), ret);
    return 1;
}

int subject_tag(struct db *db, const struct subject *s, uint8_t ret[CRYPT_TAG_LEN]) {
    STMT(st);
    SB(row);
    int r;

    if (db->keys == NULL)
        return err_set(db->err, ERR_INTERNAL, "the key is not loaded");
    if (s->representative_id != 0) {
        TRY(stmt_open(&st, db, "SELECT personal_id, NULL FROM representative WHERE id = :id"));
        stmt_int(&st, ":id", s->representative_id);
    } else {
        TRY(stmt_open(&st, db, "SELECT personal_id, customer_no FROM customer WHERE id = :id"));
        stmt_int(&st, ":id", s->customer_id);
    }
    r = stmt_next(&st);
    TRY(r);
    if (r > 0 && !stmt_col_null(&st, 0)) {
        crypt_tag(db->keys->subject, "personal-id", stmt_col_text(&st, 0), ret);
        return 0;
    }
    if (r > 0 && !stmt_col_null(&st, 1)) {
        sb_printf(&row, "%" PRId64 "/%s", s->register_id, stmt_col_text(&st, 1));
        crypt_tag(db->keys->subject, "customer-no", row.d, ret);
        return 0;
    }
    sb_printf(&row, "%" PRId64 "/%" PRId64 "/%" PRId64, s->register_id, s->customer_id, s->representative_id);
    crypt_tag(db->keys->subject, "row", row.d, ret);
    return 0;
}

/* Customer c is the same person as p, as a customer. */
#define SAME_PERSON                                                                                         \
    " c.role = 'customer' AND (c.personal_id = p.personal_id OR c.email_key = p.email_key OR c.phone_key =" \
    " p.phone_key OR (c.name_key = p.name_key AND c.postal_code = p.postal_code))"

int subject_elsewhere(struct db *db, const struct subject *s, const char *register_code) {
    STMT(st);

    TRY(stmt_open(&st, db,
                  "SELECT 1 FROM customer p JOIN register g ON g.code = :code JOIN customer c ON c.register_id = g.id"
                  " AND" SAME_PERSON " WHERE p.id = :id LIMIT 1"));
    stmt_text(&st, ":code", register_code);
    stmt_int(&st, ":id", s->customer_id);
    return stmt_next(&st);
}

int subject_power_of_attorney(struct db *db, const struct subject *s, const char *today) {
    STMT(st);

    TRY(stmt_open(&st, db,
                  "SELECT coalesce(max(power_of_attorney_until), :today) >= :today FROM representative"
                  " WHERE customer_id = :id"));
    stmt_text(&st, ":today", today);
    stmt_int(&st, ":id", s->customer_id);
    TRY(stmt_next(&st));
    return stmt_col_int(&st, 0) != 0;
}

/* A permission is one to be contacted or one for marketing; `all` needs both, as for a campaign. */
int subject_unmet_each(struct db *db, int64_t register_id, int (*each)(void *ctx, const struct subject_unmet *u),
                       void *ctx) {
    STMT(st);
    int r;

    TRY(stmt_open(&st, db,
                  "SELECT p.customer_no AS no, p.id, u.code, 'register', u.requires_register FROM subject_group u"
                  " JOIN subject_group_role o ON o.owner_id = u.id JOIN customer p ON p.register_id = u.register_id AND"
                  " p.role = o.value WHERE u.register_id = :register AND u.requires_register IS NOT NULL AND NOT EXISTS"
                  " (SELECT 1 FROM register g JOIN customer c ON c.register_id = g.id WHERE g.code ="
                  " u.requires_register AND" SAME_PERSON ") UNION ALL"
                  " SELECT p.customer_no, p.id, u.code, 'permission', u.permission FROM subject_group u"
                  " JOIN subject_group_role o ON o.owner_id = u.id JOIN customer p ON p.register_id = u.register_id AND"
                  " p.role = o.value WHERE u.register_id = :register AND u.permission <> 'none' AND"
                  " (SELECT count(DISTINCT m.scope = 'contact') FROM marketing_permission m WHERE m.customer_id = p.id"
                  " AND m.state = 'permission') < iif(u.permission = 'all', 2, 1)"
                  " ORDER BY no, 2, 4"));
    stmt_int(&st, ":register", register_id);
    while ((r = stmt_next(&st)) > 0) {
        int stop = each(ctx, &(struct subject_unmet){.customer_no = stmt_col_text(&st, 0),
                                                     .customer_id = stmt_col_int(&st, 1),
                                                     .group = stmt_col_text(&st, 2),
                                                     .condition = stmt_col_text(&st, 3),
                                                     .needs = stmt_col_text(&st, 4)});

        if (stop != 0)
            return stop;
    }
    return r;
}

static int gone(struct db *db) {
    return err_set(db->err, ERR_NOSUBJECT, "the person of the request is no longer in the register");
}

int subject_is_company(struct db *db, const struct subject *s) {
    STMT(st);
    int r;

    TRY(stmt_open(&st, db, "SELECT type = 'legal' FROM customer WHERE id = :id"));
    stmt_int(&st, ":id", s->customer_id);
    r = stmt_next(&st);
    TRY(r);
    if (r == 0)
        return gone(db);
    return s->representative_id == 0 && stmt_col_int(&st, 0) != 0 ? 1 : 0;
}

/* Of customer c, and representative r where the subject is one. */
#define SUBJECT_PROTECTED PROTECTED_SQL("iif(r.id IS NULL, c.personal_id, r.personal_id)")
#define WITH_REPRESENTATIVE \
    " FROM customer c LEFT JOIN representative r ON r.id = :rep AND r.customer_id = c.id WHERE c.id = :id"

int subject_is_protected(struct db *db, const struct subject *s) {
    STMT(st);
    int r;

    TRY(stmt_open(&st, db, "SELECT " SUBJECT_PROTECTED WITH_REPRESENTATIVE));
    stmt_int(&st, ":rep", s->representative_id);
    stmt_int(&st, ":id", s->customer_id);
    r = stmt_next(&st);
    return r > 0 ? stmt_col_int(&st, 0) != 0 : r;
}

int subject_card(struct db *db, const struct subject *s, const char *today, struct subject_card *ret) {
    bool rep = s->representative_id != 0;
    STMT(st);
    int r;

    TRY(stmt_open(&st, db,
                  "SELECT coalesce(r.name, c.name), c.street, c.postal_code, c.city, c.language, c.role, c.customer_no,"
                  " c.type = 'legal', " SUBJECT_PROTECTED ", r.power_of_attorney_until >= :today" WITH_REPRESENTATIVE));
    stmt_text(&st, ":today", today);
    stmt_int(&st, ":rep", s->representative_id);
    stmt_int(&st, ":id", s->customer_id);
    r = stmt_next(&st);
    TRY(r);
    if (r == 0)
        return gone(db);
    *ret = (struct subject_card){
        .name = mem_strdup(stmt_col_text(&st, 0)),
        .street = rep ? NULL : mem_strdup(stmt_col_text(&st, 1)),
        .postal_code = rep ? NULL : mem_strdup(stmt_col_text(&st, 2)),
        .city = rep ? NULL : mem_strdup(stmt_col_text(&st, 3)),
        .language = mem_strdup(stmt_col_text(&st, 4)),
        .role = mem_strdup(stmt_col_text(&st, 5)),
        .customer_no = mem_strdup(stmt_col_text(&st, 6)),
        .legal_person = !rep && stmt_col_int(&st, 7) != 0,
        .is_protected = stmt_col_int(&st, 8) != 0,
        .has_power_of_attorney = rep && stmt_col_int(&st, 9) != 0,
    };
    return 0;
}

void subject_card_release(struct subject_card *card) {
    free(card->name);
    free(card->street);
    free(card->postal_code);
    free(card->city);
    free(card->language);
    free(card->role);
    free(card->customer_no);
    *card = (struct subject_card){0};
}
