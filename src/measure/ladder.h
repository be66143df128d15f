/* The ladder of scores: one rung per distinct score, highest first, with the positives and negatives that stand on it.
   Every figure of scores and outcomes is a walk down the ladder, so ties are shared by construction. Private to
   measure.

   The counts can be replaced by those of a resample (see bootstrap.c): then rungs may be empty. */
#ifndef PATRON_SRC_MEASURE_LADDER_H
#define PATRON_SRC_MEASURE_LADDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct error;
struct interval;

struct ladder {
    size_t n;        /* rungs */
    double *score;   /* descending */
    uint32_t *count; /* 2 n: negatives of rung i at 2 i, positives at 2 i + 1 */
    double *cost;    /* 2 n: -ln(1 - p), -ln p with p clipped; made by ladder_add_costs, else NULL */
    double n_positives, n_negatives;
};

bool ladder_build(const double *score, const uint8_t *outcome, size_t n, struct ladder *out, struct error *err);
/* The same, and for each row 2 * rung + outcome, its place in `count`; *PLACES is freed by the caller. */
bool ladder_build_places(const double *score, const uint8_t *outcome, size_t n, struct ladder *out, uint32_t **places,
                         struct error *err);
bool ladder_add_costs(struct ladder *ladder, struct error *err);
void ladder_release(struct ladder *ladder);

static inline double ladder_negatives(const struct ladder *ladder, size_t rung)
{
    return ladder->count[2 * rung];
}
static inline double ladder_positives(const struct ladder *ladder, size_t rung)
{
    return ladder->count[2 * rung + 1];
}

/* The figures of a ladder; NaN where undefined. */
double ladder_auc(const struct ladder *ladder);
double ladder_average_precision(const struct ladder *ladder);
double ladder_ks(const struct ladder *ladder, double *threshold);
double ladder_lift(const struct ladder *ladder, double share);
double ladder_gain(const struct ladder *ladder, double share);
double ladder_brier(const struct ladder *ladder);
double ladder_log_loss(const struct ladder *ladder);
double ladder_ece(const struct ladder *ladder, size_t bins);
/* The rung's bin among BINS of equal count, by the middle of its rows: ties stay together. BELOW: rows on rungs above.
 */
size_t ladder_bin(double above, double here, double all, size_t bins);

/* The figure with bounds of at least 95 % where resampling has none: it only raises a greatest distance and a mean of
   absolute gaps (ladder_bounds.c says how). */
struct interval ladder_ks_interval(const struct ladder *ladder);
struct interval ladder_ece_interval(const struct ladder *ladder, size_t bins);

double probability_clipped(double p); /* to [1e-15, 1 - 1e-15] */

#endif
