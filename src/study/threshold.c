/* Choosing a threshold out of fold, and what it yields on rows that chose nothing. */
#include "patron/study/threshold.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "patron/base/error.h"
#include "patron/base/memory.h"
#include "patron/base/random.h"
#include "patron/base/work.h"
#include "study/figures.h"
#include "study/nested.h"
#include "study/scored.h"

enum { REPEATS = 200, REPEATS_LARGE = 50, LARGE = 50000, TEST_REPEATS = 1000 };

/* ---- The training rows, out of fold ---- */

/* Kinds of purchases may train until the day of the test: what came after is the test's own outcome. */
static bool check_complete(const struct model *model, struct error *err)
{
    struct split split = split_of_kind(&model->split, model->kind);
    if (split.n_train == 0 || split_shared_days(&split, model->target_definition) == 0)
        return true;
    fail(err, ERROR_USER, E_SPLIT_OVERLAP, "the outcomes of the training rows of %s were not complete before its test",
         model->name ? model->name : "the model");
    error_reason(err, "what is chosen on such training rows is chosen on what the test holds");
    error_mend(err, "a training date whose outcome window ends before the test");
    return false;
}

bool study_out_of_fold(const struct model *model, const struct world *world, size_t folds, struct work *work,
                       struct scored *out, struct error *err)
{
    struct study_rows rows;
    struct split split = split_of_kind(&model->split, model->kind);
    *out = (struct scored){ 0 };
    if (!check_complete(model, err) || !rows_train(world, model->population_definition, model->target_definition,
                                                   &split, model->asof, work, &rows, err))
        return false;
    struct frame score = { 0 };
    const char *const columns[] = { model->answer->columns[0], NULL };
    bool good = frame_init(&score, columns, rows.n, "the scores out of fold", err) &&
                nested_out_of_fold(model, world, folds, &rows, work, score.columns[0].values, err);
    good = good && scored_take(out, model, &rows, &score, err);
    frame_release(&score);
    rows_release(&rows);
    return good;
}

/* ---- Choosing ---- */

struct choosing {
    const struct scored *scored;
    const uint8_t *outcome;
    enum threshold_rule rule;
    const struct threshold_costs *costs;
    size_t n_customers;
    const size_t *place; /* n_customers + 1: where a customer's rows begin in ORDER */
    const uint32_t *order;
    uint64_t seed;
    double *chosen; /* one a repeat */
};

static double best_threshold(const struct choosing *c, const double *score, const uint8_t *outcome, size_t n)
{
    return c->rule == THRESHOLD_MAX_F1 ? measure_best_f1(score, outcome, n)
                                       : measure_best_profit(score, outcome, n, c->costs->contact, c->costs->save);
}

/* Customers are drawn, each with all his rows. */
static void choose_again(void *context, size_t repeat)
{
    struct choosing *c = context;
    struct random random = random_stream(c->seed, repeat);
    uint32_t *drawn = allocate(c->n_customers + 1, sizeof *drawn);
    size_t n = 0, at = 0;
    for (size_t i = 0; i < c->n_customers; i++) {
        drawn[i] = (uint32_t)random_below(&random, c->n_customers);
        n += c->place[drawn[i] + 1] - c->place[drawn[i]];
    }
    double *score = allocate(n + 1, sizeof *score);
    uint8_t *outcome = allocate(n + 1, 1);
    for (size_t i = 0; i < c->n_customers; i++)
        for (size_t k = c->place[drawn[i]]; k < c->place[drawn[i] + 1]; k++) {
            score[at] = c->scored->score[c->order[k]];
            outcome[at++] = c->outcome[c->order[k]];
        }
    c->chosen[repeat] = best_threshold(c, score, outcome, n);
    free(drawn);
    free(score);
    free(outcome);
}

static uint32_t most_customer(const struct scored *scored)
{
    uint32_t most = 0;
    for (size_t i = 0; i < scored->n; i++)
        most = scored->customer[i] > most ? scored->customer[i] : most;
    return most;
}

/* Rows by customer; PLACE gets the begins of those who have any. */
static size_t order_by_customer(const struct scored *scored, size_t *place, uint32_t *order)
{
    size_t n = (size_t)most_customer(scored) + 1, found = 0;
    size_t *begin = allocate(n + 2, sizeof *begin);
    for (size_t i = 0; i < scored->n; i++)
        begin[scored->customer[i] + 2]++;
    for (size_t c = 2; c < n + 2; c++)
        begin[c] += begin[c - 1];
    for (size_t i = 0; i < scored->n; i++)
        order[begin[scored->customer[i] + 1]++] = (uint32_t)i;
    for (size_t c = 0; c < n; c++)
        if (begin[c + 1] > begin[c])
            place[found++] = begin[c];
    place[found] = scored->n;
    free(begin);
    return found;
}

static int compare_doubles(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

bool study_choose_threshold(const struct scored *scored, enum threshold_rule rule, const struct threshold_costs *costs,
                            uint64_t seed, struct work *work, struct interval *out, struct error *err)
{
    size_t repeats = scored->n > LARGE ? REPEATS_LARGE : REPEATS;
    uint8_t *outcome = outcome_bytes(scored->outcome, scored->n, err);
    size_t *place = outcome ? allocate_large(scored->n + 1, sizeof *place, "the customers of rows", err) : NULL;
    uint32_t *order = place ? allocate_large(scored->n, sizeof *order, "the customers of rows", err) : NULL;
    double *chosen = allocate(repeats, sizeof *chosen);
    struct choosing c = { scored, outcome, rule, costs, 0, place, order, seed, chosen };
    bool good = order != NULL;
    if (good) {
        c.n_customers = order_by_customer(scored, place, order);
        out->estimate = best_threshold(&c, scored->score, outcome, scored->n);
        good = work_run(work, repeats, choose_again, &c, err);
    }
    if (good) {
        qsort(chosen, repeats, sizeof *chosen, compare_doubles);
        out->low = fmin(out->estimate, chosen[repeats / 40]);
        out->high = fmax(out->estimate, chosen[repeats - 1 - repeats / 40]);
    }
    free(outcome);
    free(place);
    free(order);
    free(chosen);
    return good;
}

/* ---- What it yields ---- */

bool study_profit(const struct scored *scored, double threshold, const struct threshold_costs *costs, uint64_t seed,
                  struct work *work, struct interval *out, struct error *err)
{
    double *value = allocate_large(scored->n, sizeof *value, "the profit of rows", err), n = (double)scored->n;
    for (size_t i = 0; value && i < scored->n; i++)
        value[i] = scored->score[i] >= threshold ? (scored->outcome[i] != 0) * costs->save - costs->contact : 0;
    bool good = value && measure_bootstrap_mean(value, scored->n, TEST_REPEATS, seed, work, out, NULL, err);
    if (good)
        *out = (struct interval){ out->estimate * n, out->low * n, out->high * n };
    free(value);
    return good;
}

bool study_f1(const struct scored *scored, double threshold, uint64_t seed, struct work *work, struct interval *out,
              struct error *err)
{
    double both = 0, sum = 0, f1, *value = allocate_large(scored->n, sizeof *value, "the rows of f1", err);
    for (size_t i = 0; value && i < scored->n; i++) {
        bool called = scored->score[i] >= threshold, yes = scored->outcome[i] != 0;
        both += called && yes;
        sum += called + yes;
    }
    f1 = sum > 0 ? 2 * both / sum : NAN;
    for (size_t i = 0; value && i < scored->n; i++) {
        bool called = scored->score[i] >= threshold, yes = scored->outcome[i] != 0;
        value[i] = (2 * (called && yes) - f1 * (called + yes)) * (double)scored->n / sum;
    }
    *out = (struct interval){ f1, NAN, NAN };
    struct interval gap;
    bool good =
        value && (!(sum > 0) || measure_bootstrap_mean(value, scored->n, TEST_REPEATS, seed, work, &gap, NULL, err));
    if (good && sum > 0 && both > 0)
        *out = (struct interval){ f1, fmax(0, f1 + gap.low), fmin(1, f1 + gap.high) };
    free(value);
    return good;
}
