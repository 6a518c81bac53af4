/*
 * io_util.c - see io_util.h.
 */
#include "io_util.h"

#include "io/json_in.h"
#include "io/out_dir.h"
#include "test.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

struct scratch scratch_make(void) {
    struct scratch s = {"/tmp/gdprctl-io-XXXXXX"};

    CHECK(mkdtemp(s.path) != NULL);
    return s;
}

static void remove_all(int dir_fd, const char *name) {
    int fd = openat(dir_fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    DIR *d = fd < 0 ? NULL : fdopendir(fd);
    struct dirent *entry;

    if (d == NULL) {
        (void)unlinkat(dir_fd, name, 0);
        return;
    }
    while ((entry = readdir(d)) != NULL) {
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            remove_all(fd, entry->d_name);
    }
    (void)closedir(d);
    (void)unlinkat(dir_fd, name, AT_REMOVEDIR);
}

void scratch_remove(struct scratch *s) {
    remove_all(AT_FDCWD, s->path);
}

const char *scratch_at(const struct scratch *s, const char *name, int slot) {
    static char paths[4][512];

    (void)snprintf(paths[slot], sizeof paths[slot], "%s/%s", s->path, name);
    return paths[slot];
}

void write_file(const char *path, const void *d, size_t len) {
    FILE *f = fopen(path, "wb");

    CHECK(f != NULL && fwrite(d, 1, len, f) == len && fclose(f) == 0);
}

void write_text(const char *path, const char *text) {
    write_file(path, text, strlen(text));
}

void read_file(const char *path, struct sb *out) {
    FILE *f = fopen(path, "rb");
    char buf[4096];
    size_t n;

    CHECK(f != NULL);
    if (f == NULL)
        return;
    while ((n = fread(buf, 1, sizeof buf, f)) > 0)
        sb_catn(out, buf, n);
    CHECK_EQ_INT(fclose(f), 0);
}

bool exists(const char *path) {
    struct stat st;

    return lstat(path, &st) == 0;
}

size_t count_entries(const char *dir) {
    DIR *d = opendir(dir);
    size_t n = 0;

    if (d == NULL)
        return 0;
    while (readdir(d) != NULL)
        n++;
    (void)closedir(d);
    return n - 2;
}

int memory_file(const void *d, size_t len, char path[32]) {
    int fd = memfd_create("test", MFD_CLOEXEC);

    if (fd < 0 || (len > 0 && write(fd, d, len) != (ssize_t)len))
        return -1;
    (void)snprintf(path, 32, "/proc/self/fd/%d", fd);
    return fd;
}

void base64(const char *text, struct sb *out) {
    static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    uint32_t bits = 0;
    int have = 0;

    for (; *text != '\0' && *text != '='; text++) {
        const char *at = strchr(alphabet, *text);

        bits = bits << 6 | (uint32_t)(at != NULL ? at - alphabet : 0);
        have += 6;
        if (have >= 8) {
            have -= 8;
            sb_ch(out, (char)(bits >> have & 0xFF));
        }
    }
}

struct node *read_vectors(const char *path) {
    struct node *n = NULL;
    struct err e = {0};
    SB(text);
    char *nul;

    read_file(path, &text);
    /* Some vectors tell what other parsers make of a NUL, which ours refuses to read. */
    while ((nul = strstr(text.d, "\\u0000")) != NULL)
        memcpy(nul, "\\ufffd", 6);
    CHECK_EQ_INT(json_parse(text.d, text.len, path, &n, &e), 0);
    CHECK_STR(e.msg, "");
    return n != NULL ? n : node_new(NODE_MAP, NULL, NULL);
}

static void dump_row(const struct csv_row *row, struct sb *out) {
    for (size_t i = 0; i < row->n; i++) {
        if (i > 0)
            sb_ch(out, '|');
        sb_catn(out, row->f[i].d, row->f[i].len);
    }
    sb_ch(out, '\n');
}

int csv_dump(const struct csv_options *options, struct sb *out, struct err *e) {
    struct csv_in *in CLEANUP(csv_in_close) = NULL;
    const struct csv_row *row;
    int r;

    TRY(csv_in_open(&in, options, e));
    dump_row(csv_in_header(in), out);
    while ((r = csv_in_next(in, &row, e)) > 0)
        dump_row(row, out);
    return r;
}

int csv_dump_bytes(const void *d, size_t len, struct sb *out, struct err *e) {
    char path[32];
    int fd = memory_file(d, len, path);
    int r = csv_dump(&(struct csv_options){.path = path}, out, e);

    (void)close(fd);
    return r;
}

void csv_check_refused(const char *d, size_t len, const char *part, const char *what) {
    SB(out);
    struct err e = {0};
    int r = csv_dump_bytes(d, len, &out, &e);

    test_check(r == -1 && e.code == ERR_DATA, __FILE__, __LINE__, "%s: gives %d", what, r);
    test_check(strstr(e.msg, part) != NULL, __FILE__, __LINE__, "%s: \"%s\" lacks \"%s\"", what, e.msg, part);
}

void csv_check_reads(const char *d, size_t len, const char *want, const char *what) {
    SB(out);
    struct err e = {0};
    int r = csv_dump_bytes(d, len, &out, &e);

    test_check(r == 0, __FILE__, __LINE__, "%s: %s", what, e.msg);
    test_check(strcmp(out.d, want) == 0, __FILE__, __LINE__, "%s: reads \"%s\"", what, out.d);
}
