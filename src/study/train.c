/* Training: rows, labels, preparation, fit, test figures, references. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "patron/base/error.h"
#include "patron/base/memory.h"
#include "patron/base/work.h"
#include "study/design.h"
#include "study/figures.h"
#include "study/fitting.h"
#include "study/input.h"
#include "study/model.h"
#include "study/nested.h"
#include "study/reference.h"
#include "study/scored.h"
#include "study/summary.h"
#include "study/twin_rows.h"

struct training {
    const struct study_request *request;
    struct model *model;
    struct study_rows train, test;
    struct study_input train_input, test_input;
    struct frame answers; /* of the test rows, or of all rows for segments */
    double *score;        /* a view of the first */
};

static void training_release(struct training *t)
{
    rows_release(&t->train);
    rows_release(&t->test);
    input_release(&t->train_input);
    input_release(&t->test_input);
    frame_release(&t->answers);
}

/* ---- Whether the request makes sense ---- */

static bool check_features(const struct study_request *request, struct error *err)
{
    return request->kind->input->columns || request->n_features > 0 ||
           fail(err, ERROR_USER, E_NOT_FIT, "'%s' needs features: say on which", request->kind->name);
}

/* On dates, a nested model must have learnt before the test; by share, its segments must not be made of the test. */
static bool check_nested(const struct model *model, const struct split *split, struct error *err)
{
    char until[32], test[32];
    for (size_t i = 0; i < model->n_nested; i++) {
        const struct model *nested = model->nested[i];
        int64_t known = model_known(nested);
        bool groups = !nested->target_definition, dated = split->n_train > 0;
        if (!dated && groups) {
            fail(err, ERROR_USER, E_MODEL_LATER, "the segments of %s@%d were made of the test customers too",
                 nested->name, nested->version);
            error_mend(err, "a split by date: segment at or before the first training date");
            return false;
        }
        if (!dated || known == INT64_MAX || known <= split->test)
            continue;
        time_format(known, true, until);
        time_format(split->test, true, test);
        fail(err, ERROR_USER, E_MODEL_LATER, "%s@%d learnt from days until %s, after the test date %s", nested->name,
             nested->version, until, test);
        error_reason(err, "its score would be tested on days that it has learnt from");
        error_mend(err, "a test date from %s on", until);
        error_mend(err, "%s trained on earlier dates", nested->name);
        return false;
    }
    return true;
}

static bool check_request(struct training *t, struct error *err)
{
    const struct study_request *request = t->request;
    struct model *model = t->model;
    if (request->target && !(model->target_kind = target_kind_of(request->world, request->target, err)))
        return false;
    model->answer = kind_must_answer(request->kind, model->target_kind, model->target_definition, err);
    if (!model->answer)
        return false;
    if (!request->target)
        return check_features(request, err);
    if (!request->split)
        return fail(err, ERROR_USER, E_NO_SPLIT, "training needs to know which rows train and which test");
    /* Purchase processes are fitted on what happened before the training date and read no labels, so their training may
       end on the very day that the test begins. */
    const struct definition *labels = request->kind->input->labelled ? request->target : NULL;
    return split_check(request->split, labels, err) && check_nested(model, request->split, err) &&
           check_features(request, err);
}

/* ---- Rows ---- */

static bool check_part(const struct training *t, const struct study_rows *rows, const char *part, size_t least,
                       int64_t cutoff, struct error *err)
{
    if (rows->n == 0 && rows->n_immature > 0 && cutoff != TIME_MISSING &&
        !cutoff_check_labels(cutoff, t->request->target, t->request->world, err))
        return false;
    if (rows->n >= least)
        return true;
    fail(err, ERROR_USER, E_TOO_FEW, "%zu customers to %s on; at least %zu are needed", rows->n, part, least);
    if (rows->n_immature + rows->n_unknown > 0)
        error_reason(err, "%zu were left out because their label is not complete or not known",
                     rows->n_immature + rows->n_unknown);
    return false;
}

static bool check_classes(const struct training *t, struct error *err)
{
    double positives = rows_positives(&t->train);
    if (target_is(t->model->target_kind, &target_time) && positives == 0) {
        fail(err, ERROR_USER, E_ONE_CLASS, "the event happened to none of the %zu training customers", t->train.n);
        error_mend(err, "a longer window, or an earlier training date");
        return false;
    }
    if (!target_is(t->model->target_kind, &target_yes_no) || (positives > 0 && positives < (double)t->train.n))
        return true;
    fail(err, ERROR_USER, E_ONE_CLASS, "all %zu training customers have the same outcome: %s", t->train.n,
         positives > 0 ? "yes" : "no");
    error_reason(err, "with one outcome only there is nothing to learn");
    error_mend(err, "another target, population or training date");
    return false;
}

/* Of training customers, the share that is asked for; a greater share has those of a smaller one. */
static bool keep_share(struct training *t, struct error *err)
{
    static const uint64_t share_seed = 0x6c6561726e696e67;
    struct study_rows kept;
    double most = ldexp(t->request->train_share, 64);
    size_t n = 0, *places = allocate(t->train.n + 1, sizeof *places);
    for (size_t i = 0; i < t->train.n; i++)
        if ((double)customer_number(t->request->world, t->train.customer[i], share_seed) < most)
            places[n++] = i;
    bool good = rows_take(&t->train, places, n, &kept, err);
    free(places);
    if (!good)
        return false;
    kept.n_immature = t->train.n_immature;
    kept.n_unknown = t->train.n_unknown;
    rows_release(&t->train);
    t->train = kept;
    return true;
}

static bool make_rows(struct training *t, struct error *err)
{
    const struct study_request *r = t->request;
    struct model *model = t->model;
    if (!r->target) {
        if (!rows_make(r->world, r->population, NULL, &r->asof, 1, false, r->work, &t->train, err) ||
            !rows_order(r->world, &t->train, err))
            return false;
        model->n_train_rows = t->train.n;
        return check_part(t, &t->train, "segment", 3, TIME_MISSING, err);
    }
    struct split split = split_of_kind(r->split, r->kind);
    bool dated = split.n_train > 0;
    bool labelled = r->kind->input->labelled;
    bool made =
        labelled
            ? rows_split(r->world, r->population, r->target, &split, r->asof, r->work, &t->train, &t->test, err)
            : rows_train_unlabelled(r->world, r->population, r->target, &split, r->asof, r->work, &t->train, err) &&
                  rows_test(r->world, r->population, r->target, &split, r->asof, r->work, &t->test, err);
    made = made && (r->train_share == 0 || keep_share(t, err));
    if (!made || !check_part(t, &t->train, "train", 10, dated ? split.train[0] : TIME_MISSING, err) ||
        !check_part(t, &t->test, "test", 10, dated ? split.test : TIME_MISSING, err) ||
        (labelled && !check_classes(t, err)))
        return false;
    model->n_train_rows = t->train.n;
    model->n_test_rows = t->test.n;
    model->n_dropped_immature = (labelled ? t->train.n_immature : 0) + t->test.n_immature;
    model->n_dropped_unknown = t->train.n_unknown + t->test.n_unknown;
    model->n_train_positives = rows_positives(&t->train);
    model->n_test_positives = rows_positives(&t->test);
    rows_hash(&t->test, r->world, model->target_definition, model->test_rows);
    return true;
}

/* ---- Preparation and references ---- */

bool request_scales(const struct study_request *request)
{
    return request->scale ? strcmp(request->scale, "zscore") == 0 : request->kind->wants_scale;
}

struct referring {
    struct model *model;
    const struct table *table;
    struct error *errors;
};

static void reference_block(void *context, size_t f)
{
    struct referring *r = context;
    reference_make(&r->model->references[f], r->model->feature_names[f], "training rows",
                   &r->table->columns[KEY_COLUMNS + f], r->table->n_rows, NULL, &r->errors[f]);
}

static bool make_references(struct training *t, const struct table *table, struct error *err)
{
    struct model *model = t->model;
    struct referring r = { model, table, allocate(model->n_features + 1, sizeof *r.errors) };
    model->references = allocate(model->n_features + 2, sizeof *model->references);
    model->n_references = model->n_features;
    bool good = work_run(t->request->work, model->n_features, reference_block, &r, err);
    for (size_t f = 0; f < model->n_features; f++) {
        if (good && r.errors[f].kind != ERROR_NONE) {
            error_move(err, &r.errors[f]);
            good = false;
        }
        error_release(&r.errors[f]);
    }
    free(r.errors);
    return good;
}

static bool prepare_features(struct training *t, struct error *err)
{
    const struct study_request *r = t->request;
    struct model *model = t->model;
    t->train_input.n = t->train.n;
    input_window(&t->train_input, model->target_definition, &t->train);
    t->train_input.table = model_features(model, r->world, &t->train, r->work, err);
    if (!t->train_input.table)
        return false;
    const struct table *table = t->train_input.table;
    struct column_summary *summaries = table_summarise(table, KEY_COLUMNS, r->work, err);
    if (!summaries)
        return false;
    bool good = design_fit(model, table, summaries, request_scales(r), r->work, &t->train_input.x[0], err);
    summaries_free(summaries, table->n_columns - KEY_COLUMNS);
    return good && make_references(t, table, err) &&
           (model->design->n_columns > 0 ||
            fail(err, ERROR_USER, E_TOO_FEW, "the features have one value each: there is nothing to learn from"));
}

static bool prepare(struct training *t, struct error *err)
{
    const struct study_request *r = t->request;
    struct model *model = t->model;
    if (!model->kind->input->columns) {
        if (!prepare_features(t, err))
            return false;
    } else {
        if (!input_process(model, r->world, &t->train, r->work, &t->train_input, err))
            return false;
        model->n_dropped_unknown += t->train_input.n_absent;
    }
    if (!r->target)
        return true;
    if (!input_make(model, r->world, &t->test, r->work, &t->test_input, err))
        return false;
    model->n_unseen_levels = t->test_input.n_unseen;
    return true;
}

/* ---- Segments ---- */

static bool count_segments(struct training *t, struct error *err)
{
    struct model *model = t->model;
    size_t k = 0;
    for (size_t i = 0; i < t->train.n; i++)
        k = (size_t)t->score[i] + 1 > k ? (size_t)t->score[i] + 1 : k;
    const struct matrix *centres = model->kind->centres ? model->kind->centres(model->fitted) : NULL;
    if (centres && centres->n_rows > k)
        k = centres->n_rows;
    model->n_segments = k;
    model->segment_names = allocate(k + 1, sizeof *model->segment_names);
    model->segment_sizes = allocate(k + 1, sizeof *model->segment_sizes);
    for (size_t i = 0; i < t->train.n; i++)
        model->segment_sizes[(size_t)t->score[i]]++;
    return k > 1 || fail(err, ERROR_USER, E_TOO_FEW, "all customers fall into one segment");
}

/* ---- The reference of scores ---- */

/* Of the rows that trained: scores of the test would be compared with themselves at the test's date. */
static bool score_reference(struct training *t, struct error *err)
{
    struct model *model = t->model;
    const struct study_input *input = &t->train_input;
    double *score = allocate_large(input->n, sizeof *score, "the scores", err);
    if (!model->references)
        model->references = allocate(2, sizeof *model->references);
    bool good = score && input_predict(model, input, t->request->work, score, err);
    if (good)
        good = reference_of_scores(&model->references[model->n_references++], "training rows", score, input->n, err);
    free(score);
    return good;
}

/* ---- The same person under several keys ---- */

/* The area under the curve on test rows that have no twin in training. */
static void measure_without(struct training *t, const uint8_t *twin)
{
    size_t n = 0;
    double *score = allocate(t->test.n + 1, sizeof *score);
    uint8_t *outcome = allocate(t->test.n + 1, 1);
    for (size_t i = 0; i < t->test.n; i++)
        if (!twin[i]) {
            score[n] = t->score[i];
            outcome[n++] = t->test.outcome[i] != 0;
        }
    t->model->without_twins = measure_auc_interval(score, outcome, n, NULL);
    free(outcome);
    free(score);
}

/* Test rows that training knows by heart. */
static bool find_twins(struct training *t, struct error *err)
{
    struct twins twins;
    if (!t->train_input.table || !t->test_input.table || t->model->n_test_unscored > 0)
        return true;
    if (!twin_rows_find(&t->train, t->train_input.table, &t->test, t->test_input.table, t->request->work, &twins, err))
        return false;
    t->model->n_test_twins = twins.n;
    t->model->without_twins = (struct interval){ NAN, NAN, NAN };
    if (twins.n > 0 && target_is(t->model->target_kind, &target_yes_no))
        measure_without(t, twins.marks);
    twins_release(&twins);
    return true;
}

/* ---- All together ---- */

static bool predict(struct training *t, struct error *err)
{
    bool segments = !t->request->target;
    const struct study_input *input = segments ? &t->train_input : &t->test_input;
    if (!answers_init(t->model, input->n, &t->answers, err))
        return false;
    t->score = t->answers.columns[0].values;
    return input_answers(t->model, input, t->request->work, &t->answers, err);
}

static bool measure_test(struct training *t, struct error *err)
{
    const struct scored test = { .n = t->test.n,
                                 .answers = t->answers,
                                 .labels = t->test.labels,
                                 .score = t->score,
                                 .outcome = t->test.outcome,
                                 .target_kind = t->test.target_kind };
    return figures_add(t->model, &test, t->request->work, err);
}

static bool train(struct training *t, struct error *err)
{
    const struct study_request *r = t->request;
    struct model *model = t->model;
    if (!model_fill(model, r, err) || !check_request(t, err) || !make_rows(t, err) || !prepare(t, err) ||
        !fit_model(model, r->world, &t->train, &t->train_input, r->parameters, r->work, err) || !predict(t, err))
        return false;
    if (!r->target)
        return count_segments(t, err) && figures_add_segments(model, &t->train_input.x[0], t->score, r->work, err);
    model->n_test_unscored = rows_drop_unscored(&t->test, &t->answers);
    if (model->n_test_unscored > 0) {
        model->n_test_rows = t->test.n;
        model->n_test_positives = rows_positives(&t->test);
        rows_hash(&t->test, r->world, model->target_definition, model->test_rows);
        if (!check_part(t, &t->test, "test", 10, r->split->n_train > 0 ? r->split->test : TIME_MISSING, err))
            return false;
    }
    return measure_test(t, err) && find_twins(t, err) && score_reference(t, err);
}

struct model *study_train(const struct study_request *request, struct scored *test, struct error *err)
{
    struct training t = { .request = request, .model = model_new() };
    bool good = train(&t, err);
    if (good && test) {
        good = scored_take(test, t.model, request->target ? &t.test : &t.train, &t.answers, err);
    }
    training_release(&t);
    if (good)
        return t.model;
    model_free(t.model);
    return NULL;
}
