/*
 * access_letter.c - letter.html: the answer for the person to read.
 */
#include "engine/access_parts.h"

#include "domain/phrase.h"
#include "io/doc_out.h"

int access_write_letter(const struct access_content *c, struct package *p) {
    struct err *e = c->access->db->err;
    struct sink *to;
    DOC_OUT(out);

    TRY(package_file(p, "letter.html", &to, e));
    doc_out_open(&out, DOC_HTML, to, c->lang, phrase(PHRASE_PACKAGE_TITLE, c->lang));
    doc_heading(&out.doc, 1, phrase(PHRASE_PACKAGE_TITLE, c->lang));
    access_put_data(c, &out.doc);
    TRY(doc_out_close(&out, "letter.html", e));
    return package_file_end(p, to, e);
}
