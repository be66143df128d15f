/* The plans of targets, for those who ask what kind they are. */
#ifndef FEATURE_TARGET_H
#define FEATURE_TARGET_H

#include "patron/feature/target_kind.h"

struct plan;
/* TARGET alone, its window ahead of the cutoff; NULL and ERR. */
struct plan *target_plan(const struct world *world, const struct definition *target, struct error *err);
const struct target_kind *target_kind_of_plan(struct plan *plan, const struct definition *target);

/* The labels of a target of the kind target_time. */
bool target_times(const struct world *world, const struct definition *target, const struct feature_rows *rows,
                  struct work *work, struct frame *labels, size_t *n_immature, struct error *err);

#endif
