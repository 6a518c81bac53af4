/*
 * port.h - the answer to a portability request (Art. 20): a package with what the person provided, in a structured,
 * commonly used and machine-readable form.
 *
 * DIR/REF/ holds
 *   data.json      the values as they are stored: {"format":1, "request", "register", "promised_only", "tables":
 *                  [{"table", "names", "columns", "rows": [{"row", "values"}]}]}
 *   TABLE.csv      the same, a file for each table, a column for each field
 *   letter.html    what comes with it and what does not
 *   manifest.json  SHA-256 and size of every file
 * and appears whole or not at all. What is handed over is what the decision table of domain/lawful.h says: provided by
 * the person, under consent or contract; whatever the basis where the notice promises the right.
 */
#ifndef GDPRCTL_ENGINE_PORT_H
#define GDPRCTL_ENGINE_PORT_H

#include "base/base.h"
#include "engine/access.h"
#include "io/package.h"
#include "store/request_store.h"

/* Columns of which the register does not say on which basis they are processed: an officer decides. */
enum port_undecided { PORT_ASK, PORT_HAND_OVER, PORT_LEAVE_OUT };

struct port_result {
    char *package; /* path */
    size_t files, tables, rows;
    size_t undecided;   /* columns of which the register does not say whether they may be ported */
    bool promised_only; /* the notice alone promises what is handed over; Art. 20 would not require it */
};

void port_result_release(struct port_result *r);

/*
 * Answers one portability request in the caller's transaction: writes the package into `dir`, records the disclosure,
 * sets the request done, audits. Refused (ERR_REFUSED) before identity is verified, for a request that has ended
 * otherwise, for a protected person without the second confirmation, and with PORT_ASK when there is something that an
 * officer has to decide; ERR_USAGE for one of another right.
 * `a` is opened by access_open.
 */
int port_answer(struct access *a, struct package_dir *dir, struct request *req, enum port_undecided undecided,
                struct port_result *ret);

#endif
