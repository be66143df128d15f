/* The proof, on the user's own data, that no feature sees the future: rows at or after the cutoff, and the values that
   came later in other rows, are removed, and in a second pass replaced by noise, and every feature must stay the same
   to the bit. */
#ifndef PATRON_FEATURE_LEAK_H
#define PATRON_FEATURE_LEAK_H

#include "patron/feature/feature.h"

struct leak_feature {
    const char *name;
    size_t n_changed_removed, n_changed_scrambled; /* rows whose bits differ */
};
struct leak_result {
    size_t n_features, n_rows;
    uint64_t n_events_removed, n_events_scrambled, n_values_removed; /* VALUES: those that came later than their rows */
    struct leak_feature *features;                                   /* caller frees with leak_result_release */
    bool known_time;                                                 /* false: event time only */
    bool late_values;                                                /* some columns are known later than their rows */
};
bool leak_check(const struct world *world, const struct feature *features, size_t n_features,
                const struct feature_rows *rows, uint64_t seed, struct work *work, struct leak_result *out,
                struct error *err);
void leak_result_release(struct leak_result *result);

#endif
