/* Deciles, lift and gain: rows from the highest score down, tied rows shared in proportion. */
#include <math.h>

#include "measure/ladder.h"
#include "patron/base/error.h"
#include "patron/measure/measure.h"

/* Where a walk down the ladder stands: so many rows of the current rung are already given away. */
struct walk {
    size_t rung;
    double used;
};

/* Gives the next ROWS rows to GROUP. */
static void fill_group(const struct ladder *ladder, struct walk *walk, double rows, struct decile *group)
{
    double left = rows, sum = 0;
    *group = (struct decile){ .greatest = NAN, .least = NAN };
    while (left > 1e-9 && walk->rung < ladder->n) {
        double positives = ladder_positives(ladder, walk->rung);
        double here = positives + ladder_negatives(ladder, walk->rung), score = ladder->score[walk->rung];
        double taken = fmin(left, here - walk->used);
        if (isnan(group->greatest))
            group->greatest = score;
        group->least = score;
        group->n += taken;
        group->positives += positives * (taken / here);
        sum += score * taken;
        left -= taken;
        walk->used += taken;
        if (walk->used >= here) {
            walk->rung++;
            walk->used = 0;
        }
    }
    group->mean_score = sum / group->n;
    group->rate = group->positives / group->n;
}

bool measure_deciles(const double *score, const uint8_t *outcome, size_t n, size_t n_groups, struct decile *out,
                     struct error *err)
{
    struct ladder ladder;
    if (n < n_groups) {
        return fail(err, ERROR_USER, E_TOO_FEW, "%zu rows cannot be cut into %zu groups", n, n_groups);
    }
    if (!ladder_build(score, outcome, n, &ladder, err))
        return false;
    struct walk walk = { 0, 0 };
    double base = ladder.n_positives / (double)n, rows = 0, positives = 0;
    for (size_t g = 0; g < n_groups; g++) {
        size_t size = n / n_groups + (g < n % n_groups);
        fill_group(&ladder, &walk, (double)size, &out[g]);
        rows += out[g].n;
        positives += out[g].positives;
        out[g].lift = out[g].rate / base;
        out[g].cumulative_lift = positives / rows / base;
        out[g].cumulative_gain = positives / ladder.n_positives;
    }
    ladder_release(&ladder);
    return true;
}

double measure_gain(const double *score, const uint8_t *outcome, size_t n, double share)
{
    struct ladder ladder;
    if (!ladder_build(score, outcome, n, &ladder, NULL))
        return NAN;
    double gain = ladder_gain(&ladder, share);
    ladder_release(&ladder);
    return gain;
}

double measure_lift(const double *score, const uint8_t *outcome, size_t n, double share)
{
    return measure_gain(score, outcome, n, share) / share;
}
