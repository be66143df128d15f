/* Worlds that are the same before a cutoff, and otherwise from it on. */
#ifndef FEATURE_ALTERED_H
#define FEATURE_ALTERED_H

#include <stdint.h>

#include "patron/feature/world.h"

struct removed {
    uint64_t n_rows, n_values; /* values in rows that stay */
};
/* WORLD without what happens, begins or becomes known at or after CUTOFF, whole rows and values of other rows, which
   are added to *REMOVED. Customers who are the ids in events are made again from the rows that stay. */
struct world *world_without(const struct world *world, int64_t cutoff, struct removed *removed, struct error *err);
/* With noise of SEED in its place. */
struct world *world_with_noise(const struct world *world, int64_t cutoff, uint64_t seed, struct work *work,
                               struct removed *removed, struct error *err);

#endif
