/* Scores out of fold: K fits to the training rows of a model, each without the customers of one fold. */
#include <stdlib.h>
#include <string.h>

#include "patron/base/error.h"
#include "patron/base/memory.h"
#include "study/fitting.h"
#include "study/model.h"
#include "study/nested.h"

/* Folds must not follow the customers who watch early stopping or who are held out of a split by share: those go by
   the model's seed. All models have the same folds. */
static const uint64_t fold_seed = 0x6f7574206f66666f;

struct folding {
    const struct model *model;
    const struct world *world;
    size_t folds;
    struct work *work;
    struct values parameters;
    struct arena arena;
    struct study_rows train, asked_rows;
    struct study_input train_input, asked_input;
    uint8_t *train_fold, *asked_fold;
    size_t *places;
    double *scores; /* of the rows of one fold */
};

static uint8_t *folds_of(const struct folding *f, const struct study_rows *rows, struct error *err)
{
    uint8_t *folds = allocate_large(rows->n, 1, "the folds", err);
    for (size_t i = 0; folds && i < rows->n; i++)
        folds[i] = (uint8_t)(customer_number(f->world, rows->customer[i], fold_seed) % f->folds);
    return folds;
}

/* The rows that trained the model, and what it was shown of them. */
static bool prepare(struct folding *f, struct error *err)
{
    const struct model *model = f->model;
    struct split split = split_of_kind(&model->split, model->kind);
    return parameters_read(model->kind, model->parameters, &f->arena, &f->parameters, err) &&
           (model->kind->input->labelled ? rows_train : rows_train_unlabelled)(f->world, model->population_definition,
                                                                               model->target_definition, &split,
                                                                               model->asof, f->work, &f->train, err) &&
           input_make(model, f->world, &f->train, f->work, &f->train_input, err) &&
           input_make(model, f->world, &f->asked_rows, f->work, &f->asked_input, err) &&
           (f->train_fold = folds_of(f, &f->train, err)) != NULL &&
           (f->asked_fold = folds_of(f, &f->asked_rows, err)) != NULL;
}

/* The places of rows in fold K (or in all others) among N; their number. */
static size_t choose(struct folding *f, const uint8_t *folds, size_t n, size_t k, bool within)
{
    size_t chosen = 0;
    for (size_t i = 0; i < n; i++)
        if ((folds[i] == k) == within)
            f->places[chosen++] = i;
    return chosen;
}

static bool has_both(const struct study_rows *rows)
{
    double positives = rows_positives(rows);
    return positives > 0 && positives < (double)rows->n;
}

static bool fit_fold(struct folding *f, struct model *fold, size_t k, struct error *err)
{
    struct study_rows rows;
    struct study_input input = { 0 };
    size_t n = choose(f, f->train_fold, f->train.n, k, false);
    if (!rows_take(&f->train, f->places, n, &rows, err))
        return false;
    bool few =
        n < 10 || (target_is(rows.target_kind, &target_yes_no) && f->model->kind->input->labelled && !has_both(&rows));
    bool good = few ? fail(err, ERROR_USER, E_TOO_FEW, "%zu training rows are too few, or of one outcome only", n)
                    : input_take(&f->train_input, f->places, n, &input, err) &&
                          fit_model(fold, f->world, &rows, &input, &f->parameters, f->work, err);
    input_release(&input);
    rows_release(&rows);
    return good;
}

static bool ask_fold(struct folding *f, const struct model *fold, size_t n, double *out, struct error *err)
{
    struct study_input input;
    if (!input_take(&f->asked_input, f->places, n, &input, err))
        return false;
    bool good = input_predict(fold, &input, f->work, f->scores, err);
    for (size_t i = 0; good && i < n; i++)
        out[f->places[i]] = f->scores[i];
    input_release(&input);
    return good;
}

static bool answer_fold(struct folding *f, size_t k, double *out, struct error *err)
{
    if (choose(f, f->asked_fold, f->asked_rows.n, k, true) == 0)
        return true;
    struct model fold = *f->model;
    fold.fitted = NULL;
    fold.n_parts = 0;
    fold.fit = (struct fit_summary){ 0 };
    fold.arena = &f->arena;
    bool good = fit_fold(f, &fold, k, err);
    good = good && ask_fold(f, &fold, choose(f, f->asked_fold, f->asked_rows.n, k, true), out, err);
    if (fold.fitted)
        fold.kind->free(fold.fitted);
    for (size_t p = 0; p < fold.n_parts; p++)
        if (fold.parts[p].fitted)
            fold.parts[p].kind->free(fold.parts[p].fitted);
    fit_summary_release(&fold.fit);
    return good;
}

static void folding_release(struct folding *f)
{
    rows_release(&f->train);
    input_release(&f->train_input);
    input_release(&f->asked_input);
    free(f->train_fold);
    free(f->asked_fold);
    free(f->places);
    free(f->scores);
    arena_release(&f->arena);
}

bool nested_out_of_fold(const struct model *model, const struct world *world, size_t folds,
                        const struct study_rows *rows, struct work *work, double *out, struct error *err)
{
    struct folding f = { .model = model, .world = world, .folds = folds, .work = work, .asked_rows = *rows };
    arena_init(&f.arena);
    bool good = prepare(&f, err);
    size_t most = f.train.n > rows->n ? f.train.n : rows->n;
    good = good && (f.places = allocate_large(most, sizeof *f.places, "the folds", err)) != NULL &&
           (f.scores = allocate_large(rows->n, sizeof *f.scores, "the scores of a model", err)) != NULL;
    for (size_t k = 0; good && k < folds; k++)
        good = answer_fold(&f, k, out, err);
    folding_release(&f);
    if (!good && err && !err->reason)
        error_reason(err, "the score of %s@%d is out of fold here: it is fitted again, without one customer in %zu",
                     model->name ? model->name : "a model", model->version, folds);
    return good;
}
