/* Worlds that are the same before a cutoff, and otherwise from it on. */
#ifndef FEATURE_ALTERED_H
#define FEATURE_ALTERED_H

#include <stdint.h>

#include "patron/feature/world.h"

/* WORLD without what happens, begins or becomes known at or after CUTOFF; adds the rows left out to *N_REMOVED. */
struct world *world_without(const struct world *world, int64_t cutoff, uint64_t *n_removed, struct error *err);
/* With noise of SEED in its place. */
struct world *world_with_noise(const struct world *world, int64_t cutoff, uint64_t seed, struct work *work,
                               uint64_t *n_scrambled, struct error *err);

#endif
