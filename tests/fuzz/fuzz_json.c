/*
 * fuzz_json.c - libFuzzer target: any bytes as JSON. What is taken can be written, and reads the same again.
 */
#include "base/mem.h"
#include "io/json_in.h"
#include "io/json_out.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void write_node(struct json_out *j, const struct node *n) {
    switch (n->type) {
    case NODE_MAP:
    case NODE_LIST:
        if (n->type == NODE_MAP) {
            json_out_map(j, n->key);
        } else {
            json_out_list(j, n->key);
        }
        for (const struct node *c = n->child; c != NULL; c = c->next)
            write_node(j, c);
        json_out_end(j);
        break;
    case NODE_STRING:
        json_out_str(j, n->key, n->text);
        break;
    case NODE_NULL:
        json_out_null(j, n->key);
        break;
    default:
        json_out_raw(j, n->key, n->text, strlen(n->text));
    }
}

static void write_tree(const struct node *n, struct sb *out) {
    struct sink *to CLEANUP(mem_free) = mem_alloc(sizeof *to);
    struct json_out j;

    sink_to_sb(to, out);
    json_out_init(&j, to, false);
    write_node(&j, n);
    sink_drain(to);
    if (!json_out_done(&j))
        __builtin_trap();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct node *first CLEANUP(node_free) = NULL;
    struct node *again CLEANUP(node_free) = NULL;
    struct err e = {0};
    SB(once);
    SB(twice);

    if (json_parse((const char *)data, size, "fuzz", &first, &e) < 0)
        return 0;
    write_tree(first, &once);
    if (json_parse(once.d, once.len, "fuzz", &again, &e) < 0)
        __builtin_trap();
    write_tree(again, &twice);
    if (strcmp(once.d, twice.d) != 0)
        __builtin_trap();
    return 0;
}
