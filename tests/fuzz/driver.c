/* Runs a fuzz target without a fuzzer: every file given as argument as it is, and then as many mutants of it as -runs=N
   says (default 1000), made with a fixed seed, so that a run can be repeated. A folder stands for the files in it. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "patron/base/file.h"
#include "patron/base/memory.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MOST_BYTES = 1 << 16 };

struct mutant {
    uint8_t *bytes;
    size_t size;
    uint64_t state;
};

static size_t draw(struct mutant *m, size_t below)
{
    m->state ^= m->state << 13;
    m->state ^= m->state >> 7;
    m->state ^= m->state << 17;
    return below ? (size_t)((m->state * UINT64_C(0x2545f4914f6cdd1d)) >> 33) % below : 0;
}

static void remove_range(struct mutant *m)
{
    size_t at = draw(m, m->size), n = draw(m, m->size - at < 40 ? m->size - at + 1 : 40);
    memmove(m->bytes + at, m->bytes + at + n, m->size - at - n);
    m->size -= n;
}

static void repeat_range(struct mutant *m)
{
    size_t from = draw(m, m->size), n = draw(m, m->size - from < 60 ? m->size - from + 1 : 60);
    size_t to = draw(m, m->size + 1);
    uint8_t copy[64];
    if (m->size + n > MOST_BYTES)
        return;
    memcpy(copy, m->bytes + from, n);
    memmove(m->bytes + to + n, m->bytes + to, m->size - to);
    memcpy(m->bytes + to, copy, n);
    m->size += n;
}

/* One small change: a bit, a byte that formats care about, a range away, or a range again. */
static void mutate(struct mutant *m)
{
    static const char bytes[] = ",;\t|\"\"\"\n\n\r\r \0\xff\xc3\x80<>&/=.-+0129eETZ:'[]{}PK";
    size_t at = draw(m, m->size);
    if (m->size == 0)
        return;
    switch (draw(m, 6)) {
    case 0:
        m->bytes[at] ^= (uint8_t)(1u << draw(m, 8));
        break;
    case 1:
    case 2:
        m->bytes[at] = (uint8_t)bytes[draw(m, sizeof bytes - 1)];
        break;
    case 3:
        remove_range(m);
        break;
    case 4:
        repeat_range(m);
        break;
    default:
        if (draw(m, 8) == 0)
            m->size = at;
    }
}

static void run_one(const uint8_t *bytes, size_t size)
{
    uint8_t *copy = malloc(size ? size : 1); /* exactly as large as it says, for the sanitizer */
    memcpy(copy, bytes, size);
    LLVMFuzzerTestOneInput(copy, size);
    free(copy);
}

static size_t run_file(const char *path, size_t runs)
{
    size_t size;
    char *bytes = file_read(path, &size, NULL);
    if (!bytes || size > MOST_BYTES) {
        fprintf(stderr, "%s cannot be used\n", path);
        exit(EXIT_FAILURE);
    }
    run_one((const uint8_t *)bytes, size);
    struct mutant m = { malloc(MOST_BYTES + 64), 0, UINT64_C(0x9e3779b97f4a7c15) ^ size };
    for (size_t i = 0; i < runs; i++) {
        if (i % 16 == 0) { /* changes add up for a while */
            memcpy(m.bytes, bytes, size);
            m.size = size;
        }
        for (size_t n = 1 + draw(&m, 4); n; n--)
            mutate(&m);
        run_one(m.bytes, m.size);
    }
    free(m.bytes);
    free(bytes);
    return runs + 1;
}

static size_t run_path(const char *path, size_t runs)
{
    size_t n = 0;
    if (!folder_exists(path))
        return run_file(path, runs);
    char **names = folder_list(path, NULL);
    for (size_t i = 0; names && names[i]; i++) {
        char *file = path_join(path, names[i]);
        n += run_file(file, runs);
        free(file);
        free(names[i]);
    }
    free(names);
    return n;
}

int main(int argc, char **argv)
{
    size_t runs = 1000, n = 0;
    for (int i = 1; i < argc; i++)
        if (strncmp(argv[i], "-runs=", 6) == 0)
            runs = strtoul(argv[i] + 6, NULL, 10);
        else
            n += run_path(argv[i], runs);
    printf("%zu inputs\n", n);
    return n ? EXIT_SUCCESS : EXIT_FAILURE;
}
