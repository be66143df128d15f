/* Files from elsewhere: http, https and file addresses, through libcurl.

   What comes is written to FILE.part and renamed when it is whole and has the checksum. A failure of the network is
   tried again, after 1, 2, 4 .. seconds with a jitter, from where the transfer broke off; what the server refuses, a
   wrong certificate and a wrong checksum are not. With a checksum, the part of a fetch that was stopped is gone on with
   by the next one; without one, nothing says that it still belongs to the same file, and it is removed. */
#ifndef PATRON_SOURCE_FETCH_H
#define PATRON_SOURCE_FETCH_H

#include <stdbool.h>
#include <stdint.h>

#include "patron/base/hash.h"

struct error;
struct work;

struct fetch_options {
    const char *url;    /* file:PATH may be relative */
    const char *path;   /* the caller has made sure that it may be written */
    const char *sha256; /* 64 hexadecimal digits, or NULL */
    /* Called when the content is whole and right, before it gets the file's name; false and ERR end the fetch. NULL:
       nobody. */
    bool (*whole)(void *context, const char *sha256, struct error *err);
    void *context;
    unsigned tries; /* 0: 5 */
    double wait;    /* seconds before the second try; 0: 1 */
    uint64_t seed;  /* of the jitter */
};
struct fetch_result {
    uint64_t n_bytes;
    uint64_t n_kept; /* of them, from a fetch that was stopped */
    unsigned tries;
    bool unchanged; /* the file is there with this checksum: there is nothing to fetch */
    char sha256[HASH_TEXT];
};
/* Whether the file is there already, with the checksum that is wanted. */
bool fetch_is_there(const struct fetch_options *options, struct fetch_result *out);
bool fetch_file(const struct fetch_options *options, struct work *work, struct fetch_result *out, struct error *err);

/* How long to wait after failure FAILED (from 1): 1, 2, 4 .. times WAIT, between 3/4 and 5/4 of it by SEED. */
double fetch_wait(double wait, unsigned failed, uint64_t seed);

#endif
