/*
 * contacts_people.h - who one row of an opt-out list or a campaign file means, when several registers are asked. A
 * phone, an e-mail address and a personal id are the same everywhere; a customer number is its register's own, and in
 * another register it may be somebody else's. Internal to opt-out import and screening.
 *
 *   - All identifiers that meet anybody must meet in one person. A person may be a customer of several registers: two
 *     records are one person by personal id or business id, else by name, else by phone or e-mail.
 *   - A single identifier means everybody who has it; but a customer number means one person only.
 *   - When somebody is met by all of them, a mere number does not bring in a stranger of another register. Whoever has
 *     the contact there stays in, unless the records tell that it is another person.
 *
 * In a single register the identifiers alone decide (contacts_common), and no record is looked at.
 */
#ifndef GDPRCTL_ENGINE_CONTACTS_PEOPLE_H
#define GDPRCTL_ENGINE_CONTACTS_PEOPLE_H

#include "engine/contacts.h"

enum contacts_verdict {
    CONTACTS_MEET,
    CONTACTS_APART,  /* the identifiers belong to different people */
    CONTACTS_NUMBER, /* the customer number does, in different registers */
};

/* Somebody whom the row's identifiers meet. */
struct contacts_candidate {
    size_t at;    /* a match of theirs */
    unsigned by;  /* bits of the identifiers that meet this record */
    unsigned all; /* or a record of the same person in another register */
    bool stays;
};

struct contacts_people {
    bool reach; /* whoever has a contact is reached by it, also when somebody else is meant: a campaign's question */
    struct optout_who one, other;
    VEC(struct contacts_candidate) v;
};

int contacts_people_open(struct contacts_people *p, struct db *db, bool reach);
void contacts_people_close(struct contacts_people *p);

/* The matches of one row, d[0..n) with n > 0, in the order of contacts_match: moves those of the people meant to the
 * front, and tells how many they are; none unless the verdict is CONTACTS_MEET. */
int contacts_people(struct contacts_people *p, struct contact_match *d, size_t n, size_t *ret,
                    enum contacts_verdict *ret_verdict);

#endif
