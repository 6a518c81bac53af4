/*
 * ledger_parts.h - the ledger of an open database, shared by ledger.c (transactions) and ledger_item.c (notes).
 */
#ifndef GDPRCTL_STORE_LEDGER_PARTS_H
#define GDPRCTL_STORE_LEDGER_PARTS_H

#include "base/sb.h"
#include "store/ledger.h"

#define LEDGER_SLOTS 16
#define LEDGER_FLUSH (256 << 10) /* bytes of items kept in memory */

struct ledger_slot {
    bool used;
    int64_t register_id;
    char *source, *since; /* since: only what is no date */
};

struct ledger_register {
    int64_t id;
    char *code;
};

struct ledger {
    struct ledger_file file;
    bool silent;

    /* of the transaction that is open */
    struct sb items; /* not written yet */
    bool noted;      /* it has items, here or in the file */

    /* what the items may refer to; forgotten at each frame */
    struct ledger_slot slots[LEDGER_SLOTS];
    size_t slot_next;
    int64_t last_customer;

    struct ledger_register registers[LEDGER_SLOTS]; /* codes of those seen */
    size_t register_next;

    /* once something of the transaction is in the file, which is locked since */
    bool writing;
    struct ledger_pos before; /* the database's number until now */
    int64_t start, end;       /* of what is the transaction's */
    uint8_t mac[CRYPT_HASH_LEN];
    struct ledger_pos group; /* seq > 0: written and synced, not committed yet */
};

/* Writes what is in memory, when it is much and no savepoint could take it back. */
int ledger_flush(struct db *db);

void ledger_forget_slots(struct ledger *l);

#endif
