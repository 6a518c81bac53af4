/*
 * fuzz_charset.c - libFuzzer target: any bytes in any of the encodings. Text that is taken is well-formed, and written
 * in the same encoding it is the same bytes again; where the scan cuts its pieces changes nothing. The first byte
 * chooses the encoding, the second the size of the pieces.
 */
#include "base/mem.h"
#include "base/text.h"
#include "io/charset_scan.h"
#include "io/csv_source.h"

#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* As csv_source scans: what is left of a piece comes again with the next. */
static enum charset scan(const char *d, size_t len, size_t step, uint64_t *ret_offset) {
    struct charset_scan s;
    const char *why = NULL;
    size_t done = 0, end = 0;

    charset_scan_init(&s);
    do {
        end = len - end > step ? end + step : len;
        done += charset_scan_add(&s, d + done, end - done, end == len);
    } while (end < len);
    if (done != len)
        __builtin_trap();
    *ret_offset = 0;
    return charset_scan_verdict(&s, &why, ret_offset);
}

static void check_scan(const char *d, size_t len, size_t step) {
    uint64_t offset, other;

    if (scan(d, len, len + 1, &offset) != scan(d, len, step, &other) || offset != other)
        __builtin_trap();
}

/* All of the text; false when it is refused. */
static bool read_text(const char *path, enum charset forced, struct sb *text, enum charset *ret) {
    struct csv_source s;
    struct err e = {0};
    const char *piece;
    size_t len;
    int r;

    if (csv_source_open(&s, path, path, forced, NULL, &e) < 0) {
        if (e.code == ERR_NONE)
            __builtin_trap();
        return false;
    }
    *ret = s.charset;
    while ((r = csv_source_next(&s, 1, &piece, &len, &e)) > 0)
        sb_catn(text, piece, len);
    csv_source_release(&s);
    return r == 0;
}

static void check_text(const char *d, size_t len, const struct sb *text, enum charset charset) {
    struct charset_sink out;
    struct sink *to = mem_alloc(sizeof *to);
    struct err e = {0};
    size_t mark = charset_bom(d, len) == charset ? charset_bom_length(charset) : 0;
    SB(bytes);

    if (!text_is_utf8(text->d, text->len) || strlen(text->d) != text->len)
        __builtin_trap();
    sink_to_sb(to, &bytes);
    if (charset_sink_init(&out, charset, to, &e) < 0)
        __builtin_trap();
    sink_put(&out.in, text->d, text->len);
    if (charset_sink_end(&out, "fuzz", &e) < 0 || sink_flush(to, "fuzz", &e) < 0)
        __builtin_trap();
    free(to);
    /* UTF-16 that was forced may lack the mark that is written. */
    if (bytes.len - charset_bom_length(charset) != len - mark ||
        memcmp(bytes.d + charset_bom_length(charset), d + mark, len - mark) != 0)
        __builtin_trap();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    const char *d = (const char *)data + 2;
    enum charset charset;
    char path[32];
    SB(text);
    int fd;

    if (size < 3)
        return 0;
    size -= 2;
    check_scan(d, size, (size_t)data[1] + CHARSET_SCAN_AHEAD);
    fd = memfd_create("fuzz", MFD_CLOEXEC);
    if (fd < 0 || write(fd, d, size) != (ssize_t)size)
        __builtin_trap();
    (void)snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    if (read_text(path, (enum charset)(data[0] % CHARSET__MAX), &text, &charset))
        check_text(d, size, &text, charset);
    (void)close(fd);
    return 0;
}
