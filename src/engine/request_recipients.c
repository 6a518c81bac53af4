/*
 * request_recipients.c - Art. 19: which recipients have to be told of what was done for a request; see request_book.h.
 */
#include "engine/request_book.h"

#include "domain/notice_read.h"

/* Whether the recipient may get the column, "table.column". */
static bool may_get(const struct node *def, const struct node *recipient, const char *column) {
    if (notice_maps(node_get(recipient, "columns"), column))
        return true;
    for (const struct node *code = notice_first(recipient, "categories"); code != NULL; code = code->next) {
        const struct node *category = notice_find(def, "categories", code->text);

        for (const struct node *f = notice_first(category, "fields"); f != NULL; f = f->next) {
            if (notice_maps(node_get(f, "columns"), column))
                return true;
        }
    }
    return false;
}

/* Whether what was touched concerns the recipient: one for which nothing is listed may have got anything. */
static bool concerned(const struct node *def, const struct node *recipient, const char *const *columns) {
    if (columns == NULL ||
        (notice_first(recipient, "columns") == NULL && notice_first(recipient, "categories") == NULL))
        return true;
    for (size_t i = 0; columns[i] != NULL; i++) {
        if (may_get(def, recipient, columns[i]))
            return true;
    }
    return false;
}

int request_book_recipients(struct db *db, const struct node *def, const struct request *q, const char *const *columns,
                            bool business) {
    VEC(const char *) codes = {0};
    int rc;

    for (const struct node *r = notice_first(def, "recipients"); r != NULL; r = r->next) {
        const char *subjects = node_str(r, "subjects");
        bool meant = subjects == NULL || strcmp(subjects, "business") != 0 || business;

        if (node_is_true(r, "tell") && meant && concerned(def, r, columns))
            *vec_push(&codes) = node_str(r, "code");
    }
    rc = request_recipients_add(db, q->id, codes.d, codes.len);
    vec_release(&codes);
    return rc;
}
