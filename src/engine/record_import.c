/*
 * record_import.c - see record_import.h: reads the file, share by share, and runs the transaction.
 *
 * A file that fits one share is sorted and written. Of a longer one each share is sorted and put aside; at the end they
 * are merged, so that the rows of a customer come together from all over the file, and are written in one go through
 * the database.
 */
#include "engine/record_import.h"

#include <unistd.h>

#include "base/crypt.h"
#include "base/hash.h"
#include "base/mem.h"
#include "base/text.h"
#include "engine/header_map.h"
#include "engine/import_apply.h"
#include "engine/import_file.h"
#include "engine/import_runs.h"
#include "io/json_in.h"
#include "store/audit_store.h"
#include "store/register_store.h"
#include "store/release_store.h"

enum {
    SHARE_BYTES = 128 << 20,
    CACHE_KIB = 160 << 10,
    BATCH_BYTES = 8 << 20,       /* merged rows written at a time */
    MERGE_CACHE_KIB = 320 << 10, /* while no share is in memory */
    DEFAULT_CACHE_KIB = 2 << 10,
    TICK_ROWS = 16384,
};

struct import {
    struct db *db;
    const struct import_options *o;
    struct import_result *ret;
    struct err *err;

    struct catalog cat;
    const struct cat_table *table;
    int64_t register_id;
    uint8_t definition[CRYPT_HASH_LEN]; /* that the headers were looked up in */

    struct import_file file;
    bool end; /* the reading is at the file's end */

    struct header_map map;
    struct import_slots slots;
    struct import_rows rows;
    struct import_runs runs;
    struct import_apply apply;
    struct atomic_file rejects;
    uint64_t total; /* progress: bytes of the file; reading is half of the work, writing the other */
};

static void import_release(struct import *im) {
    import_apply_close(&im->apply);
    import_runs_release(&im->runs);
    import_rows_release(&im->rows);
    import_slots_release(&im->slots);
    header_map_release(&im->map);
    import_file_release(&im->file);
    atomic_file_release(&im->rejects);
    catalog_release(&im->cat);
}

void import_result_release(struct import_result *r) {
    rejects_release(&r->rejects);
}

static void tick(struct import *im, uint64_t done) {
    if (im->o->progress != NULL)
        im->o->progress(im->o->progress_ctx, done, im->total);
}

static int check_interrupt(const struct import *im) {
    if (im->db->interrupt != NULL && *im->db->interrupt)
        return err_set(im->err, ERR_REFUSED, "interrupted; nothing was imported");
    return 0;
}

/* ---- opening ---- */

static int find_table(struct import *im) {
    TRY(register_id(im->db, im->o->register_code, &im->register_id));
    TRY(register_digest(im->db, im->register_id, im->definition));
    TRY(catalog_load(im->db, &im->cat));
    return catalog_find_table(&im->cat, im->o->table, &im->table, im->err);
}

/* Missing map files are made: what is known filled in, the rest null. A dry run looks whether one could be. */
static int write_map(struct import *im, size_t unknown) {
    ATOMIC_FILE(untouched);

    if (im->o->dry_run)
        TRY(atomic_file_begin(&untouched, im->o->map, false, im->err));
    else
        TRY(header_map_write(&im->map, csv_in_header(im->file.in), im->o->map, im->err));
    im->ret->map_written = !im->o->dry_run;
    if (unknown == 0)
        return 0;
    (void)err_set(im->err, ERR_DATA, "%s: %zu column%s that nobody knows", im->file.what, unknown,
                  unknown == 1 ? " has a name" : "s have names");
    return err_hint(im->err, im->o->dry_run
                                 ? "without --dry-run the map file is made, to be filled in"
                                 : "the map file was made: write \"table.column\" where it has null, and run again");
}

static int resolve_headers(struct import *im) {
    struct header_options o = {.what = im->file.what, .ignore = im->o->ignore, .map_what = im->o->map};
    struct node *map CLEANUP(node_free) = NULL;
    bool make_map = im->o->map != NULL && access(im->o->map, F_OK) != 0 && errno == ENOENT;
    size_t unknown = 0;

    if (im->o->map != NULL && !make_map) {
        TRY(json_read_file(im->o->map, &map, im->err));
        if (map->type != NODE_MAP) {
            (void)err_set(im->err, ERR_CONFIG, "the map file %s holds no object", im->o->map);
            return err_hint(im->err,
                            "write {\"header\": \"table.column\", ...}, or name a file that is not there to have "
                            "one made");
        }
        o.map = map;
    }
    TRY(header_map_resolve(&im->map, im->db, &im->cat, im->register_id, im->table, csv_in_header(im->file.in), &o,
                           make_map ? &unknown : NULL));
    if (make_map)
        TRY(write_map(im, unknown));
    rejects_begin(&im->ret->rejects, csv_in_header(im->file.in));
    return import_slots_open(&im->slots, im->db, &im->map, im->table, im->o->today);
}

/* ---- reading ---- */

/* Takes a row in, or rejects it. */
static void take_row(struct import *im, const struct csv_row *row) {
    size_t at = import_rows_begin(&im->rows), place = 0;
    size_t cells = im->rows.buf.len, rest;
    struct import_row head = {.line = row->line};
    const char *reason = NULL;
    struct import_cell number;
    bool wrong = import_slots_identity(&im->slots, row, &im->rows.buf, &place, &reason) != 0;

    if (!wrong) {
        head.key = hash_bytes(0, im->rows.buf.d + cells, im->rows.buf.len - cells);
        rest = im->rows.buf.len;
        wrong = import_slots_rest(&im->slots, row, &im->rows.buf, &place, &reason) != 0;
        head.content = hash_bytes(0, im->rows.buf.d + rest, im->rows.buf.len - rest);
    }
    if (wrong) {
        if (head.key != 0)
            *vec_push(&im->slots.wrong) = head.key;
        sb_truncate(&im->rows.buf, at);
        rejects_add(&im->ret->rejects, row->line, place, reason);
        return;
    }
    import_slots_first(im->rows.buf.d + cells, &number);
    im->slots.long_numbers = im->slots.long_numbers || number.len > sizeof(uint64_t);
    import_rows_end(&im->rows, at, &head, import_prefix(number.d, number.len));
}

/* Reads rows until the share is full or the file ends. */
static int read_share(struct import *im) {
    size_t limit = im->o->share != 0 ? im->o->share : SHARE_BYTES;
    const struct csv_row *row;
    int r = 1;

    import_rows_clear(&im->rows);
    while (import_rows_size(&im->rows) < limit && (r = csv_in_next(im->file.in, &row, im->err)) > 0) {
        TRY(header_check_blank(im->slots.blank, im->slots.blank_count, im->file.what, row, im->err));
        take_row(im, row);
        if (csv_in_rows(im->file.in) % TICK_ROWS == 0) {
            TRY(check_interrupt(im));
            tick(im, csv_in_bytes(im->file.in) / 2);
        }
    }
    im->end = r == 0;
    return r < 0 ? -1 : 0;
}

/* ---- applying ---- */

static void apply_tick(void *ctx, size_t thousandths) {
    struct import *im = ctx;

    tick(im, im->total / 2 + im->total / 2 * thousandths / 1000);
}

static int apply_whole(struct import *im) {
    import_slots_ended(&im->slots);
    TRY(import_apply_sort(&im->apply, &im->rows));
    return import_apply_rows(&im->apply, &im->rows, apply_tick, im);
}

/* Puts the share that was read aside, and all that follow. */
static int put_aside(struct import *im) {
    TRY(import_runs_open(&im->runs, im->o->spool_dir, im->err));
    for (;;) {
        TRY(import_apply_sort(&im->apply, &im->rows));
        TRY(import_runs_add(&im->runs, &im->rows, im->err));
        if (im->end)
            return 0;
        TRY(read_share(im));
    }
}

static int apply_merged(struct import *im) {
    uint64_t done = 0, rows = csv_in_rows(im->file.in);
    int r;

    import_rows_release(&im->rows);
    import_slots_ended(&im->slots);
    db_cache_kib(im->db, MERGE_CACHE_KIB);
    TRY(import_runs_merge(&im->runs, import_apply_by_number(&im->apply), im->err));
    while ((r = import_runs_next(&im->runs, &im->rows, BATCH_BYTES, im->err)) > 0) {
        done += im->rows.refs.len;
        TRY(check_interrupt(im));
        TRY(import_apply_rows(&im->apply, &im->rows, NULL, NULL));
        apply_tick(im, (size_t)(done * 1000 / rows));
    }
    return r;
}

static int apply_all(struct import *im) {
    TRY(import_apply_open(&im->apply, im->db, im->table, im->register_id, &im->slots, &im->ret->rejects,
                          im->o->readmit != NULL));
    if (im->end)
        return apply_whole(im);
    TRY(put_aside(im));
    return apply_merged(im);
}

static int audit(struct import *im) {
    const struct import_result *r = im->ret;
    const struct rejects *rejects = &r->rejects;
    SB(detail);

    sb_printf(&detail,
              "table=%s rows=%" PRIu64 " applied=%" PRIu64 " unchanged=%" PRIu64 " rejected=%zu readmitted=%" PRIu64
              " sha256=%s",
              im->table->name, r->rows, r->applied, r->unchanged, rejects->v.len, r->readmitted, r->sha256);
    if (im->o->readmit != NULL) {
        struct crypt_sha256 sha;
        uint8_t hash[CRYPT_HASH_LEN];
        char hex[2 * CRYPT_HASH_LEN + 1];

        crypt_sha256_init(&sha);
        crypt_sha256_add(&sha, im->o->readmit, strlen(im->o->readmit));
        crypt_sha256_end(&sha, hash);
        crypt_hex(hash, sizeof hash, hex);
        sb_printf(&detail, " readmit_sha256=%s", hex);
    }
    return audit_append(im->db, im->o->now_utc,
                        &(struct audit_event){.command = "record import",
                                              .register_code = im->o->register_code,
                                              .result = rejects->v.len > 0 ? "partly" : "done",
                                              .detail = detail.d});
}

static int keep(struct import *im, struct tx *tx) {
    const struct rejects *rejects = &im->ret->rejects;
    bool write_rejects = rejects->v.len > 0 && im->o->rejects != NULL;
    char at[INSTANT_LEN];

    if (write_rejects)
        TRY(rejects_write(rejects, &im->file, &im->rejects, im->err));
    instant_iso(im->o->now_utc, at);
    TRY(import_file_note(im->db, im->register_id, im->table->name, im->ret->sha256, at, im->ret->rows,
                         im->ret->applied));
    TRY(audit(im));
    import_apply_close(&im->apply);
    TRY(tx_commit(tx));
    if (write_rejects)
        TRY(atomic_file_commit(&im->rejects, im->err));
    im->ret->rejects_written = write_rejects;
    return 0;
}

static void note_file(struct import *im) {
    const struct import_file *f = &im->file;

    im->ret->rows = f->rows;
    im->ret->mojibake = f->mojibake;
    im->ret->open_ended = f->open_ended;
    memcpy(im->ret->sha256, f->sha256, sizeof im->ret->sha256);
}

/* What the columns are was looked up before the transaction, so that nobody has to wait while the file is read. */
static int check_definition(const struct import *im) {
    uint8_t now[CRYPT_HASH_LEN];

    TRY(register_digest(im->db, im->register_id, now));
    if (memcmp(now, im->definition, sizeof now) == 0)
        return 0;
    (void)err_set(im->err, ERR_BUSY, "the register was loaded anew while the file was read; nothing was imported");
    return err_hint(im->err, "run the same command again");
}

/* The transaction: everything or nothing. */
static int transact(struct import *im) {
    TX(tx);

    TRY(tx_begin(&tx, im->db));
    TRY(check_definition(im));
    TRY(release_close(im->db, &im->cat, im->o->today));
    TRY(apply_all(im));
    import_file_ended(&im->file);
    note_file(im);
    im->ret->applied = im->apply.applied;
    im->ret->unchanged = im->apply.unchanged;
    im->ret->readmitted = im->apply.bans.readmitted;
    rejects_sort(&im->ret->rejects);
    if (im->o->strict && im->ret->rejects.v.len > 0)
        return rejects_refuse(&im->ret->rejects, im->file.what, im->err);
    if (im->o->dry_run) {
        import_apply_close(&im->apply);
        return 0;
    }
    return keep(im, &tx);
}

static int run(struct import *im) {
    int r;

    TRY(find_table(im));
    TRY(import_only_from_subject(im->db, im->register_id, &im->ret->only_from_subject));
    TRY(import_file_open(&im->file, im->o->path, im->o->charset, im->o->delimiter, im->o->spool_dir, im->err));
    TRY(resolve_headers(im));
    if (im->o->rejects != NULL) /* without a name yet: a dry run is refused where the real one is */
        TRY(atomic_file_begin(&im->rejects, im->o->rejects, false, im->err));
    im->total = csv_in_total(im->file.in);
    TRY(read_share(im));
    db_cache_kib(im->db, CACHE_KIB);
    import_trust_parents(im->db, true); /* each is looked up in the transaction before it is referred to */
    r = transact(im);
    import_apply_close(&im->apply);
    import_trust_parents(im->db, false);
    db_cache_kib(im->db, DEFAULT_CACHE_KIB);
    return r;
}

int record_import(struct db *db, const struct import_options *o, struct import_result *ret) {
    IMPORT_RESULT(result);
    struct import im CLEANUP(import_release) = {
        .db = db,
        .o = o,
        .ret = &result,
        .err = db->err,
        .file = {.spool = {.fd = -1}},
        .slots = {.work = SB_INIT},
        .rows = {.buf = SB_INIT},
        .runs = IMPORT_RUNS_INIT,
        .rejects = {.dir_fd = -1, .fd = -1},
    };

    TRY(run(&im));
    result.charset = im.file.source.charset;
    result.delimiter = im.file.source.delimiter;
    *ret = result;
    result = (struct import_result){0};
    return 0;
}
