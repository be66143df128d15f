/* The table of model kinds, and what they share. */
#include <math.h>
#include <string.h>

#include "learn.h"
#include "patron/base/error.h"
#include "patron/base/json.h"
#include "patron/base/kinds.h"
#include "patron/base/memory.h"

const struct model_kind *const model_kinds[] = {
    &logit_kind,      &gbm_kind,      &bgnbd_kind,   &mbgnbd_kind,    &paretonbd_kind,   &bgbb_kind,
    &gammagamma_kind, &cox_kind,      &weibull_kind, &lognormal_kind, &loglogistic_kind, &exponential_kind,
    &platt_kind,      &isotonic_kind, &beta_kind,    &average_kind,   &kmeans_kind,      NULL,
};

const struct model_kind *model_kind_find(const char *name)
{
    return kind_find((const void *const *)model_kinds, name);
}

/* ---- What kinds read and answer ---- */

/* Mixed values become a purchase history again: whole purchases, and if there are repeat ones the last a day or more
   after the first and within the age. */
static void mend_purchases(double *row)
{
    row[0] = row[2] > 0 ? round(row[0]) : 0;
    row[1] = row[0] > 0 ? fmin(fmax(row[1], 1.0 / 7), row[2]) : 0;
}

static void mend_periods(double *row)
{
    row[0] = fmin(round(row[0]), row[2]);
    row[1] = row[0] > 0 ? fmin(fmax(round(row[1]), row[0]), row[2]) : 0;
}

static void mend_spend(double *row)
{
    row[0] = row[1] > 0 ? row[0] : 0; /* a count and a mean of different customers */
}

const struct model_input input_features = { .labelled = true };
const struct model_input input_purchases = {
    .columns = (const char *const[]){ "repeat_purchases", "recency_weeks", "age_weeks", NULL },
    .mend = mend_purchases,
};
const struct model_input input_periods = {
    .columns = (const char *const[]){ "repeat_periods", "last_period", "periods", NULL },
    .per = "per",
    .mend = mend_periods,
};
const struct model_input input_spend = {
    .columns = (const char *const[]){ "repeat_purchases", "mean_spend", NULL },
    .partial = true,
    .mend = mend_spend,
};

static const struct answer_column p_column = { "p", 1 }; /* no purchase is sure */
static const struct answer_column mean_column = { "mean", 0 };
static const struct answer_column segment_column = { "segment", NAN };
static const struct answer_column p_alive_column = { "p_alive", NAN };
static const struct answer_column expected_column = { "expected", 0 };

const struct answer_column *const answer_columns[] = {
    &p_column, &mean_column, &segment_column, &p_alive_column, &expected_column, NULL,
};

const struct answer_column *answer_column_find(const char *name)
{
    return kind_find((const void *const *)answer_columns, name);
}

const struct model_answer *model_kind_answer(const struct model_kind *kind, const char *target)
{
    for (const struct model_answer *answer = kind->answers; answer->columns; answer++)
        if (target && answer->target ? strcmp(answer->target, target) == 0 : target == answer->target)
            return answer;
    return NULL;
}

bool model_answer_gives(const struct model_answer *answer, const char *column)
{
    const char *const *lists[] = { answer->columns, answer->more };
    for (size_t l = 0; l < 2; l++)
        for (size_t c = 0; lists[l] && lists[l][c]; c++)
            if (strcmp(lists[l][c], column) == 0)
                return true;
    return false;
}

bool model_kind_gives(const struct model_kind *kind, const char *column)
{
    for (const struct model_answer *answer = kind->answers; answer->columns; answer++)
        if (model_answer_gives(answer, column))
            return true;
    return false;
}

bool model_kind_makes_segments(const struct model_kind *kind)
{
    return model_kind_answer(kind, NULL) != NULL;
}

bool model_kind_answers_targets(const struct model_kind *kind)
{
    for (const struct model_answer *answer = kind->answers; answer->columns; answer++)
        if (answer->target)
            return true;
    return false;
}

const double *learn_outcome(const struct learn_data *data)
{
    return frame_column(data->labels, "outcome");
}

/* ---- Fits ---- */

void fit_summary_init(struct fit_summary *summary)
{
    *summary = (struct fit_summary){
        .state = FIT_CONVERGED,
        .log_likelihood = NAN,
        .null_log_likelihood = NAN,
        .gradient_norm = NAN,
        .inertia = NAN,
    };
}

void fit_summary_add(struct fit_summary *summary, const char *name, int column, double estimate, double standard_error)
{
    summary->terms = reallocate(summary->terms, summary->n_terms + 1, sizeof *summary->terms);
    struct fit_term *term = &summary->terms[summary->n_terms++];
    *term = (struct fit_term){ copy_text(name), column, estimate, standard_error };
}

void fit_summary_release(struct fit_summary *summary)
{
    for (size_t t = 0; t < summary->n_terms; t++)
        free((void *)summary->terms[t].name);
    free(summary->terms);
    summary->terms = NULL;
    summary->n_terms = 0;
}

bool learn_check_columns(const struct matrix *x, size_t n, struct error *err)
{
    if (x->n_columns != n)
        return fail(err, ERROR_DATA, E_NOT_FIT, "the model was fitted on %zu columns, not %zu", n, x->n_columns);
    return true;
}

double learn_total_weight(const struct learn_data *data)
{
    if (!data->weight)
        return (double)data->x->n_rows;
    double total = 0;
    for (size_t i = 0; i < data->x->n_rows; i++)
        total += data->weight[i];
    return total;
}

bool sort_by_count(void *rows, size_t n, size_t size, struct error *err)
{
    char *from = rows;
    double most = 0;
    for (size_t i = 0; i < n; i++)
        most = fmax(most, *(const double *)(from + i * size));
    size_t n_counts = (size_t)most + 2;
    size_t *next = allocate_large(n_counts, sizeof *next, "purchase counts", err);
    char *sorted = next ? allocate_large(n, size, "purchase counts", err) : NULL;
    if (sorted) {
        memset(next, 0, n_counts * sizeof *next);
        for (size_t i = 0; i < n; i++)
            next[(size_t) * (const double *)(from + i * size) + 1]++;
        for (size_t c = 1; c < n_counts; c++)
            next[c] += next[c - 1];
        for (size_t i = 0; i < n; i++)
            memcpy(sorted + next[(size_t) * (const double *)(from + i * size)]++ * size, from + i * size, size);
        memcpy(rows, sorted, n * size);
    }
    free(next);
    free(sorted);
    return sorted != NULL;
}

bool model_file_number(const struct json *object, const char *name, double least, double greatest, double *out,
                       struct error *err)
{
    double value = json_get_number(object, name, NAN);
    if (!(value >= least && value <= greatest && isfinite(value)))
        return fail(err, ERROR_DATA, E_MODEL_FILE, "the model's '%s' is missing or out of range", name);
    *out = value;
    return true;
}

bool model_file_count(const struct json *object, const char *name, size_t least, size_t greatest, size_t *out,
                      struct error *err)
{
    double value = 0;
    if (!model_file_number(object, name, (double)least, (double)greatest, &value, err))
        return false;
    if (value != floor(value))
        return fail(err, ERROR_DATA, E_MODEL_FILE, "the model's '%s' is not a whole number", name);
    *out = (size_t)value;
    return true;
}

bool model_file_numbers(const struct json *object, const char *name, double *out, size_t n, struct error *err)
{
    if (!json_get_numbers(object, name, out, n))
        return fail(err, ERROR_DATA, E_MODEL_FILE, "the model's '%s' does not hold %zu numbers", name, n);
    for (size_t i = 0; i < n; i++)
        if (!isfinite(out[i]))
            return fail(err, ERROR_DATA, E_MODEL_FILE, "number %zu of the model's '%s' is missing", i + 1, name);
    return true;
}
