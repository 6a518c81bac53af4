/*
 * import_apply.h - packed rows of a file into the database: parents found, bans looked at, rows written. Internal to
 * record import.
 */
#ifndef GDPRCTL_ENGINE_IMPORT_APPLY_H
#define GDPRCTL_ENGINE_IMPORT_APPLY_H

#include "base/base.h"
#include "engine/import_bans.h"
#include "engine/import_rows.h"
#include "engine/import_values.h"
#include "engine/rejects.h"
#include "store/import_store.h"

/* Where a cell that is written comes from. */
struct import_source {
    enum { FROM_STORED, FROM_KEY, FROM_NODE } from;
    size_t index; /* slot or node */
};

/* A table whose row a foreign key needs; nodes[0] is the customer. */
struct import_node {
    const struct cat_table *table;
    size_t owner;                  /* node */
    struct import_source *natural; /* in the order of table->natural */
    struct import_parent find;
    bool required; /* a row cannot do without it */
    bool given;    /* of the row at hand: the file names one */
    int64_t id;
    int64_t last_owner; /* of the row found last, whose key lies at last_cells */
    struct import_cell *last_cells;
};

/* A row of another table that a column of the file makes. */
struct import_side {
    size_t slot;
    struct import_table rows;
};

struct import_pair {
    uint64_t key, content;
    uint32_t at;
};

/* A row that says what an earlier one says, spelled in another way: it is taken for that one. */
struct import_twin {
    uint32_t at, like;
};

struct import_apply {
    struct db *db;
    const struct cat_table *table;
    struct import_slots *slots;
    struct rejects *rejects;
    int64_t register_id;
    struct import_bans bans;
    struct import_node *nodes;
    size_t node_count;
    size_t owner;                  /* node of the table's owner */
    struct import_source *sources; /* one for each column written */
    size_t source_count;
    struct import_table rows;
    struct import_side *sides;
    size_t side_count;
    bool find_first;                  /* look a row up before trying to insert it */
    struct import_cell *stored, *key; /* of the row at hand, by slot */
    struct import_cell *cells;        /* by column written */
    VEC(struct import_pair) pairs;    /* of the rows of one customer */
    VEC(struct import_twin) twins;    /* of the rows at hand, in their order */
    uint64_t applied, unchanged;
};

#define IMPORT_APPLY(name) struct import_apply name CLEANUP(import_apply_close) = {0}

/* `slots` and `rejects` are kept by the caller and must outlive it; `readmit` as in import_bans.h. In the transaction
 * of the whole file. */
int import_apply_open(struct import_apply *a, struct db *db, const struct cat_table *table, int64_t register_id,
                      struct import_slots *slots, struct rejects *rejects, bool readmit);
void import_apply_close(struct import_apply *a);

/* Sorts a share by customer; rows whose customer is not there are rejected. */
int import_apply_sort(struct import_apply *a, struct import_rows *rows);

/* Whether rows with the same `order` are sorted by the customer number too. */
bool import_apply_by_number(const struct import_apply *a);

/* Writes rows that are sorted so; all of a customer's are among them. A key that stands there with different contents
 * is rejected each time; other spellings of the same are no difference, and the first one is kept. `tick` may be NULL
 * and gets what is done in thousandths. */
int import_apply_rows(struct import_apply *a, struct import_rows *rows, void (*tick)(void *ctx, size_t thousandths),
                      void *ctx);

#endif
