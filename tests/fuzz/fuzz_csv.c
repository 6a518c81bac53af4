/*
 * fuzz_csv.c - libFuzzer target: any bytes as a CSV file. Every row that comes out is as wide as the header and is
 * text.
 */
#include "base/text.h"
#include "io/csv_in.h"

#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_row(const struct csv_in *in, const struct csv_row *row) {
    if (row->n != csv_in_header(in)->n || row->line < 2)
        __builtin_trap();
    for (size_t i = 0; i < row->n; i++) {
        if (!text_is_utf8(row->f[i].d, row->f[i].len) || strlen(row->f[i].d) != row->f[i].len)
            __builtin_trap();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct csv_in *in CLEANUP(csv_in_close) = NULL;
    struct csv_options options = {.charset = size > 0 ? (enum charset)(data[0] % CHARSET__MAX) : CHARSET_AUTO};
    const struct csv_row *row;
    struct err e = {0};
    char path[32];
    int fd = memfd_create("fuzz", MFD_CLOEXEC);

    if (fd < 0 || (size > 1 && write(fd, data + 1, size - 1) != (ssize_t)(size - 1)))
        return 0;
    (void)snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    options.path = path;
    if (csv_in_open(&in, &options, &e) == 0) {
        while (csv_in_next(in, &row, &e) > 0)
            check_row(in, row);
    }
    (void)close(fd);
    return 0;
}
