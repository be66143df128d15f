/* Permutation importance on the test rows: what a metric loses when one feature is shuffled among the customers. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "patron/base/error.h"
#include "patron/base/memory.h"
#include "patron/base/random.h"
#include "patron/base/work.h"
#include "study/design.h"
#include "study/figures.h"
#include "study/input.h"
#include "study/scored.h"

/* What is shuffled together: the columns of one feature, or one value of a purchase process. */
struct groups {
    size_t n;
    const char **names;
    size_t *of_column[1 + MODEL_PARTS]; /* group of each column of each matrix; NULL: there is no such matrix */
};

static void groups_release(struct groups *groups)
{
    free(groups->names);
    for (size_t m = 0; m <= MODEL_PARTS; m++)
        free(groups->of_column[m]);
}

static struct groups groups_of(const struct model *model, const struct study_input *input)
{
    const struct design *design = model->design;
    struct process_value values[PROCESS_VALUES];
    size_t n = design ? design->n_features : process_values(model, values);
    struct groups groups = { n, allocate(n + 1, sizeof *groups.names), { NULL } };
    for (size_t m = 0; m <= model->n_parts; m++) {
        groups.of_column[m] = allocate(input->x[m].n_columns + 1, sizeof *groups.of_column[m]);
        for (size_t g = 0; !design && g < n; g++)
            if (values[g].column[m] >= 0)
                groups.of_column[m][values[g].column[m]] = g;
    }
    for (size_t g = 0; g < n; g++)
        groups.names[g] = design ? design->features[g].name : values[g].name;
    for (size_t c = 0; design && c < input->x[0].n_columns; c++)
        groups.of_column[0][c] = design->columns[c].feature;
    return groups;
}

struct permuting {
    const struct model *model;
    const struct study_input *input;
    const struct study_rows *rows;
    const uint8_t *outcome;
    const struct metric *metric; /* by which models of such targets are judged */
    struct groups groups;
    size_t repeats;
    uint64_t seed;
    double *figure; /* group by group, REPEATS each */
    struct error *errors;
};

static double figure_of(const struct permuting *p, const double *score)
{
    const struct metric_rows rows = { .takes = p->metric->takes,
                                      .n = p->input->n,
                                      .score = score,
                                      .outcome = p->outcome,
                                      .amount = p->rows->outcome,
                                      .probability = true,
                                      .labels = &p->rows->labels };
    return metric_figure(p->metric, &rows);
}

/* A copy of FROM with the rows of the columns of GROUP put in ORDER. */
static bool shuffle(const struct matrix *from, const size_t *of_column, size_t group, const size_t *order,
                    struct matrix *out, struct error *err)
{
    size_t n = from->n_rows, d = from->n_columns;
    if (!matrix_init(out, n, d, "shuffled rows", err))
        return false;
    memcpy(out->values, from->values, n * d * sizeof *from->values);
    for (size_t c = 0; c < d; c++) {
        for (size_t i = 0; of_column[c] == group && i < n; i++)
            out->values[i * d + c] = from->values[order[i] * d + c];
    }
    return true;
}

/* Block g * repeats + r: group g shuffled for the r-th time. */
static void permute_block(void *context, size_t block)
{
    struct permuting *p = context;
    size_t group = block / p->repeats, n = p->input->n;
    struct random random = random_stream(p->seed, block);
    struct study_input shuffled = *p->input;
    struct error *err = &p->errors[block];
    double *score = allocate_large(n, sizeof *score, "the scores", err);
    size_t *order = allocate(n + 1, sizeof *order);
    for (size_t i = 0; i < n; i++)
        order[i] = i;
    random_shuffle(&random, order, n);
    memset(shuffled.x, 0, sizeof shuffled.x);
    p->figure[block] = NAN;
    bool good = score != NULL;
    for (size_t m = 0; good && m <= p->model->n_parts; m++)
        good = shuffle(&p->input->x[m], p->groups.of_column[m], group, order, &shuffled.x[m], err);
    if (good) {
        process_mend(p->model, &shuffled);
        if (input_predict(p->model, &shuffled, NULL, score, err))
            p->figure[block] = figure_of(p, score);
    }
    for (size_t m = 0; m <= MODEL_PARTS; m++)
        matrix_release(&shuffled.x[m]);
    free(order);
    free(score);
}

static void gather(const struct permuting *p, double base, struct importance *out)
{
    size_t n = out->n = p->groups.n, repeats = p->repeats;
    out->features = allocate(n + 1, sizeof *out->features);
    out->value = allocate(n + 1, sizeof *out->value);
    out->sd = allocate(n + 1, sizeof *out->sd);
    out->metric = p->metric->name;
    out->base = base;
    for (size_t g = 0; g < n; g++) {
        double sum = 0, squares = 0, sign = p->metric->bigger_is_better ? 1 : -1;
        for (size_t r = 0; r < repeats; r++)
            sum += sign * (base - p->figure[g * repeats + r]);
        double mean = sum / (double)repeats;
        for (size_t r = 0; r < repeats; r++) {
            double gap = sign * (base - p->figure[g * repeats + r]) - mean;
            squares += gap * gap;
        }
        out->features[g] = copy_text(p->groups.names[g]);
        out->value[g] = mean;
        out->sd[g] = repeats > 1 ? sqrt(squares / (double)(repeats - 1)) : NAN;
    }
}

void importance_release(struct importance *importance)
{
    for (size_t i = 0; i < importance->n; i++)
        free(importance->features[i]);
    free(importance->features);
    free(importance->value);
    free(importance->sd);
    *importance = (struct importance){ 0 };
}

static bool permute_all(struct permuting *p, struct work *work, struct importance *out, struct error *err)
{
    size_t n = p->input->n, blocks = p->groups.n * p->repeats;
    double *score = allocate_large(n, sizeof *score, "the scores", err);
    bool good = score && input_predict(p->model, p->input, work, score, err);
    p->figure = allocate(blocks + 1, sizeof *p->figure);
    p->errors = allocate(blocks + 1, sizeof *p->errors);
    good = good && work_run(work, blocks, permute_block, p, err);
    for (size_t b = 0; b < blocks; b++) {
        if (good && p->errors[b].kind != ERROR_NONE) {
            error_move(err, &p->errors[b]);
            good = false;
        }
        error_release(&p->errors[b]);
    }
    if (good)
        gather(p, figure_of(p, score), out);
    free(score);
    free(p->figure);
    free(p->errors);
    return good;
}

/* Figures are of the rows that have a score. */
static bool leave_unscored(const struct model *model, const struct world *world, struct study_rows *rows,
                           struct work *work, struct error *err)
{
    struct study_input input;
    if (!model->kind->input->partial)
        return true;
    if (!input_make(model, world, rows, work, &input, err))
        return false;
    struct frame answers;
    bool good = answers_init(model, rows->n, &answers, err) && input_answers(model, &input, work, &answers, err);
    if (good)
        rows_drop_unscored(rows, &answers);
    frame_release(&answers);
    input_release(&input);
    return good;
}

bool study_importance(const struct model *model, const struct world *world, const struct definition *population,
                      const struct definition *target, size_t repeats, uint64_t seed, struct work *work,
                      struct importance *out, struct error *err)
{
    struct study_rows rows = { 0 };
    struct study_input input = { 0 };
    *out = (struct importance){ 0 };
    target = target ? target : model->target_definition;
    if (!target)
        return fail(err, ERROR_USER, E_NOT_FIT, "segments have no target, so no feature's importance can be measured");
    bool good = rows_test(world, population, target, &model->split, model->asof, work, &rows, err) &&
                leave_unscored(model, world, &rows, work, err) && input_make(model, world, &rows, work, &input, err);
    uint8_t *outcome = good ? outcome_bytes(rows.outcome, rows.n, err) : NULL;
    if (outcome) {
        struct permuting p = { .model = model,
                               .input = &input,
                               .rows = &rows,
                               .outcome = outcome,
                               .metric = metric_main(measured_of(model->target_kind)),
                               .groups = groups_of(model, &input),
                               .repeats = repeats ? repeats : 1,
                               .seed = seed };
        good = permute_all(&p, work, out, err);
        groups_release(&p.groups);
    }
    free(outcome);
    input_release(&input);
    rows_release(&rows);
    return good && outcome;
}
