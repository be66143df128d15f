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

static void judge(struct drift_feature *f)
{
    f->psi = measure_psi(f->reference.counts, f->now, f->reference.n_cells);
    f->state = f->psi >= shift_psi ? DRIFT_SHIFT : f->psi >= watch_psi ? DRIFT_WATCH : DRIFT_OK;
    if (f->chi_square)
        measure_chi_square(f->reference.counts, f->now, f->reference.n_cells, &f->p);
}

/* The numbers of COLUMN that are there; *N of them; the caller frees. */
static double *present_values(const struct column *column, size_t n_rows, size_t *n, struct error *err)
{
    double *values = allocate_large(n_rows, sizeof *values, "the values of a feature", err);
    *n = 0;
    for (size_t i = 0; values && i < n_rows; i++) {
        double value = column_number(column, i);
        if (!isnan(value))
            values[(*n)++] = value;
    }
    return values;
}

static bool two_samples(struct drift_feature *f, const struct column *then, size_t n_then, const struct column *now,
                        size_t n_now, struct error *err)
{
    size_t n, m;
    double *x = present_values(then, n_then, &n, err), *y = x ? present_values(now, n_now, &m, err) : NULL;
    bool good = y != NULL;
    if (good && n > 0 && m > 0)
        good = measure_ks_two_sample(x, n, y, m, &f->ks, &f->p, err);
    free(x);
    free(y);
    return good;
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
    struct column_summary summary;
    if (!column_summarise(then, n_then, &summary, err))
        return false;
    reference_make(&f->reference, then->name, then, n_then, &summary);
    f->mean_then = summary.mean;
    column_summary_release(&summary);
    f->now = reference_count(&f->reference, now, n_now, &f->mean_now);
    f->chi_square = then->type == TYPE_TEXT;
    bool good = f->chi_square || two_samples(f, then, n_then, now, n_now, err);
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

static void model_block(void *context, size_t block)
{
    struct drifting *d = context;
    struct drift_feature *f = &d->out->features[block];
    const struct column *now = table_column(d->now, f->reference.feature);
    f->mean_then = f->reference.type == TYPE_TEXT ? NAN : f->reference.mean;
    f->now = reference_count(&f->reference, now, d->now->n_rows, &f->mean_now);
    f->chi_square = true;
    judge(f);
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
    if (good)
        sort_features(out);
    else
        drift_release(out);
    return good;
}

static void drift_reserve(struct drift *out, size_t n, size_t n_then, size_t n_now)
{
    *out = (struct drift){ .n = n, .n_then = n_then, .n_now = n_now };
    out->features = allocate(n + 1, sizeof *out->features);
    for (size_t i = 0; i < n; i++)
        out->features[i] = (struct drift_feature){ .psi = NAN, .ks = NAN, .p = NAN, .mean_then = NAN, .mean_now = NAN };
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
    drift_reserve(out, n, model->n_train_rows, now->n_rows);
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
