/* Proportional hazards (Cox 1972) with Efron's or Breslow's treatment of ties and a ridge penalty.

   Maximised is the partial likelihood less l2 / 2 * sum of (b_j sd_j)^2, by Newton's method with steps halved until it
   rises. Rows are walked from the greatest time down, so that the sums over who is still at risk grow. Columns are
   standardised inside; coefficients are on the scale of x. Standard errors are from the inverse of the penalised
   information; when rows belong to clusters, they are the sandwich of the clusters' score residuals (Lin and Wei 1989),
   as R's coxph(cluster=) has them. The baseline is the cumulative hazard of a row with the means of training (Efron's
   or Breslow's steps), so that the model answers chances: p = 1 - exp(-H0(t) exp(x'b)), t the length of the window. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "moments.h"
#include "patron/base/error.h"
#include "patron/base/json.h"
#include "patron/base/memory.h"
#include "patron/base/work.h"
#include "survival_rows.h"

struct cox {
    size_t n_columns, n_steps;  /* steps of the baseline */
    double *coefficient, *mean; /* on the scale of x */
    double *time, *hazard;      /* days; cumulative from there on */
    double l2;
};

static void cox_free(void *fitted)
{
    struct cox *cox = fitted;
    if (!cox)
        return;
    free(cox->coefficient);
    free(cox->mean);
    free(cox->time);
    free(cox->hazard);
    free(cox);
}

static struct cox *cox_new(size_t n_columns, size_t n_steps)
{
    struct cox *cox = allocate(1, sizeof *cox);
    cox->n_columns = n_columns;
    cox->n_steps = n_steps;
    cox->coefficient = allocate(n_columns + 1, sizeof(double));
    cox->mean = allocate(n_columns + 1, sizeof(double));
    cox->time = allocate(n_steps + 1, sizeof(double));
    cox->hazard = allocate(n_steps + 1, sizeof(double));
    return cox;
}

/* ---- One evaluation ---- */

struct partial {
    const struct survival_rows *rows; /* kept columns, standardised, by falling time */
    bool efron;
    double l2, value, *gradient, *information; /* of the penalised likelihood */
    double *risk;                              /* exp(z'beta), of each row */
    double *sum, *sum_squares, *dead, *dead_squares;
};

static void partial_init(struct partial *partial, const struct survival_rows *rows, bool efron, double l2)
{
    size_t p = rows->n_columns + 1;
    *partial = (struct partial){ .rows = rows, .efron = efron, .l2 = l2 };
    partial->risk = allocate(rows->n + 1, sizeof(double));
    partial->gradient = allocate(p, sizeof(double));
    partial->information = allocate(p * p, sizeof(double));
    partial->sum = allocate(p, sizeof(double));
    partial->dead = allocate(p, sizeof(double));
    partial->sum_squares = allocate(p * p, sizeof(double));
    partial->dead_squares = allocate(p * p, sizeof(double));
}

static void partial_release(struct partial *partial)
{
    free(partial->risk);
    free(partial->gradient);
    free(partial->information);
    free(partial->sum);
    free(partial->dead);
    free(partial->sum_squares);
    free(partial->dead_squares);
}

static void add_row(const double *z, size_t p, double weight, double *sum, double *squares)
{
    for (size_t a = 0; a < p; a++) {
        double value = weight * z[a];
        sum[a] += value;
        for (size_t b = 0; b <= a; b++)
            squares[a * p + b] += value * z[b];
    }
}

/* N who died at one time, EACH of so much weight: of the L-th of them those at risk are ALL less a share of the dead.
   The mean then is sum u - dead v with u = 1 / left and v = share / left, so that what each adds is known from sums of
   u, v and their products, and columns are walked once a time. */
static void add_deaths(struct partial *partial, size_t n, double each, double all, double of_dead)
{
    size_t p = partial->rows->n_columns;
    double u = 0, v = 0, uu = 0, uv = 0, vv = 0;
    for (size_t l = 0; l < n; l++) {
        double gone = partial->efron ? (double)l / (double)n : 0, left = all - gone * of_dead;
        partial->value -= each * log(left);
        u += each / left;
        v += each * gone / left;
        uu += each / left / left;
        uv += each * gone / left / left;
        vv += each * gone * gone / left / left;
    }
    const double *sum = partial->sum, *dead = partial->dead;
    for (size_t a = 0; a < p; a++) {
        double *row = partial->information + a * p, of_sum = uu * sum[a] - uv * dead[a],
               of_dead_a = vv * dead[a] - uv * sum[a];
        const double *squares = partial->sum_squares + a * p, *dead_squares = partial->dead_squares + a * p;
        partial->gradient[a] -= u * sum[a] - v * dead[a];
        for (size_t b = 0; b <= a; b++)
            row[b] += u * squares[b] - v * dead_squares[b] - of_sum * sum[b] - of_dead_a * dead[b];
    }
}

/* The rows FIRST .. END-1 share a time; those who died of them join those at risk, whose weights sum to ALL. */
static void add_time(struct partial *partial, size_t first, size_t end, double all, double *dead_weight)
{
    const struct survival_rows *rows = partial->rows;
    size_t p = rows->n_columns;
    double n_dead = 0, of_dead = 0;
    memset(partial->dead, 0, p * sizeof(double));
    memset(partial->dead_squares, 0, p * p * sizeof(double));
    for (size_t i = first; i < end; i++) {
        const double *z = survival_row(rows, i);
        if (!rows->event[i])
            continue;
        double w = rows->weight[i];
        partial->value += w * rows->eta[i];
        for (size_t a = 0; a < p; a++)
            partial->gradient[a] += w * z[a];
        add_row(z, p, w * partial->risk[i], partial->dead, partial->dead_squares);
        of_dead += w * partial->risk[i];
        *dead_weight += w;
        n_dead++;
    }
    if (n_dead > 0)
        add_deaths(partial, (size_t)n_dead, *dead_weight / n_dead, all, of_dead);
}

/* At rows->eta, which is z'BETA. */
static bool partial_evaluate(struct partial *partial, const double *beta, struct error *err)
{
    struct survival_rows *rows = (struct survival_rows *)partial->rows;
    size_t p = rows->n_columns;
    survival_rows_multiply(rows, beta);
    double greatest = -INFINITY;
    for (size_t i = 0; i < rows->n; i++)
        greatest = fmax(greatest, rows->eta[i]);
    partial->value = 0;
    memset(partial->gradient, 0, p * sizeof(double));
    memset(partial->information, 0, p * p * sizeof(double));
    memset(partial->sum, 0, p * sizeof(double));
    memset(partial->sum_squares, 0, p * p * sizeof(double));
    double all = 0;
    for (size_t first = 0, end; first < rows->n; first = end) {
        if (!work_go_on(NULL, err))
            return false;
        for (end = first; end < rows->n && rows->time[end] == rows->time[first]; end++) {
            rows->eta[end] -= greatest; /* no likelihood is moved by it, and nothing overflows */
            partial->risk[end] = exp(rows->eta[end]);
            add_row(survival_row(rows, end), p, rows->weight[end] * partial->risk[end], partial->sum,
                    partial->sum_squares);
            all += rows->weight[end] * partial->risk[end];
        }
        double dead_weight = 0;
        add_time(partial, first, end, all, &dead_weight);
    }
    for (size_t a = 0; a < p; a++) {
        partial->value -= partial->l2 / 2 * beta[a] * beta[a];
        partial->gradient[a] -= partial->l2 * beta[a];
        partial->information[a * p + a] += partial->l2;
        for (size_t b = 0; b < a; b++)
            partial->information[b * p + a] = partial->information[a * p + b];
    }
    return true;
}

/* ---- The maximum ---- */

struct search {
    struct partial partial;
    double *beta, *step, null;
    size_t n_steps;
    bool converged, endless; /* the likelihood rises without end along a column */
    size_t column;           /* that one, among those kept */
};

/* The Newton step; false where the information is singular. */
static bool newton_step(struct search *search)
{
    size_t p = search->partial.rows->n_columns, bad;
    double *factor = allocate(p * p + 1, sizeof *factor);
    memcpy(factor, search->partial.information, p * p * sizeof *factor);
    memcpy(search->step, search->partial.gradient, p * sizeof *search->step);
    bool good = cholesky_factor(factor, p, &bad);
    if (good)
        cholesky_solve(factor, p, search->step);
    free(factor);
    return good;
}

/* With no penalty, a step that is still long where the likelihood is flat leads to no end. */
static void look_for_end(struct search *search, double promised, double tolerance)
{
    size_t p = search->partial.rows->n_columns;
    search->converged = promised < tolerance;
    for (size_t a = 0; a < p; a++)
        if (fabs(search->step[a]) > fabs(search->step[search->column]))
            search->column = a;
    search->endless = search->partial.l2 == 0 && p > 0 && fabs(search->step[search->column]) > 0.05 &&
                      (search->converged || fabs(search->beta[search->column]) > 50);
}

static bool maximise(struct search *search, size_t most, double tolerance, struct error *err)
{
    struct partial *partial = &search->partial;
    size_t p = partial->rows->n_columns;
    double *at = allocate(p + 1, sizeof *at);
    bool good = partial_evaluate(partial, search->beta, err);
    search->null = partial->value;
    while (good && search->n_steps < most && newton_step(search)) {
        double promised = 0, before = partial->value, share = 1;
        for (size_t a = 0; a < p; a++)
            promised += search->step[a] * partial->gradient[a];
        look_for_end(search, promised, tolerance * (1 + fabs(before)));
        if (search->converged || search->endless)
            break;
        do {
            for (size_t a = 0; a < p; a++)
                at[a] = search->beta[a] + share * search->step[a];
            good = partial_evaluate(partial, at, err);
            share /= 2;
        } while (good && !(partial->value >= before - 1e-9 * fabs(before)) && share > 1e-8);
        memcpy(search->beta, at, p * sizeof *at);
        search->n_steps++;
    }
    free(at);
    return good;
}

/* ---- What comes of it ---- */

/* The steps of the baseline of a row whose z is zero, times rising; SHIFT is what was taken off all margins. */
static void baseline(const struct search *search, struct cox *cox)
{
    const struct survival_rows *rows = search->partial.rows;
    double all = 0, shift = rows->n > 0 ? log(search->partial.risk[0]) - survival_margin(rows, 0, search->beta) : 0;
    size_t at = cox->n_steps;
    for (size_t first = 0, end; first < rows->n; first = end) {
        double dead = 0, n_dead = 0, weight = 0, hazard = 0;
        for (end = first; end < rows->n && rows->time[end] == rows->time[first]; end++) {
            double w = rows->weight[end] * search->partial.risk[end];
            all += w;
            dead += rows->event[end] ? w : 0;
            n_dead += rows->event[end];
            weight += rows->event[end] ? rows->weight[end] : 0;
        }
        for (size_t l = 0; l < (size_t)n_dead; l++)
            hazard += weight / n_dead / (all - (search->partial.efron ? (double)l / n_dead * dead : 0));
        if (n_dead == 0)
            continue;
        at--;
        cox->time[at] = rows->time[first];
        cox->hazard[at] = hazard * exp(shift);
    }
    for (size_t i = 1; i < cox->n_steps; i++)
        cox->hazard[i] += cox->hazard[i - 1];
}

/* The score residuals of clusters, as rows of OUT (n_clusters x p): for each row, what it died of less what was
   expected of it, over all times at which it was at risk. */
static void score_residuals(const struct search *search, const uint32_t *cluster, double *out)
{
    const struct survival_rows *rows = search->partial.rows;
    const struct partial *partial = &search->partial;
    size_t p = rows->n_columns, n_times = 0;
    /* Means and increments at each time with events, from the greatest down. */
    size_t *ends = allocate(rows->n + 1, sizeof *ends);
    double *sum = allocate(p + 1, sizeof *sum), *dead = allocate(p + 1, sizeof *dead), all = 0;
    for (size_t first = 0, end; first < rows->n; first = end) {
        for (end = first; end < rows->n && rows->time[end] == rows->time[first];)
            end++;
        ends[n_times++] = end;
    }
    /* step[t]: sum over l of 1 / left; spread[t]: of mean / left; the same for those who die then, whose share in it
       falls; and the mean of means for their own death. */
    size_t width = 2 + 3 * p;
    double *steps = allocate(n_times * width + 1, sizeof *steps);
    for (size_t t = 0, first = 0; t < n_times; first = ends[t++]) {
        double of_dead = 0, n_dead = 0, weight = 0, *step = steps + t * width;
        memset(dead, 0, p * sizeof *dead);
        for (size_t i = first; i < ends[t]; i++) {
            const double *z = survival_row(rows, i);
            double w = rows->weight[i] * partial->risk[i];
            all += w;
            for (size_t a = 0; a < p; a++) {
                sum[a] += w * z[a];
                dead[a] += rows->event[i] ? w * z[a] : 0;
            }
            of_dead += rows->event[i] ? w : 0;
            n_dead += rows->event[i];
            weight += rows->event[i] ? rows->weight[i] : 0;
        }
        for (size_t l = 0; l < (size_t)n_dead; l++) {
            double gone = partial->efron ? (double)l / n_dead : 0, left = all - gone * of_dead, each = weight / n_dead;
            step[0] += each / left;
            step[1] += each * (1 - gone) / left;
            for (size_t a = 0; a < p; a++) {
                double mean = (sum[a] - gone * dead[a]) / left;
                step[2 + a] += each * mean / left;
                step[2 + p + a] += each * (1 - gone) * mean / left;
                step[2 + 2 * p + a] += mean / n_dead;
            }
        }
    }
    /* From the least time up: what a row was exposed to before its own time. */
    double exposed = 0, *exposed_mean = allocate(p + 1, sizeof *exposed_mean);
    for (size_t t = n_times; t-- > 0;) {
        const double *step = steps + t * width;
        for (size_t i = t > 0 ? ends[t - 1] : 0; i < ends[t]; i++) {
            const double *z = survival_row(rows, i);
            double *to = out + cluster[rows->row[i]] * p, w = rows->weight[i];
            size_t own = rows->event[i] ? 1 : 0;
            for (size_t a = 0; a < p; a++) {
                double mean = exposed_mean[a] + step[2 + own * p + a], total = exposed + step[own];
                to[a] -= w * partial->risk[i] * (z[a] * total - mean);
                to[a] += rows->event[i] ? w * (z[a] - step[2 + 2 * p + a]) : 0;
            }
        }
        exposed += step[0];
        for (size_t a = 0; a < p; a++)
            exposed_mean[a] += step[2 + a];
    }
    free(ends);
    free(sum);
    free(dead);
    free(steps);
    free(exposed_mean);
}

/* Standard errors of the standardised coefficients, into OUT. */
static bool standard_errors(const struct search *search, const struct learn_data *data, double *out, struct error *err)
{
    size_t p = search->partial.rows->n_columns, bad;
    double *factor = allocate(p * p + 1, sizeof *factor), *inverse = allocate(p * p + 1, sizeof *inverse);
    memcpy(factor, search->partial.information, p * p * sizeof *factor);
    bool definite = cholesky_factor(factor, p, &bad), good = true;
    if (definite)
        cholesky_inverse(factor, p, inverse);
    for (size_t a = 0; a < p; a++)
        out[a] = definite ? sqrt(inverse[a * p + a]) : NAN;
    if (definite && data->cluster) {
        double *scores = allocate_large(data->n_clusters * p + 1, sizeof *scores, "standard errors by cluster", err);
        good = scores != NULL;
        if (good) {
            memset(scores, 0, data->n_clusters * p * sizeof *scores);
            score_residuals(search, data->cluster, scores);
        }
        for (size_t a = 0; good && a < p; a++) { /* the diagonal of inverse * scores' scores * inverse */
            double square = 0;
            for (size_t c = 0; c < data->n_clusters; c++) {
                double dot = 0;
                for (size_t b = 0; b < p; b++)
                    dot += inverse[a * p + b] * scores[c * p + b];
                square += dot * dot;
            }
            out[a] = sqrt(square);
        }
        free(scores);
    }
    free(factor);
    free(inverse);
    return good;
}

static struct cox *finish(const struct search *search, const struct survival_rows *rows, const struct learn_data *data,
                          struct fit_summary *summary, struct error *err)
{
    size_t n_steps = 0;
    for (size_t i = 0, end; i < rows->n; i = end) {
        bool event = false;
        for (end = i; end < rows->n && rows->time[end] == rows->time[i]; end++)
            event = event || rows->event[end];
        n_steps += event;
    }
    struct cox *cox = cox_new(data->x->n_columns, n_steps);
    double *errors = allocate(rows->n_columns + 1, sizeof *errors), penalty = 0, greatest = 0;
    if (!standard_errors(search, data, errors, err)) {
        free(errors);
        cox_free(cox);
        return NULL;
    }
    cox->l2 = search->partial.l2;
    memcpy(cox->mean, rows->mean, cox->n_columns * sizeof *cox->mean);
    baseline(search, cox);
    summary->n_clusters = data->cluster ? data->n_clusters : 0;
    summary->state = search->converged ? FIT_CONVERGED : FIT_NOT_CONVERGED;
    summary->n_iterations = search->n_steps;
    for (size_t a = 0; a < rows->n_columns; a++) {
        penalty += cox->l2 / 2 * search->beta[a] * search->beta[a];
        greatest = fmax(greatest, fabs(search->partial.gradient[a]));
    }
    summary->gradient_norm = greatest;
    summary->log_likelihood = search->partial.value + penalty;
    summary->null_log_likelihood = search->null;
    for (size_t j = 0, k = 0; j < cox->n_columns; j++) {
        char name[32];
        bool kept = k < rows->n_columns && rows->kept[k] == j;
        snprintf(name, sizeof name, "x%zu", j);
        cox->coefficient[j] = kept ? search->beta[k] * rows->factor[j] : 0;
        fit_summary_add(summary, name, (int)j, cox->coefficient[j], kept ? errors[k] * rows->factor[j] : NAN);
        k += kept;
    }
    survival_rows_note(rows, summary->note, sizeof summary->note);
    free(errors);
    return cox;
}

static void endless(const struct search *search, struct fit_summary *summary, struct error *err)
{
    char name[32];
    size_t column = search->partial.rows->kept[search->column];
    snprintf(name, sizeof name, "x%zu", column);
    fit_summary_add(summary, name, (int)column, NAN, NAN);
    fail(err, ERROR_DATA, E_SEPARATION, "%s orders the times so that its coefficient grows without end", name);
    error_mend(err, "l2=1.0");
}

static void *cox_fit(const struct learn_data *data, const struct values *parameters, struct fit_summary *summary,
                     struct error *err)
{
    struct survival_rows rows;
    struct cox *cox = NULL;
    fit_summary_init(summary);
    if (!survival_rows_init(&rows, data, false, err))
        return NULL;
    struct search search = { .beta = allocate(rows.n_columns + 1, sizeof(double)),
                             .step = allocate(rows.n_columns + 1, sizeof(double)) };
    partial_init(&search.partial, &rows, values_get(parameters, "ties")->choice == 0, values_number(parameters, "l2"));
    bool good =
        maximise(&search, (size_t)values_number(parameters, "max_steps"), values_number(parameters, "tolerance"), err);
    if (good && search.endless)
        endless(&search, summary, err);
    else if (good)
        cox = finish(&search, &rows, data, summary, err);
    partial_release(&search.partial);
    free(search.beta);
    free(search.step);
    survival_rows_release(&rows);
    return cox;
}

/* ---- Answers ---- */

static double margin_of(const struct cox *cox, const double *x)
{
    double margin = 0;
    for (size_t j = 0; j < cox->n_columns; j++)
        margin += cox->coefficient[j] * (x[j] - cox->mean[j]);
    return margin;
}

static bool cox_predict(const void *fitted, const struct learn_data *data, struct frame *out, struct error *err)
{
    const struct cox *cox = fitted;
    double *p = frame_column(out, "p"), days = survival_days(data), hazard = 0;
    if (!learn_check_columns(data->x, cox->n_columns, err))
        return false;
    for (size_t i = 0; i < cox->n_steps && cox->time[i] <= days; i++)
        hazard = cox->hazard[i];
    for (size_t i = 0; i < data->x->n_rows; i++)
        p[i] = -expm1(-hazard * exp(margin_of(cox, matrix_row(data->x, i))));
    return true;
}

/* Against the mean row of training: logarithms of hazard ratios. */
static bool cox_explain(const void *fitted, const struct learn_data *data, size_t row, double *out, struct error *err)
{
    const struct cox *cox = fitted;
    if (!learn_check_columns(data->x, cox->n_columns, err))
        return false;
    const double *x = matrix_row(data->x, row);
    for (size_t j = 0; j < cox->n_columns; j++)
        out[j] = cox->coefficient[j] * (x[j] - cox->mean[j]);
    out[cox->n_columns] = 0;
    return true;
}

static struct json *cox_write(const void *fitted)
{
    const struct cox *cox = fitted;
    struct json *json = json_object();
    json_set_integer(json, "n_columns", (int64_t)cox->n_columns);
    json_set_integer(json, "n_steps", (int64_t)cox->n_steps);
    json_set_number(json, "l2", cox->l2);
    json_set_numbers(json, "coefficients", cox->coefficient, cox->n_columns);
    json_set_numbers(json, "means", cox->mean, cox->n_columns);
    json_set_numbers(json, "days", cox->time, cox->n_steps);
    json_set_numbers(json, "cumulative_hazard", cox->hazard, cox->n_steps);
    return json;
}

static void *cox_read(const struct json *json, struct error *err)
{
    size_t n_columns, n_steps;
    if (!model_file_count(json, "n_columns", 1, 1 << 20, &n_columns, err) ||
        !model_file_count(json, "n_steps", 1, 1 << 28, &n_steps, err))
        return NULL;
    if (n_steps != json_size(json_get(json, "days"))) {
        fail(err, ERROR_DATA, E_MODEL_FILE, "the baseline has not as many steps as it says");
        return NULL;
    }
    struct cox *cox = cox_new(n_columns, n_steps);
    bool good = model_file_number(json, "l2", 0, INFINITY, &cox->l2, err) &&
                model_file_numbers(json, "coefficients", cox->coefficient, n_columns, err) &&
                model_file_numbers(json, "means", cox->mean, n_columns, err) &&
                model_file_numbers(json, "days", cox->time, n_steps, err) &&
                model_file_numbers(json, "cumulative_hazard", cox->hazard, n_steps, err);
    for (size_t i = 0; good && i < n_steps; i++)
        if (cox->hazard[i] < 0 || (i > 0 && (cox->hazard[i] < cox->hazard[i - 1] || cox->time[i] <= cox->time[i - 1])))
            good = fail(err, ERROR_DATA, E_MODEL_FILE, "the baseline does not rise");
    if (good)
        return cox;
    cox_free(cox);
    return NULL;
}

static const char *const ties[] = { "efron", "breslow", NULL };
static const struct parameter cox_parameters[] = {
    { "l2", PARAMETER_NUMBER, .least = 0, .greatest = 1e9, .otherwise = "0",
      .summary = "strength of the penalty on the squared coefficients of standardised columns; 0: none" },
    { "ties", PARAMETER_CHOICE, .choices = ties, .otherwise = "efron", .summary = "how equal times are treated" },
    { "max_steps", PARAMETER_COUNT, .least = 1, .greatest = 10000, .unit = "steps", .otherwise = "50",
      .summary = "Newton steps before the fit gives up" },
    { "tolerance", PARAMETER_NUMBER, .least = 1e-20, .greatest = 1, .otherwise = "1e-14",
      .summary = "the fit ends when a Newton step promises to raise the likelihood by less than this share of it" },
    { 0 },
};

static const struct model_answer cox_answers[] = {
    { "time", (const char *const[]){ "p", NULL }, NULL, NULL },
    { 0 },
};

const struct model_kind cox_kind = {
    .name = "cox",
    .title = "proportional hazards",
    .summary = "Each feature multiplies the hazard of the event by a factor that is the same at all times.",
    .reference = "Cox 1972, Regression Models and Life-Tables; Efron 1977 for ties",
    .answers = cox_answers,
    .input = &input_features,
    .wants_dummies = true,
    .terms_are_weights = true,
    .parameters = cox_parameters,
    .fit = cox_fit,
    .predict = cox_predict,
    .explain = cox_explain,
    .write = cox_write,
    .read = cox_read,
    .free = cox_free,
};
