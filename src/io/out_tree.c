/*
 * out_tree.c - see out_tree.h.
 */
#include "io/out_tree.h"

#include "base/mem.h"

static struct out_tree *self(struct out *o) {
    return (struct out_tree *)o;
}

static struct out_item *add(struct out *o, enum out_type type, const char *key) {
    struct out_tree *t = self(o);
    struct out_item *item = vec_push(&t->items);

    item->type = type;
    item->keyed = key != NULL;
    item->key = t->text.len;
    if (key != NULL)
        sb_catn(&t->text, key, strlen(key) + 1);
    item->after = t->items.len;
    return item;
}

static void add_text(struct out *o, enum out_type type, const char *key, const char *text, size_t len) {
    struct out_item *item = add(o, type, key);

    item->text = self(o)->text.len;
    item->len = len;
    sb_catn(&self(o)->text, text, len);
    sb_ch(&self(o)->text, '\0');
}

static void open_item(struct out *o, enum out_type type, const char *key) {
    (void)add(o, type, key);
    *vec_push(&self(o)->open) = self(o)->items.len - 1;
}

static void on_map(struct out *o, const char *key) {
    open_item(o, OUT_MAP, key);
}

static void on_list(struct out *o, const char *key) {
    open_item(o, OUT_LIST, key);
}

static void on_end(struct out *o) {
    struct out_tree *t = self(o);

    if (t->open.len == 0) {
        t->broken = true;
    } else {
        t->items.d[t->open.d[--t->open.len]].after = t->items.len;
    }
}

static void on_str(struct out *o, const char *key, const char *value, size_t len) {
    add_text(o, OUT_STR, key, value, len);
}

static void on_num(struct out *o, const char *key, int64_t value) {
    char digits[24];
    int n = snprintf(digits, sizeof digits, "%" PRId64, value);

    add_text(o, OUT_NUM, key, digits, (size_t)n);
}

static void on_bool(struct out *o, const char *key, bool value) {
    add(o, OUT_BOOL, key)->value = value;
}

static void on_null(struct out *o, const char *key) {
    (void)add(o, OUT_NULL, key);
}

static void on_note(struct out *o, const char *text) {
    add_text(o, OUT_NOTE, NULL, text, strlen(text));
}

static const struct out_ops ops = {on_map, on_list, on_end, on_str, on_num, on_bool, on_null, on_note};

struct out_back *out_tree_new(const struct out_back_ops *back_ops) {
    struct out_tree *t = mem_alloc(sizeof *t);

    t->back.out.ops = &ops;
    t->back.back = back_ops;
    t->text = (struct sb)SB_INIT;
    return &t->back;
}

int out_tree_check(const struct out_tree *t, struct err *e) {
    if (t->broken || t->open.len > 0)
        return err_set(e, ERR_INTERNAL, "the result was not written to its end");
    return 0;
}

void out_tree_release(struct out_back *b) {
    struct out_tree *t = (struct out_tree *)b;

    vec_release(&t->items);
    vec_release(&t->open);
    sb_release(&t->text);
}

/* ---- reading ---- */

size_t out_tree_top(const struct out_tree *t) {
    for (size_t i = 0; i < t->items.len; i = t->items.d[i].after) {
        if (t->items.d[i].type == OUT_MAP)
            return i;
    }
    return SIZE_MAX;
}

bool out_tree_is_scalar(const struct out_tree *t, size_t i) {
    return t->items.d[i].type != OUT_MAP && t->items.d[i].type != OUT_LIST && t->items.d[i].type != OUT_NOTE;
}

bool out_tree_is_empty(const struct out_tree *t, size_t i) {
    return t->items.d[i].after == i + 1;
}

bool out_tree_is_scalars(const struct out_tree *t, size_t i) {
    if (t->items.d[i].type != OUT_LIST)
        return false;
    out_tree_each(t, i, child) {
        if (!out_tree_is_scalar(t, child))
            return false;
    }
    return true;
}

bool out_tree_is_maps(const struct out_tree *t, size_t i) {
    if (t->items.d[i].type != OUT_LIST || out_tree_is_empty(t, i))
        return false;
    out_tree_each(t, i, child) {
        if (t->items.d[child].type != OUT_MAP)
            return false;
    }
    return true;
}

const char *out_tree_key(const struct out_tree *t, size_t i) {
    return t->items.d[i].keyed ? t->text.d + t->items.d[i].key : "";
}

const char *out_tree_text(const struct out_tree *t, size_t i) {
    return t->text.d + t->items.d[i].text;
}

void out_tree_label(const char *key, struct sb *out) {
    size_t start = out->len;

    for (; *key != '\0'; key++)
        sb_ch(out, *key == '_' ? ' ' : *key);
    if (out->len > start && out->d[start] >= 'a' && out->d[start] <= 'z')
        out->d[start] = (char)(out->d[start] - 'a' + 'A');
}

static void put_json(const struct out_tree *t, size_t i, const char *key, struct json_out *j) {
    const struct out_item *item = &t->items.d[i];

    switch (item->type) {
    case OUT_MAP:
    case OUT_LIST:
        if (item->type == OUT_MAP) {
            json_out_map(j, key);
        } else {
            json_out_list(j, key);
        }
        out_tree_each(t, i, child) put_json(t, child, t->items.d[child].keyed ? out_tree_key(t, child) : NULL, j);
        json_out_end(j);
        break;
    case OUT_STR:
        json_out_strn(j, key, out_tree_text(t, i), item->len);
        break;
    case OUT_NUM:
        json_out_raw(j, key, out_tree_text(t, i), item->len);
        break;
    case OUT_BOOL:
        json_out_bool(j, key, item->value);
        break;
    case OUT_NULL:
        json_out_null(j, key);
        break;
    case OUT_NOTE:
        break;
    }
}

void out_tree_json(const struct out_tree *t, size_t i, struct json_out *j) {
    put_json(t, i, NULL, j);
}

/* ---- columns ---- */

/* The column of a key, guessed first to be the one after the last: elements mostly have their keys in the same order.
 */
static size_t find_column(const struct out_columns *c, const char *key, size_t guess) {
    if (guess < c->keys.len && strcmp(c->keys.d[guess], key) == 0)
        return guess;
    for (size_t k = 0; k < c->keys.len; k++) {
        if (strcmp(c->keys.d[k], key) == 0)
            return k;
    }
    return c->keys.len;
}

void out_columns_find(struct out_columns *c, const struct out_tree *t, size_t list) {
    *c = (struct out_columns){{0}};
    out_tree_each(t, list, element) {
        size_t guess = 0;

        out_tree_each(t, element, cell) {
            const char *key = out_tree_key(t, cell);
            size_t k = find_column(c, key, guess);

            if (t->items.d[cell].type == OUT_NOTE)
                continue;
            if (k == c->keys.len)
                *vec_push(&c->keys) = key;
            guess = k + 1;
        }
    }
}

void out_columns_cells(const struct out_columns *c, const struct out_tree *t, size_t element, size_t *cells) {
    size_t guess = 0;

    memset(cells, 0, c->keys.len * sizeof *cells);
    out_tree_each(t, element, cell) {
        size_t k = find_column(c, out_tree_key(t, cell), guess);

        if (k < c->keys.len && t->items.d[cell].type != OUT_NOTE)
            cells[k] = cell;
        guess = k + 1;
    }
}

void out_columns_release(struct out_columns *c) {
    vec_release(&c->keys);
}
