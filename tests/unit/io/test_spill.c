/*
 * test_spill.c - bytes put aside come back as they were, from any place, and leave no name behind.
 */
#include "test.h"

#include <dirent.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "io/spill.h"

enum { PIECE = 1000, PIECES = 2500 }; /* more than is kept waiting */

static size_t entries(const char *path) {
    DIR *dir = opendir(path);
    size_t n = 0;

    while (dir != NULL && readdir(dir) != NULL)
        n++;
    if (dir != NULL)
        (void)closedir(dir);
    return n;
}

static void fill(char piece[PIECE], size_t i) {
    for (size_t k = 0; k < PIECE; k++)
        piece[k] = (char)((i * 31 + k * 7) & 0x7F);
}

TEST(spill_gives_back_what_was_put_there) {
    char dir[] = "/tmp/gdprctl-spill-XXXXXX", piece[PIECE], back[PIECE];
    struct err e = {0};
    SPILL(s);

    CHECK(mkdtemp(dir) != NULL);
    CHECK_EQ_INT(spill_open(&s, dir, &e), 0);
    CHECK_EQ_INT(entries(dir), 2); /* "." and ".." */
    for (size_t i = 0; i < PIECES; i++) {
        fill(piece, i);
        if (spill_add(&s, piece, sizeof piece, &e) < 0)
            CHECK_STR(e.msg, "");
    }
    CHECK_EQ_INT(s.size, PIECE * PIECES);
    CHECK_EQ_INT(spill_flush(&s, &e), 0);
    for (size_t i = 0; i < PIECES; i += 499) {
        fill(piece, i);
        CHECK_EQ_INT(spill_read(&s, (uint64_t)i * PIECE, back, sizeof back, &e), 0);
        CHECK(memcmp(back, piece, sizeof back) == 0);
    }
    CHECK_EQ_INT(spill_read(&s, PIECE * PIECES - 1, back, 2, &e), -1);
    CHECK_EQ_INT(e.code, ERR_IO);
    CHECK_EQ_INT(entries(dir), 2);
    CHECK_EQ_INT(rmdir(dir), 0);
}

TEST(spill_needs_its_directory) {
    struct err e = {0};
    SPILL(s);

    CHECK_EQ_INT(spill_open(&s, "/nowhere/at/all", &e), -1);
    CHECK_EQ_INT(e.code, ERR_CANTCREATE);
}
