/*
 * import_values.h - the cells of one CSV row, checked and brought into their stored form, and packed into memory until
 * they are written. Internal to record import.
 */
#ifndef GDPRCTL_ENGINE_IMPORT_VALUES_H
#define GDPRCTL_ENGINE_IMPORT_VALUES_H

#include "base/arena.h"
#include "base/base.h"
#include "base/date.h"
#include "base/sb.h"
#include "base/vec.h"
#include "engine/header_map.h"
#include "store/import_store.h"

/* Words of a code list, folded, and their codes. */
struct import_list {
    const char *name;
    struct header_words words; /* target: index into codes */
    VEC(const char *) codes;
    const char *reason; /* why another word is rejected: names the codes */
    char last[64];      /* the cell read last, as it stood, and its code: lists repeat themselves */
    size_t last_len;
    const char *last_code;
};

/* A column of the file that is read. */
struct import_slot {
    struct header_column to;
    size_t place;             /* in the file, from 0 */
    bool key;                 /* its key form is kept in a column of its own, too */
    bool identity;            /* part of what the row is found by: must not be empty */
    bool not_null;            /* must not be empty */
    struct import_list *list; /* KIND_LIST, else NULL */
};

struct import_slots {
    struct import_slot *d; /* the customer number first, then the rest of the identity, then all others */
    size_t count;
    size_t identity_count;
    size_t *blank; /* columns of the file that must be empty */
    size_t blank_count;
    VEC(struct import_list *) lists;
    struct arena memory;
    VEC(uint64_t) wrong; /* keys of rows that were rejected for one of their other cells */
    bool long_numbers;   /* some customer number had more bytes than import_prefix takes */
    date_t day;          /* the day of the import */
    char today[DATE_LEN];
    struct sb work;
};

#define IMPORT_SLOTS(name) struct import_slots name CLEANUP(import_slots_release) = {.work = SB_INIT}

/* Prepares what the mapped columns of the file need to be checked; dates are held against `today`. `map` and `table`
 * are kept by the caller and must outlive it. */
int import_slots_open(struct import_slots *s, struct db *db, const struct header_map *map,
                      const struct cat_table *table, date_t today);
void import_slots_release(struct import_slots *s);

/* Appends the cells of the row's identity, or the others, to `out`. 0, or 1 when a cell is wrong: `*ret_place` is its
 * column in the file, `*ret_reason` a sentence that stays as long as the slots; `out` may then hold a part. */
int import_slots_identity(struct import_slots *s, const struct csv_row *row, struct sb *out, size_t *ret_place,
                          const char **ret_reason);
int import_slots_rest(struct import_slots *s, const struct csv_row *row, struct sb *out, size_t *ret_place,
                      const char **ret_reason);

/* Hash of what the packed cells say, however it is spelled: of the key form where there is one. */
uint64_t import_slots_meaning(const struct import_slots *s, const char *packed);

/* After the last row: whether one with this key was rejected can be asked then. */
void import_slots_ended(struct import_slots *s);
bool import_slots_was_wrong(const struct import_slots *s, uint64_t key);

/* The packed cells again, at `packed`: `ret_stored` and `ret_key` get one for each slot (a key form only where there is
 * one, else NULL cells). They point into `packed`. Returns the number of bytes read. */
size_t import_slots_unpack(const struct import_slots *s, const char *packed, struct import_cell *ret_stored,
                           struct import_cell *ret_key);

/* The first packed cell. */
void import_slots_first(const char *packed, struct import_cell *ret);

/* Compares two rows, as import_rows.h keeps them, by their first cell. */
int import_rows_compare_first(const char *a, const char *b);

#endif
