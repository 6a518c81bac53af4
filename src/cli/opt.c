/*
 * opt.c - the option groups that commands share; see opt.h.
 */
#include "cli/opt.h"

#include "domain/code.h"

static const char *const lang_words[] = {"fi", "sv", "en", NULL};
static const char *const as_words[] = {"customer", "representative", NULL};
static const char *const delimiter_words[] = {";", ",", "tab", NULL};

const struct opt opts_global[] = {
    {"db", OPT_PATH, "FILE", "the database; else $GDPRCTL_DB, else ./gdprctl.db"},
    {"key", OPT_PATH, "FILE", "the key file; else $GDPRCTL_KEY, else beside the database, ending in .key"},
    {"ledger", OPT_PATH, "FILE", "the ledger; else $GDPRCTL_LEDGER, else beside the database, ending in .ledger"},
    {"lang", OPT_WORD, "LANG", "language of names, notices and letters", .words = lang_words},
    {"json", OPT_FLAG, NULL, "one JSON object on standard output, for errors too"},
    {"ndjson", OPT_FLAG, NULL, "a list as one JSON object a line"},
    {"csv", OPT_FLAG, NULL, "a list as CSV"},
    {"quiet", OPT_FLAG, NULL, "no progress bar and no remarks"},
    {"yes", OPT_FLAG, NULL, "answer yes to the question that comes before what cannot be undone"},
    {"help", OPT_FLAG, NULL, "show help; also -h"},
    {"version", OPT_FLAG, NULL, "show the version"},
    {0},
};

const struct opt opts_selector[] = {
    {"customer", OPT_STRING, "NO", "customer number"},
    {"personal-id-file", OPT_PATH, "FILE", "file (or - for standard input) with the personal identity code"},
    {"phone", OPT_STRING, "NO", "telephone number", .flags = OPT_SECRET},
    {"email", OPT_STRING, "ADDR", "e-mail address", .flags = OPT_SECRET},
    {"name", OPT_STRING, "NAME", "name, together with --postal-code", .flags = OPT_SECRET},
    {"postal-code", OPT_STRING, "NNNNN", "postal code, together with --name"},
    {"subject-file", OPT_PATH, "FILE", "file (or -) with any of these as key=value lines"},
    {"as", OPT_WORD, "ROLE", "who the person is to the customer; customer unless given", .words = as_words},
    {0},
};

const struct opt opts_request[] = {
    {"register", OPT_STRING, "CODE", "the register the request is about"},
    {"received", OPT_DATE, "DATE", "day the request arrived"},
    {"channel", OPT_WORD, "CH", "how it arrived", .words = channel_codes},
    {"scope", OPT_WORD, "SCOPE", "what an objection covers", .words = scope_codes, .flags = OPT_REPEAT},
    {0},
};

const struct opt opts_request_open[] = {
    {"register", OPT_STRING, "CODE", "the register the request is about", .flags = OPT_REQUIRED},
    {"received", OPT_DATE, "DATE", "day the request arrived", .flags = OPT_REQUIRED},
    {"channel", OPT_WORD, "CH", "how it arrived", .words = channel_codes, .flags = OPT_REQUIRED},
    {"scope", OPT_WORD, "SCOPE", "what an objection covers", .words = scope_codes, .flags = OPT_REPEAT},
    {0},
};

const struct opt opts_verified[] = {
    {"verified", OPT_WORD, "METHOD",
     "how identity was established; with it the request is opened, verified and carried "
     "out in one go",
     .words = method_codes},
    {0},
};

const struct opt opts_as_of[] = {
    {"as-of", OPT_DATE, "DATE", "reckon as if it were this day"},
    {0},
};

const struct opt opts_dry_run[] = {
    {"dry-run", OPT_FLAG, NULL, "do everything except keep it: same plan, same counts, nothing changed"},
    {0},
};

const struct opt opts_csv_format[] = {
    {"encoding", OPT_STRING, "NAME",
     "encoding of the file instead of finding out: utf-8, windows-1252, utf-16le, "
     "utf-16be"},
    {"delimiter", OPT_WORD, "CHAR", "delimiter instead of finding out", .words = delimiter_words},
    {"ignore-columns", OPT_STRING, "A,B", "columns that may pass unread; a name with a comma in double quotes"},
    {0},
};

const struct opt opts_rejects[] = {
    {"rejects", OPT_PATH, "FILE", "write the rejected rows here, to be mended and imported again"},
    {"strict", OPT_FLAG, NULL, "refuse the whole file when one row is rejected"},
    {0},
};
