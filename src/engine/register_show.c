/*
 * register_show.c - see register_show.h.
 */
#include "engine/register_show.h"

#include "base/sb.h"

static const struct node *first(const struct node *map, const char *key) {
    const struct node *list = node_get(map, key);

    return list != NULL ? list->child : NULL;
}

static const char *text_in(const struct node *map, const char *key, enum lang lang) {
    return node_str(node_get(map, key), lang_code(lang));
}

/* The elements of a list of words, as "a, b". */
static void join(struct out *o, const char *key, const struct node *map, const char *list) {
    SB(text);

    for (const struct node *n = first(map, list); n != NULL; n = n->next)
        sb_printf(&text, "%s%s", text.len > 0 ? ", " : "", n->text);
    out_str(o, key, text.len > 0 ? text.d : NULL);
}

static void show_controllers(struct out *o, const struct node *def) {
    out_list(o, "controllers");
    for (const struct node *c = first(def, "controllers"); c != NULL; c = c->next) {
        out_map(o, NULL);
        out_str(o, "name", node_str(c, "name"));
        out_str(o, "role", node_str(c, "role"));
        out_str(o, "business_id", node_str(c, "business_id"));
        out_str(o, "email", node_str(c, "email"));
        out_str(o, "phone", node_str(c, "phone"));
        out_end(o);
    }
    out_end(o);
}

static void show_contacts(struct out *o, const struct node *def, enum lang lang) {
    out_list(o, "contacts");
    for (const struct node *c = first(def, "contacts"); c != NULL; c = c->next) {
        out_map(o, NULL);
        out_str(o, "contact", text_in(c, "names", lang));
        out_str(o, "organisation", node_str(c, "organisation"));
        out_str(o, "address", node_str(c, "postal_address"));
        out_str(o, "email", node_str(c, "email"));
        out_str(o, "phone", node_str(c, "phone"));
        out_end(o);
    }
    out_end(o);
}

static void show_groups(struct out *o, const struct node *def, enum lang lang) {
    out_list(o, "subject_groups");
    for (const struct node *g = first(def, "subject_groups"); g != NULL; g = g->next) {
        out_map(o, NULL);
        out_str(o, "group", node_str(g, "code"));
        out_str(o, "name", text_in(g, "names", lang));
        join(o, "roles", g, "roles");
        out_str(o, "condition", text_in(g, "condition", lang));
        out_end(o);
    }
    out_end(o);
}

static void show_bases(struct out *o, const struct node *def, enum lang lang) {
    out_list(o, "legal_bases");
    for (const struct node *b = first(def, "legal_bases"); b != NULL; b = b->next) {
        out_map(o, NULL);
        out_str(o, "basis", node_str(b, "basis"));
        out_str(o, "text", text_in(b, "text", lang));
        join(o, "cites", b, "cites");
        out_end(o);
    }
    out_end(o);
}

static void show_purposes(struct out *o, const struct node *def, enum lang lang) {
    out_list(o, "purposes");
    for (const struct node *p = first(def, "purposes"); p != NULL; p = p->next) {
        out_map(o, NULL);
        out_str(o, "purpose", node_str(p, "code"));
        out_str(o, "name", text_in(p, "names", lang));
        out_str(o, "legal_basis", node_str(p, "basis"));
        out_bool(o, "marketing", node_is_true(p, "direct_marketing"));
        out_bool(o, "profiling", node_is_true(p, "profiling"));
        out_end(o);
    }
    out_end(o);
}

static void show_categories(struct out *o, const struct node *def, enum lang lang) {
    out_list(o, "categories");
    for (const struct node *c = first(def, "categories"); c != NULL; c = c->next) {
        out_map(o, NULL);
        out_str(o, "category", node_str(c, "code"));
        out_str(o, "name", text_in(c, "names", lang));
        out_bool(o, "special", node_is_true(c, "special"));
        join(o, "purposes", c, "purposes");
        out_end(o);
    }
    out_end(o);
}

static void show_fields(struct out *o, const struct node *def, enum lang lang) {
    out_list(o, "fields");
    for (const struct node *c = first(def, "categories"); c != NULL; c = c->next) {
        for (const struct node *f = first(c, "fields"); f != NULL; f = f->next) {
            out_map(o, NULL);
            out_str(o, "category", node_str(c, "code"));
            out_str(o, "field", node_str(f, "code"));
            out_str(o, "name", text_in(f, "names", lang));
            join(o, "columns", f, "columns");
            out_bool(o, "rectifiable", node_is_true(f, "rectifiable"));
            out_bool(o, "portable", node_is_true(f, "provided_by_subject"));
            out_end(o);
        }
    }
    out_end(o);
}

static void show_rules(struct out *o, const struct node *def, enum lang lang) {
    out_list(o, "retention");
    for (const struct node *r = first(def, "retention"); r != NULL; r = r->next) {
        out_map(o, NULL);
        out_str(o, "rule", node_str(r, "code"));
        out_str(o, "name", text_in(r, "names", lang));
        out_str(o, "kind", node_str(r, "kind"));
        out_str(o, "period", node_str(r, "period"));
        out_str(o, "from", node_str(r, "event"));
        out_bool(o, "assumed", node_is_true(r, "assumed"));
        out_str(o, "strength", node_str(r, "strength"));
        join(o, "covers", r, "covers");
        join(o, "groups", r, "groups");
        out_str(o, "reference", text_in(r, "reference", lang));
        out_end(o);
    }
    out_end(o);
}

static void show_sources(struct out *o, const struct node *def, enum lang lang) {
    out_list(o, "sources");
    for (const struct node *s = first(def, "sources"); s != NULL; s = s->next) {
        out_map(o, NULL);
        out_str(o, "source", node_str(s, "code"));
        out_str(o, "name", text_in(s, "names", lang));
        out_bool(o, "external", node_is_true(s, "external"));
        out_str(o, "organisation", node_str(s, "organisation"));
        out_end(o);
    }
    out_end(o);
}

static void show_recipients(struct out *o, const struct node *def, enum lang lang) {
    out_list(o, "recipients");
    for (const struct node *r = first(def, "recipients"); r != NULL; r = r->next) {
        out_map(o, NULL);
        out_str(o, "recipient", node_str(r, "code"));
        out_str(o, "name", text_in(r, "names", lang));
        out_str(o, "kind", node_str(r, "kind"));
        out_bool(o, "told_of_changes", node_is_true(r, "tell"));
        join(o, "columns", r, "columns");
        join(o, "categories", r, "categories");
        out_str(o, "condition", text_in(r, "condition", lang));
        out_end(o);
    }
    out_end(o);
}

static void show_transfers(struct out *o, const struct node *def, enum lang lang) {
    out_list(o, "transfers");
    for (const struct node *t = first(def, "transfers"); t != NULL; t = t->next) {
        out_map(o, NULL);
        out_str(o, "transfer", node_str(t, "code"));
        out_str(o, "name", text_in(t, "names", lang));
        out_str(o, "outside_eea", node_str(t, "outside_eea"));
        out_str(o, "safeguards", text_in(t, "safeguards", lang));
        out_end(o);
    }
    out_end(o);
}

static void show_security(struct out *o, const struct node *def, enum lang lang) {
    out_list(o, "security");
    for (const struct node *s = first(def, "security"); s != NULL; s = s->next) {
        out_map(o, NULL);
        out_str(o, "measure", node_str(s, "code"));
        out_str(o, "name", text_in(s, "names", lang));
        out_end(o);
    }
    out_end(o);
}

static void show_rights(struct out *o, const struct node *def, enum lang lang) {
    out_list(o, "rights");
    for (const struct node *r = first(def, "rights"); r != NULL; r = r->next) {
        SB(channels);

        for (const struct node *c = first(r, "channels"); c != NULL; c = c->next) {
            sb_printf(&channels, "%s%s", channels.len > 0 ? ", " : "", node_str(c, "channel"));
            for (const struct node *m = first(c, "methods"); m != NULL; m = m->next)
                sb_printf(&channels, "%s%s%s", m->index == 0 ? " (" : " or ", m->text, m->next == NULL ? ")" : "");
        }
        out_map(o, NULL);
        out_str(o, "right", node_str(r, "right"));
        out_str(o, "name", text_in(r, "names", lang));
        out_str(o, "channels", channels.len > 0 ? channels.d : NULL);
        out_str(o, "promised_in", node_str(r, "response"));
        join(o, "scopes", r, "scopes");
        out_end(o);
    }
    out_end(o);
}

static void show_texts(struct out *o, const struct node *def, enum lang lang) {
    out_list(o, "remarks");
    for (const struct node *t = first(def, "texts"); t != NULL; t = t->next) {
        out_map(o, NULL);
        out_str(o, "kind", node_str(t, "kind"));
        out_str(o, "text", text_in(t, "text", lang));
        out_end(o);
    }
    out_end(o);
}

void register_show(struct out *o, const struct node *def, enum lang lang) {
    out_map(o, NULL);
    out_str(o, "register", node_str(def, "code"));
    out_str(o, "name", text_in(def, "names", lang));
    out_str(o, "title", text_in(def, "title", lang));
    out_str(o, "version", node_str(def, "version"));
    out_str(o, "updated", node_str(def, "updated"));
    show_controllers(o, def);
    show_contacts(o, def, lang);
    show_groups(o, def, lang);
    show_bases(o, def, lang);
    show_purposes(o, def, lang);
    show_categories(o, def, lang);
    show_fields(o, def, lang);
    show_rules(o, def, lang);
    show_sources(o, def, lang);
    show_recipients(o, def, lang);
    show_transfers(o, def, lang);
    show_security(o, def, lang);
    show_rights(o, def, lang);
    show_texts(o, def, lang);
    out_end(o);
}
