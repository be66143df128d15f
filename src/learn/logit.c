/* Logistic regression with a ridge penalty (Hastie, Tibshirani and Friedman 2009, section 4.4; le Cessie and van
   Houwelingen 1992).

   Minimised is  sum of w log(1 + exp(-s margin)) + l2 / 2 * sum of (b_j sd_j)^2 : the penalty is on the coefficients of
   the standardised columns (divisor n), whatever the columns come in, so that l2 means the same for days, euros and
   z-scores; the intercept is free. l2 = 1 is what scikit-learn calls C = 1 on scaled columns. Coefficients are given
   back on the scale of x. Standard errors are from the inverse of the penalised Hessian at the optimum (for l2 = 0 the
   observed information); when rows belong to clusters, they are those of clusters (the sandwich). Constant columns, and
   for l2 = 0 columns that depend on those before them, are left out: their term has the estimate 0 and no standard
   error, and the note names them as x0, x1, ... */
#include <math.h>

#include "moments.h"
#include "newton.h"
#include "patron/base/error.h"
#include "patron/base/json.h"
#include "patron/base/memory.h"
#include "patron/base/work.h"

struct logit {
    size_t n_columns;
    double intercept;
    double *coefficient, *mean; /* on the scale of x; the means of training, the base of explanations */
    double l2;
};

static void logit_free(void *fitted)
{
    struct logit *logit = fitted;
    if (!logit)
        return;
    free(logit->coefficient);
    free(logit->mean);
    free(logit);
}

static struct logit *logit_new(size_t n_columns)
{
    struct logit *logit = allocate(1, sizeof *logit);
    logit->n_columns = n_columns;
    logit->coefficient = allocate(n_columns, sizeof(double));
    logit->mean = allocate(n_columns, sizeof(double));
    return logit;
}

/* What the fit carries from step to step. */
struct fitting {
    struct logistic logistic;
    size_t n_columns;
    double *sd, *beta, *direction;
    const char **why_dropped; /* one a column; NULL: kept */
    double null_loss;
    size_t n_steps;
};

static void fitting_init(struct fitting *fitting, const struct learn_data *data, double l2)
{
    size_t p = data->x->n_columns, m = p + 1;
    *fitting = (struct fitting){ .n_columns = p };
    fitting->logistic = (struct logistic){
        .data = data,
        .y = learn_outcome(data),
        .l2 = l2,
        .kept = allocate(p, sizeof(size_t)),
        .mean = allocate(p, sizeof(double)),
        .factor = allocate(p, sizeof(double)),
        .gradient = allocate(m, sizeof(double)),
        .hessian = allocate(m * m, sizeof(double)),
    };
    fitting->sd = allocate(p, sizeof(double));
    fitting->beta = allocate(m, sizeof(double));
    fitting->direction = allocate(m, sizeof(double));
    fitting->why_dropped = allocate(p, sizeof *fitting->why_dropped);
}

static void fitting_release(struct fitting *fitting)
{
    free(fitting->logistic.kept);
    free(fitting->logistic.mean);
    free(fitting->logistic.factor);
    free(fitting->logistic.gradient);
    free(fitting->logistic.hessian);
    free(fitting->sd);
    free(fitting->beta);
    free(fitting->direction);
    free(fitting->why_dropped);
}

static bool check_outcomes(const struct learn_data *data, double *share, struct error *err)
{
    double total = 0, positive = 0;
    const double *y = learn_outcome(data);
    for (size_t i = 0; i < data->x->n_rows; i++) {
        if (y[i] != 0 && y[i] != 1)
            return fail(err, ERROR_USER, E_NOT_FIT, "logit needs a yes/no outcome; row %zu has %g", i + 1, y[i]);
        double w = data->weight ? data->weight[i] : 1;
        total += w;
        positive += w * y[i];
    }
    if (!(total > 0))
        return fail(err, ERROR_DATA, E_TOO_FEW, "there are no rows to train on");
    *share = positive / total;
    if (!(positive > 0 && positive < total))
        return fail(err, ERROR_DATA, E_ONE_CLASS, "all %zu training rows have the outcome %s", data->x->n_rows,
                    positive > 0 ? "yes" : "no");
    return true;
}

/* Means, scales, and the list of columns that vary. */
static bool find_columns(struct fitting *fitting, struct error *err)
{
    struct logistic *logistic = &fitting->logistic;
    if (!column_moments(logistic->data, logistic->mean, fitting->sd, err))
        return false;
    for (size_t j = 0; j < fitting->n_columns; j++) {
        if (!isfinite(logistic->mean[j]) || !isfinite(fitting->sd[j]))
            return fail(err, ERROR_DATA, E_NOT_FIT, "x%zu has a value that is missing or infinite", j);
        logistic->factor[j] = fitting->sd[j] > 0 ? 1 / fitting->sd[j] : 0;
        if (fitting->sd[j] > 0)
            logistic->kept[logistic->n_kept++] = j;
        else
            fitting->why_dropped[j] = "constant";
    }
    return true;
}

/* At the null model the Hessian is a multiple of the columns' correlation matrix. A column whose pivot in its Cholesky
   factor is below 1e-11 (one minus the squared multiple correlation with the columns before it) repeats them. */
static void drop_collinear(struct fitting *fitting)
{
    struct logistic *logistic = &fitting->logistic;
    size_t m = logistic->n_kept + 1, n_kept = 0;
    double *a = allocate(m * m, sizeof *a), unit = logistic->hessian[0];
    for (size_t i = 0; i < m * m; i++)
        a[i] = logistic->hessian[i] / unit;
    bool *dependent = allocate(m, sizeof *dependent);
    for (size_t j = 1; j < m; j++) {
        double pivot = a[j * m + j];
        for (size_t k = 1; k < j; k++)
            pivot -= a[j * m + k] * a[j * m + k];
        dependent[j] = pivot < 1e-11;
        double root = dependent[j] ? 0 : sqrt(pivot);
        for (size_t i = j + 1; i < m; i++) {
            double sum = a[i * m + j];
            for (size_t k = 1; k < j; k++)
                sum -= a[i * m + k] * a[j * m + k];
            a[i * m + j] = dependent[j] ? 0 : sum / root;
        }
    }
    for (size_t j = 1; j < m; j++) {
        size_t column = logistic->kept[j - 1];
        if (dependent[j])
            fitting->why_dropped[column] = "collinear";
        else
            logistic->kept[n_kept++] = column;
    }
    logistic->n_kept = n_kept;
    free(a);
    free(dependent);
}

/* The column to blame for a separation: one that separates alone, else the greatest in the direction. */
static size_t separating_column(const struct fitting *fitting)
{
    const struct logistic *logistic = &fitting->logistic;
    const struct learn_data *data = logistic->data;
    for (size_t k = 0; k < logistic->n_kept; k++) {
        size_t column = logistic->kept[k];
        double least[2] = { INFINITY, INFINITY }, greatest[2] = { -INFINITY, -INFINITY };
        for (size_t i = 0; i < data->x->n_rows; i++) {
            double value = matrix_row(data->x, i)[column];
            int class = logistic->y[i] > 0;
            least[class] = fmin(least[class], value);
            greatest[class] = fmax(greatest[class], value);
        }
        if (greatest[0] <= least[1] || greatest[1] <= least[0])
            return column;
    }
    size_t best = 0;
    for (size_t k = 1; k < logistic->n_kept; k++)
        if (fabs(fitting->direction[k + 1]) > fabs(fitting->direction[best + 1]))
            best = k;
    return logistic->kept[best];
}

static bool separation_error(const struct fitting *fitting, struct fit_summary *summary, struct error *err)
{
    size_t column = separating_column(fitting);
    char name[32];
    snprintf(name, sizeof name, "x%zu", column);
    fit_summary_add(summary, name, (int)column, NAN, NAN);
    fail(err, ERROR_DATA, E_SEPARATION, "%s separates the outcomes, so that its coefficient grows without end", name);
    error_mend(err, "l2=1.0");
    return false;
}

static bool run_newton(struct fitting *fitting, const struct values *parameters, double share,
                       struct fit_summary *summary, struct error *err)
{
    struct logistic *logistic = &fitting->logistic;
    /* The null model: its loss has a closed form, its Hessian is wanted only to find columns that repeat others. */
    fitting->beta[0] = log(share / (1 - share));
    fitting->null_loss = -learn_total_weight(logistic->data) * (share * log(share) + (1 - share) * log1p(-share));
    if (logistic->l2 == 0) {
        if (!logistic_evaluate(logistic, fitting->beta, err))
            return false;
        drop_collinear(fitting);
    }
    if (!logistic_guess(logistic, fitting->beta, err) || !logistic_evaluate(logistic, fitting->beta, err))
        return false;
    enum newton_end end =
        logistic_minimise(logistic, fitting->beta, fitting->direction, (size_t)values_number(parameters, "max_steps"),
                          values_number(parameters, "tolerance"), &fitting->n_steps, err);
    if (end == NEWTON_SEPARATED)
        return separation_error(fitting, summary, err);
    summary->state = end == NEWTON_CONVERGED ? FIT_CONVERGED : FIT_NOT_CONVERGED;
    return end != NEWTON_FAILED;
}

/* INVERSE becomes inverse times GRAM times inverse. */
static void sandwich(double *inverse, const double *gram, size_t m)
{
    double *half = allocate(m * m, sizeof *half);
    for (size_t i = 0; i < m; i++)
        for (size_t k = 0; k < m; k++)
            for (size_t j = 0; j < m; j++)
                half[i * m + j] += inverse[i * m + k] * gram[k * m + j];
    double *bread = allocate(m * m, sizeof *bread);
    memcpy(bread, inverse, m * m * sizeof *bread);
    memset(inverse, 0, m * m * sizeof *inverse);
    for (size_t i = 0; i < m; i++)
        for (size_t k = 0; k < m; k++)
            for (size_t j = 0; j < m; j++)
                inverse[i * m + j] += half[i * m + k] * bread[k * m + j];
    free(half);
    free(bread);
}

/* The covariance of clusters: the sandwich, with the factors G / (G - 1) and (n - 1) / (n - m) for G clusters, n rows
   and m terms (Liang and Zeger 1986; Cameron and Miller 2015, section II.B). False: too few clusters, or ERR. */
static bool covariance_of_clusters(const struct fitting *fitting, double *inverse, bool *failed, struct error *err)
{
    const struct logistic *logistic = &fitting->logistic;
    size_t m = logistic->n_kept + 1;
    double clusters = (double)logistic->data->n_clusters, n = (double)logistic->data->x->n_rows;
    if (clusters < 2 || n <= (double)m)
        return false;
    double *gram = allocate_large(m * m, sizeof *gram, "standard errors by cluster", err);
    *failed = !gram || !logistic_cluster_gram(logistic, fitting->beta, gram, err);
    double factor = clusters / (clusters - 1) * (n - 1) / (n - (double)m);
    if (!*failed)
        sandwich(inverse, gram, m);
    for (size_t i = 0; !*failed && i < m * m; i++)
        inverse[i] *= factor;
    free(gram);
    return !*failed;
}

/* Standard errors of intercept and coefficients on the scale of x, from the inverse Hessian of the standardised ones,
   or the sandwich of clusters. */
static bool standard_errors(const struct fitting *fitting, double *intercept, double *kept, struct error *err)
{
    const struct logistic *logistic = &fitting->logistic;
    size_t m = logistic->n_kept + 1, bad;
    double *factor = allocate(m * m, sizeof *factor), *inverse = allocate(m * m, sizeof *inverse);
    memcpy(factor, logistic->hessian, m * m * sizeof *factor);
    bool definite = cholesky_factor(factor, m, &bad), failed = false;
    if (definite)
        cholesky_inverse(factor, m, inverse);
    if (definite && logistic->data->cluster)
        definite = covariance_of_clusters(fitting, inverse, &failed, err);
    /* The intercept is beta_0 - sum of beta_j mean_j / sd_j. */
    double variance = 0, *shift = allocate(m, sizeof *shift);
    for (size_t j = 0; j < m; j++)
        shift[j] = j == 0 ? 1 : -logistic->mean[logistic->kept[j - 1]] * logistic->factor[logistic->kept[j - 1]];
    for (size_t i = 0; i < m; i++)
        for (size_t j = 0; j < m; j++)
            variance += shift[i] * inverse[i * m + j] * shift[j];
    *intercept = definite ? sqrt(variance) : NAN;
    for (size_t j = 1; j < m; j++)
        kept[j - 1] = definite ? sqrt(inverse[j * m + j]) * logistic->factor[logistic->kept[j - 1]] : NAN;
    free(shift);
    free(factor);
    free(inverse);
    return !failed;
}

static void note_dropped(const struct fitting *fitting, struct fit_summary *summary)
{
    size_t n_dropped = 0, length = 0, room = sizeof summary->note;
    for (size_t j = 0; j < fitting->n_columns; j++) {
        if (!fitting->why_dropped[j])
            continue;
        int added = 0;
        if (length < room - 60)
            added = snprintf(summary->note + length, room - length, "%sx%zu (%s)", n_dropped ? ", " : "left out: ", j,
                             fitting->why_dropped[j]);
        else if (summary->note[length - 1] != '.')
            added = snprintf(summary->note + length, room - length, ", ...");
        length += (size_t)added;
        n_dropped++;
    }
}

static struct logit *finish(const struct fitting *fitting, struct fit_summary *summary, struct error *err)
{
    const struct logistic *logistic = &fitting->logistic;
    struct logit *logit = logit_new(fitting->n_columns);
    logit->l2 = logistic->l2;
    memcpy(logit->mean, logistic->mean, fitting->n_columns * sizeof *logit->mean);
    double *errors = allocate(logistic->n_kept, sizeof *errors), intercept_error, penalty = 0, greatest = 0;
    if (!standard_errors(fitting, &intercept_error, errors, err)) {
        free(errors);
        logit_free(logit);
        return NULL;
    }
    summary->n_clusters = logistic->data->cluster ? logistic->data->n_clusters : 0;
    logit->intercept = fitting->beta[0];
    for (size_t k = 0; k < logistic->n_kept; k++) {
        size_t column = logistic->kept[k];
        logit->coefficient[column] = fitting->beta[k + 1] * logistic->factor[column];
        logit->intercept -= logit->coefficient[column] * logistic->mean[column];
        penalty += logistic->l2 / 2 * fitting->beta[k + 1] * fitting->beta[k + 1];
    }
    for (size_t j = 0; j <= logistic->n_kept; j++)
        greatest = fmax(greatest, fabs(logistic->gradient[j]));
    summary->n_iterations = fitting->n_steps;
    summary->gradient_norm = greatest;
    summary->log_likelihood = penalty - logistic->loss;
    summary->null_log_likelihood = -fitting->null_loss;
    fit_summary_add(summary, "intercept", -1, logit->intercept, intercept_error);
    for (size_t j = 0, k = 0; j < fitting->n_columns; j++) {
        char name[32];
        snprintf(name, sizeof name, "x%zu", j);
        fit_summary_add(summary, name, (int)j, logit->coefficient[j], fitting->why_dropped[j] ? NAN : errors[k]);
        k += !fitting->why_dropped[j];
    }
    note_dropped(fitting, summary);
    free(errors);
    return logit;
}

static void *logit_fit(const struct learn_data *data, const struct values *parameters, struct fit_summary *summary,
                       struct error *err)
{
    double share = 0;
    fit_summary_init(summary);
    if (!check_outcomes(data, &share, err))
        return NULL;
    struct fitting fitting;
    fitting_init(&fitting, data, values_number(parameters, "l2"));
    struct logit *logit = NULL;
    if (find_columns(&fitting, err) && run_newton(&fitting, parameters, share, summary, err))
        logit = finish(&fitting, summary, err);
    fitting_release(&fitting);
    return logit;
}

struct predicting {
    const struct logit *logit;
    const struct matrix *x;
    double *out;
};

static double margin_of(const struct logit *logit, const double *row)
{
    double margin = logit->intercept;
    for (size_t j = 0; j < logit->n_columns; j++)
        margin += logit->coefficient[j] * row[j];
    return margin;
}

static void predict_block(void *context, size_t block)
{
    struct predicting *job = context;
    size_t end = block_end(block, job->x->n_rows);
    for (size_t i = block * BLOCK_ROWS; i < end; i++)
        job->out[i] = 1 / (1 + exp(-margin_of(job->logit, matrix_row(job->x, i))));
}

static bool logit_predict(const void *fitted, const struct learn_data *data, struct frame *out, struct error *err)
{
    struct predicting job = { fitted, data->x, frame_column(out, "p") };
    return learn_check_columns(data->x, job.logit->n_columns, err) &&
           work_run(data->work, block_count(data->x->n_rows), predict_block, &job, err);
}

/* Against the mean row of training. */
static bool logit_explain(const void *fitted, const struct learn_data *data, size_t row, double *out, struct error *err)
{
    const struct logit *logit = fitted;
    if (!learn_check_columns(data->x, logit->n_columns, err))
        return false;
    const double *x = matrix_row(data->x, row);
    for (size_t j = 0; j < logit->n_columns; j++)
        out[j] = logit->coefficient[j] * (x[j] - logit->mean[j]);
    out[logit->n_columns] = margin_of(logit, logit->mean);
    return true;
}

static struct json *logit_write(const void *fitted)
{
    const struct logit *logit = fitted;
    struct json *json = json_object();
    json_set_integer(json, "n_columns", (int64_t)logit->n_columns);
    json_set_number(json, "l2", logit->l2);
    json_set_number(json, "intercept", logit->intercept);
    json_set_numbers(json, "coefficients", logit->coefficient, logit->n_columns);
    json_set_numbers(json, "means", logit->mean, logit->n_columns);
    return json;
}

static void *logit_read(const struct json *json, struct error *err)
{
    size_t n_columns;
    if (!model_file_count(json, "n_columns", 1, 1 << 20, &n_columns, err))
        return NULL;
    struct logit *logit = logit_new(n_columns);
    if (model_file_number(json, "l2", 0, INFINITY, &logit->l2, err) &&
        model_file_number(json, "intercept", -INFINITY, INFINITY, &logit->intercept, err) &&
        model_file_numbers(json, "coefficients", logit->coefficient, n_columns, err) &&
        model_file_numbers(json, "means", logit->mean, n_columns, err))
        return logit;
    logit_free(logit);
    return NULL;
}

static const struct parameter logit_parameters[] = {
    { "l2", PARAMETER_NUMBER, .least = 0, .greatest = 1e9, .otherwise = "1",
      .summary = "strength of the penalty on the squared coefficients of standardised columns; 0: none" },
    { "max_steps", PARAMETER_COUNT, .least = 1, .greatest = 10000, .unit = "steps", .otherwise = "100",
      .summary = "Newton steps before the fit gives up" },
    { "tolerance", PARAMETER_NUMBER, .least = 1e-20, .greatest = 1, .otherwise = "1e-14",
      .summary = "the fit ends when a Newton step promises to lower the loss by less than this" },
    { 0 },
};

static const struct model_answer logit_answers[] = {
    { "yes/no", (const char *const[]){ "p", NULL }, NULL, NULL },
    { 0 },
};

const struct model_kind logit_kind = {
    .name = "logit",
    .title = "penalised logistic regression",
    .summary = "The log-odds of the outcome are a weighted sum of the features; the weights can be read.",
    .reference = "le Cessie and van Houwelingen 1992, Ridge Estimators in Logistic Regression",
    .answers = logit_answers,
    .input = &input_features,
    .wants_dummies = true,
    .wants_scale = true,
    .terms_are_weights = true,
    .parameters = logit_parameters,
    .fit = logit_fit,
    .predict = logit_predict,
    .explain = logit_explain,
    .write = logit_write,
    .read = logit_read,
    .free = logit_free,
};
