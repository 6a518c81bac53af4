/*
 * test_out_format.c - one result in every format, and what happens to it when it cannot be written.
 */
#include "io/out_format.h"

#include "base/mem.h"
#include "io/json_in.h"
#include "io_util.h"
#include "test.h"

#include <signal.h>
#include <unistd.h>

static void put_record(struct out *o, const char *table, int64_t found) {
    out_map(o, NULL);
    out_str(o, "table", table);
    out_int(o, "rows_found", found);
    out_null(o, "until");
    out_list(o, "reasons");
    if (found > 100) {
        out_map(o, NULL);
        out_str(o, "reason", "accounting");
        out_int(o, "rows", 1);
        out_end(o);
    }
    out_end(o);
    out_end(o);
}

/* A result as `erase` gives it, with everything in it that can go wrong. */
static void put_sample(struct out *o) {
    out_map(o, NULL);
    out_str(o, "request", "2026-0001");
    out_bool(o, "complete", false);
    out_str(o, "note_text", "a\r\nb\tc\x1B[31m \xE2\x80\xAE=x \"q\" <b>");
    out_list(o, "records");
    put_record(o, "customer", 7);
    put_record(o, "\xE4\xB8\xAD\xC3\xA4; x", 1234);
    out_map(o, NULL);
    out_str(o, "table", "-5");
    out_list(o, "fields");
    out_str(o, NULL, "name");
    out_int(o, NULL, -5);
    out_end(o);
    out_end(o);
    out_end(o);
    out_map(o, "nested");
    out_list(o, "scopes");
    out_str(o, NULL, "direct-mail");
    out_str(o, NULL, "profiling");
    out_end(o);
    out_list(o, "none");
    out_end(o);
    out_end(o);
    out_note(o, "All %d done.", 2);
    out_end(o);
}

static void render(enum out_format format, const struct out_options *options, void (*put)(struct out *),
                   struct sb *got) {
    struct sink *to CLEANUP(mem_free) = mem_alloc(sizeof *to);
    struct out *o CLEANUP(out_discard) = NULL;
    struct err e = {0};

    sink_to_sb(to, got);
    o = out_new_sink(format, to, options);
    put(o);
    CHECK(!to->wrote && to->used == 0);
    CHECK_EQ_INT(out_finish(&o, &e), 0);
    CHECK_STR(e.msg, "");
    CHECK(o == NULL);
    CHECK_EQ_INT(sink_flush(to, "test", &e), 0);
}

TEST(out_text) {
    SB(got);

    render(OUT_TEXT, NULL, put_sample, &got);
    CHECK_STR(got.d, "Request: 2026-0001\n"
                     "Complete: no\n"
                     "Note text: a b c?[31m ?=x \"q\" <b>\n"
                     "\n"
                     "Records:\n"
                     "  Table     Rows found  Until  Fields\n"
                     "  customer           7  -\n"
                     "  \xE4\xB8\xAD\xC3\xA4; x          1234  -\n"
                     "      Reasons:\n"
                     "        Reason      Rows\n"
                     "        accounting     1\n"
                     "  -5                           name, -5\n"
                     "\n"
                     "Nested:\n"
                     "  Scopes: direct-mail, profiling\n"
                     "  None: -\n"
                     "\n"
                     "All 2 done.\n");
}

static void put_wide(struct out *o) {
    out_map(o, NULL);
    out_list(o, "rules");
    for (int i = 0; i < 2; i++) {
        out_map(o, NULL);
        out_str(o, "rule", i == 0 ? "contract-data" : "metering");
        out_str(o, "text", i == 0 ? "ten years from the end of the contract, \xC3\xA4ll of it" : "six years");
        out_int(o, "rows_kept", 12 * i);
        out_str(o, "until", i == 0 ? NULL : "2026-12-31");
        out_end(o);
    }
    out_end(o);
    out_end(o);
}

/* On a terminal a table is made to fit: by lines in its cells, or, where words are too long, by a block for each row.
 */
TEST(out_text_fits_the_terminal) {
    SB(got);

    render(OUT_TEXT, &(struct out_options){.width = 77}, put_wide, &got);
    CHECK_STR(got.d, "Rule           Text                                     Rows kept  Until\n"
                     "contract-data  ten years from the end of the contract,          0  -\n"
                     "               \xC3\xA4ll of it\n"
                     "metering       six years                                       12  2026-12-31\n");
    sb_clear(&got);
    render(OUT_TEXT, &(struct out_options){.width = 60}, put_wide, &got);
    CHECK_STR(got.d, "Rule           Text                    Rows kept  Until\n"
                     "contract-data  ten years from the end          0  -\n"
                     "               of the contract, \xC3\xA4ll\n"
                     "               of it\n"
                     "metering       six years                      12  2026-12-31\n");
    sb_clear(&got);
    render(OUT_TEXT, &(struct out_options){.width = 30}, put_wide, &got);
    CHECK_STR(got.d, "Rule: contract-data\n"
                     "Text: ten years from the end\n"
                     "    of the contract, \xC3\xA4ll of it\n"
                     "Rows kept: 0\n"
                     "\n"
                     "Rule: metering\n"
                     "Text: six years\n"
                     "Rows kept: 12\n"
                     "Until: 2026-12-31\n");
    sb_clear(&got);
    render(OUT_TEXT, &(struct out_options){.width = 48}, put_wide, &got); /* codes have places to break */
    CHECK(strstr(got.d, "contract-     ten years") != NULL && strstr(got.d, "2026-12-31\n") != NULL);
    for (size_t width = 1; width < 90; width++) {
        sb_clear(&got);
        render(OUT_TEXT, &(struct out_options){.width = width}, put_sample, &got);
        CHECK(strstr(got.d, "accounting") != NULL && strstr(got.d, "name,") != NULL);
    }
}

TEST(out_json) {
    static const char want[] = "{\"format\":1,\"request\":\"2026-0001\",\"complete\":false,"
                               "\"note_text\":\"a\\r\\nb\\tc\\u001b[31m \\u202e=x \\\"q\\\" <b>\",\"records\":["
                               "{\"table\":\"customer\",\"rows_found\":7,\"until\":null,\"reasons\":[]},"
                               "{\"table\":\"\xE4\xB8\xAD\xC3\xA4; x\",\"rows_found\":1234,\"until\":null,"
                               "\"reasons\":[{\"reason\":\"accounting\",\"rows\":1}]},"
                               "{\"table\":\"-5\",\"fields\":[\"name\",-5]}],"
                               "\"nested\":{\"scopes\":[\"direct-mail\",\"profiling\"],\"none\":[]}}\n";
    static const char start[] = "{\n  \"format\": 1,\n  \"request\": \"2026-0001\",\n";
    struct node *pretty CLEANUP(node_free) = NULL;
    struct err e = {0};
    SB(got);

    render(OUT_JSON, &(struct out_options){.compact = true}, put_sample, &got);
    CHECK_STR(got.d, want);
    sb_clear(&got);
    render(OUT_JSON, NULL, put_sample, &got);
    CHECK(strncmp(got.d, start, sizeof start - 1) == 0);
    CHECK_EQ_INT(json_parse(got.d, got.len, "test", &pretty, &e), 0);
    CHECK_EQ_INT(node_get(pretty, "records")->child->next->next->index, 2);
}

TEST(out_ndjson) {
    SB(got);

    render(OUT_NDJSON, NULL, put_sample, &got);
    CHECK_STR(got.d, "{\"format\":1,\"table\":\"customer\",\"rows_found\":7,\"until\":null,\"reasons\":[]}\n"
                     "{\"format\":1,\"table\":\"\xE4\xB8\xAD\xC3\xA4; x\",\"rows_found\":1234,\"until\":null,"
                     "\"reasons\":[{\"reason\":\"accounting\",\"rows\":1}]}\n"
                     "{\"format\":1,\"table\":\"-5\",\"fields\":[\"name\",-5]}\n");
}

TEST(out_csv) {
    SB(got);

    render(OUT_CSV, &(struct out_options){.bom = true}, put_sample, &got);
    CHECK_STR(got.d, "\xEF\xBB\xBFtable;rows_found;until;reasons;fields\r\n"
                     "customer;7;;;\r\n"
                     "\"\xE4\xB8\xAD\xC3\xA4; x\";1234;;\"[{\"\"reason\"\":\"\"accounting\"\",\"\"rows\"\":1}]\";\r\n"
                     "'-5;;;;name, -5\r\n");
}

static void put_scalars(struct out *o) {
    out_note(o, "Before.");
    out_map(o, NULL);
    out_str(o, "due", "2026-03-02");
    out_int(o, "days", 30);
    out_str(o, "none", NULL);
    out_end(o);
}

TEST(out_without_a_list) {
    SB(got);

    render(OUT_NDJSON, NULL, put_scalars, &got);
    CHECK_STR(got.d, "{\"format\":1,\"due\":\"2026-03-02\",\"days\":30,\"none\":null}\n");
    sb_clear(&got);
    render(OUT_CSV, &(struct out_options){.delimiter = ','}, put_scalars, &got);
    CHECK_STR(got.d, "due,days,none\r\n2026-03-02,30,\r\n");
    sb_clear(&got);
    render(OUT_TEXT, NULL, put_scalars, &got);
    CHECK_STR(got.d, "Before.\nDue: 2026-03-02\nDays: 30\nNone: -\n");
}

static void put_only_list(struct out *o) {
    out_map(o, NULL);
    out_list(o, "requests");
    for (int i = 0; i < 2; i++) {
        out_map(o, NULL);
        out_int(o, "no", 9 + i);
        out_str(o, "state", "open");
        out_end(o);
    }
    out_end(o);
    out_note(o, "2 requests.");
    out_end(o);
}

static void put_empty_list(struct out *o) {
    out_map(o, NULL);
    out_list(o, "requests");
    out_end(o);
    out_end(o);
}

static void put_values(struct out *o) {
    out_map(o, NULL);
    out_list(o, "codes");
    out_str(o, NULL, "a");
    out_int(o, NULL, 2);
    out_null(o, NULL);
    out_end(o);
    out_end(o);
}

TEST(out_of_one_list) {
    SB(got);

    render(OUT_TEXT, &(struct out_options){.color = true}, put_only_list, &got);
    CHECK_STR(got.d, "\033[1mNo  State\033[0m\n 9  open\n10  open\n\n2 requests.\n");
    sb_clear(&got);
    render(OUT_TEXT, NULL, put_empty_list, &got);
    CHECK_STR(got.d, "Requests: -\n");
    sb_clear(&got);
    render(OUT_CSV, NULL, put_empty_list, &got);
    CHECK_STR(got.d, "");
    render(OUT_CSV, &(struct out_options){.columns = (const char *const[]){"no", "state", NULL}}, put_empty_list, &got);
    CHECK_STR(got.d, "no;state\r\n");
    sb_clear(&got);
    render(OUT_NDJSON, NULL, put_empty_list, &got);
    CHECK_STR(got.d, "");
    render(OUT_JSON, &(struct out_options){.compact = true}, put_empty_list, &got);
    CHECK_STR(got.d, "{\"format\":1,\"requests\":[]}\n");
    sb_clear(&got);
    render(OUT_TEXT, NULL, put_values, &got);
    CHECK_STR(got.d, "- a\n- 2\n- -\n");
    sb_clear(&got);
    render(OUT_NDJSON, NULL, put_values, &got);
    CHECK_STR(got.d, "\"a\"\n2\nnull\n");
    sb_clear(&got);
    render(OUT_CSV, NULL, put_values, &got);
    CHECK_STR(got.d, "codes\r\na\r\n2\r\n\"\"\r\n");
}

static void put_nothing(struct out *o UNUSED) {
}

TEST(out_of_nothing) {
    for (size_t f = 0; f < OUT_FORMAT__MAX; f++) {
        SB(got);

        render((enum out_format)f, NULL, put_nothing, &got);
        CHECK_EQ_INT(got.len, 0);
    }
}

TEST(out_unfinished_results_are_noticed) {
    for (size_t f = 0; f < OUT_FORMAT__MAX; f++) {
        for (int extra = 0; extra < 2; extra++) {
            struct sink *to CLEANUP(mem_free) = mem_alloc(sizeof *to);
            struct out *o;
            struct err e = {0};
            SB(got);

            sink_to_sb(to, &got);
            o = out_new_sink((enum out_format)f, to, NULL);
            out_map(o, NULL);
            for (int i = 0; i < 2 * extra; i++)
                out_end(o);
            CHECK_EQ_INT(out_finish(&o, &e), -1);
            CHECK_EQ_INT(e.code, ERR_INTERNAL);
            CHECK(o == NULL);
        }
    }
}

TEST(out_can_be_taken_back) {
    FILE *f = tmpfile();

    for (size_t i = 0; i < OUT_FORMAT__MAX; i++) {
        struct sink *to CLEANUP(mem_free) = mem_alloc(sizeof *to);
        struct out *o = out_new_sink((enum out_format)i, to, NULL);

        sink_to_file(to, f);
        put_sample(o);
        CHECK(!to->wrote && to->used == 0);
        out_discard(&o);
        CHECK(o == NULL);
        out_discard(&o);
    }
    CHECK_EQ_INT(ftell(f), 0);
    (void)fclose(f);
}

/* More than OUT_HOLD bytes are not kept in memory, and nothing of them is lost. */
TEST(out_json_flows_when_it_is_much) {
    static const enum out_format formats[] = {OUT_JSON, OUT_NDJSON};

    for (size_t k = 0; k < ARRAY_LEN(formats); k++) {
        struct sink *to CLEANUP(mem_free) = mem_alloc(sizeof *to);
        struct out *o;
        struct err e = {0};
        size_t rows = 200000, lines = 0, seen = 0;
        SB(got);

        sink_to_sb(to, &got);
        o = out_new_sink(formats[k], to, NULL);
        out_map(o, NULL);
        out_list(o, "rows");
        for (size_t i = 0; i < rows; i++) {
            out_map(o, NULL);
            out_int(o, "n", (int64_t)i);
            out_str(o, "text", "forty characters of text or thereabouts.");
            out_end(o);
        }
        CHECK(to->wrote);
        out_end(o);
        out_end(o);
        CHECK_EQ_INT(out_finish(&o, &e), 0);
        sink_drain(to);
        for (size_t i = 0; i + 4 < got.len; i++) {
            if (memcmp(got.d + i, "\"n\":", 4) == 0)
                seen += strtoul(got.d + i + 4 + (got.d[i + 4] == ' '), NULL, 10) == lines++;
        }
        CHECK_EQ_INT(seen, rows);
        CHECK(got.d[got.len - 1] == '\n' && got.d[got.len - 2] == '}');
    }
}

static void check_failed_write(enum out_format format, FILE *f) {
    struct sink *to CLEANUP(mem_free) = mem_alloc(sizeof *to);
    struct out *o = out_new_sink(format, to, NULL);
    struct err e = {0};

    sink_to_file(to, f);
    put_sample(o);
    CHECK_EQ_INT(out_finish(&o, &e) < 0 ? -1 : sink_flush(to, "test", &e), -1);
    CHECK_EQ_INT(e.code, ERR_IO);
}

TEST(out_tells_of_failed_writes) {
    void (*old)(int) = signal(SIGPIPE, SIG_IGN);

    for (size_t i = 0; i < OUT_FORMAT__MAX; i++) {
        FILE *full = fopen("/dev/full", "r+"), *pipe_end;
        int ends[2];

        check_failed_write((enum out_format)i, full);
        (void)fclose(full);
        CHECK_EQ_INT(pipe(ends), 0);
        (void)close(ends[0]);
        pipe_end = fdopen(ends[1], "w");
        check_failed_write((enum out_format)i, pipe_end);
        (void)fclose(pipe_end);
    }
    (void)signal(SIGPIPE, old);
}
