/* Content that is no file of its own: standard input ("-"), and files within archives ("retail.zip:orders.csv").
   Private to source/. */
#ifndef SOURCE_HELD_H
#define SOURCE_HELD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct error;
struct work;

/* Such content, unpacked, in memory. */
struct held {
    char *bytes;
    size_t length;
    uint64_t stored; /* bytes as they came, before they were unpacked */
};
/* out->bytes is NULL when PATH is a file, which readers open themselves. */
bool held_open(const char *path, struct work *work, struct held *out, struct error *err);
void held_release(struct held *held);

/* How much of PATH names an archive, with the name of a file in it behind a colon; 0: PATH is no such thing. */
size_t archive_part(const char *path);
/* Whether the name PATH, of LENGTH bytes, ends as archives do (.zip .tar .tar.gz .tgz ..). */
bool is_archive_name(const char *path, size_t length);

#endif
