/* What a model kind sees, and what it answers. */
#include "study/input.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "patron/base/error.h"
#include "patron/base/memory.h"
#include "patron/feature/store.h"
#include "patron/study/nested.h"
#include "study/design.h"

void input_release(struct study_input *input)
{
    table_release(input->table);
    matrix_release(&input->x);
    matrix_release(&input->purchases);
    free(input->absent);
    *input = (struct study_input){ 0 };
}

struct table *model_features(const struct model *model, const struct world *world, const struct study_rows *rows,
                             struct work *work, struct error *err)
{
    struct feature *features = allocate(model->n_features + 1, sizeof *features);
    for (size_t f = 0; f < model->n_features; f++)
        features[f] = (struct feature){ model->feature_names[f], &model->definitions[f], model->windows[f] };
    struct feature_rows view = rows_view(rows);
    struct world own = *world; /* scores of other models come from those nested in this one */
    struct score_source *scores = model->n_nested > 0 ? scores_of_nested(model, rows->as_served) : NULL;
    own.scores = scores ? scores : world->scores;
    struct table *table = features_compute(&own, features, model->n_features, &view, "features", work, err);
    scores_free(scores);
    free(features);
    return table;
}

static bool matrix_take(const struct matrix *from, const size_t *places, size_t n, struct matrix *out,
                        struct error *err)
{
    if (!from->values)
        return true;
    if (!matrix_init(out, n, from->n_columns, "the rows of a fold", err))
        return false;
    for (size_t i = 0; i < n; i++)
        memcpy(matrix_row(out, i), matrix_row(from, places[i]), from->n_columns * sizeof(double));
    return true;
}

bool input_take(const struct study_input *from, const size_t *places, size_t n, struct study_input *out,
                struct error *err)
{
    *out = (struct study_input){ .n = n, .horizon = from->horizon, .gap = from->gap };
    if (!matrix_take(&from->x, places, n, &out->x, err) ||
        !matrix_take(&from->purchases, places, n, &out->purchases, err)) {
        input_release(out);
        return false;
    }
    out->absent = from->absent ? allocate(n + 1, 1) : NULL;
    for (size_t i = 0; from->absent && i < n; i++) {
        out->absent[i] = from->absent[places[i]];
        out->n_absent += out->absent[i];
    }
    return true;
}

static double weeks(int64_t from, int64_t to)
{
    return (double)(to - from) / (7.0 * (double)TIME_DAY);
}

/* The purchase summaries in the order of columns that kinds of purchases and of spend expect. */
static void fill_matrices(const struct model *model, struct study_input *out, double *const summary[4])
{
    bool spend = model->kind->input == INPUT_SPEND;
    struct matrix *process = spend ? &out->purchases : &out->x;
    for (size_t i = 0; i < out->n; i++) {
        bool absent = isnan(summary[0][i]);
        out->absent[i] = absent;
        out->n_absent += absent;
        double *row = matrix_row(process, i);
        for (size_t c = 0; c < 3; c++)
            row[c] = absent ? 0 : summary[c][i];
        if (spend) {
            matrix_row(&out->x, i)[0] = absent ? 0 : summary[0][i];
            matrix_row(&out->x, i)[1] = absent || isnan(summary[3][i]) ? 0 : summary[3][i];
        }
    }
}

bool input_purchases(const struct model *model, const struct world *world, const struct study_rows *rows,
                     struct work *work, struct study_input *out, struct error *err)
{
    bool spend = model->kind->input == INPUT_SPEND;
    const struct definition *target = model->target_definition;
    const char *events = target_events(target, model->arena),
               *amount = spend ? target_amount(target, model->arena) : NULL;
    size_t n = rows->n;
    *out = (struct study_input){ .n = n };
    struct feature_rows view = rows_view(rows);
    double *values = allocate_large(4 * n, sizeof *values, "the purchase summaries", err);
    double *const summary[4] = { values, values + n, values + 2 * n, values + 3 * n };
    bool good = values && matrix_init(&out->x, n, spend ? 2 : 3, "the purchase summaries", err) &&
                (!spend || matrix_init(&out->purchases, n, 3, "the purchase summaries", err)) &&
                purchase_summary(world, events, amount, &view, summary[0], summary[1], summary[2],
                                 spend ? summary[3] : NULL, work, err);
    if (good) {
        out->absent = allocate(n + 1, 1);
        fill_matrices(model, out, summary);
        if (n > 0) { /* of the first cutoff: rows at several cutoffs have one horizon, but for unequal months */
            int64_t start = time_shift(rows->cutoff[0], target->gap, 1);
            out->gap = weeks(rows->cutoff[0], start);
            out->horizon = weeks(start, time_shift(start, target->within, 1));
        }
    }
    free(values);
    if (!good)
        input_release(out);
    return good;
}

bool input_make(const struct model *model, const struct world *world, const struct study_rows *rows, struct work *work,
                struct study_input *out, struct error *err)
{
    if (model->kind->input != INPUT_FEATURES)
        return input_purchases(model, world, rows, work, out, err);
    *out = (struct study_input){ .n = rows->n };
    out->table = model_features(model, world, rows, work, err);
    if (out->table && design_apply(model->design, out->table, work, &out->x, &out->n_unseen, err))
        return true;
    input_release(out);
    return false;
}

size_t process_values(const struct model *model, struct process_value out[PROCESS_VALUES])
{
    if (model->kind->input == INPUT_PURCHASES) {
        out[0] = (struct process_value){ "repeat_purchases", 0, -1 };
        out[1] = (struct process_value){ "recency_weeks", 1, -1 };
        out[2] = (struct process_value){ "age_weeks", 2, -1 };
        return 3;
    }
    out[0] = (struct process_value){ "repeat_purchases", 0, 0 };
    out[1] = (struct process_value){ "mean_spend", 1, -1 };
    out[2] = (struct process_value){ "recency_weeks", -1, 1 };
    out[3] = (struct process_value){ "age_weeks", -1, 2 };
    return model->companion ? 4 : 2;
}

void process_mend(const struct model *model, struct study_input *input)
{
    struct matrix *process = model->kind->input == INPUT_PURCHASES ? &input->x : &input->purchases;
    for (size_t i = 0; model->kind->input != INPUT_FEATURES && process->values && i < process->n_rows; i++) {
        double *row = matrix_row(process, i);
        row[0] = row[2] > 0 ? round(row[0]) : 0;
        row[1] = row[0] > 0 ? fmin(fmax(row[1], 1.0 / 7), row[2]) : 0;
    }
    for (size_t i = 0; model->kind->input == INPUT_SPEND && i < input->x.n_rows; i++) {
        double *row = matrix_row(&input->x, i); /* a count and a mean of different customers */
        row[0] = row[1] > 0 ? row[0] : 0;
    }
}

bool input_expect_purchases(const struct model *model, const struct study_input *input, double *p_alive,
                            double *expected, struct error *err)
{
    const void *process = model->companion ? model->companion : model->fitted;
    const struct matrix *x = model->companion ? &input->purchases : &input->x;
    bool good = bgnbd_figures(process, x, input->gap + input->horizon, p_alive, expected, err);
    if (!good || !(input->gap > 0))
        return good;
    double *to_start = allocate_large(input->n, sizeof *to_start, "the expected purchases", err);
    good = to_start && bgnbd_figures(process, x, input->gap, NULL, to_start, err);
    for (size_t i = 0; good && i < input->n; i++)
        expected[i] -= to_start[i];
    free(to_start);
    return good;
}

/* Expected spend a purchase becomes expected spend in the window. */
static bool multiply_by_purchases(const struct model *model, const struct study_input *input, double *out,
                                  struct error *err)
{
    double *expected = allocate_large(input->n, sizeof *expected, "the expected purchases", err);
    bool good = expected && input_expect_purchases(model, input, NULL, expected, err);
    for (size_t i = 0; good && i < input->n; i++)
        out[i] *= expected[i];
    free(expected);
    return good;
}

bool input_predict(const struct model *model, const struct study_input *input, struct work *work, double *out,
                   struct error *err)
{
    struct learn_data data = {
        .x = &input->x, .seed = model->seed, .horizon = input->horizon, .gap = input->gap, .work = work
    };
    bool counts = model->kind->input == INPUT_PURCHASES && !model->yes_no;
    if (counts ? !input_expect_purchases(model, input, NULL, out, err)
               : !model->kind->predict(model->fitted, &data, out, err))
        return false;
    if (model->companion && !multiply_by_purchases(model, input, out, err))
        return false;
    for (size_t i = 0; input->absent && i < input->n; i++) {
        if (input->absent[i]) /* never bought: no purchase is expected */
            out[i] = model->yes_no ? 1 : 0;
    }
    return true;
}
