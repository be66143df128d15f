/* How well risks order times, where some are censored; errors of risks at a horizon. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "measure/seen.h"
#include "patron/base/error.h"
#include "patron/base/memory.h"
#include "patron/base/sort.h"
#include "patron/base/work.h"
#include "patron/measure/measure.h"
#include "patron/measure/survival.h"

/* ---- The censoring curve: who had an event is not at risk of being censored at that time ---- */

/* G just before each of SEEN's times: the share of rows that would not be censored before. */
static void censoring_before(const struct seen *seen, size_t n, double *out)
{
    double left = 1, events;
    for (size_t first = 0, end; first < n; first = end) {
        end = seen_tied(seen, n, first, &events);
        double censored = (double)(end - first) - events, at_risk = (double)(n - first) - events;
        for (size_t i = first; i < end; i++)
            out[i] = left;
        if (at_risk > 0)
            left *= (at_risk - censored) / at_risk;
    }
}

/* ---- Pairs ---- */

/* Counts under and at each rank: a tree of sums (Fenwick 1994). */
struct counts {
    size_t n;
    double *sums;
};

static void counts_add(struct counts *counts, size_t rank)
{
    for (size_t i = rank + 1; i <= counts->n; i += i & (~i + 1))
        counts->sums[i]++;
}

static double counts_below(const struct counts *counts, size_t rank)
{
    double sum = 0;
    for (size_t i = rank; i > 0; i -= i & (~i + 1))
        sum += counts->sums[i];
    return sum;
}

struct ranked {
    double risk;
    size_t row;
};

static int compare_risks(const void *a, const void *b, void *context)
{
    (void)context;
    const struct ranked *x = a, *y = b;
    return x->risk < y->risk ? -1 : x->risk > y->risk;
}

/* Rows from the least risk to the greatest; NULL and ERR without memory, or stopped. */
static struct ranked *ranked_new(const double *risk, size_t n, struct error *err)
{
    struct ranked *ranked = allocate_large(n + 1, sizeof *ranked, "the order of risks", err);
    for (size_t i = 0; ranked && i < n; i++)
        ranked[i] = (struct ranked){ risk[i], i };
    if (ranked && !sort_elements(ranked, n, sizeof *ranked, compare_risks, NULL, NULL, err)) {
        free(ranked);
        ranked = NULL;
    }
    return ranked;
}

/* RANK of each row, equal for equal risks; their number in N_RANKS. */
static bool rank_risks(const double *risk, size_t n, size_t *rank, size_t *n_ranks, struct error *err)
{
    struct ranked *ranked = ranked_new(risk, n, err);
    *n_ranks = 0;
    for (size_t i = 0; ranked && i < n; i++) {
        *n_ranks += i == 0 || ranked[i].risk != ranked[i - 1].risk;
        rank[ranked[i].row] = *n_ranks - 1;
    }
    free(ranked);
    return ranked != NULL;
}

/* From the greatest time down: those who lie in the tree were seen longer than the rows at hand. */
static bool count_pairs(const struct seen *seen, size_t n, const size_t *rank, const double *before, bool weighed,
                        struct counts *longer, struct concordance *out, struct error *err)
{
    double n_longer = 0;
    size_t asked = n;
    for (size_t end = n, first; end > 0; end = first) {
        if (asked - end >= LOOP_STRETCH) {
            asked = end;
            if (!work_go_on(NULL, err))
                return false;
        }
        for (first = end - 1; first > 0 && seen[first - 1].time == seen[first].time;)
            first--;
        for (size_t i = first; i < end; i++) /* censored at the time of an event: later */
            if (!seen[i].event) {
                counts_add(longer, rank[seen[i].row]);
                n_longer++;
            }
        for (size_t i = first; i < end; i++) {
            if (!seen[i].event)
                continue;
            double weight = weighed ? 1 / (before[i] * before[i]) : 1;
            double below = counts_below(longer, rank[seen[i].row]);
            double equal = counts_below(longer, rank[seen[i].row] + 1) - below;
            out->concordant += weight * below;
            out->tied += weight * equal;
            out->discordant += weight * (n_longer - below - equal);
        }
        for (size_t i = first; i < end; i++)
            if (seen[i].event) {
                counts_add(longer, rank[seen[i].row]);
                n_longer++;
            }
    }
    return true;
}

bool measure_concordance(const double *risk, const double *time, const double *event, size_t n, bool weighed,
                         struct concordance *out, struct error *err)
{
    *out = (struct concordance){ .value = NAN };
    struct seen *seen = seen_sorted(time, event, n, err);
    size_t *rank = seen ? allocate_large(n + 1, sizeof *rank, "the ranks of risks", err) : NULL;
    double *before = rank ? allocate_large(n + 1, sizeof *before, "the censoring curve", err) : NULL;
    struct counts longer = { 0 };
    bool ok = before && rank_risks(risk, n, rank, &longer.n, err);
    if (ok) {
        longer.sums = allocate(longer.n + 2, sizeof *longer.sums);
        censoring_before(seen, n, before);
        ok = count_pairs(seen, n, rank, before, weighed, &longer, out, err);
        free(longer.sums);
        double all = out->concordant + out->discordant + out->tied;
        out->value = all > 0 ? (out->concordant + out->tied / 2) / all : NAN;
    }
    free(seen);
    free(rank);
    free(before);
    return ok;
}

/* ---- At a horizon ---- */

/* The weight of each row in OUT: 0 when it is not known whether the event happened until HORIZON. CASE_: it did. */
static bool horizon_weights(const double *time, const double *event, size_t n, double horizon, double *out,
                            bool *is_case)
{
    struct seen *seen = seen_sorted(time, event, n, NULL);
    double *before = seen ? allocate_large(n + 1, sizeof *before, "the censoring curve", NULL) : NULL;
    double at_horizon = NAN;
    if (before) {
        censoring_before(seen, n, before);
        for (size_t i = 0; i < n; i++) {
            bool reached = seen[i].time >= horizon;
            if (reached && isnan(at_horizon))
                at_horizon = before[i]; /* who is seen until the horizon is known to have come so far */
            size_t row = seen[i].row;
            is_case[row] = seen[i].event && seen[i].time <= horizon;
            out[row] = is_case[row] ? 1 / before[i] : reached ? 1 / at_horizon : 0;
        }
    }
    free(seen);
    free(before);
    return before != NULL;
}

struct at_horizon {
    double *weight;
    bool *is_case;
};

static bool at_horizon_make(const double *time, const double *event, size_t n, double horizon, struct at_horizon *out)
{
    out->weight = allocate(n + 1, sizeof *out->weight);
    out->is_case = allocate(n + 1, sizeof *out->is_case);
    return horizon_weights(time, event, n, horizon, out->weight, out->is_case);
}

static void at_horizon_release(struct at_horizon *at)
{
    free(at->weight);
    free(at->is_case);
}

double measure_censored_brier(const double *risk, const double *time, const double *event, size_t n, double horizon)
{
    struct at_horizon at;
    bool good = at_horizon_make(time, event, n, horizon, &at);
    double sum = 0;
    for (size_t i = 0; good && i < n; i++) {
        double gap = risk[i] - at.is_case[i];
        sum += at.weight[i] > 0 ? at.weight[i] * gap * gap : 0;
    }
    at_horizon_release(&at);
    return good && n > 0 ? sum / (double)n : NAN;
}

double measure_censored_auc(const double *risk, const double *time, const double *event, size_t n, double horizon)
{
    struct at_horizon at;
    bool good = at_horizon_make(time, event, n, horizon, &at);
    struct ranked *ranked = good ? ranked_new(risk, n, NULL) : NULL;
    double cases = 0, controls = 0, won = 0;
    for (size_t first = 0, end; ranked && first < n; first = end) {
        double here = 0, of_cases = 0;
        for (end = first; end < n && ranked[end].risk == ranked[first].risk; end++) {
            size_t row = ranked[end].row;
            of_cases += at.is_case[row] ? at.weight[row] : 0;
            here += !at.is_case[row] && at.weight[row] > 0;
        }
        won += of_cases * (controls + here / 2);
        controls += here;
        cases += of_cases;
    }
    free(ranked);
    at_horizon_release(&at);
    return cases > 0 && controls > 0 ? won / (cases * controls) : NAN;
}
