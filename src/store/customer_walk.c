/*
 * customer_walk.c - see customer_walk.h.
 */
#include "store/customer_walk.h"

/* How many rows the walk may pass by before searching the key is cheaper. */
enum { WALK_MAX = 12 };

int customer_walk_open(struct customer_walk *w, struct db *db, enum customer_by by, int64_t register_id) {
    static const char *const statements[CUSTOMER_BY__MAX] = {
        [BY_CUSTOMER_NO] = "SELECT customer_no, id FROM customer WHERE customer_no >= ?1 AND register_id = ?2"
                           " ORDER BY customer_no",
        [BY_PERSONAL_ID] = "SELECT personal_id, id FROM customer WHERE personal_id >= ?1 ORDER BY personal_id",
        [BY_PHONE] = "SELECT phone_key, id FROM customer WHERE phone_key >= ?1 ORDER BY phone_key",
        [BY_EMAIL] = "SELECT email_key, id FROM customer WHERE email_key >= ?1 ORDER BY email_key",
    };

    *w = (struct customer_walk){.by = by, .register_id = register_id};
    return stmt_open(&w->st, db, statements[by]);
}

void customer_walk_close(struct customer_walk *w) {
    stmt_release(&w->st);
}

/* As SQLite compares texts. */
static int compare(const char *a, size_t a_len, const char *b, size_t b_len) {
    int r = memcmp(a, b, a_len < b_len ? a_len : b_len);

    return r != 0 ? r : (a_len > b_len) - (a_len < b_len);
}

/* The row's key against the one asked for. */
static int compare_row(const struct customer_walk *w) {
    return compare(stmt_col_text(&w->st, 0), stmt_col_len(&w->st, 0), w->key, w->len);
}

static int step(struct customer_walk *w) {
    int r = stmt_next(&w->st);

    w->on_row = r > 0;
    return r;
}

static int search(struct customer_walk *w) {
    stmt_reset(&w->st);
    stmt_textn_at(&w->st, 1, w->key, w->len);
    if (w->by == BY_CUSTOMER_NO)
        stmt_int_at(&w->st, 2, w->register_id);
    return step(w);
}

/* Goes to the first row that is not below the key: 1, 0 when there is none, or -1. The row at hand is the first that is
 * not below the key asked for last, so a key that follows lies here or further on. */
static int go_to(struct customer_walk *w, bool follows) {
    int r;

    if (!follows || !w->on_row)
        return search(w);
    for (int passed = 0; compare_row(w) < 0; passed++) {
        if (passed == WALK_MAX)
            return search(w);
        r = step(w);
        if (r <= 0)
            return r;
    }
    return 1;
}

int customer_walk_find(struct customer_walk *w, const char *key, size_t len, int64_t *ret_id) {
    bool follows = w->key != NULL && compare(w->key, w->len, key, len) < 0;
    int r;

    w->key = key;
    w->len = len;
    r = go_to(w, follows);
    if (r <= 0 || compare_row(w) != 0)
        return r < 0 ? -1 : 0;
    *ret_id = stmt_col_int(&w->st, 1);
    return 1;
}

int customer_walk_more(struct customer_walk *w, int64_t *ret_id) {
    int r = w->on_row ? step(w) : 0;

    if (r <= 0 || compare_row(w) != 0)
        return r < 0 ? -1 : 0;
    *ret_id = stmt_col_int(&w->st, 1);
    return 1;
}
