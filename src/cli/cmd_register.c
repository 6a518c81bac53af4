/*
 * cmd_register.c - `gdprctl register`: definitions in, out, shown and checked; the notice and the Art. 30 record made
 * from them.
 */
#include "cli/cmd.h"
#include "cli/document.h"

#include "base/mem.h"
#include "base/sb.h"
#include "engine/art30.h"
#include "engine/dictionary.h"
#include "engine/notice.h"
#include "engine/register_check.h"
#include "engine/register_load.h"
#include "engine/register_show.h"
#include "io/builtin.h"
#include "io/json_in.h"
#include "io/json_node.h"
#include "io/sink.h"
#include "store/register_store.h"

/* ---- load ---- */

/* The definitions named on the command line, parsed. */
struct documents {
    VEC(struct node *) defs;
    VEC(const char *) names;
};

static void documents_release(struct documents *d) {
    for (size_t i = 0; i < d->defs.len; i++)
        node_free(&d->defs.d[i]);
    vec_release(&d->defs);
    vec_release(&d->names);
}

static int read_builtin(struct documents *docs, const char *code, struct err *e) {
    size_t len;
    const char *text = builtin_register(code, &len);

    if (text == NULL)
        return opt_unknown_word(e, "built-in register", code, builtin_codes);
    *vec_push(&docs->names) = code;
    return json_parse(text, len, code, vec_push(&docs->defs), e);
}

/* A definition that is no JSON is a broken definition like any other. */
static int read_file(struct documents *docs, const char *path, struct err *e) {
    *vec_push(&docs->names) = strcmp(path, "-") == 0 ? "standard input" : path;
    if (json_read_file(path, vec_push(&docs->defs), e) == 0)
        return 0;
    if (e->code != ERR_DATA)
        return -1;
    e->code = ERR_CONFIG;
    return err_hint(e, "nothing was loaded; mend the definition and load it again");
}

static int read_all_builtin(struct documents *docs, struct err *e) {
    for (size_t i = 0; builtin_codes[i] != NULL; i++)
        TRY(read_builtin(docs, builtin_codes[i], e));
    return 0;
}

static int read_documents(const struct args *a, struct documents *docs, struct err *e) {
    const char *code;

    for (size_t i = 0; (code = args_list(a, "builtin", i)) != NULL; i++)
        TRY(strcmp(code, "all") == 0 ? read_all_builtin(docs, e) : read_builtin(docs, code, e));
    for (size_t i = 0; i < args_pos_count(a); i++)
        TRY(read_file(docs, args_pos(a, i), e));
    return 0;
}

static int load_check(struct app *app, const struct args *a) {
    if (args_pos_count(a) == 0 && !args_has(a, "builtin")) {
        (void)err_set(app->err, ERR_USAGE, "no definition is named");
        return err_hint(app->err, "gdprctl register load FILE.json, or gdprctl register load --builtin all");
    }
    return 0;
}

static int load_run(struct app *app, const struct args *a) {
    static const char *const words[] = {
        [REGISTER_NEW] = "new", [REGISTER_REPLACED] = "replaced", [REGISTER_UNCHANGED] = "unchanged"};
    struct documents docs CLEANUP(documents_release) = {0};
    register_loaded_vec loaded CLEANUP(register_loaded_release) = {0};

    TRY(read_documents(a, &docs, app->err));
    TRY(register_load(app->db, docs.defs.d, docs.names.d, docs.defs.len, app->now_utc, app->dry_run, &loaded));
    out_map(app->out, NULL);
    out_list(app->out, "registers");
    for (size_t i = 0; i < loaded.len; i++) {
        out_map(app->out, NULL);
        out_str(app->out, "register", loaded.d[i].code);
        out_str(app->out, "result", words[loaded.d[i].saved]);
        out_end(app->out);
    }
    out_end(app->out);
    out_bool(app->out, "dry_run", app->dry_run);
    out_end(app->out);
    if (app->dry_run)
        app_say(app, "this was a dry run: nothing was loaded");
    return APP_DONE;
}

static const struct opt load_opts[] = {
    {"builtin", OPT_STRING, "CODE", "a definition that ships with the program, or all", .flags = OPT_REPEAT},
    {0},
};

static const struct cmd cmd_load = {
    .name = "load",
    .summary = "load register definitions from JSON",
    .args = "FILE...",
    .max_args = CMD_ANY_ARGS,
    .details = "Checks each definition against the database and stores it. A definition that is there already is "
               "replaced as a whole; its people stay. All files are one transaction: a mistake in one, told with its "
               "JSON path, leaves the database as it was, and so do two definitions of one register that differ.\n\n"
               "  gdprctl register load --builtin all\n"
               "  gdprctl register load our-register.json",
    .opts = load_opts,
    .opt_groups = (const struct opt *const[]){opts_dry_run, NULL},
    .db = DB_WRITE,
    .needs_key = true,
    .any_ledger = true, /* a definition holds nobody, and the replay may need it */
    .check = load_check,
    .run = load_run,
};

/* ---- list, show, export ---- */

static int list_row(void *ctx, const struct register_row *row) {
    struct app *app = ctx;
    const char *names[LANG__MAX] = {[LANG_FI] = row->name_fi, [LANG_SV] = row->name_sv, [LANG_EN] = row->name_en};

    out_map(app->out, NULL);
    out_str(app->out, "register", row->code);
    out_str(app->out, "name", names[app->lang]);
    out_str(app->out, "updated", row->updated);
    out_int(app->out, "purposes", row->purposes);
    out_int(app->out, "categories", row->categories);
    out_int(app->out, "fields", row->fields);
    out_int(app->out, "retention_rules", row->rules);
    out_int(app->out, "people", row->people);
    out_end(app->out);
    return 0;
}

static int list_run(struct app *app, const struct args *a) {
    (void)a;
    out_map(app->out, NULL);
    out_list(app->out, "registers");
    TRY(register_each(app->db, list_row, app));
    out_end(app->out);
    out_end(app->out);
    return APP_DONE;
}

static const struct cmd cmd_list = {
    .name = "list",
    .summary = "list the registers in the database",
    .db = DB_READ,
    .list = "registers",
    .columns = (const char *const[]){"register", "name", "updated", "purposes", "categories", "fields",
                                     "retention_rules", "people", NULL},
    .run = list_run,
};

static int show_run(struct app *app, const struct args *a) {
    struct node *def CLEANUP(node_free) = NULL;

    TRY(register_export(app->db, args_pos(a, 0), &def));
    register_show(app->out, def, app->lang);
    return APP_DONE;
}

static const struct cmd cmd_show = {
    .name = "show",
    .summary = "show a register: who, why, what, how long",
    .args = "CODE",
    .min_args = 1,
    .max_args = 1,
    .db = DB_READ,
    .run = show_run,
};

static int export_run(struct app *app, const struct args *a) {
    struct node *def CLEANUP(node_free) = NULL;
    struct json_out j;

    TRY(register_export(app->db, args_pos(a, 0), &def));
    json_out_init(&j, app->raw, true);
    json_out_node(&j, NULL, def);
    return APP_DONE;
}

static const struct cmd cmd_export = {
    .name = "export",
    .summary = "print a register as the JSON that `register load` reads",
    .args = "CODE",
    .min_args = 1,
    .max_args = 1,
    .db = DB_READ,
    .run = export_run,
};

/* ---- check ---- */

static void show_findings(struct app *app, const char *code, const struct findings *f) {
    for (size_t i = 0; i < f->len; i++) {
        out_map(app->out, NULL);
        out_str(app->out, "register", code);
        out_str(app->out, "finding", finding_code(f->d[i].id));
        out_str(app->out, "severity", finding_severity_code(finding_severity(f->d[i].id)));
        out_str(app->out, "article", finding_article(f->d[i].id));
        out_str(app->out, "place", f->d[i].path);
        out_str(app->out, "message", f->d[i].message.t[app->lang]);
        out_end(app->out);
    }
}

static int check_run(struct app *app, const struct args *a) {
    code_vec codes CLEANUP(code_vec_release) = {0};
    size_t count = 0;

    TRY(register_codes(app->db, args_pos_count(a) > 0 ? args_pos(a, 0) : NULL, &codes));
    out_map(app->out, NULL);
    out_list(app->out, "findings");
    for (size_t i = 0; i < codes.len; i++) {
        struct findings found CLEANUP(findings_release) = {0};

        TRY(register_check(app->db, codes.d[i], &found));
        show_findings(app, codes.d[i], &found);
        count += found.len;
    }
    out_end(app->out);
    out_end(app->out);
    return count > 0 ? APP_ATTENTION : APP_DONE;
}

static const struct cmd cmd_check = {
    .name = "check",
    .summary = "find what a notice lacks and where it and the schema drift apart",
    .args = "[CODE]",
    .max_args = 1,
    .details = "Compares the definition with Articles 13, 14 and 30 of the GDPR and with the tables it speaks of. Each "
               "finding names the place in the definition and the article. Exit status 1 when there are findings.",
    .db = DB_READ,
    .list = "findings",
    .columns = (const char *const[]){"register", "finding", "severity", "article", "place", "message", NULL},
    .run = check_run,
};

/* ---- notice and record ---- */

static const struct opt document_opts[] = {
    {"format", OPT_WORD, "FORMAT", "form of the document; text unless given", .words = doc_format_words},
    {0},
};

static int write_document(struct app *app, const struct args *a,
                          void (*write)(struct doc *d, const struct node *def, const struct notice_dictionary *dict,
                                        enum lang lang)) {
    struct catalog cat CLEANUP(catalog_release) = {0};
    struct node *def CLEANUP(node_free) = NULL;
    struct notice_dictionary dict;
    const char *title;
    DOCUMENT(out);

    TRY(register_export(app->db, args_pos(a, 0), &def));
    TRY(catalog_load(app->db, &cat));
    dict = dictionary_of(&cat);
    title = node_str(node_get(def, "names"), lang_code(app->lang));
    document_open(&out, app, a, app->lang, title);
    write(&out.out.doc, def, &dict, app->lang);
    TRY(document_close(&out, "register", args_pos(a, 0)));
    return APP_DONE;
}

static int notice_run(struct app *app, const struct args *a) {
    return write_document(app, a, notice_write);
}

static const struct cmd cmd_notice = {
    .name = "notice",
    .summary = "print the privacy notice of a register (Art. 13 and 14)",
    .args = "CODE",
    .min_args = 1,
    .max_args = 1,
    .details = "Written from the same rows that the program runs on, in the language of --lang.\n\n"
               "  gdprctl --lang sv register notice kuopio-customers --format html > notice.html",
    .opts = document_opts,
    .db = DB_READ,
    .run = notice_run,
};

static int record_run(struct app *app, const struct args *a) {
    return write_document(app, a, art30_write);
}

static const struct cmd cmd_art30 = {
    .name = "record",
    .summary = "print the record of processing activities (Art. 30)",
    .args = "CODE",
    .min_args = 1,
    .max_args = 1,
    .opts = document_opts,
    .db = DB_READ,
    .run = record_run,
};

const struct cmd cmd_register = {
    .name = "register",
    .summary = "register definitions: load, show, check, publish",
    .subs = (const struct cmd *const[]){&cmd_load, &cmd_list, &cmd_show, &cmd_export, &cmd_check, &cmd_notice,
                                        &cmd_art30, NULL},
};
