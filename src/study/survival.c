/* Survival of a date's customers. */
#include "patron/study/survival.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "patron/base/calendar.h"
#include "patron/base/error.h"
#include "patron/base/memory.h"
#include "patron/feature/target_kind.h"
#include "study/rows.h"

/* ---- The rows ---- */

bool study_survival_sample(const struct world *world, const struct definition *population,
                           const struct definition *target, int64_t cutoff, struct work *work,
                           struct survival_sample *out, struct error *err)
{
    struct study_rows rows;
    *out = (struct survival_sample){ 0 };
    const struct target_kind *kind = target_kind_of(world, target, err);
    if (!kind)
        return false;
    if (!target_is(kind, &target_time)) {
        fail(err, ERROR_USER, E_NOT_FIT, "%s asks for %s, not for a time", target->name, kind->told);
        error_mend(err, "target back = time to orders within 180d");
        return false;
    }
    if (!rows_make(world, population, target, &cutoff, 1, false, work, &rows, err))
        return false;
    *out = (struct survival_sample){ rows.n, rows.customer, rows.cutoff, rows.labels, rows.n_unknown + rows.n_immature,
                                     0 };
    int64_t end = time_shift(time_shift(cutoff, target->gap, 1), target->within, 1);
    out->days = (double)(end - cutoff) / (double)TIME_DAY;
    if (out->n > 0)
        return true;
    char date[32];
    time_format(cutoff, true, date);
    fail(err, ERROR_USER, E_TOO_FEW, "nobody is seen after %s", date);
    error_mend(err, "at= an earlier date");
    survival_sample_release(out);
    return false;
}

void survival_sample_release(struct survival_sample *sample)
{
    free(sample->customer);
    free(sample->cutoff);
    frame_release(&sample->labels);
    *sample = (struct survival_sample){ 0 };
}

/* ---- Groups ---- */

/* The rows of group K, or of all: their times and events, in TIME and EVENT. */
static size_t take_group(const double *time, const double *event, size_t n, const uint32_t *group, size_t k,
                         double *out)
{
    size_t taken = 0;
    for (size_t i = 0; i < n; i++)
        if (group[i] == k) {
            out[taken] = time[i];
            out[n + taken++] = event[i];
        }
    memmove(out + taken, out + n, taken * sizeof *out);
    return taken;
}

/* The place of each name that has rows among those that do; their number. */
static size_t number_groups(const uint32_t *codes, size_t n, size_t n_names, size_t *place)
{
    size_t *counts = allocate(n_names + 1, sizeof *counts), n_groups = 0;
    for (size_t i = 0; i < n; i++)
        if (codes[i] < n_names)
            counts[codes[i]]++;
    for (size_t k = 0; k < n_names; k++)
        place[k] = counts[k] > 0 ? n_groups++ : SIZE_MAX;
    free(counts);
    return n_groups;
}

bool study_survival_groups(const double *time, const double *event, size_t n, const uint32_t *codes,
                           const char *const *names, size_t n_names, struct survival_groups *out, struct error *err)
{
    size_t *place = allocate(n_names + 2, sizeof *place), kept = 0;
    *out =
        (struct survival_groups){ .n = codes ? number_groups(codes, n, n_names, place) : 1, .test = { NAN, NAN, 0 } };
    const char **kept_names = allocate(out->n + 1, sizeof *kept_names);
    for (size_t k = 0; codes && k < n_names; k++)
        if (place[k] != SIZE_MAX)
            kept_names[place[k]] = names[k];
    kept_names[0] = codes ? kept_names[0] : "all";
    out->names = kept_names;
    out->curves = allocate(out->n + 1, sizeof *out->curves);
    out->observed = allocate(2 * out->n + 1, sizeof *out->observed);
    out->expected = out->observed + out->n;
    double *values = allocate_large(4 * n + 1, sizeof *values, "the times of a group", err);
    uint32_t *group = values ? allocate_large(n + 1, sizeof *group, "the groups", err) : NULL;
    bool good = group != NULL;
    for (size_t i = 0; good && i < n; i++) {
        if (codes && codes[i] >= n_names)
            continue;
        values[2 * n + kept] = time[i];
        values[3 * n + kept] = event[i];
        group[kept++] = codes ? (uint32_t)place[codes[i]] : 0;
    }
    for (size_t k = 0; good && k < out->n; k++) {
        size_t of_group = take_group(values + 2 * n, values + 3 * n, kept, group, k, values);
        good = measure_survival(values, values + of_group, of_group, &out->curves[k], err);
    }
    if (good && out->n > 1)
        good = measure_log_rank(values + 2 * n, values + 3 * n, group, kept, out->n, out->observed, out->expected,
                                &out->test, err);
    free(values);
    free(group);
    free(place);
    if (!good)
        survival_groups_release(out);
    return good;
}

void survival_groups_release(struct survival_groups *groups)
{
    for (size_t k = 0; groups->curves && k < groups->n; k++)
        survival_curve_release(&groups->curves[k]);
    free(groups->curves);
    free(groups->observed);
    free((void *)groups->names);
    *groups = (struct survival_groups){ 0 };
}

/* ---- Chances ---- */

struct chanced {
    double chance;
    size_t row;
};

static int compare_chances(const void *a, const void *b)
{
    const struct chanced *x = a, *y = b;
    if (x->chance != y->chance)
        return x->chance < y->chance ? -1 : 1;
    return x->row < y->row ? -1 : x->row > y->row;
}

bool study_survival_tenths(const double *chance, const double *time, const double *event, size_t n,
                           struct survival_tenth out[SURVIVAL_TENTHS], struct error *err)
{
    struct chanced *order = allocate_large(n + 1, sizeof *order, "the order of chances", err);
    double *values = order ? allocate_large(2 * n + 1, sizeof *values, "the times of a tenth", err) : NULL, end = 0;
    bool good = values != NULL;
    for (size_t i = 0; good && i < n; i++) {
        order[i] = (struct chanced){ chance[i], i };
        end = fmax(end, time[i]);
    }
    if (good)
        qsort(order, n, sizeof *order, compare_chances);
    for (size_t k = 0; good && k < SURVIVAL_TENTHS; k++) {
        size_t first = n * k / SURVIVAL_TENTHS, last = n * (k + 1) / SURVIVAL_TENTHS, m = last - first;
        struct survival_curve curve;
        double sum = 0;
        for (size_t i = 0; i < m; i++) {
            values[i] = time[order[first + i].row];
            values[m + i] = event[order[first + i].row];
            sum += order[first + i].chance;
        }
        good = measure_survival(values, values + m, m, &curve, err);
        struct interval at = survival_at(&curve, fmin(end, curve.last));
        out[k] =
            (struct survival_tenth){ m, m > 0 ? sum / (double)m : NAN, { 1 - at.estimate, 1 - at.high, 1 - at.low } };
        survival_curve_release(&curve);
    }
    free(order);
    free(values);
    return good;
}
