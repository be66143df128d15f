/* Building the ladder of scores, and the figures that are one walk down it. */
#include "measure/ladder.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "measure/order.h"
#include "patron/base/error.h"
#include "patron/base/memory.h"

double probability_clipped(double p)
{
    const double least = 1e-15;
    return p < least ? least : p > 1 - least ? 1 - least : p;
}

static void count_classes(const uint8_t *outcome, size_t n, struct ladder *out)
{
    size_t positives = 0;
    for (size_t i = 0; i < n; i++)
        positives += outcome[i] != 0;
    out->n_positives = (double)positives;
    out->n_negatives = (double)(n - positives);
}

static bool ladder_reserve(struct ladder *ladder, size_t rungs, struct error *err)
{
    ladder->n = rungs;
    ladder->score = allocate_large(rungs, sizeof *ladder->score, "the scores", err);
    ladder->count = ladder->score ? allocate_large(2 * rungs, sizeof *ladder->count, "the counts", err) : NULL;
    if (!ladder->count)
        return false;
    memset(ladder->count, 0, 2 * rungs * sizeof *ladder->count);
    return true;
}

void ladder_release(struct ladder *ladder)
{
    free(ladder->score);
    free(ladder->count);
    free(ladder->cost);
    *ladder = (struct ladder){ 0 };
}

/* All distinct scores from the two sorted classes; when OUT is NULL they are only counted. */
static size_t merge_classes(const uint64_t *negatives, size_t n_negatives, const uint64_t *positives,
                            size_t n_positives, struct ladder *out)
{
    size_t rung = 0, i = n_negatives, j = n_positives;
    while (i > 0 || j > 0) {
        uint64_t key = i == 0 || (j > 0 && positives[j - 1] > negatives[i - 1]) ? positives[j - 1] : negatives[i - 1];
        uint32_t n = 0, p = 0;
        while (i > 0 && negatives[i - 1] == key) {
            i--;
            n++;
        }
        while (j > 0 && positives[j - 1] == key) {
            j--;
            p++;
        }
        if (out) {
            out->score[rung] = key_value(key);
            out->count[2 * rung] = n;
            out->count[2 * rung + 1] = p;
        }
        rung++;
    }
    return rung;
}

bool ladder_build(const double *score, const uint8_t *outcome, size_t n, struct ladder *out, struct error *err)
{
    *out = (struct ladder){ 0 };
    count_classes(outcome, n, out);
    uint64_t *keys = allocate_large(n, sizeof *keys, "sorting scores", err);
    if (!keys)
        return false;
    size_t n_negatives = (size_t)out->n_negatives, i = 0, j = n_negatives;
    for (size_t k = 0; k < n; k++)
        keys[outcome[k] ? j++ : i++] = key_of(score[k]);
    bool good = keys_sort(keys, n_negatives, err) && keys_sort(keys + n_negatives, n - n_negatives, err);
    if (good) {
        size_t rungs = merge_classes(keys, n_negatives, keys + n_negatives, n - n_negatives, NULL);
        good = ladder_reserve(out, rungs, err);
        if (good)
            merge_classes(keys, n_negatives, keys + n_negatives, n - n_negatives, out);
    }
    free(keys);
    if (!good)
        ladder_release(out);
    return good;
}

bool ladder_build_places(const double *score, const uint8_t *outcome, size_t n, struct ladder *out, uint32_t **places,
                         struct error *err)
{
    *out = (struct ladder){ 0 };
    *places = NULL;
    count_classes(outcome, n, out);
    uint32_t *order = order_rows(score, n, err);
    uint32_t *place = order ? allocate_large(n, sizeof *place, "the places of rows", err) : NULL;
    size_t rungs = 0;
    for (size_t i = n; place && i-- > 0;)
        rungs += i == n - 1 || score[order[i]] != score[order[i + 1]];
    bool good = place && ladder_reserve(out, rungs, err);
    size_t rung = 0;
    for (size_t i = n; good && i-- > 0;) {
        if (i < n - 1 && score[order[i]] != score[order[i + 1]])
            rung++;
        uint32_t row = order[i];
        out->score[rung] = score[row];
        place[row] = (uint32_t)(2 * rung + (outcome[row] != 0));
        out->count[place[row]]++;
    }
    free(order);
    if (!good) {
        free(place);
        ladder_release(out);
        return false;
    }
    *places = place;
    return true;
}

bool ladder_add_costs(struct ladder *ladder, struct error *err)
{
    ladder->cost = allocate_large(2 * ladder->n, sizeof *ladder->cost, "the costs", err);
    if (!ladder->cost)
        return false;
    for (size_t i = 0; i < ladder->n; i++) {
        double p = probability_clipped(ladder->score[i]);
        ladder->cost[2 * i] = -log1p(-p);
        ladder->cost[2 * i + 1] = -log(p);
    }
    return true;
}

double ladder_auc(const struct ladder *ladder)
{
    /* Twice the pairs in the right order, ties one: whole numbers below 2^53 up to 90 million rows of each class. */
    double twice = 0, above = 0;
    for (size_t i = 0; i < ladder->n; i++) {
        double here = ladder_positives(ladder, i);
        twice += ladder_negatives(ladder, i) * (2 * above + here);
        above += here;
    }
    return twice / (2 * ladder->n_positives * ladder->n_negatives);
}

double ladder_average_precision(const struct ladder *ladder)
{
    double sum = 0, positives = 0, rows = 0;
    for (size_t i = 0; i < ladder->n; i++) {
        double here = ladder_positives(ladder, i);
        positives += here;
        rows += here + ladder_negatives(ladder, i);
        if (here > 0)
            sum += here * (positives / rows);
    }
    return sum / ladder->n_positives;
}

double ladder_ks(const struct ladder *ladder, double *threshold)
{
    double best = 0, positives = 0, negatives = 0, place = NAN;
    if (ladder->n_positives == 0 || ladder->n_negatives == 0)
        return NAN;
    for (size_t i = 0; i < ladder->n; i++) {
        positives += ladder_positives(ladder, i);
        negatives += ladder_negatives(ladder, i);
        double distance = fabs(positives / ladder->n_positives - negatives / ladder->n_negatives);
        if (distance > best) {
            best = distance;
            place = ladder->score[i];
        }
    }
    if (threshold)
        *threshold = place;
    return best;
}

double ladder_gain(const struct ladder *ladder, double share)
{
    double left = share * (ladder->n_positives + ladder->n_negatives), gathered = 0;
    if (ladder->n_positives == 0)
        return NAN;
    for (size_t i = 0; i < ladder->n && left > 0; i++) {
        double positives = ladder_positives(ladder, i), rows = positives + ladder_negatives(ladder, i);
        gathered += rows <= left ? positives : positives * (left / rows);
        left -= rows;
    }
    return gathered / ladder->n_positives;
}

double ladder_lift(const struct ladder *ladder, double share)
{
    return ladder_gain(ladder, share) / share;
}

double ladder_brier(const struct ladder *ladder)
{
    double sum = 0;
    for (size_t i = 0; i < ladder->n; i++) {
        double p = ladder->score[i];
        sum += ladder_positives(ladder, i) * (1 - p) * (1 - p) + ladder_negatives(ladder, i) * p * p;
    }
    return sum / (ladder->n_positives + ladder->n_negatives);
}

double ladder_log_loss(const struct ladder *ladder)
{
    double sum = 0;
    for (size_t i = 0; i < 2 * ladder->n; i++) {
        if (ladder->count[i] > 0)
            sum += ladder->count[i] * ladder->cost[i];
    }
    return sum / (ladder->n_positives + ladder->n_negatives);
}

size_t ladder_bin(double above, double here, double all, size_t bins)
{
    size_t bin = (size_t)((above + here / 2) / all * (double)bins);
    return bin < bins ? bin : bins - 1;
}

double ladder_ece(const struct ladder *ladder, size_t bins)
{
    double all = ladder->n_positives + ladder->n_negatives, above = 0, difference = 0, sum = 0;
    size_t bin = 0;
    for (size_t i = 0; i < ladder->n; i++) {
        double positives = ladder_positives(ladder, i), here = positives + ladder_negatives(ladder, i);
        size_t own = ladder_bin(above, here, all, bins);
        if (own != bin) {
            sum += fabs(difference);
            difference = 0;
            bin = own;
        }
        difference += here * ladder->score[i] - positives;
        above += here;
    }
    return (sum + fabs(difference)) / all;
}
