/*
 * optout_export.c - the list of objections for whoever else runs campaigns; see optout.h.
 */
#include "engine/optout.h"

#include "io/atomic_file.h"
#include "io/csv_out.h"
#include "store/audit_store.h"
#include "store/optout_store.h"
#include "store/register_store.h"

struct exporting {
    struct csv_out out;
    struct optout_exported *ret;
};

static void exporting_release(struct exporting *x) {
    csv_out_release(&x->out);
}

/* +358 becomes 00358. */
static void put_phone(struct csv_out *out, const char *phone) {
    SB(text);

    if (phone != NULL && *phone == '+') {
        sb_cat(&text, "00");
        phone++;
    }
    sb_cat(&text, phone != NULL ? phone : "");
    csv_out_text(out, text.d);
}

static int put_row(void *ctx, const struct optout_row *row) {
    struct exporting *x = ctx;

    if (row->customer_no == NULL && row->phone == NULL && row->email == NULL) {
        x->ret->left_out++;
        return 0;
    }
    csv_out_text(&x->out, row->customer_no);
    put_phone(&x->out, row->phone);
    csv_out_text(&x->out, row->email);
    csv_out_text(&x->out, row->name);
    csv_out_text(&x->out, row->postal_code);
    csv_out_text(&x->out, row->scope);
    csv_out_text(&x->out, row->since);
    csv_out_text(&x->out, row->source);
    csv_out_end_row(&x->out);
    x->ret->rows++;
    return 0;
}

static int write_list(struct db *db, int64_t register_row, struct sink *to, const char *what,
                      struct optout_exported *ret) {
    static const char *const header[] = {"customer_no", "phone", "email",        "name",
                                         "postal_code", "scope", "opted_out_at", "source"};
    struct exporting x CLEANUP(exporting_release) = {.ret = ret};

    *ret = (struct optout_exported){0};
    TRY(csv_out_init(&x.out, to, &(struct csv_out_options){.charset = CHARSET_UTF8_BOM, .guard = true}, db->err));
    for (size_t i = 0; i < ARRAY_LEN(header); i++)
        csv_out_text(&x.out, header[i]);
    csv_out_end_row(&x.out);
    TRY(optout_each(db, register_row, put_row, &x));
    return csv_out_finish(&x.out, what, db->err);
}

int optout_export(struct db *db, const char *register_code, int64_t now_utc, const char *path, struct sink *to,
                  struct optout_exported *ret) {
    int64_t register_row;
    SB(detail);
    ATOMIC_FILE(file);
    TX(tx);

    TRY(tx_begin(&tx, db));
    TRY(register_id(db, register_code, &register_row));
    if (path != NULL)
        TRY(atomic_file_begin(&file, path, false, db->err));
    TRY(write_list(db, register_row, path != NULL ? &file.out : to, path != NULL ? path : "standard output", ret));
    sb_printf(&detail, "rows=%" PRIu64, ret->rows);
    TRY(audit_append(
        db, now_utc,
        &(struct audit_event){
            .command = "optout export", .register_code = register_code, .result = "done", .detail = detail.d}));
    if ((path == NULL || atomic_file_commit(&file, db->err) == 0) && tx_commit(&tx) == 0)
        return 0;
    atomic_file_withdraw(&file);
    return -1;
}
