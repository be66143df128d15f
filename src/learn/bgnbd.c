/* BG/NBD: purchases of customers without contract (Fader, Hardie and Lee 2005, "Counting Your Customers" the Easy Way).

   A customer buys at the rate lambda ~ Gamma(r, alpha) and leaves after each repeat purchase with the chance
   p ~ Beta(a, b). Fitted by maximum likelihood; standard errors are from the Hessian at the maximum. When the
   likelihood is no better than that of a = 0, where nobody leaves, the fit says so and is that model (NBD). */
#include <math.h>

#include "bgnbd_future.h"
#include "bgnbd_likelihood.h"
#include "minimise.h"
#include "patron/base/error.h"
#include "patron/base/json.h"
#include "patron/base/memory.h"

enum { SAMPLE_ROWS = 1 << 13 };

/* The two models fitted: without and with dropout. */
struct fits {
    struct minimum nbd, bg;
};

/* START: r, alpha, a, b in logarithms. The second dropout is for when the first one got lost. */
static bool fit_from(const struct histories *histories, const double start[4], const struct values *parameters,
                     struct work *work, struct fits *fits, struct error *err)
{
    struct bgnbd_likelihood likelihood;
    struct objective objective = { 2, bgnbd_likelihood_evaluate, &likelihood };
    size_t max_steps = (size_t)values_number(parameters, "max_steps");
    double tolerance = values_number(parameters, "tolerance");
    bgnbd_likelihood_init(&likelihood, histories, work);
    bool done = minimise(&objective, start, max_steps, tolerance, &fits->nbd, err);
    const double dropout[][2] = { { start[2], start[3] }, { log(0.1), log(5) } };
    likelihood.leaves = true;
    objective.n = 4;
    fits->bg = (struct minimum){ .value = INFINITY };
    for (size_t i = 0; done && !fits->bg.converged && i < 2; i++) {
        double from[4] = { start[0], start[1], dropout[i][0], dropout[i][1] };
        struct minimum found;
        done = minimise(&objective, from, max_steps, tolerance, &found, err);
        if (done && found.value < fits->bg.value)
            fits->bg = found;
    }
    bgnbd_likelihood_release(&likelihood);
    return done;
}

/* r = 1/2 and the alpha that then gives the mean rate; a and b of a usual shop. */
static void usual_start(const struct histories *histories, double start[4])
{
    double purchases = 0, weeks = 0;
    for (size_t i = 0; i < histories->n; i++) {
        purchases += histories->rows[i].weight * histories->rows[i].x;
        weeks += histories->rows[i].weight * histories->rows[i].age;
    }
    const double usual[] = { log(0.5), log(0.5 * weeks / purchases), log(0.5), log(2) };
    memcpy(start, usual, sizeof usual);
}

/* With very many histories, START becomes the maximum for a thinned-out sample of them, where that exists. */
static bool sample_start(const struct histories *histories, const struct values *parameters, struct work *work,
                         double start[4], struct error *err)
{
    if (histories->n < 8 * SAMPLE_ROWS)
        return true;
    struct histories sample = *histories;
    sample.n = SAMPLE_ROWS;
    sample.rows = allocate(SAMPLE_ROWS, sizeof *sample.rows);
    sample.count_of = allocate(SAMPLE_ROWS, sizeof *sample.count_of);
    for (size_t i = 0; i < SAMPLE_ROWS; i++) {
        size_t from = histories->n / SAMPLE_ROWS * i;
        sample.rows[i] = histories->rows[from];
        sample.count_of[i] = histories->count_of[from];
    }
    struct fits fits;
    bool done = fit_from(&sample, start, parameters, work, &fits, err);
    if (done && fits.bg.converged)
        memcpy(start, fits.bg.at, 4 * sizeof *start);
    free(sample.rows);
    free(sample.count_of);
    return done;
}

/* The words for a parameter that ran away, or NULL. */
static const char *runaway(const struct minimum *bg)
{
    const double far = log(1e4);
    if (bg->at[2] > far || bg->at[3] > far)
        return "customers do not differ in their chance to leave: a and b are not identified apart";
    if (bg->at[0] > far || bg->at[1] > far + 5)
        return "customers do not differ in their rate: r and alpha are not identified apart";
    if (bg->at[3] < -far)
        return "b at its boundary: customers leave at once or never";
    if (bg->at[2] < -far)
        return "a at its boundary";
    return NULL;
}

static struct bgnbd *choose(const struct fits *fits, struct fit_summary *summary)
{
    static const char *const names[] = { "r", "alpha", "a", "b" };
    /* With log-likelihoods that agree to rounding, the smaller model is the one. */
    bool nobody_leaves = fits->bg.value >= fits->nbd.value - 1e-5;
    const struct minimum *best = nobody_leaves ? &fits->nbd : &fits->bg;
    size_t n = nobody_leaves ? 2 : 4;
    const char *note = nobody_leaves ? "no dropout seen: a at its boundary, P(alive) = 1 for all" : runaway(best);
    summary->state = !best->converged && !note ? FIT_NOT_CONVERGED : note ? FIT_BOUNDARY : FIT_CONVERGED;
    if (note)
        snprintf(summary->note, sizeof summary->note, "%s", note);
    summary->n_iterations = fits->nbd.n_steps + fits->bg.n_steps;
    summary->log_likelihood = -best->value;
    summary->null_log_likelihood = -fits->nbd.value;
    summary->gradient_norm = best->gradient_norm;
    for (size_t j = 0; j < 4; j++) {
        double estimate = j < n ? exp(best->at[j]) : j == 2 ? 0 : NAN;
        bool certain = j < n && best->converged && (nobody_leaves || !note);
        fit_summary_add(summary, names[j], -1, estimate, certain ? estimate * sqrt(best->covariance[j * n + j]) : NAN);
    }
    struct bgnbd *bgnbd = allocate(1, sizeof *bgnbd);
    *bgnbd = (struct bgnbd){ exp(best->at[0]), exp(best->at[1]), n == 4 ? exp(best->at[2]) : 0,
                             n == 4 ? exp(best->at[3]) : 1 };
    return bgnbd;
}

static void *bgnbd_fit(const struct learn_data *data, const struct values *parameters, struct fit_summary *summary,
                       struct error *err)
{
    fit_summary_init(summary);
    struct histories histories;
    if (!histories_init(&histories, data, err))
        return NULL;
    struct bgnbd *bgnbd = NULL;
    struct fits fits;
    double start[4];
    if (histories.n == 0 || histories.rows[histories.n - 1].x == 0) {
        fail(err, ERROR_DATA, E_TOO_FEW, "no customer has bought twice, so there is no rate to learn");
    } else {
        usual_start(&histories, start);
        if (sample_start(&histories, parameters, data->work, start, err) &&
            fit_from(&histories, start, parameters, data->work, &fits, err))
            bgnbd = choose(&fits, summary);
    }
    histories_release(&histories);
    return bgnbd;
}

/* Purchases expected in the window are those up to its end less those up to its start. */
static bool take_away_gap(const struct bgnbd *bgnbd, const struct learn_data *data, double *expected, struct error *err)
{
    size_t n = data->x->n_rows;
    double *to_start = allocate_large(n, sizeof *to_start, "the expected purchases", err);
    struct future before = { .horizon = data->gap, .n_purchases = to_start };
    bool good = to_start && bgnbd_future(bgnbd, data->x, &before, data->work, err);
    for (size_t i = 0; good && i < n; i++)
        expected[i] -= to_start[i];
    free(to_start);
    return good;
}

static bool bgnbd_predict(const void *fitted, const struct learn_data *data, struct frame *out, struct error *err)
{
    double *alive = frame_column(out, "p_alive"), *expected = frame_column(out, "expected");
    struct future window = { .gap = data->gap, .horizon = data->horizon, .p_none = frame_column(out, "p") };
    struct future whole = { .horizon = data->gap + data->horizon, .p_alive = alive, .n_purchases = expected };
    return (!window.p_none || bgnbd_future(fitted, data->x, &window, data->work, err)) &&
           ((!alive && !expected) || bgnbd_future(fitted, data->x, &whole, data->work, err)) &&
           (!expected || !(data->gap > 0) || take_away_gap(fitted, data, expected, err));
}

static struct json *bgnbd_write(const void *fitted)
{
    const struct bgnbd *bgnbd = fitted;
    struct json *json = json_object();
    json_set_number(json, "r", bgnbd->r);
    json_set_number(json, "alpha", bgnbd->alpha);
    json_set_number(json, "a", bgnbd->a);
    json_set_number(json, "b", bgnbd->b);
    return json;
}

static void *bgnbd_read(const struct json *json, struct error *err)
{
    const double least = exp(-BGNBD_GREATEST_LOG) / 2, greatest = exp(BGNBD_GREATEST_LOG) * 2;
    struct bgnbd *bgnbd = allocate(1, sizeof *bgnbd);
    if (model_file_number(json, "r", least, greatest, &bgnbd->r, err) &&
        model_file_number(json, "alpha", least, greatest, &bgnbd->alpha, err) &&
        model_file_number(json, "a", 0, greatest, &bgnbd->a, err) &&
        model_file_number(json, "b", least, greatest, &bgnbd->b, err))
        return bgnbd;
    free(bgnbd);
    return NULL;
}

static const struct parameter bgnbd_parameters[] = {
    { "max_steps", PARAMETER_COUNT, .least = 1, .greatest = 100000, .unit = "steps", .otherwise = "500",
      .summary = "steps of the optimiser before the fit gives up" },
    { "tolerance", PARAMETER_NUMBER, .least = 1e-20, .greatest = 1, .otherwise = "1e-12",
      .summary = "the fit ends when a Newton step promises to raise the log-likelihood by less than this" },
    { 0 },
};

static const struct model_answer bgnbd_answers[] = {
    { "no", (const char *const[]){ "p", NULL }, (const char *const[]){ "p_alive", "expected", NULL }, NULL },
    { "count", (const char *const[]){ "expected", NULL }, (const char *const[]){ "p_alive", NULL }, NULL },
    { 0 },
};

const struct model_kind bgnbd_kind = {
    .name = "bgnbd",
    .title = "BG/NBD purchase process",
    .summary = "Customers buy at their own rate and may leave after any purchase; needs the times of purchases only.",
    .reference = "Fader, Hardie and Lee 2005, Counting Your Customers the Easy Way",
    .answers = bgnbd_answers,
    .input = &input_purchases,
    .limits = "it models the times between purchases",
    .example = "no orders within 90d, or count(orders) within 90d",
    .parameters = bgnbd_parameters,
    .fit = bgnbd_fit,
    .predict = bgnbd_predict,
    .write = bgnbd_write,
    .read = bgnbd_read,
    .free = free,
};
