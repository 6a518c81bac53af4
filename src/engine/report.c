/*
 * report.c - counts; see report.h. The document is in report_write.c.
 */
#include "engine/report.h"

#include "base/mem.h"
#include "base/sb.h"
#include "domain/request.h"
#include "engine/forecast.h"
#include "store/register_store.h"
#include "store/request_store.h"

static void release_outlook(struct report_outlook *o) {
    for (enum lang lang = 0; lang < LANG__MAX; lang++)
        free(o->names[lang]);
}

void report_release(struct report *r) {
    for (size_t i = 0; i < RIGHT__MAX; i++)
        vec_release(&r->rights[i].days);
    vec_release(&r->all.days);
    for (size_t i = 0; i < r->outlooks.len; i++)
        release_outlook(&r->outlooks.d[i]);
    vec_release(&r->outlooks);
}

/* ---- requests ---- */

static void count_outcome(struct report_right *r, enum request_state state) {
    switch (state) {
    case REQUEST_PARTLY_DONE:
        r->partly++;
        break;
    case REQUEST_DONE:
    case REQUEST_DELIVERED:
        r->done++;
        break;
    case REQUEST_REFUSED:
        r->refused++;
        break;
    case REQUEST_WITHDRAWN:
        r->withdrawn++;
        break;
    default:
        r->open++;
        break;
    }
}

/* A withdrawn request needs no answer, so it has no time to one. */
static date_t answered_on(const struct request *q, enum request_state state) {
    date_t day = DATE_NONE;
    const char *text = q->delivered_on != NULL ? q->delivered_on : q->finished_on;

    if (text != NULL && state != REQUEST_WITHDRAWN)
        (void)date_parse_iso(text, &day);
    return day;
}

/* By when it has to reach the person: no extension moves that of a refusal (Art. 12(4)). */
static date_t answer_due(enum request_state state, date_t due, date_t art12) {
    return state == REQUEST_REFUSED && art12 < due ? art12 : due;
}

/* An answer that was made and not sent keeps no due date, here as in the request book. */
static void count_request(struct report_right *r, const struct request *q, enum request_state state, date_t received,
                          date_t due, date_t as_of) {
    date_t answered = answered_on(q, state);
    bool waits = request_awaits_delivery(state, q->delivered_on != NULL) ||
                 (answered == DATE_NONE && request_is_open(state));

    r->total++;
    count_outcome(r, state);
    r->extended += q->extended_due != NULL;
    r->overdue += waits && due < as_of;
    if (answered != DATE_NONE) {
        *vec_push(&r->days) = answered - received;
        r->late += answered > due;
    }
}

struct counting {
    struct db *db;
    struct report *report;
};

static int add_request(void *ctx, const struct request *q) {
    struct counting *c = ctx;
    struct report *r = c->report;
    enum request_state state;
    date_t received, due, art12;
    enum right right;

    if (date_parse_iso(q->received, &received) < 0 || date_parse_iso(q->due, &due) < 0 ||
        date_parse_iso(q->art12, &art12) < 0 || request_state_parse(q->state, &state) < 0 ||
        right_parse(q->right, &right) < 0)
        return err_set(c->db->err, ERR_INTEGRITY, "request %s has an unreadable state, right or date", q->ref);
    if (received < r->from || received > r->to || q->own_rule != NULL)
        return 0; /* what the controller erased by itself answers nobody */
    due = answer_due(state, due, art12);
    count_request(&r->rights[right], q, state, received, due, r->as_of);
    count_request(&r->all, q, state, received, due, r->as_of);
    return 0;
}

static int by_value(const void *a, const void *b) {
    const int32_t *x = a, *y = b;

    return (*x > *y) - (*x < *y);
}

static void sort_days(struct report_right *r) {
    if (r->days.len > 1)
        qsort(r->days.d, r->days.len, sizeof *r->days.d, by_value);
}

int64_t report_median(const struct report_right *r) {
    size_t n = r->days.len;

    if (n == 0)
        return -1;
    return n % 2 == 1 ? r->days.d[n / 2] : ((int64_t)r->days.d[n / 2 - 1] + r->days.d[n / 2] + 1) / 2;
}

int64_t report_longest(const struct report_right *r) {
    return r->days.len > 0 ? r->days.d[r->days.len - 1] : -1;
}

/* ---- outlook ---- */

static int add_outlook(struct db *db, const char *code, struct report *r) {
    struct report_outlook o = {0};
    int64_t sum = 0;
    PLAN(plan);
    FORECAST(f);

    TRY(plan_load(db, code, &plan));
    TRY(forecast_make(db, &plan, r->as_of, REPORT_MONTHS, &f));
    for (size_t t = 0; t < f.tables.len; t++) {
        for (size_t m = 0; m < f.month_count; m++) {
            r->months[m] += f.tables.d[t].months[m];
            o.months[m] += f.tables.d[t].months[m];
            sum += f.tables.d[t].months[m];
        }
        o.due += f.tables.d[t].due;
    }
    o.months[0] -= o.due;
    if (sum > 0) {
        for (enum lang lang = 0; lang < LANG__MAX; lang++)
            o.names[lang] = mem_strdup(node_str(node_get(plan.def, "names"), lang_code(lang)));
        *vec_push(&r->outlooks) = o;
    }
    return 0;
}

void report_month(const struct report *r, size_t i, char out[REPORT_MONTH_LEN]) {
    const struct forecast f = {.as_of = r->as_of, .month_count = r->month_count};

    _Static_assert(REPORT_MONTH_LEN == FORECAST_MONTH_LEN, "months are written alike");
    forecast_month(&f, i, out);
}

int report_share(const int64_t months[REPORT_MONTHS], size_t i) {
    int64_t most = 0;

    for (size_t m = 0; m < REPORT_MONTHS; m++)
        most = months[m] > most ? months[m] : most;
    return most > 0 ? (int)((months[i] * 1000 + most - 1) / most) : 0;
}

int report_make(struct db *db, date_t from, date_t to, date_t as_of, struct report *ret) {
    struct counting c = {.db = db, .report = ret};
    code_vec codes CLEANUP(code_vec_release) = {0};

    ret->from = from;
    ret->to = to;
    ret->as_of = as_of;
    ret->month_count = forecast_months(as_of, REPORT_MONTHS);
    TRY(request_list(db, &(struct request_filter){0}, add_request, &c));
    for (size_t i = 0; i < RIGHT__MAX; i++)
        sort_days(&ret->rights[i]);
    sort_days(&ret->all);
    TRY(register_codes(db, NULL, &codes));
    for (size_t i = 0; i < codes.len; i++)
        TRY(add_outlook(db, codes.d[i], ret));
    return 0;
}
