/* Tuning by trials out of fold. */
#include "patron/study/tune.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "patron/base/calendar.h"
#include "patron/base/error.h"
#include "patron/base/json.h"
#include "patron/base/memory.h"
#include "patron/base/number.h"
#include "patron/base/random.h"
#include "patron/base/work.h"
#include "patron/study/threshold.h"
#include "study/model.h"
#include "study/scored.h"

enum { REPEATS = 200 };

struct trying {
    const struct model *model;
    const struct world *world;
    const struct tune_axis *axes;
    size_t n_axes, folds;
    const struct metric *metric;
    struct work *work;
    struct arena *arena;
    struct scored *scored; /* of each trial */
};

/* ---- Which trials ---- */

static const char *draw(const struct tune_axis *axis, struct random *random, struct arena *arena)
{
    double u = random_unit(random), value;
    char number[32];
    if (axis->values)
        return axis->values[random_below(random, axis->n_values)];
    if (axis->least > 0 && axis->greatest >= 10 * axis->least)
        value = exp(log(axis->least) + u * log(axis->greatest / axis->least));
    else
        value = axis->least + u * (axis->greatest - axis->least);
    if (axis->parameter->type == PARAMETER_COUNT)
        value = fmin(axis->greatest, fmax(axis->least, round(value)));
    else
        value = strtod(arena_format(arena, "%.4g", value), NULL); /* a number that people can type */
    number_format(value, number);
    return arena_text(arena, number);
}

/* Combination I of all, the last axis changing first. */
static void combine(const struct tune_axis *axes, size_t n_axes, size_t i, const char **values)
{
    for (size_t a = n_axes; a-- > 0;) {
        values[a] = axes[a].values[i % axes[a].n_values];
        i /= axes[a].n_values;
    }
}

static bool plan(const struct tune_axis *axes, size_t n_axes, size_t n_trials, uint64_t seed, struct arena *arena,
                 struct tuning *out, struct error *err)
{
    bool ranges = false;
    size_t all = 1;
    for (size_t a = 0; a < n_axes; a++) {
        ranges = ranges || !axes[a].values;
        all = all > TUNE_TRIALS ? all : all * (axes[a].values ? axes[a].n_values : 1);
    }
    if (!ranges && all > TUNE_TRIALS) {
        fail(err, ERROR_USER, E_BAD_VALUE, "more than %d combinations", TUNE_TRIALS);
        error_mend(err, "ranges, LEAST..GREATEST, of which trials= are drawn");
        return false;
    }
    struct random random = random_stream(seed, 0);
    out->n_planned = ranges ? n_trials : all;
    out->trials = arena_allocate(arena, out->n_planned + 1, sizeof *out->trials);
    for (size_t i = 0; i < out->n_planned; i++) {
        struct tune_trial *trial = &out->trials[i];
        *trial = (struct tune_trial){ .figure = NAN, .less = { NAN, NAN, NAN }, .p = NAN };
        trial->values = arena_allocate(arena, n_axes + 1, sizeof *trial->values);
        if (!ranges)
            combine(axes, n_axes, i, trial->values);
        for (size_t a = 0; ranges && a < n_axes; a++)
            trial->values[a] = draw(&axes[a], &random, arena);
    }
    return true;
}

/* ---- One trial ---- */

/* The parameters of the model with those of the trial in their place. */
static bool set_values(const struct trying *t, const struct tune_trial *trial, struct values *out, struct error *err)
{
    bool good = parameters_read(t->model->kind, t->model->parameters, t->arena, out, err);
    for (size_t a = 0; good && a < t->n_axes; a++) {
        size_t place = (size_t)(t->axes[a].parameter - t->model->kind->parameters);
        good = parameter_parse(t->axes[a].parameter, trial->values[a], t->arena, &out->values[place], err);
    }
    return good;
}

static bool try_one(const struct trying *t, struct tune_trial *trial, struct scored *scored, struct error *err)
{
    struct values values;
    struct model model = *t->model;
    if (!set_values(t, trial, &values, err))
        return false;
    model.parameters = parameters_write(&values);
    bool good = study_out_of_fold(&model, t->world, t->folds, t->work, scored, err);
    json_free(model.parameters);
    struct labelled labelled;
    if (!good || !labelled_init(&labelled, scored, NULL, err))
        return false;
    struct metric_rows rows = labelled_rows(&labelled);
    trial->figure = metric_figure(t->metric, &rows);
    labelled_release(&labelled);
    return true;
}

/* How good a figure is: the greater the better. */
static double merit(const struct metric *metric, double figure)
{
    double value = metric->nearest_zero ? -fabs(figure) : metric->bigger_is_better ? figure : -figure;
    return isnan(value) ? -INFINITY : value;
}

/* A trial that fails is told and passed over, but for a stop. */
static bool try_all(const struct trying *t, struct tuning *out, double seconds, struct error *err)
{
    double began = clock_seconds();
    work_begin(t->work, "trials", out->n_planned);
    bool good = true;
    for (size_t i = 0; good && i < out->n_planned; i++) {
        struct error failure = ERROR_INIT;
        if (seconds > 0 && i > 0 && clock_seconds() - began > seconds) {
            out->timed_out = true;
            break;
        }
        if (!try_one(t, &out->trials[i], &t->scored[i], &failure)) {
            good = failure.kind != ERROR_CANCELLED;
            out->trials[i].failed = arena_text(t->arena, failure.what ? failure.what : "it failed");
            if (!good)
                error_move(err, &failure);
        }
        error_release(&failure);
        out->n = i + 1;
        work_advance(t->work, 1);
    }
    work_end(t->work);
    return good;
}

/* Best first; equal ones in the order in which they were tried. SCORED goes with them. */
static void order(const struct trying *t, struct tuning *out)
{
    for (size_t i = 1; i < out->n; i++)
        for (size_t k = i;
             k > 0 && merit(t->metric, out->trials[k].figure) > merit(t->metric, out->trials[k - 1].figure); k--) {
            struct tune_trial trial = out->trials[k];
            struct scored scored = t->scored[k];
            out->trials[k] = out->trials[k - 1];
            t->scored[k] = t->scored[k - 1];
            out->trials[k - 1] = trial;
            t->scored[k - 1] = scored;
        }
}

/* Each trial less the best one, on the rows of both. */
static bool compare(const struct trying *t, struct tuning *out, uint64_t seed, struct error *err)
{
    struct labelled best, other;
    if (!labelled_init(&best, &t->scored[0], NULL, err))
        return false;
    struct metric_rows a, b = labelled_rows(&best);
    bool good = true;
    for (size_t i = 1; good && i < out->n; i++) {
        const char *method;
        if (out->trials[i].failed)
            continue;
        good = labelled_init(&other, &t->scored[i], NULL, err);
        if (!good)
            break;
        a = labelled_rows(&other);
        if (other.n == best.n)
            good = metric_difference(t->metric, &a, &b, REPEATS, seed, t->work, &out->trials[i].less, &out->trials[i].p,
                                     &method, err);
        labelled_release(&other);
    }
    labelled_release(&best);
    return good;
}

bool study_tune(const struct model *model, const struct world *world, const struct tune_axis *axes, size_t n_axes,
                size_t n_trials, size_t folds, const struct metric *metric, double seconds, uint64_t seed,
                struct work *work, struct arena *arena, struct tuning *out, struct error *err)
{
    *out = (struct tuning){ .metric = metric, .folds = folds };
    if (!model->target_kind)
        return fail(err, ERROR_USER, E_NOT_FIT, "segments have no target to be tuned for");
    if (!plan(axes, n_axes, n_trials, seed, arena, out, err))
        return false;
    struct trying t = { model, world, axes, n_axes, folds, metric, work, arena, NULL };
    t.scored = allocate(out->n_planned + 1, sizeof *t.scored);
    bool good = try_all(&t, out, seconds, err);
    if (good)
        order(&t, out);
    if (good && (out->n == 0 || out->trials[0].failed))
        good = fail(err, ERROR_USER, E_NOT_FIT, "no trial could be fitted: %s",
                    out->n > 0 ? out->trials[0].failed : "there was none");
    out->n_rows = good ? t.scored[0].n : 0;
    good = good && compare(&t, out, seed, err);
    for (size_t i = 0; i < out->n_planned; i++)
        scored_release(&t.scored[i]);
    free(t.scored);
    return good;
}
