/* Seeds for k-means: greedy k-means++ (Arthur and Vassilvitskii 2007). */
#ifndef LEARN_SEEDS_H
#define LEARN_SEEDS_H

#include "learn.h"
#include "patron/base/random.h"

/* k rows of X into CENTROIDS (k x columns): the first drawn by weight, each other one the best of 2 + ln k candidates
   drawn by weight x squared distance to the seeds so far. */
bool seeds_choose(const struct matrix *x, const double *weight, struct random random, struct matrix *centroids,
                  struct error *err);

#endif
