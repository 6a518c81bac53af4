/*
 * generate.c - invented customers in any number, for measuring: a database filled directly, and CSV files that fit it.
 * Everything about customer i follows from i alone, so files and database made with the same N belong together.
 *
 *     cc -O2 -o build/generate tests/bench/generate.c -lsqlite3
 *     gdprctl --db x.db init && gdprctl --db x.db register load --builtin kuopio-customers
 *     build/generate db x.db kuopio-customers 1000000      fills x.db: 1M customers, about 10.6 rows each below them
 *     build/generate customers c.csv 1000000               the same customers as a file for `record import`
 *     build/generate invoices i.csv 1000000 2000000        2M new invoices of those customers, in random order
 *     build/generate optout o.csv 1000000 500000           500k opt-outs: 8.5 % meet nobody, 2 % are malformed
 *
 * The rows below a customer, on average: metering_point 1.2, contract 1.5, consumption 1.5, invoice 2, payment 1.5,
 * call_recording 0.6, message 0.5, marketing_permission 1.3, satisfaction 0.2, online_account 0.3. Three contracts in
 * five are open; the others end on days spread evenly over the 13 1/3 years before 2026-11-22. What belongs to a
 * contract lies in its time or little later, and nothing happens to a customer after the last of them has ended. So
 * with periods of one year for calls, messages, permissions and surveys and of ten for the rest about a quarter is due,
 * some 150 rows a day for each 100,000 customers fall due after that, and few rows wait for others that are not due.
 *
 * It writes the database with its own connection, without journal and without audit rows: for measuring only.
 */
#include <sqlite3.h>

#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TODAY = 20779, SPAN = 4870 }; /* 2026-11-22 as days since 1970; 13 1/3 years */

/* ---- numbers that follow from (i, what) ---- */

static uint64_t mixed(uint64_t i, uint64_t what) {
    uint64_t z = i * UINT64_C(0x9E3779B97F4A7C15) + what * UINT64_C(0xBF58476D1CE4E5B9) + 1;

    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

static unsigned below(uint64_t i, uint64_t what, unsigned n) {
    return (unsigned)(mixed(i, what) % n);
}

/* `permille` of 1,000 on average, as a whole number: 1500 gives 1 or 2. */
static unsigned count_of(uint64_t i, uint64_t what, unsigned permille) {
    return permille / 1000 + (below(i, what, 1000) < permille % 1000);
}

/* ---- values ---- */

static void civil(int days, int *y, int *m, int *d) {
    int z = days + 719468, era = z / 146097, doe = z - era * 146097;
    int yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365, doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    int mp = (5 * doy + 2) / 153;

    *d = doy - (153 * mp + 2) / 5 + 1;
    *m = mp < 10 ? mp + 3 : mp - 9;
    *y = yoe + era * 400 + (*m <= 2);
}

static void iso(int days, char out[16]) {
    int y, m, d;

    civil(days, &y, &m, &d);
    (void)snprintf(out, 16, "%04d-%02d-%02d", y % 10000, m % 100, d % 100);
}

static void customer_no(uint64_t i, char out[16]) {
    (void)snprintf(out, 16, "%08" PRIu64, 10000000 + i);
}

/* Individual numbers 900-999 were never given to anybody. Unique up to 15 million. */
static void personal_id(uint64_t i, char out[16]) {
    int y, m, d;
    unsigned individual = 900 + (unsigned)(i % 100);
    uint64_t n;

    civil((int)(i / 100 % 25000) - 10000, &y, &m, &d);
    n = (uint64_t)(d * 10000 + m * 100 + y % 100) * 1000 + individual;
    (void)snprintf(out, 16, "%02d%02d%02d%c%03u%c", d, m, y % 100, "-YXWVU"[i / 2500000 % 6], individual,
                   "0123456789ABCDEFHJKLMNPRSTUVWXY"[n % 31]);
}

static void phone_key(uint64_t i, char out[24]) {
    (void)snprintf(out, 24, "+35850%07" PRIu64, i % 10000000);
}

static void email(uint64_t i, char out[48]) {
    (void)snprintf(out, 48, "nimi.%" PRIu64 "@example.com", i);
}

static const char *const first_names[] = {"Eero",  "Saara", "Väinö", "Aino", "Heikki",
                                          "Märta", "Jukka", "Liisa", "Åke",  "Tyyne"};
static const char *const last_names[] = {"Kuusisyrjä", "Jalavajärvi", "Pajuranta", "Raitaniemi", "Saarnioja",
                                         "Koivunen",   "Öhman",       "Tamminen",  "Katajanen",  "Lehtisalo"};

static void name(uint64_t i, char out[64]) {
    (void)snprintf(out, 64, "%s %s %" PRIu64, first_names[below(i, 1, 10)], last_names[below(i, 2, 10)], i % 1000);
}

/* The folded name, for the letters that occur above. */
static void name_key(const char *from, char *out) {
    for (; *from != '\0'; from++) {
        unsigned char c = (unsigned char)*from;

        if (c >= 'A' && c <= 'Z')
            *out++ = (char)(c + 32);
        else if (c == 0xC3 && (unsigned char)from[1] < 0x9F) {
            *out++ = (char)c;
            *out++ = (char)((unsigned char)*++from + 0x20);
        } else
            *out++ = (char)c;
    }
    *out = '\0';
}

static void contract_no(uint64_t i, unsigned k, char out[24]) {
    (void)snprintf(out, 24, "S%07" PRIu64 "-%u", i, k + 1);
}

static unsigned contracts(uint64_t i) {
    return count_of(i, 11, 1500);
}

/* A day of the last 13 1/3 years. */
static int day(uint64_t i, uint64_t what) {
    return TODAY - (int)below(i, what, SPAN);
}

static bool is_open(uint64_t i, unsigned k) {
    return below(i, 30 + k, 5) < 3;
}

/* The last day of contract k; of an open one, some day in its time. */
static int contract_day(uint64_t i, unsigned k) {
    return day(i, 20 + k);
}

/* A day on which something happened to the customer: three in four of late, the fourth more than a year ago; and not
 * after all contracts have ended. */
static int customer_day(uint64_t i, uint64_t what) {
    int on = TODAY - (int)(below(i, what + 400, 4) > 0 ? below(i, what, 300) : 366 + below(i, what, SPAN - 366));
    int last = 0;

    for (unsigned k = 0; k < contracts(i); k++) {
        int end = is_open(i, k) ? TODAY : contract_day(i, k);

        last = end > last ? end : last;
    }
    return on < last ? on : last - (on - last) % 300;
}

static void gsrn(uint64_t i, unsigned k, char out[24]) {
    unsigned sum = 0;

    (void)snprintf(out, 24, "6430000%09" PRIu64 "%u", i, k % 10);
    for (int p = 0; p < 17; p++)
        sum += (unsigned)(out[p] - '0') * (p % 2 == 0 ? 3 : 1);
    out[17] = (char)('0' + (10 - sum % 10) % 10);
    out[18] = '\0';
}

/* ---- the database ---- */

static sqlite3 *db;

static void die(const char *what) {
    (void)fprintf(stderr, "generate: %s: %s\n", what, db != NULL ? sqlite3_errmsg(db) : "failed");
    exit(1);
}

static void run(const char *sql) {
    sqlite3_stmt *st = NULL;

    if (sqlite3_prepare_v2(db, sql, -1, &st, NULL) != SQLITE_OK)
        die(sql);
    while (sqlite3_step(st) == SQLITE_ROW)
        continue;
    if (sqlite3_finalize(st) != SQLITE_OK)
        die(sql);
}

static sqlite3_stmt *prepare(const char *sql) {
    sqlite3_stmt *st = NULL;

    if (sqlite3_prepare_v2(db, sql, -1, &st, NULL) != SQLITE_OK)
        die(sql);
    return st;
}

/* Binds by letters: i a number (int64_t), s a text, - a NULL; then runs. */
static void put(sqlite3_stmt *st, const char *types, ...) {
    va_list ap;
    int at = 0;

    va_start(ap, types);
    for (; *types != '\0'; types++) {
        at++;
        if (*types == 'i')
            (void)sqlite3_bind_int64(st, at, va_arg(ap, int64_t));
        else if (*types == 's')
            (void)sqlite3_bind_text(st, at, va_arg(ap, const char *), -1, SQLITE_TRANSIENT);
        else
            (void)sqlite3_bind_null(st, at);
    }
    va_end(ap);
    if (sqlite3_step(st) != SQLITE_DONE)
        die("insert");
    (void)sqlite3_reset(st);
}

static struct {
    sqlite3_stmt *customer, *point, *contract, *consumption, *invoice, *payment, *call, *message, *permission,
        *satisfaction, *account;
    int64_t points, contracts, invoices, rows;
} to;

static void prepare_all(void) {
    to.customer = prepare(
        "INSERT INTO customer (id, register_id, customer_no, type, name, name_key, personal_id, phone,"
        " phone_key, email, email_key, street, postal_code, city, language, customer_since)"
        " VALUES (?, ?, ?, 'natural', ?, ?, ?, ?, ?, ?, ?, ?, ?, 'Kuopio', 'fi', ?)");
    to.point = prepare("INSERT INTO metering_point (id, customer_id, gsrn, street, postal_code, city, heating)"
                       " VALUES (?, ?, ?, 'Satamatie 54', '70100', 'Kuopio', 'kaukolämpö')");
    to.contract = prepare("INSERT INTO contract (id, customer_id, metering_point_id, contract_no, product, price,"
                          " start_date, end_date) VALUES (?, ?, ?, ?, 'Yleissähkö', '14.97', ?, ?)");
    to.consumption = prepare(
        "INSERT INTO consumption (customer_id, metering_point_id, series, period_start, period_end,"
        " kwh, quality) VALUES (?, ?, ?, ?, ?, ?, 'measured')");
    to.invoice = prepare(
        "INSERT INTO invoice (id, customer_id, contract_id, invoice_no, invoice_date, due_date, amount,"
        " paid_on, paid_amount) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");
    to.payment = prepare("INSERT INTO payment (customer_id, invoice_id, payment_no, paid_on, amount)"
                         " VALUES (?, ?, ?, ?, ?)");
    to.call = prepare("INSERT INTO call_recording (customer_id, recording_no, started_at, duration_s, kind)"
                      " VALUES (?, ?, ?, ?, 'customer-service')");
    to.message = prepare("INSERT INTO message (customer_id, message_no, sent_at, medium, direction, body)"
                         " VALUES (?, ?, ?, 'email', 'in', 'Hei, laskuni on väärin.')");
    to.permission = prepare(
        "INSERT INTO marketing_permission (customer_id, scope, channel, state, processed_on, source)"
        " VALUES (?, ?, 'email', ?, ?, 'sopimus')");
    to.satisfaction = prepare("INSERT INTO satisfaction (customer_id, survey, answered_on, score)"
                              " VALUES (?, 'K1', ?, ?)");
    to.account = prepare("INSERT INTO online_account (customer_id, username, registered_on) VALUES (?, ?, ?)");
}

static void put_customer(uint64_t i, int64_t register_id) {
    char no[16], id[16], phone[24], mail[48], full[64], key[64], street[48], postal[16], since[16];

    customer_no(i, no);
    personal_id(i, id);
    phone_key(i, phone);
    email(i, mail);
    name(i, full);
    name_key(full, key);
    (void)snprintf(street, sizeof street, "Satamatie %u", below(i, 3, 200) + 1);
    (void)snprintf(postal, sizeof postal, "%05u", 70100 + below(i, 4, 90) * 10);
    iso(day(i, 5) - SPAN, since);
    put(to.customer, "iisssssssssss", (int64_t)i, register_id, no, full, key, id, phone, phone, mail, mail, street,
        postal, since);
}

static void put_contracts(uint64_t i) {
    unsigned points = count_of(i, 10, 1200);
    char no[24], a[16], b[16];

    for (unsigned k = 0; k < points; k++) {
        gsrn(i, k, no);
        put(to.point, "iis", ++to.points, (int64_t)i, no);
    }
    for (unsigned k = 0; k < contracts(i); k++) {
        int end = contract_day(i, k);

        contract_no(i, k, no);
        iso(end - 800, a);
        iso(end, b);
        put(to.contract, is_open(i, k) ? "iiiss-" : "iiisss", ++to.contracts, (int64_t)i, to.points, no, a, b);
    }
    for (unsigned k = 0; k < count_of(i, 12, 1500); k++) {
        int end = contract_day(i, 0) - (int)below(i, 40 + k, 600);

        iso(end - 30 - (int)k, a);
        iso(end, b);
        put(to.consumption, "iissss", (int64_t)i, to.points, k == 0 ? "1" : "2", a, b, "321.5");
    }
    to.rows += points + contracts(i);
}

static void put_invoices(uint64_t i) {
    unsigned payments = count_of(i, 14, 1500);
    char no[24], a[16], b[16], sum[16];

    for (unsigned k = 0; k < 2; k++) {
        int on = contract_day(i, contracts(i) - 1) + 14 - (int)below(i, 50 + k, 600);

        (void)snprintf(no, sizeof no, "L%07" PRIu64 "%u", i, k);
        (void)snprintf(sum, sizeof sum, "%u.%02u", below(i, 60 + k, 900) + 10, below(i, 70 + k, 100));
        iso(on, a);
        iso(on + 14, b);
        put(to.invoice, "iiissssss", ++to.invoices, (int64_t)i, to.contracts, no, a, b, sum, b, sum);
        if (k < payments) {
            no[0] = 'M';
            put(to.payment, "iisss", (int64_t)i, to.invoices, no, b, sum);
        }
    }
}

static void put_rest(uint64_t i) {
    static const char *const scopes[] = {"direct-mail", "distance-selling", "market-research"};
    char no[24], at[32];

    for (unsigned k = 0; k < count_of(i, 15, 600); k++) {
        (void)snprintf(no, sizeof no, "P%" PRIu64, i);
        iso(customer_day(i, 80), at);
        (void)strcat(at, "T12:00:00+02:00");
        put(to.call, "issi", (int64_t)i, no, at, (int64_t)below(i, 81, 900));
    }
    for (unsigned k = 0; k < count_of(i, 16, 500); k++) {
        (void)snprintf(no, sizeof no, "V%" PRIu64, i);
        iso(customer_day(i, 82), at);
        (void)strcat(at, "T08:30:00+02:00");
        put(to.message, "iss", (int64_t)i, no, at);
    }
    for (unsigned k = 0; k < count_of(i, 17, 1300); k++) {
        iso(customer_day(i, 83 + k), at);
        put(to.permission, "isss", (int64_t)i, scopes[k], below(i, 85 + k, 4) == 0 ? "prohibition" : "permission", at);
    }
    if (below(i, 18, 10) < 2) {
        iso(customer_day(i, 90), at);
        put(to.satisfaction, "isi", (int64_t)i, at, (int64_t)below(i, 91, 5) + 1);
    }
    if (below(i, 19, 10) < 3) {
        (void)snprintf(no, sizeof no, "nimi%" PRIu64, i);
        iso(customer_day(i, 92), at);
        put(to.account, "iss", (int64_t)i, no, at);
    }
}

/* Indexes that are not part of a table's keys are taken away while the rows come in, and made again at the end. */
struct index {
    char *name, *sql;
};

static size_t take_indexes(struct index *ret, size_t room) {
    sqlite3_stmt *st = prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL");
    size_t n = 0;

    while (n < room && sqlite3_step(st) == SQLITE_ROW) {
        ret[n].name = strdup((const char *)sqlite3_column_text(st, 0));
        ret[n++].sql = strdup((const char *)sqlite3_column_text(st, 1));
    }
    (void)sqlite3_finalize(st);
    for (size_t i = 0; i < n; i++) {
        char drop[256];

        (void)snprintf(drop, sizeof drop, "DROP INDEX \"%s\"", ret[i].name);
        run(drop);
    }
    return n;
}

static int64_t find_register(const char *code) {
    sqlite3_stmt *st = prepare("SELECT id FROM register WHERE code = ?");
    int64_t id = 0;

    (void)sqlite3_bind_text(st, 1, code, -1, SQLITE_STATIC);
    if (sqlite3_step(st) == SQLITE_ROW)
        id = sqlite3_column_int64(st, 0);
    (void)sqlite3_finalize(st);
    if (id == 0) {
        (void)fprintf(stderr, "generate: the database has no register %s\n", code);
        exit(1);
    }
    return id;
}

static void fill(const char *path, const char *code, uint64_t n) {
    struct index indexes[256];
    int64_t register_id;
    size_t count;

    if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK)
        die(path);
    run("PRAGMA journal_mode = OFF");
    run("PRAGMA synchronous = OFF");
    run("PRAGMA cache_size = -262144");
    run("PRAGMA foreign_keys = OFF");
    run("PRAGMA temp_store = MEMORY");
    run("BEGIN");
    register_id = find_register(code);
    count = take_indexes(indexes, 256);
    prepare_all();
    for (uint64_t i = 1; i <= n; i++) {
        put_customer(i, register_id);
        put_contracts(i);
        put_invoices(i);
        put_rest(i);
    }
    for (size_t i = 0; i < count; i++)
        run(indexes[i].sql);
    run("COMMIT");
    run("PRAGMA journal_mode = DELETE");
}

/* ---- files ---- */

static FILE *out;

static void open_out(const char *path) {
    out = fopen(path, "w");
    if (out == NULL)
        die(path);
}

static void write_customers(uint64_t n) {
    char no[16], id[16], phone[24], mail[48], full[64], since[16];

    (void)fprintf(out,
                  "customer_no,type,name,personal_id,phone,email,street,postal_code,city,language,customer_since\n");
    for (uint64_t i = 1; i <= n; i++) {
        customer_no(i, no);
        personal_id(i, id);
        phone_key(i, phone);
        email(i, mail);
        name(i, full);
        iso(day(i, 5) - SPAN, since);
        (void)fprintf(out, "%s,yksityinen,%s,%s,%s,%s,Satamatie %u,%05u,Kuopio,fi,%s\n", no, full, id, phone, mail,
                      below(i, 3, 200) + 1, 70100 + below(i, 4, 90) * 10, since);
    }
}

static void write_invoices(uint64_t n, uint64_t rows) {
    char no[16], contract[24], a[16], b[16], c[16];

    (void)fprintf(out, "customer_no,contract_no,invoice_no,invoice_date,due_date,paid_on,amount,paid_amount\n");
    for (uint64_t r = 0; r < rows; r++) {
        uint64_t i = mixed(r, 100) % n + 1;
        int on = day(r, 101);
        unsigned euros = below(r, 102, 900) + 10, cents = below(r, 103, 100);

        customer_no(i, no);
        contract_no(i, below(r, 104, contracts(i)), contract);
        iso(on, a);
        iso(on + 14, b);
        iso(on + 12, c);
        (void)fprintf(out, "%s,%s,N%09" PRIu64 ",%s,%s,%s,\"%u,%02u\",\"%u,%02u\"\n", no, contract, r, a, b, c, euros,
                      cents, euros, cents);
    }
}

/* The usual ways of writing a number. */
static void spell_phone(uint64_t i, uint64_t r, char out_text[32]) {
    unsigned n = (unsigned)(i % 10000000);

    switch (below(r, 203, 5)) {
    case 0:
        (void)snprintf(out_text, 32, "+35850%07u", n);
        break;
    case 1:
        (void)snprintf(out_text, 32, "050 %03u %04u", n / 10000, n % 10000);
        break;
    case 2:
        (void)snprintf(out_text, 32, "050-%07u", n);
        break;
    case 3:
        (void)snprintf(out_text, 32, "0035850%07u", n);
        break;
    default:
        (void)snprintf(out_text, 32, "050%07u", n);
    }
}

static void write_optout(uint64_t n, uint64_t rows) {
    (void)fprintf(out, "customer_no,personal_id,phone,email,opted_out_at,source\n");
    for (uint64_t r = 0; r < rows; r++) {
        unsigned luck = below(r, 200, 1000);
        uint64_t i = mixed(r, 201) % n + 1 + (luck < 85 ? n : 0); /* beyond n: nobody has it */
        char text[48] = "", on[16];
        unsigned kind = below(r, 202, 4);

        iso(day(r, 204), on);
        if (kind == 0)
            customer_no(i, text);
        else if (kind == 1)
            personal_id(i, text);
        else if (kind == 2)
            spell_phone(i, r, text);
        else
            email(i, text);
        if (kind == 3 && below(r, 205, 2) == 0)
            text[0] = 'N';
        if (luck >= 980)
            (void)snprintf(text, sizeof text, "%s",
                           kind == 2   ? "050 12"
                           : kind == 1 ? "010190-9999"
                           : kind == 3 ? "nimi.example.com"
                                       : "");
        (void)fprintf(out, "%s,%s,%s,%s,%s,verkko\n", kind == 0 ? text : "", kind == 1 ? text : "",
                      kind == 2 ? text : "", kind == 3 ? text : "", on);
    }
}

static uint64_t number(int argc, char **argv, int at) {
    return argc > at ? strtoull(argv[at], NULL, 10) : 0;
}

int main(int argc, char **argv) {
    const char *what = argc > 2 ? argv[1] : "";
    uint64_t n = number(argc, argv, 3), rows = number(argc, argv, 4);

    if (strcmp(what, "db") == 0 && rows > 0) {
        fill(argv[2], argv[3], rows);
        return sqlite3_close_v2(db) == SQLITE_OK ? 0 : 1;
    }
    if (n == 0) {
        (void)fprintf(stderr, "usage: generate db FILE.db CODE N\n"
                              "       generate customers FILE.csv N\n"
                              "       generate invoices|optout FILE.csv N ROWS\n");
        return 64;
    }
    open_out(argv[2]);
    if (strcmp(what, "customers") == 0)
        write_customers(n);
    else if (strcmp(what, "invoices") == 0)
        write_invoices(n, rows);
    else
        write_optout(n, rows);
    return fclose(out) == 0 ? 0 : 1;
}
