/* Drift: the same features then and now, in cells cut then. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "patron/base/error.h"
#include "patron/base/memory.h"
#include "patron/base/work.h"
#include "study/reference.h"
#include "study/summary.h"

static const double watch_psi = 0.1, shift_psi = 0.25;

/* By size, and only when chance would seldom give it at these numbers of rows. */
static void judge(struct drift_feature *f)
{
    size_t n = f->reference.n_cells;
    double *then = reference_expected(&f->reference, f->now);
    f->psi = measure_psi(then, f->now, n);
    f->level = measure_psi_null_level(then, f->now, n);
    bool told = f->psi > f->level;
    f->state = told && f->psi >= shift_psi ? DRIFT_SHIFT : told && f->psi >= watch_psi ? DRIFT_WATCH : DRIFT_OK;
    if (f->reference.type == TYPE_TEXT)
        f->effect = measure_jensen_shannon(then, f->now, n);
    if (f->chi_square)
        measure_chi_square(then, f->now, n, &f->p);
    free(then);
}

/* In sd of the reference; a value that all had then has none. */
static double in_deviations(double distance, double sd)
{
    return distance == 0 ? 0 : sd > 0 ? distance / sd : NAN;
}

struct drifting {
    const struct table *then, *now;
    const struct model *model; /* instead of THEN */
    size_t first;
    struct drift *out;
    struct error *errors;
};

static bool drift_column(struct drift_feature *f, const struct column *then, size_t n_then, const struct column *now,
                         size_t n_now, struct error *err)
{
    struct sorted_numbers x = { 0 }, y = { .mean = NAN };
    f->chi_square = then->type == TYPE_TEXT;
    bool good = reference_make(&f->reference, then->name, "", then, n_then, &x, err) &&
                (f->chi_square || numbers_sort(now, n_now, &y, err));
    if (good && f->chi_square) {
        f->now = reference_count_texts(&f->reference, now, n_now);
    } else if (good) {
        f->now = reference_count_numbers(&f->reference, &y);
        f->mean_then = x.mean;
        f->mean_now = y.mean;
        measure_ks_sorted(x.values, x.n, y.values, y.n, &f->ks, &f->p);
        f->effect = in_deviations(measure_wasserstein_sorted(x.values, x.n, y.values, y.n), f->reference.sd);
    }
    free(x.values);
    free(y.values);
    if (good)
        judge(f);
    return good;
}

static void drift_block(void *context, size_t block)
{
    struct drifting *d = context;
    struct drift_feature *f = &d->out->features[block];
    const struct column *then = &d->then->columns[d->first + block], *now = table_column(d->now, then->name);
    drift_column(f, then, d->then->n_rows, now, d->now->n_rows, &d->errors[block]);
}

static bool model_column(struct drift_feature *f, const struct column *now, size_t n_now, struct error *err)
{
    struct sorted_numbers y = { .mean = NAN };
    double distance;
    f->chi_square = f->reference.type == TYPE_TEXT || f->reference.n_points == 0;
    f->mean_then = f->reference.type == TYPE_TEXT ? NAN : f->reference.mean;
    if (f->reference.type == TYPE_TEXT) {
        f->now = reference_count_texts(&f->reference, now, n_now);
    } else {
        if (!numbers_sort(now, n_now, &y, err))
            return false;
        f->now = reference_count_numbers(&f->reference, &y);
        f->mean_now = y.mean;
        bool good = reference_distances(&f->reference, &y, &f->ks, &f->p, &distance, err);
        free(y.values);
        if (!good)
            return false;
        f->effect = in_deviations(distance, f->reference.sd);
    }
    judge(f);
    return true;
}

static void model_block(void *context, size_t block)
{
    struct drifting *d = context;
    struct drift_feature *f = &d->out->features[block];
    const struct column *now = table_column(d->now, f->reference.feature);
    model_column(f, now, d->now->n_rows, &d->errors[block]);
}

static bool same_type(const struct column *now, bool is_text, struct error *err)
{
    if ((now->type == TYPE_TEXT) == is_text)
        return true;
    return fail(err, ERROR_DATA, E_TYPE, "'%s' was %s then and is %s now", now->name, is_text ? "text" : "a number",
                is_text ? "a number" : "text");
}

/* Largest PSI first, undefined ones last, else in the given order. */
static int compare_features(const void *a, const void *b)
{
    const struct drift_feature *x = *(const struct drift_feature *const *)a,
                               *y = *(const struct drift_feature *const *)b;
    double p = isnan(x->psi) ? -1 : x->psi, q = isnan(y->psi) ? -1 : y->psi;
    if (p != q)
        return p > q ? -1 : 1;
    return x < y ? -1 : x > y;
}

static void sort_features(struct drift *drift)
{
    struct drift_feature **order = allocate(drift->n + 1, sizeof *order);
    struct drift_feature *sorted = allocate(drift->n + 1, sizeof *sorted);
    for (size_t i = 0; i < drift->n; i++)
        order[i] = &drift->features[i];
    qsort(order, drift->n, sizeof *order, compare_features);
    for (size_t i = 0; i < drift->n; i++) {
        sorted[i] = *order[i];
        sorted[i].feature = copy_text(sorted[i].reference.feature);
        drift->n_moved += sorted[i].state != DRIFT_OK;
    }
    free(order);
    free(drift->features);
    drift->features = sorted;
}

static void adjust_features(struct drift *drift)
{
    double *p = allocate(2 * drift->n + 1, sizeof *p), *q = p + drift->n;
    for (size_t i = 0; i < drift->n; i++)
        p[i] = drift->features[i].p;
    measure_benjamini_hochberg(p, drift->n, q);
    for (size_t i = 0; i < drift->n; i++)
        drift->features[i].q = q[i];
    free(p);
}

static bool run(struct drifting *d, block_function *function, struct work *work, struct error *err)
{
    struct drift *out = d->out;
    d->errors = allocate(out->n + 1, sizeof *d->errors);
    bool good = work_run(work, out->n, function, d, err);
    for (size_t i = 0; i < out->n; i++) {
        if (good && d->errors[i].kind != ERROR_NONE) {
            error_move(err, &d->errors[i]);
            good = false;
        }
        error_release(&d->errors[i]);
    }
    free(d->errors);
    if (good) {
        adjust_features(out);
        sort_features(out);
    } else
        drift_release(out);
    return good;
}

static void drift_reserve(struct drift *out, size_t n, size_t n_then, size_t n_now)
{
    *out = (struct drift){ .n = n, .n_then = n_then, .n_now = n_now };
    out->features = allocate(n + 1, sizeof *out->features);
    for (size_t i = 0; i < n; i++)
        out->features[i] = (struct drift_feature){
            .psi = NAN, .level = NAN, .effect = NAN, .ks = NAN, .p = NAN, .q = NAN, .mean_then = NAN, .mean_now = NAN
        };
}

bool study_drift(const struct table *then, const struct table *now, struct work *work, struct drift *out,
                 struct error *err)
{
    *out = (struct drift){ 0 };
    /* feature tables begin with key and cutoff, which are no features */
    bool keyed = then->n_columns >= KEY_COLUMNS && strcmp(then->columns[1].name, "cutoff") == 0;
    struct drifting d = { .then = then, .now = now, .first = keyed ? KEY_COLUMNS : 0, .out = out };
    if (then->n_rows == 0 || now->n_rows == 0)
        return fail(err, ERROR_USER, E_NO_ROWS, "there are no customers %s", then->n_rows == 0 ? "then" : "now");
    for (size_t c = d.first; c < then->n_columns; c++) {
        const struct column *column = table_need_column(now, then->columns[c].name, err);
        if (!column || !same_type(column, then->columns[c].type == TYPE_TEXT, err))
            return false;
    }
    drift_reserve(out, then->n_columns - d.first, then->n_rows, now->n_rows);
    return run(&d, drift_block, work, err);
}

bool study_drift_model(const struct model *model, const struct table *now, struct work *work, struct drift *out,
                       struct error *err)
{
    *out = (struct drift){ 0 };
    struct drifting d = { .now = now, .model = model, .out = out };
    size_t n = 0;
    if (now->n_rows == 0)
        return fail(err, ERROR_USER, E_NO_ROWS, "there are no customers now");
    for (size_t r = 0; r < model->n_references; r++) {
        const struct reference *reference = &model->references[r];
        const struct column *column = table_column(now, reference->feature);
        if (!column && strcmp(reference->feature, "score") == 0 && r == model->n_references - 1)
            continue; /* features only */
        if (!column)
            return table_need_column(now, reference->feature, err) != NULL;
        if (!same_type(column, reference->type == TYPE_TEXT, err))
            return false;
        n++;
    }
    double n_then = 0; /* of the reference: the scores' may be other rows than the features' */
    for (size_t c = 0; model->n_references > 0 && c < model->references[0].n_cells; c++)
        n_then += model->references[0].counts[c];
    drift_reserve(out, n, (size_t)n_then, now->n_rows);
    for (size_t r = 0, f = 0; r < model->n_references; r++) {
        if (table_column(now, model->references[r].feature))
            out->features[f++].reference = reference_copy(&model->references[r]);
    }
    return run(&d, model_block, work, err);
}

void drift_release(struct drift *drift)
{
    for (size_t i = 0; i < drift->n; i++) {
        free(drift->features[i].feature);
        free(drift->features[i].now);
        reference_release(&drift->features[i].reference);
    }
    free(drift->features);
    *drift = (struct drift){ 0 };
}
