/* Scoring: the recorded features and preparation on new rows. */
#include <math.h>
#include <stdlib.h>

#include "patron/base/error.h"
#include "patron/base/memory.h"
#include "patron/feature/store.h"
#include "study/design.h"
#include "study/input.h"
#include "study/rows.h"
#include "study/scored.h"

void scored_release(struct scored *scored)
{
    free(scored->customer);
    free(scored->cutoff);
    frame_release(&scored->answers);
    frame_release(&scored->labels);
    free(scored->news);
    *scored = (struct scored){ 0 };
}

static void scored_views(struct scored *scored)
{
    scored->score = scored->answers.columns[0].values;
    scored->outcome = labels_outcome(&scored->labels);
}

bool scored_init(struct scored *scored, const struct target_kind *kind, const char *const *answers, size_t n,
                 struct error *err)
{
    *scored = (struct scored){ .n = n, .target_kind = kind };
    if (!frame_init(&scored->answers, answers, n, "the scores", err) ||
        !frame_init(&scored->labels, target_columns(kind), n, "the outcomes", err)) {
        scored_release(scored);
        return false;
    }
    scored_views(scored);
    return true;
}

bool answers_init(const struct model *model, size_t n, struct frame *out, struct error *err)
{
    return frame_init(out, model->answer->columns, n, "the scores", err);
}

bool scored_take(struct scored *scored, const struct model *model, struct study_rows *rows, struct frame *answers,
                 struct error *err)
{
    static const char *const outcome[] = { "outcome", NULL };
    const char *const *columns = model->target_kind ? target_columns(model->target_kind) : outcome;
    *scored = (struct scored){ 0 };
    if (rows->labels.n_columns == 0 && !frame_init(&rows->labels, columns, rows->n, "the outcomes", err))
        return false;
    *scored = (struct scored){ .n = rows->n,
                               .customer = rows->customer,
                               .cutoff = rows->cutoff,
                               .answers = *answers,
                               .labels = rows->labels,
                               .target_kind = model->target_kind };
    scored_views(scored);
    *rows = (struct study_rows){ 0 };
    *answers = (struct frame){ 0 };
    return true;
}

bool scored_part(const struct scored *scored, const size_t *places, size_t n, struct scored *out, struct error *err)
{
    *out = (struct scored){ .n = n, .target_kind = scored->target_kind };
    bool good = frame_take(&scored->answers, places, n, "a part of the scores", &out->answers, err) &&
                frame_take(&scored->labels, places, n, "a part of the scores", &out->labels, err);
    if (scored->customer && scored->cutoff) {
        out->customer = allocate(n + 1, sizeof *out->customer);
        out->cutoff = allocate(n + 1, sizeof *out->cutoff);
        for (size_t i = 0; i < n; i++) {
            out->customer[i] = scored->customer[places[i]];
            out->cutoff[i] = scored->cutoff[places[i]];
        }
    }
    if (good)
        scored_views(out);
    else
        scored_release(out);
    return good;
}

size_t rows_drop_unscored(struct study_rows *rows, struct frame *answers)
{
    size_t kept = 0, n = rows->n;
    for (size_t i = 0; i < n; i++) {
        if (isnan(answers->columns[0].values[i]))
            continue;
        rows->customer[kept] = rows->customer[i];
        rows->cutoff[kept] = rows->cutoff[i];
        frame_move(&rows->labels, i, kept);
        frame_move(answers, i, kept++);
    }
    rows->n = rows->labels.n_rows = answers->n_rows = kept;
    return n - kept;
}

static bool score_rows(const struct model *model, const struct world *world, struct study_rows *rows, struct work *work,
                       struct scored *out, struct error *err)
{
    struct study_input input;
    struct frame answers = { 0 };
    if (!input_make(model, world, rows, work, &input, err))
        return false;
    bool good = answers_init(model, rows->n, &answers, err) && input_answers(model, &input, work, &answers, err);
    char *news = good && rows->as_served && input.table ? design_news(model->design, input.table) : NULL;
    input_release(&input);
    good = good && scored_take(out, model, rows, &answers, err);
    if (good)
        out->news = news;
    else
        free(news);
    frame_release(&answers);
    return good;
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
            .n = out->n, .customer = out->customer, .cutoff = out->cutoff, .labels = out->labels
        };
        rows_drop_unscored(&scored, &out->answers);
        out->n = out->labels.n_rows = scored.n;
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
