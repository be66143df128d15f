/* Which number of segments: figures of each k, on rows that had a part in it and on others. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "patron/base/error.h"
#include "patron/base/json.h"
#include "patron/base/memory.h"
#include "patron/base/random.h"
#include "patron/base/work.h"
#include "study/figures.h"
#include "study/model.h"
#include "study/placed.h"

/* The figures of one segmentation of X. */
static bool figure_k(const struct matrix *x, const uint32_t *label, size_t k, size_t max_rows, uint64_t seed,
                     struct work *work, struct k_choice *out, struct error *err)
{
    size_t n_sample;
    double sum = 0, squares = 0, negative = 0;
    uint32_t *sample = measure_stratified_sample(label, x->n_rows, k, max_rows ? max_rows : x->n_rows, seed, &n_sample);
    double *value = allocate(n_sample + 1, sizeof *value);
    bool good = measure_silhouette(x, label, k, sample, n_sample, work, value, NULL, err);
    for (size_t i = 0; i < n_sample; i++) {
        sum += value[i];
        squares += value[i] * value[i];
        negative += value[i] < 0;
    }
    double n = (double)n_sample;
    out->k = k;
    out->silhouette = sum / n;
    out->error = n_sample > 1 ? sqrt(fmax(0, squares - n * out->silhouette * out->silhouette) / (n - 1) / n) : NAN;
    out->negative_share = negative / (double)n_sample;
    out->davies_bouldin = measure_davies_bouldin(x, label, k);
    out->calinski_harabasz = measure_calinski_harabasz(x, label, k);
    free(value);
    free(sample);
    return good;
}

/* Rows to be clustered, and what is made of them: which half each belongs to, and the same values in columns that hang
   together in nothing. */
struct ground {
    const struct model *model;
    const struct matrix *x;
    size_t n_first;                    /* rows of the first half */
    size_t *first, *other;             /* their places */
    struct matrix halves[2], noise[2]; /* of the rows, and of the shuffled ones */
    size_t max_rows;
    struct work *work;
};

static bool take_rows(const struct matrix *from, const size_t *places, size_t n, struct matrix *out, struct error *err)
{
    if (!matrix_init(out, n, from->n_columns, "half of the rows", err))
        return false;
    for (size_t i = 0; i < n; i++)
        memcpy(matrix_row(out, i), matrix_row(from, places[i]), from->n_columns * sizeof(double));
    return true;
}

/* Each column in an order of its own: the same distributions, and no customers. */
static bool shuffle_columns(const struct matrix *from, uint64_t seed, struct matrix *out, struct error *err)
{
    if (!matrix_init(out, from->n_rows, from->n_columns, "shuffled columns", err))
        return false;
    memcpy(out->values, from->values, from->n_rows * from->n_columns * sizeof(double));
    for (size_t c = 0; c < from->n_columns; c++) {
        struct random random = random_stream(seed, c);
        for (size_t i = from->n_rows; i > 1; i--) {
            size_t k = random_below(&random, i);
            double *a = &matrix_row(out, i - 1)[c], *b = &matrix_row(out, k)[c], swap = *a;
            *a = *b;
            *b = swap;
        }
    }
    return true;
}

static void ground_release(struct ground *ground)
{
    free(ground->first);
    free(ground->other);
    matrix_release(&ground->halves[0]);
    matrix_release(&ground->halves[1]);
    matrix_release(&ground->noise[0]);
    matrix_release(&ground->noise[1]);
}

/* Halves by the seed, of rows in the order of their keys. */
static bool ground_make(struct ground *ground, struct error *err)
{
    static const uint64_t half_seed = 0x68616c66;
    size_t n = ground->x->n_rows, n_other = 0;
    struct random random = random_stream(half_seed, ground->model->seed);
    ground->first = allocate(n + 1, sizeof *ground->first);
    ground->other = allocate(n + 1, sizeof *ground->other);
    for (size_t i = 0; i < n; i++) {
        if (random_unit(&random) < 0.5)
            ground->first[ground->n_first++] = i;
        else
            ground->other[n_other++] = i;
    }
    struct matrix shuffled = { 0 };
    bool good = take_rows(ground->x, ground->first, ground->n_first, &ground->halves[0], err) &&
                take_rows(ground->x, ground->other, n_other, &ground->halves[1], err) &&
                shuffle_columns(ground->x, ground->model->seed, &shuffled, err) &&
                take_rows(&shuffled, ground->first, ground->n_first, &ground->noise[0], err) &&
                take_rows(&shuffled, ground->other, n_other, &ground->noise[1], err);
    matrix_release(&shuffled);
    return good;
}

/* A fit to ROWS, and the segments of ASKED by it; NULL and FEW where the rows take fewer
   different values. */
static uint32_t *fit_and_place(const struct ground *ground, struct values *values, const struct matrix *rows,
                               const struct matrix *asked, double *inertia, bool *few, struct error *err)
{
    const struct model_kind *kind = ground->model->kind;
    struct fit_summary summary = { 0 };
    struct learn_data data = { .x = rows, .seed = ground->model->seed, .work = ground->work };
    struct error why = ERROR_INIT;
    void *fitted = kind->fit(&data, values, &summary, &why);
    *inertia = summary.inertia;
    fit_summary_release(&summary);
    *few = !fitted && why.code == E_TOO_FEW;
    if (!fitted && !*few)
        error_move(err, &why);
    error_release(&why);
    double *score = fitted ? allocate_large(asked->n_rows, sizeof *score, "the segments", err) : NULL;
    data.x = asked;
    uint32_t *label = score && kind->predict(fitted, &data, FRAME_VIEW(asked->n_rows, "segment", score), err)
                          ? segment_labels(score, asked->n_rows, err)
                          : NULL;
    if (fitted)
        kind->free(fitted);
    free(score);
    return label;
}

/* The mean silhouette of LABEL over (a sample of) X, with what it varies by; NaN where all lie in one segment. */
static bool mean_silhouette(const struct ground *ground, const struct matrix *x, const uint32_t *label, size_t k,
                            struct interval *out, struct error *err)
{
    struct k_choice figures;
    struct error why = ERROR_INIT;
    *out = (struct interval){ NAN, NAN, NAN };
    if (!figure_k(x, label, k, ground->max_rows, ground->model->seed, ground->work, &figures, &why)) {
        bool one = why.code == E_TOO_FEW; /* all of a half lie in one segment: nobody is nearer to another */
        if (!one)
            error_move(err, &why);
        error_release(&why);
        return one;
    }
    *out = (struct interval){ figures.silhouette, figures.silhouette - 1.96 * figures.error,
                              figures.silhouette + 1.96 * figures.error };
    return true;
}

/* Of K segments: fitted to the first half and told of both; how far two halves agree; and what the same method finds
   where there is nothing. */
static bool hold_out(const struct ground *ground, struct values *values, size_t k, struct k_choice *out,
                     struct error *err)
{
    double inertia;
    bool few;
    struct interval nothing = { NAN, NAN, NAN }, own = nothing;
    out->other_half = nothing;
    out->first_half = out->agreement = out->noise = NAN;
    uint32_t *by_first = fit_and_place(ground, values, &ground->halves[0], ground->x, &inertia, &few, err);
    uint32_t *by_other =
        by_first ? fit_and_place(ground, values, &ground->halves[1], ground->x, &inertia, &few, err) : NULL;
    uint32_t *noise =
        by_other ? fit_and_place(ground, values, &ground->noise[0], &ground->noise[1], &inertia, &few, err) : NULL;
    bool good = noise || few;
    if (noise) {
        size_t n_other = ground->x->n_rows - ground->n_first;
        uint32_t *part = allocate(ground->x->n_rows + 1, sizeof *part);
        for (size_t i = 0; i < ground->n_first; i++)
            part[i] = by_first[ground->first[i]];
        good = mean_silhouette(ground, &ground->halves[0], part, k, &own, err);
        out->first_half = own.estimate;
        for (size_t i = 0; i < n_other; i++)
            part[i] = by_first[ground->other[i]];
        good = good && mean_silhouette(ground, &ground->halves[1], part, k, &out->other_half, err) &&
               mean_silhouette(ground, &ground->noise[1], noise, k, &own, err);
        out->noise = own.estimate;
        out->agreement = measure_adjusted_rand(by_first, by_other, ground->x->n_rows);
        free(part);
    }
    free(by_first);
    free(by_other);
    free(noise);
    return good;
}

static bool try_k(const struct ground *ground, struct values *values, size_t k, struct k_choice *out, struct error *err)
{
    for (size_t i = 0; i < values->n; i++) {
        if (strcmp(values->parameters[i].name, "k") == 0) {
            values->values[i].number = (double)k;
            values->values[i].present = true;
        }
    }
    struct interval nothing = { NAN, NAN, NAN };
    *out = (struct k_choice){ k, NAN, NAN, NAN, NAN, NAN, NAN, NAN, nothing, NAN, NAN };
    double inertia;
    bool few;
    uint32_t *label = fit_and_place(ground, values, ground->x, ground->x, &inertia, &few, err);
    if (!label) /* fewer different rows than segments: marked, not fitted */
        return few;
    bool good = figure_k(ground->x, label, k, ground->max_rows, ground->model->seed, ground->work, out, err);
    out->inertia = inertia;
    free(label);
    return good && hold_out(ground, values, k, out, err);
}

bool study_choose_k(const struct model *model, const struct world *world, const struct definition *population,
                    size_t first, size_t last, size_t max_rows, struct work *work, struct k_choice *out,
                    struct error *err)
{
    struct placed placed;
    struct arena arena;
    struct values values;
    if (!placed_make(model, world, population, work, &placed, err))
        return false;
    arena_init(&arena);
    struct ground ground = { .model = model, .x = &placed.input.x[0], .max_rows = max_rows, .work = work };
    bool good = parameters_read(model->kind, model->parameters, &arena, &values, err) && ground_make(&ground, err);
    work_begin(work, "segmentations", last - first + 1);
    for (size_t k = first; good && k <= last; k++) {
        good = try_k(&ground, &values, k, &out[k - first], err);
        work_advance(work, 1);
    }
    work_end(work);
    ground_release(&ground);
    arena_release(&arena);
    placed_release(&placed);
    return good;
}
