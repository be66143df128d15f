/* Segments: how well their customers sit in them, which k, and what they are like. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "patron/base/error.h"
#include "patron/base/json.h"
#include "patron/base/memory.h"
#include "patron/base/work.h"
#include "study/design.h"
#include "study/figures.h"
#include "study/fitting.h"
#include "study/input.h"
#include "study/model.h"
#include "study/placed.h"
#include "study/summary.h"

void placed_release(struct placed *placed)
{
    rows_release(&placed->rows);
    input_release(&placed->input);
    free(placed->label);
}

bool placed_make(const struct model *model, const struct world *world, const struct definition *population,
                 struct work *work, struct placed *out, struct error *err)
{
    *out = (struct placed){ 0 };
    if (!model_is_segmentation(model))
        return fail(err, ERROR_USER, E_NOT_FIT, "'%s' is no segmentation",
                    model->name ? model->name : model->kind->name);
    double *score = NULL;
    bool good = rows_make(world, population, NULL, &model->asof, 1, false, work, &out->rows, err) &&
                rows_order(world, &out->rows, err) && input_make(model, world, &out->rows, work, &out->input, err);
    if (good) {
        score = allocate_large(out->rows.n, sizeof *score, "the segments", err);
        good = score && input_predict(model, &out->input, work, score, err);
    }
    out->label = good ? segment_labels(score, out->rows.n, err) : NULL;
    free(score);
    if (out->label)
        return true;
    placed_release(out);
    return false;
}

/* ---- Silhouette ---- */

static void sum_segments(struct silhouette_result *out, const uint32_t *all_labels)
{
    double *sampled = allocate(out->k + 1, sizeof *sampled), sum = 0;
    out->segment_mean = allocate(out->k + 1, sizeof(double));
    out->segment_negative = allocate(out->k + 1, sizeof(double));
    out->segment_size = allocate(out->k + 1, sizeof(double));
    for (size_t i = 0; i < out->n; i++)
        out->segment_size[all_labels[i]]++;
    for (size_t i = 0; i < out->n_sampled; i++) {
        sampled[out->label[i]]++;
        out->segment_mean[out->label[i]] += out->value[i];
        out->segment_negative[out->label[i]] += out->value[i] < 0;
        sum += out->value[i];
    }
    for (size_t s = 0; s < out->k; s++) {
        out->segment_mean[s] = sampled[s] > 0 ? out->segment_mean[s] / sampled[s] : NAN;
        out->segment_negative[s] = sampled[s] > 0 ? out->segment_negative[s] / sampled[s] : NAN;
    }
    out->mean = sum / (double)out->n_sampled;
    free(sampled);
}

bool study_silhouette(const struct model *model, const struct world *world, const struct definition *population,
                      size_t max_rows, struct work *work, struct silhouette_result *out, struct error *err)
{
    struct placed placed;
    *out = (struct silhouette_result){ 0 };
    if (!placed_make(model, world, population, work, &placed, err))
        return false;
    size_t k = model->n_segments, n = placed.rows.n;
    *out = (struct silhouette_result){ .n = n, .k = k };
    out->row = measure_stratified_sample(placed.label, n, k, max_rows ? max_rows : n, model->seed, &out->n_sampled);
    out->label = allocate(out->n_sampled + 1, sizeof *out->label);
    out->nearest = allocate(out->n_sampled + 1, sizeof *out->nearest);
    out->value = allocate(out->n_sampled + 1, sizeof *out->value);
    bool good = measure_silhouette(&placed.input.x[0], placed.label, k, out->row, out->n_sampled, work, out->value,
                                   out->nearest, err);
    if (good) {
        for (size_t i = 0; i < out->n_sampled; i++)
            out->label[i] = placed.label[out->row[i]];
        sum_segments(out, placed.label);
        out->davies_bouldin = measure_davies_bouldin(&placed.input.x[0], placed.label, k);
        out->calinski_harabasz = measure_calinski_harabasz(&placed.input.x[0], placed.label, k);
    } else {
        silhouette_result_release(out);
    }
    placed_release(&placed);
    return good;
}

void silhouette_result_release(struct silhouette_result *result)
{
    free(result->row);
    free(result->label);
    free(result->nearest);
    free(result->value);
    free(result->segment_mean);
    free(result->segment_negative);
    free(result->segment_size);
    *result = (struct silhouette_result){ 0 };
}

/* ---- What they are like ---- */

static void profile_columns(const struct design *design, const struct matrix *x, const uint32_t *label,
                            struct profile *out)
{
    size_t k = out->k, d = out->n_features;
    double *present = allocate((k + 1) * d + 1, sizeof *present), *squares = allocate(d + 1, sizeof *squares);
    for (size_t i = 0; i < x->n_rows; i++) {
        out->size[label[i]]++;
        for (size_t c = 0; c < d; c++) {
            double value = matrix_row(x, i)[c];
            if (isnan(value))
                continue;
            out->mean[label[i] * d + c] += value;
            out->all_mean[c] += value;
            present[label[i] * d + c]++;
            present[k * d + c]++;
        }
    }
    for (size_t c = 0; c < d; c++) {
        out->features[c] = copy_text(design->columns[c].name);
        out->all_mean[c] /= present[k * d + c];
        for (size_t i = 0; i < x->n_rows; i++) {
            double gap = matrix_row(x, i)[c] - out->all_mean[c];
            squares[c] += isnan(gap) ? 0 : gap * gap;
        }
        double n = present[k * d + c];
        out->all_sd[c] = n > 1 ? sqrt(squares[c] / (n - 1)) : NAN;
        for (size_t s = 0; s < k; s++) {
            out->mean[s * d + c] /= present[s * d + c];
            double gap = out->mean[s * d + c] - out->all_mean[c];
            out->z[s * d + c] = out->all_sd[c] > 0 ? gap / out->all_sd[c] : 0;
        }
    }
    free(present);
    free(squares);
}

bool study_profile(const struct model *model, const struct world *world, const struct definition *population,
                   struct work *work, struct profile *out, struct error *err)
{
    struct placed placed;
    struct matrix raw;
    *out = (struct profile){ 0 };
    if (!placed_make(model, world, population, work, &placed, err))
        return false;
    bool good = design_apply_raw(model->design, placed.input.table, work, &raw, err);
    if (good) {
        size_t k = model->n_segments, d = model->design->n_columns;
        *out = (struct profile){ .k = k, .n_features = d };
        out->features = allocate(d + 1, sizeof *out->features);
        out->mean = allocate(k * d + 1, sizeof(double));
        out->z = allocate(k * d + 1, sizeof(double));
        out->all_mean = allocate(d + 1, sizeof(double));
        out->all_sd = allocate(d + 1, sizeof(double));
        out->size = allocate(k + 1, sizeof(double));
        profile_columns(model->design, &raw, placed.label, out);
        matrix_release(&raw);
    }
    placed_release(&placed);
    return good;
}

void profile_release(struct profile *profile)
{
    for (size_t c = 0; c < profile->n_features; c++)
        free(profile->features[c]);
    free(profile->features);
    free(profile->mean);
    free(profile->z);
    free(profile->all_mean);
    free(profile->all_sd);
    free(profile->size);
    *profile = (struct profile){ 0 };
}
