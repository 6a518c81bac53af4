/*
 * letter_to.c - see letter_to.h.
 */
#include "engine/letter_to.h"

void letter_to_make(const struct subject_card *card, struct letter_to *ret) {
    if (card->name != NULL)
        ret->lines[ret->count++] = card->name;
    if (card->street != NULL)
        ret->lines[ret->count++] = card->street;
    if (card->postal_code != NULL)
        sb_cat(&ret->city, card->postal_code);
    if (card->city != NULL)
        sb_printf(&ret->city, "%s%s", ret->city.len > 0 ? " " : "", card->city);
    if (ret->city.len > 0)
        ret->lines[ret->count++] = ret->city.d;
}

void letter_to_release(struct letter_to *t) {
    sb_release(&t->city);
}

int letter_check_protected(struct db *db, const struct subject_card *card, bool confirmed, const char *ref) {
    if (!card->is_protected || confirmed)
        return 0;
    (void)err_set(db->err, ERR_REFUSED, "the person of request %s has a protected address (turvakielto)", ref);
    return err_hint(db->err, "make sure by whom and by which way the answer is fetched, then confirm with "
                             "--protected-ok");
}

enum lang letter_language(const struct subject_card *card, bool given, enum lang lang) {
    if (!given && card->language != NULL)
        (void)lang_parse(card->language, &lang);
    return lang;
}
