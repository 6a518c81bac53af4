/*
 * out_json.c - the back-ends for JSON and NDJSON; see out_format.h. Both write through json_out into a sink that holds
 * the first OUT_HOLD bytes back.
 */
#include "base/mem.h"
#include "io/json_out.h"
#include "io/out_back.h"

enum stage {
    BEFORE, /* NDJSON: no list yet; the whole result is kept in case none comes */
    INSIDE, /* NDJSON: in the outermost map's first list */
    AFTER,  /* NDJSON: behind it; nothing more is written */
    JSON,   /* everything is written */
};

struct out_json {
    struct out_back back;
    struct json_out json;
    struct sink hold; /* json writes here */
    struct sb held;   /* and from there it comes here, OUT_HOLD bytes at a time */
    size_t depth;
    enum stage stage;
};

static int write_held(void *to, const char *d, size_t len) {
    struct out_json *o = to;

    sb_catn(&o->held, d, len);
    if (o->held.len >= OUT_HOLD && o->stage != BEFORE) {
        sink_put(o->back.to, o->held.d, o->held.len);
        sb_clear(&o->held);
    }
    return 0;
}

static struct out_json *self(struct out *o) {
    return (struct out_json *)o;
}

/* An element of the NDJSON list that is no map ends its line here; json_out_end does it for the others. */
static void end_scalar(struct out_json *o) {
    if (o->stage == INSIDE && o->json.depth == 0)
        sink_ch(&o->hold, '\n');
}

static void on_map(struct out *out, const char *key) {
    struct out_json *o = self(out);
    bool outermost = o->depth == 0;
    bool line = o->stage == INSIDE && o->depth == 2;

    o->depth++;
    if (o->stage == AFTER)
        return;
    if (outermost)
        o->json.pretty = o->stage == JSON && !o->back.options.compact;
    json_out_map(&o->json, key);
    if (outermost || line)
        json_out_int(&o->json, "format", 1);
}

static void on_list(struct out *out, const char *key) {
    struct out_json *o = self(out);

    if (o->stage == BEFORE && o->depth == 1 && out_is_list(&o->back.options, key)) {
        /* Forget what was kept, and begin a document per element. */
        sink_drain(&o->hold);
        sb_clear(&o->held);
        json_out_init(&o->json, &o->hold, false);
        o->stage = INSIDE;
    } else if (o->stage != AFTER) {
        json_out_list(&o->json, key);
    }
    o->depth++;
}

static void on_end(struct out *out) {
    struct out_json *o = self(out);

    if (o->depth == 0) {
        o->json.broken = true;
        return;
    }
    o->depth--;
    if (o->stage == INSIDE && o->depth == 1) {
        o->stage = AFTER;
    } else if (o->stage != AFTER) {
        json_out_end(&o->json);
    }
}

static void on_str(struct out *out, const char *key, const char *value, size_t len) {
    struct out_json *o = self(out);

    if (o->stage != AFTER)
        json_out_strn(&o->json, key, value, len);
    end_scalar(o);
}

static void on_num(struct out *out, const char *key, int64_t value) {
    struct out_json *o = self(out);

    if (o->stage != AFTER)
        json_out_int(&o->json, key, value);
    end_scalar(o);
}

static void on_bool(struct out *out, const char *key, bool value) {
    struct out_json *o = self(out);

    if (o->stage != AFTER)
        json_out_bool(&o->json, key, value);
    end_scalar(o);
}

static void on_null(struct out *out, const char *key) {
    struct out_json *o = self(out);

    if (o->stage != AFTER)
        json_out_null(&o->json, key);
    end_scalar(o);
}

static void on_note(struct out *out UNUSED, const char *text UNUSED) {
}

static const struct out_ops ops = {on_map, on_list, on_end, on_str, on_num, on_bool, on_null, on_note};

static int finish(struct out_back *b, struct err *e) {
    struct out_json *o = (struct out_json *)b;

    if (o->depth != 0 || !json_out_done(&o->json))
        return err_set(e, ERR_INTERNAL, "the result was not written to its end");
    sink_drain(&o->hold);
    sink_put(b->to, o->held.d, o->held.len);
    return 0;
}

static void release(struct out_back *b) {
    sb_release(&((struct out_json *)b)->held);
}

static const struct out_back_ops back_ops = {finish, release};

static struct out_json *new_json(enum stage stage) {
    struct out_json *o = mem_alloc(sizeof *o);

    o->back.out.ops = &ops;
    o->back.back = &back_ops;
    o->held = (struct sb)SB_INIT;
    o->stage = stage;
    sink_init(&o->hold, write_held, o);
    json_out_init(&o->json, &o->hold, false);
    return o;
}

struct out_back *out_json_new(void) {
    return &new_json(JSON)->back;
}

struct out_back *out_ndjson_new(void) {
    return &new_json(BEFORE)->back;
}
