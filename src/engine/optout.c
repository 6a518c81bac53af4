/*
 * optout.c - see optout.h: bulk import. A share of rows is matched to customers, judged row by row, and the bans are
 * written customer by customer.
 */
#include "engine/optout.h"

#include "base/id_set.h"
#include "base/mem.h"
#include "base/sort.h"
#include "engine/contacts_people.h"
#include "engine/import_file.h"
#include "store/audit_store.h"
#include "store/import_store.h"

enum {
    SHARE_BYTES = 56 << 20,
    MATCH_CACHE_KIB = 8 << 10,
    APPLY_CACHE_KIB = 72 << 10, /* below 128 MiB with a share's rows and matches */
    DEFAULT_CACHE_KIB = 2 << 10,
    TICK_ROWS = 16384,
    AHEAD = 16, /* matches are in another order than the rows: these are asked for early */
};

static const char source[] = "import"; /* of what is listed */
static const char apart_reason[] = "its identifiers belong to different people";
static const char number_reason[] =
    "its customer number belongs to different people in different registers: name the register with --register";

/* What became of a row. */
enum fate { FATE_NOTHING, FATE_MATCHED = 1, FATE_CHANGED = 2, FATE_AMBIGUOUS = 4 };

struct optout {
    struct db *db;
    const struct optout_options *o;
    struct optout_result *ret;
    struct err *err;
    optout_register_vec registers;
    struct import_file file;
    struct atomic_file rejects;
    struct contacts contacts;
    struct contacts_people people;
    struct suppression *lists;   /* one for each register */
    VEC(struct optout_ban) bans; /* of customers in ascending order, to be written together */
    VEC(uint32_t) banning;       /* the row of each */
    struct optout_ban found;     /* by find_ban */
    size_t found_at;             /* its place in contacts.matches */
    enum scope scope;            /* the one that is written */
    bool many;                   /* so many that all permissions are gone through */
    unsigned *met;               /* of the row at hand, for each register: bits of the identifiers that meet somebody */
    uint8_t *fates;              /* one for each row of the share */
    struct id_set done[SCOPE_PROCESSING]; /* customers whose ban an earlier share wrote */
    bool supposed;                        /* entries wait for the day that the rest of the list may tell */
    bool end;
};

static void optout_release(struct optout *x) {
    for (size_t i = 0; x->lists != NULL && i < x->registers.len; i++)
        suppression_close(&x->lists[i]);
    free(x->lists);
    free(x->met);
    free(x->fates);
    for (size_t i = 0; i < ARRAY_LEN(x->done); i++)
        id_set_release(&x->done[i]);
    vec_release(&x->bans);
    vec_release(&x->banning);
    contacts_people_close(&x->people);
    contacts_release(&x->contacts);
    import_file_release(&x->file);
    atomic_file_release(&x->rejects);
    optout_registers_release(&x->registers);
}

void optout_result_release(struct optout_result *r) {
    rejects_release(&r->rejects);
}

/* ---- reading ---- */

static void tick(const struct optout *x, unsigned quarters) {
    uint64_t total = csv_in_total(x->file.in);

    if (x->o->progress != NULL && total > 0)
        x->o->progress(x->o->progress_ctx, csv_in_bytes(x->file.in) * quarters / 4, total);
}

static int read_share(struct optout *x) {
    size_t limit = x->o->share != 0 ? x->o->share : SHARE_BYTES;
    const struct csv_row *row;
    int r = 1;

    contacts_clear(&x->contacts);
    while (!contacts_full(&x->contacts, limit) && (r = csv_in_next(x->file.in, &row, x->err)) > 0) {
        size_t place;
        const char *reason;

        TRY(header_check_blank(x->contacts.blank.d, x->contacts.blank.len, x->file.what, row, x->err));
        if (contacts_take(&x->contacts, row, &place, &reason) != 0) {
            rejects_add(&x->ret->rejects, row->line, place, reason);
            x->ret->rejected++;
        }
        if (csv_in_rows(x->file.in) % TICK_ROWS == 0) {
            if (x->db->interrupt != NULL && *x->db->interrupt)
                return err_set(x->err, ERR_REFUSED, "interrupted; nothing was imported");
            tick(x, 1);
        }
    }
    x->end = r == 0;
    return r < 0 ? -1 : 0;
}

/* ---- judging ---- */

static scope_set scopes_of(const struct optout *x, const struct contact *row) {
    if (row->scopes != 0)
        return row->scopes;
    return x->o->scopes != 0 ? x->o->scopes : SCOPE_BIT(SCOPE_ALL_MARKETING);
}

static void day_of(const struct optout *x, const struct contact *row, char ret[DATE_LEN]) {
    date_iso(row->day != DATE_NONE ? row->day : x->o->today, ret);
}

/* A row without a day is of the day on which it comes in, every time the list does: that makes no entry younger. Where
 * the list has a day for the same ban, before it or after it, the row tells none. */
static int suppress_scope(struct optout *x, size_t reg, enum suppression_kind kind, const char *key, scope_set scope,
                          const struct contact *row) {
    char since[DATE_LEN];

    day_of(x, row, since);
    if (row->day != DATE_NONE)
        return suppression_give(&x->lists[reg], kind, key, scope, since, source);
    if (x->contacts.place[CONTACT_DATE] == SIZE_MAX)
        return suppression_add(&x->lists[reg], kind, key, scope, since, source);
    x->supposed = true;
    return suppression_suppose(&x->lists[reg], kind, key, scope, since);
}

static int suppress_key(struct optout *x, size_t reg, enum suppression_kind kind, const char *key,
                        const struct contact *row, uint8_t *fate) {
    scope_set scopes = scopes_of(x, row);

    for (int i = 0; i < SCOPE_PROCESSING; i++) {
        int r;

        if ((scopes & SCOPE_BIT(i)) == 0)
            continue;
        r = suppress_scope(x, reg, kind, key, SCOPE_BIT(i), row);
        TRY(r);
        if (r > 0)
            *fate |= FATE_CHANGED;
    }
    return 0;
}

/* Lists the row's identifiers that met nobody in the register. Not a customer number that another register knows: here
 * it may become somebody else's. Not its name and postal code: the row has an identifier, and that says who is meant; a
 * namesake next door is somebody else. */
static int suppress(struct optout *x, size_t reg, const struct contact *row, unsigned met, uint8_t *fate) {
    static const enum suppression_kind kinds[CONTACT_IDENTIFIERS] = {
        [CONTACT_CUSTOMER_NO] = SUPPRESSION_CUSTOMER_NO,
        [CONTACT_PERSONAL_ID] = SUPPRESSION_PERSONAL_ID,
        [CONTACT_PHONE] = SUPPRESSION_PHONE,
        [CONTACT_EMAIL] = SUPPRESSION_EMAIL,
    };
    const char *texts[CONTACT_SCOPE];

    if ((row->given & ((1u << CONTACT_IDENTIFIERS) - 1) & ~met) == 0)
        return 0;
    contacts_texts(&x->contacts, row, texts);
    for (int field = 0; field < CONTACT_IDENTIFIERS; field++) {
        if ((met & (1u << field)) == 0 && texts[field] != NULL)
            TRY(suppress_key(x, reg, kinds[field], texts[field], row, fate));
    }
    return 0;
}

static void note_met(struct optout *x, size_t from, size_t n) {
    memset(x->met, 0, x->registers.len * sizeof *x->met);
    for (size_t i = from; i < from + n; i++)
        x->met[x->contacts.matches.d[i].reg] |= 1u << x->contacts.matches.d[i].by;
}

/* The bit of the customer number when it met somebody in any register. */
static unsigned number_met(const struct optout *x) {
    unsigned met = 0;

    for (size_t reg = 0; reg < x->registers.len; reg++)
        met |= x->met[reg];
    return met & (1u << CONTACT_CUSTOMER_NO);
}

/* Row `i` with its matches from..from+n: rejected when it is ambiguous, else what nobody has is listed. Returns how
 * many people there are to ban, at the front of its matches, or -1. */
static int64_t judge_next(struct optout *x, size_t i, size_t from, size_t n) {
    const struct contact *row = &x->contacts.rows.d[i];
    enum contacts_verdict verdict = CONTACTS_MEET;
    size_t people = 0;
    unsigned number;

    note_met(x, from, n);
    if (n > 0)
        TRY(contacts_people(&x->people, &x->contacts.matches.d[from], n, &people, &verdict));
    if (verdict != CONTACTS_MEET) {
        x->fates[i] = FATE_AMBIGUOUS;
        rejects_add(&x->ret->rejects, row->line, REJECT_WHOLE_ROW,
                    verdict == CONTACTS_APART ? apart_reason : number_reason);
        return 0;
    }
    x->fates[i] = people > 0 ? FATE_MATCHED : FATE_NOTHING;
    number = number_met(x);
    for (size_t reg = 0; reg < x->registers.len; reg++)
        TRY(suppress(x, reg, row, x->met[reg] | number, &x->fates[i]));
    return (int64_t)people;
}

/* Goes through the rows, and leaves in contacts.matches who to ban. */
static int judge(struct optout *x) {
    struct contacts *c = &x->contacts;
    size_t from = 0, kept = 0;

    x->fates = mem_realloc(x->fates, c->rows.len + 1, 1);
    for (size_t i = 0; i < c->rows.len; i++) {
        size_t n = contacts_count(c, from, i);
        int64_t people = judge_next(x, i, from, n);

        TRY(people);
        for (size_t k = 0; k < (size_t)people; k++)
            c->matches.d[kept++] = c->matches.d[from + k];
        from += n;
    }
    c->matches.len = kept;
    return 0;
}

/* ---- writing ---- */

static uint64_t match_customer(const void *match) {
    return sort_id(((const struct contact_match *)match)->customer);
}

static bool is_of_scope(const struct optout *x, const struct contact_match *m) {
    return (scopes_of(x, &x->contacts.rows.d[m->row]) & SCOPE_BIT(x->scope)) != 0;
}

/* Whether the row is of a later day than the one that counts so far. One without a day is of today. */
static bool is_later(const struct optout *x, const struct contact *row, const struct contact *than) {
    date_t day = row->day != DATE_NONE ? row->day : x->o->today;

    return day > (than->day != DATE_NONE ? than->day : x->o->today);
}

/* The ban of a customer by their matches from `i` on; returns the one that counts, or NULL when none is of the scope.
 * Of several rows the latest counts, whichever comes first; what it finds done already is of the latest day that the
 * list says. */
static struct contact_match *make_ban(struct optout *x, size_t i, struct optout_ban *ret) {
    struct contacts *c = &x->contacts;
    struct contact_match *counts = NULL;
    const struct contact *latest = NULL;
    date_t given = DATE_NONE;

    for (int64_t customer = c->matches.d[i].customer; i < c->matches.len && c->matches.d[i].customer == customer; i++) {
        const struct contact *row = &c->rows.d[c->matches.d[i].row];

        if (!is_of_scope(x, &c->matches.d[i]))
            continue;
        if (row->day != DATE_NONE && (given == DATE_NONE || row->day > given))
            given = row->day;
        if (counts == NULL || is_later(x, row, latest)) {
            counts = &c->matches.d[i];
            latest = row;
        }
    }
    if (counts == NULL)
        return NULL;
    *ret = (struct optout_ban){
        .register_id = x->registers.d[counts->reg].id, .customer_id = counts->customer, .changed = counts->changed};
    if (*c->sources.d[latest->source] != '\0')
        ret->source = c->sources.d[latest->source];
    day_of(x, latest, ret->since);
    if (given == latest->day && given != DATE_NONE)
        memcpy(ret->given, ret->since, sizeof ret->given);
    else if (given != DATE_NONE)
        date_iso(given, ret->given);
    return counts;
}

/* The first match that is not below the customer, from x->found_at on by steps that grow: customers are asked for
 * nearly in order. */
static size_t first_match(const struct optout *x, int64_t customer) {
    const struct contact_match *d = x->contacts.matches.d;
    size_t end = x->contacts.matches.len, low = x->found_at, step = 1;

    if (low == end || (low > 0 && d[low - 1].customer >= customer))
        low = 0;
    for (; low + step < end && d[low + step].customer < customer; step *= 2)
        low += step;
    end = low + step < end ? low + step : end;
    while (low < end) {
        size_t middle = low + (end - low) / 2;

        if (d[middle].customer < customer)
            low = middle + 1;
        else
            end = middle;
    }
    return low;
}

static const struct optout_ban *find_ban(void *ctx, int64_t customer) {
    struct optout *x = ctx;
    struct contacts *c = &x->contacts;
    struct contact_match *match;

    x->found_at = first_match(x, customer);
    if (x->found_at + AHEAD < c->matches.len)
        __builtin_prefetch(&c->rows.d[c->matches.d[x->found_at + AHEAD].row]);
    if (x->found_at == c->matches.len || c->matches.d[x->found_at].customer != customer)
        return NULL;
    match = make_ban(x, x->found_at, &x->found);
    if (match == NULL)
        return NULL;
    match->changed = x->found.changed = true;
    return &x->found;
}

/* Writes the bans that are put down, and marks the rows whose ban was news: once for a customer, also where a later
 * share moves the day on. */
static int write_bans(struct optout *x) {
    struct id_set *done = &x->done[x->scope];

    TRY((x->many ? optout_object : optout_ban)(x->db, x->scope, x->bans.d, x->bans.len));
    for (size_t i = 0; i < x->bans.len; i++) {
        if (!x->bans.d[i].changed || id_set_has(done, x->bans.d[i].customer_id))
            continue;
        x->fates[x->banning.d[i]] |= FATE_CHANGED;
        if (!x->end)
            id_set_add(done, x->bans.d[i].customer_id);
    }
    vec_clear(&x->bans);
    vec_clear(&x->banning);
    return 0;
}

/* One row of a customer and a scope does it; the others find it done. */
static int ban_scope(struct optout *x) {
    const struct contacts *c = &x->contacts;

    for (size_t i = 0; i < c->matches.len; i++) {
        struct contact_match *m;
        struct optout_ban ban;

        if (i + AHEAD < c->matches.len)
            __builtin_prefetch(&c->rows.d[c->matches.d[i + AHEAD].row]);
        if (i > 0 && c->matches.d[i].customer == c->matches.d[i - 1].customer)
            continue;
        m = make_ban(x, i, &ban);
        if (m == NULL)
            continue;
        m->changed = false; /* for the next scope */
        if (*ban.given == '\0' && id_set_has(&x->done[x->scope], ban.customer_id))
            continue;
        *vec_push(&x->bans) = ban;
        *vec_push(&x->banning) = m->row;
        if (x->bans.len == OPTOUT_BANS)
            TRY(write_bans(x));
    }
    TRY(write_bans(x));
    id_set_settle(&x->done[x->scope]);
    return 0;
}

static int ban_all(struct optout *x) {
    struct contacts *c = &x->contacts;
    scope_set used = 0;

    for (size_t i = 0; i < c->matches.len; i++)
        used |= scopes_of(x, &c->rows.d[c->matches.d[i].row]);
    sort_by_key(c->matches.d, c->matches.len, sizeof c->matches.d[0], match_customer);
    TRY(optout_are_many(x->db, c->matches.len, &x->many));
    for (int i = 0; i < SCOPE_PROCESSING; i++) {
        if ((used & SCOPE_BIT(i)) == 0)
            continue;
        x->scope = (enum scope)i;
        x->found_at = 0;
        if (x->many)
            TRY(optout_prohibit(x->db, x->scope, find_ban, x));
        TRY(ban_scope(x));
    }
    return 0;
}

static void count(struct optout *x) {
    for (size_t i = 0; i < x->contacts.rows.len; i++) {
        uint8_t fate = x->fates[i];

        if (fate & FATE_AMBIGUOUS)
            x->ret->ambiguous++;
        else if (!(fate & FATE_CHANGED))
            x->ret->unchanged++;
        else if (fate & FATE_MATCHED)
            x->ret->applied++;
        else
            x->ret->unmatched++;
    }
}

/* Works on the share that was read. */
static int apply_share(struct optout *x) {
    struct contacts *c = &x->contacts;

    db_cache_kib(x->db, MATCH_CACHE_KIB);
    TRY(contacts_match(c, &x->registers));
    for (size_t i = 0; i < CONTACT_IDENTIFIERS; i++)
        vec_release(&c->keys[i]);
    tick(x, 2);
    TRY(judge(x));
    sb_release(&c->text);
    tick(x, 3);
    db_cache_kib(x->db, APPLY_CACHE_KIB);
    TRY(ban_all(x));
    count(x);
    return 0;
}

/* ---- the file ---- */

static int open_all(struct optout *x) {
    const struct optout_options *o = x->o;

    TRY(optout_registers_needed(x->db, o->register_code, &x->registers));
    TRY(import_file_open(&x->file, o->path, o->charset, o->delimiter, o->spool_dir, x->err));
    TRY(contacts_open(&x->contacts, x->db, x->file.what, csv_in_header(x->file.in), o->ignore, true, o->today));
    rejects_begin(&x->ret->rejects, csv_in_header(x->file.in));
    if (o->rejects != NULL) /* without a name yet: a dry run is refused where the real one is */
        TRY(atomic_file_begin(&x->rejects, o->rejects, false, x->err));
    return 0;
}

static int open_lists(struct optout *x) {
    x->lists = mem_alloc(x->registers.len * sizeof *x->lists);
    x->met = mem_alloc(x->registers.len * sizeof *x->met);
    for (size_t i = 0; i < x->registers.len; i++)
        TRY(suppression_open(&x->lists[i], x->db, x->registers.d[i].id));
    return contacts_people_open(&x->people, x->db, false);
}

static int audit(struct optout *x) {
    const struct optout_result *r = x->ret;
    SB(detail);

    sb_printf(&detail,
              "rows=%" PRIu64 " applied=%" PRIu64 " unchanged=%" PRIu64 " unmatched=%" PRIu64 " ambiguous=%" PRIu64
              " rejected=%" PRIu64 " suppressed=%" PRIu64 " sha256=%s",
              r->rows, r->applied, r->unchanged, r->unmatched, r->ambiguous, r->rejected, r->suppressed, r->sha256);
    return audit_append(x->db, x->o->now_utc,
                        &(struct audit_event){.command = "optout import",
                                              .register_code = x->o->register_code,
                                              .result = r->rejects.v.len > 0 ? "partly" : "done",
                                              .detail = detail.d});
}

static int keep(struct optout *x, struct tx *tx) {
    bool write_rejects = x->ret->rejects.v.len > 0 && x->o->rejects != NULL;
    char at[INSTANT_LEN];

    if (write_rejects)
        TRY(rejects_write(&x->ret->rejects, &x->file, &x->rejects, x->err));
    instant_iso(x->o->now_utc, at);
    TRY(import_file_note(x->db, x->o->register_code != NULL ? x->registers.d[0].id : 0, "optout", x->ret->sha256, at,
                         x->ret->rows, x->ret->applied + x->ret->unmatched));
    TRY(audit(x));
    TRY(tx_commit(tx));
    if (write_rejects)
        TRY(atomic_file_commit(&x->rejects, x->err));
    x->ret->rejects_written = write_rejects;
    return 0;
}

static int transact(struct optout *x) {
    int64_t before, after;
    TX(tx);

    TRY(tx_begin(&tx, x->db));
    /* As they are now: the file may have been long in coming. */
    TRY(optout_registers_needed(x->db, x->o->register_code, &x->registers));
    TRY(open_lists(x));
    TRY(suppression_count(x->db, &before));
    TRY(apply_share(x));
    while (!x->end) {
        TRY(read_share(x));
        TRY(apply_share(x));
    }
    if (x->supposed)
        TRY(suppression_settle(x->db, source));
    TRY(suppression_count(x->db, &after));
    import_file_ended(&x->file);
    x->ret->rows = x->file.rows;
    x->ret->mojibake = x->file.mojibake;
    x->ret->open_ended = x->file.open_ended;
    x->ret->suppressed = (uint64_t)(after - before);
    memcpy(x->ret->sha256, x->file.sha256, sizeof x->ret->sha256);
    rejects_sort(&x->ret->rejects);
    if (x->o->strict && x->ret->rejects.v.len > 0)
        return rejects_refuse(&x->ret->rejects, x->file.what, x->err);
    return x->o->dry_run ? 0 : keep(x, &tx);
}

int optout_import(struct db *db, const struct optout_options *o, struct optout_result *ret) {
    OPTOUT_RESULT(result);
    struct optout x CLEANUP(optout_release) = {
        .db = db,
        .o = o,
        .ret = &result,
        .err = db->err,
        .file = {.spool = {.fd = -1}},
        .rejects = {.dir_fd = -1, .fd = -1},
        .contacts = {.text = SB_INIT, .work = SB_INIT},
    };
    int r;

    TRY(open_all(&x));
    TRY(read_share(&x));
    import_trust_parents(db, true); /* objections are written for customers found in the same transaction */
    r = transact(&x);
    import_trust_parents(db, false);
    db_cache_kib(db, DEFAULT_CACHE_KIB);
    TRY(r);
    result.charset = x.file.source.charset;
    result.delimiter = x.file.source.delimiter;
    *ret = result;
    result = (struct optout_result){0};
    return 0;
}
