/* Scoring: the recorded features and preparation on new rows. */
#include <math.h>
#include <stdlib.h>

#include "patron/base/error.h"
#include "patron/base/memory.h"
#include "patron/feature/store.h"
#include "study/design.h"
#include "study/input.h"
#include "study/scored.h"

void scored_release(struct scored *scored)
{
    free(scored->customer);
    free(scored->cutoff);
    free(scored->score);
    free(scored->outcome);
    free(scored->news);
    *scored = (struct scored){ 0 };
}

bool scored_take(struct scored *scored, struct study_rows *rows, double *score, const struct target_kind *target_kind,
                 struct error *err)
{
    *scored = (struct scored){ 0 };
    if (!rows->outcome) {
        rows->outcome = allocate_large(rows->n, sizeof *rows->outcome, "the outcomes", err);
        if (!rows->outcome) {
            free(score);
            return false;
        }
        for (size_t i = 0; i < rows->n; i++)
            rows->outcome[i] = NAN;
    }
    *scored = (struct scored){ rows->n, rows->customer, rows->cutoff, score, rows->outcome, target_kind, NULL };
    *rows = (struct study_rows){ 0 };
    return true;
}

size_t rows_drop_unscored(struct study_rows *rows, double *score)
{
    size_t kept = 0, n = rows->n;
    for (size_t i = 0; i < n; i++) {
        if (isnan(score[i]))
            continue;
        rows->customer[kept] = rows->customer[i];
        rows->cutoff[kept] = rows->cutoff[i];
        if (rows->outcome)
            rows->outcome[kept] = rows->outcome[i];
        score[kept++] = score[i];
    }
    rows->n = kept;
    return n - kept;
}

static bool score_rows(const struct model *model, const struct world *world, struct study_rows *rows, struct work *work,
                       struct scored *out, struct error *err)
{
    struct study_input input;
    if (!input_make(model, world, rows, work, &input, err))
        return false;
    double *score = allocate_large(rows->n, sizeof *score, "the scores", err);
    bool good = score && input_predict(model, &input, work, score, err);
    char *news = good && rows->as_served && input.table ? design_news(model->design, input.table) : NULL;
    input_release(&input);
    if (good) {
        good = scored_take(out, rows, score, model->target_kind, err);
        out->news = good ? news : NULL;
        return good;
    }
    free(score);
    return false;
}

bool study_score(const struct model *model, const struct world *world, const struct definition *population,
                 int64_t cutoff, struct work *work, struct scored *out, struct error *err)
{
    struct study_rows rows;
    *out = (struct scored){ 0 };
    /* outcomes where they are known by now; a world without the target's columns can be scored all the same */
    if (!rows_make(world, population, model->target_definition, &cutoff, 1, true, work, &rows, NULL) &&
        !rows_make(world, population, NULL, &cutoff, 1, true, work, &rows, err))
        return false;
    rows.as_served = true;
    bool good = score_rows(model, world, &rows, work, out, err);
    rows_release(&rows);
    return good;
}

bool study_test(const struct model *model, const struct world *world, const struct definition *population,
                const struct definition *target, struct work *work, struct scored *out, struct error *err)
{
    struct study_rows rows;
    *out = (struct scored){ 0 };
    target = target ? target : model->target_definition;
    bool good = target ? rows_test(world, population, target, &model->split, model->asof, work, &rows, err)
                       : rows_make(world, population, NULL, &model->asof, 1, false, work, &rows, err) &&
                             rows_order(world, &rows, err);
    good = good && score_rows(model, world, &rows, work, out, err);
    rows_release(&rows);
    if (good) { /* figures are of those who have a score, in training as here */
        struct study_rows scored = {
            .n = out->n, .customer = out->customer, .cutoff = out->cutoff, .outcome = out->outcome
        };
        rows_drop_unscored(&scored, out->score);
        out->n = scored.n;
    }
    return good;
}

struct table *study_features(const struct world *world, const struct definition *population,
                             const struct feature *features, size_t n_features, int64_t cutoff, struct work *work,
                             struct error *err)
{
    struct study_rows rows;
    if (!rows_make(world, population, NULL, &cutoff, 1, true, work, &rows, err))
        return NULL;
    struct feature_rows view = rows_view(&rows);
    struct table *table = features_compute(world, features, n_features, &view, "features", work, err);
    rows_release(&rows);
    return table;
}

bool study_has_purchase_figures(const struct model *model)
{
    return model_answers(model, "p_alive");
}

bool study_purchase_figures(const struct model *model, const struct world *world, const struct scored *scored,
                            struct work *work, double *p_alive, double *expected, struct error *err)
{
    struct study_rows rows = { .n = scored->n, .customer = scored->customer, .cutoff = scored->cutoff };
    struct study_input input;
    if (!study_has_purchase_figures(model))
        return fail(err, ERROR_USER, E_NOT_FIT, "'%s' models no purchases", model->kind->name);
    if (!input_process(model, world, &rows, work, &input, err))
        return false;
    bool good = input_answer(model, &input, "p_alive", work, p_alive, err) &&
                input_answer(model, &input, "expected", work, expected, err);
    for (size_t i = 0; good && i < input.n; i++)
        if (input.absent[i])
            p_alive[i] = expected[i] = NAN;
    input_release(&input);
    return good;
}
