/* Random streams that are the same on every machine: xoshiro256** seeded through splitmix64 (Blackman and Vigna 2018).
   A stream is named by a seed and a number, so that block k of a parallel loop, or customer k, has its own stream
   whatever the number of threads. */
#ifndef PATRON_BASE_RANDOM_H
#define PATRON_BASE_RANDOM_H

#include <stddef.h>
#include <stdint.h>

struct random {
    uint64_t state[4];
};
/* The stream called STREAM of SEED, at its beginning. */
struct random random_stream(uint64_t seed, uint64_t stream);
/* The next 64 bits. */
uint64_t random_bits(struct random *random);
double random_unit(struct random *random);                      /* uniform in [0, 1), 53 bits */
size_t random_below(struct random *random, size_t n);           /* uniform in 0 .. n-1, without bias; n > 0 */
double random_normal(struct random *random);                    /* standard normal */
/* VALUES in an order of which each is as likely (Fisher and Yates). */
void random_shuffle(struct random *random, size_t *values, size_t n);

#endif
