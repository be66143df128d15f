/* tune: the parameters of a model, chosen on training rows out of fold. */
#include "patron/study/tune.h"

#include <math.h>
#include <string.h>

#include "command/model/figure.h"
#include "command/model/nested.h"
#include "command/model/training.h"
#include "command/verb.h"
#include "patron/base/kinds.h"

static bool fail_parameter(const struct model_kind *kind, const char *name, const char *values, struct error *err)
{
    struct nearest nearest;
    struct text names = TEXT_EMPTY;
    nearest_init(&nearest, name);
    for (const struct parameter *row = kind->parameters; row->name; row++) {
        nearest_offer(&nearest, row->name);
        text_add_format(&names, " %s", row->name);
    }
    fail(err, ERROR_USER, E_NO_OPTION, "%s has no option '%s'", kind->name, name);
    error_reason(err, "options:%s", text_string(&names));
    if (nearest.best)
        error_mend(err, "%s=%s", nearest.best, values);
    text_release(&names);
    return false;
}

/* "0.01..0.3" of a number; false when it is none. */
static bool read_range(const struct parameter *row, const char *text, struct tune_axis *out, bool *is,
                       struct error *err)
{
    const char *dots = strstr(text, "..");
    *is = dots && (row->type == PARAMETER_NUMBER || row->type == PARAMETER_COUNT);
    if (!*is)
        return true;
    if (!number_parse(text, (size_t)(dots - text), &out->least) ||
        !number_parse(dots + 2, strlen(dots + 2), &out->greatest) || out->least >= out->greatest)
        return fail(err, ERROR_USER, E_BAD_VALUE, "'%s' is no range: LEAST..GREATEST", text);
    bool limited = row->least != 0 || row->greatest != 0;
    return !limited || (out->least >= row->least && out->greatest <= row->greatest) ||
           fail(err, ERROR_USER, E_BAD_VALUE, "%s lies from %g to %g", row->name, row->least, row->greatest);
}

/* NAME=A,B,C or NAME=LEAST..GREATEST */
static bool read_axis(const struct model_kind *kind, const char *typed, struct arena *arena, struct tune_axis *out,
                      struct error *err)
{
    const char *equals = strchr(typed, '='), *name = arena_bytes(arena, typed, (size_t)(equals - typed));
    *out = (struct tune_axis){ 0 };
    for (const struct parameter *row = kind->parameters; row->name && !out->parameter; row++)
        out->parameter = strcmp(row->name, name) == 0 ? row : NULL;
    bool range;
    if (!out->parameter)
        return fail_parameter(kind, name, equals + 1, err);
    if (!read_range(out->parameter, equals + 1, out, &range, err) || range)
        return range && err->kind == ERROR_NONE;
    const char **values = arena_allocate(arena, strlen(equals) + 1, sizeof *values);
    for (const char *at = equals + 1; *at; at += *at == ',') {
        size_t length = strcspn(at, ",");
        struct value value;
        values[out->n_values] = arena_bytes(arena, at, length);
        if (!parameter_parse(out->parameter, values[out->n_values], arena, &value, err))
            return false;
        out->n_values++;
        at += length;
    }
    out->values = values;
    return out->n_values > 0 || fail(err, ERROR_USER, E_BAD_VALUE, "%s= what", name);
}

static bool read_axes(const struct value *typed, const struct model_kind *kind, struct arena *arena,
                      struct tune_axis **out, struct error *err)
{
    struct tune_axis *axes = *out = arena_allocate(arena, typed->n_texts + 1, sizeof *axes);
    for (size_t i = 0; i < typed->n_texts; i++) {
        if (!read_axis(kind, typed->texts[i], arena, &axes[i], err))
            return fail_value_at(err, typed, i);
        for (size_t k = 0; k < i; k++)
            if (axes[k].parameter == axes[i].parameter) {
                fail(err, ERROR_SYNTAX, E_SYNTAX, "option '%s' is given twice", axes[i].parameter->name);
                return fail_value_at(err, typed, i);
            }
    }
    if (typed->n_texts > 0)
        return true;
    fail(err, ERROR_SYNTAX, E_MISSING_ARGUMENT, "tune needs what to try");
    error_mend(err, "%s=..,..", kind->parameters[0].name ? kind->parameters[0].name : "l2");
    return false;
}

static struct table *trials_table(const struct tuning *tuning, const struct tune_axis *axes, size_t n_axes,
                                  struct error *err)
{
    struct builder *builder = builder_new("trials");
    for (size_t a = 0; a < n_axes; a++)
        builder_add_column(builder, axes[a].parameter->name, TYPE_TEXT);
    builder_add_column(builder, tuning->metric->name, TYPE_REAL);
    builder_add_column(builder, "change", TYPE_REAL);
    builder_add_column(builder, "p", TYPE_REAL);
    bool failed = false;
    for (size_t i = 0; i < tuning->n; i++)
        failed = failed || tuning->trials[i].failed;
    if (failed)
        builder_add_column(builder, "failed", TYPE_TEXT);
    for (size_t i = 0; i < tuning->n; i++) {
        const struct tune_trial *trial = &tuning->trials[i];
        for (size_t a = 0; a < n_axes; a++)
            builder_set_string(builder, a, trial->values[a]);
        builder_set_real(builder, n_axes, trial->figure);
        builder_set_real(builder, n_axes + 1, trial->less.estimate);
        builder_set_real(builder, n_axes + 2, trial->p);
        if (failed)
            builder_set_string(builder, n_axes + 3, trial->failed);
        builder_end_row(builder);
    }
    return builder_finish(builder, err);
}

static bool add_trials(struct report *report, const struct tuning *tuning, const struct tune_axis *axes, size_t n_axes,
                       struct error *err)
{
    struct table *table = trials_table(tuning, axes, n_axes, err);
    if (!table)
        return false;
    struct block *block =
        report_add_table(report, "trials on training rows, each scored without its customer", view_owning(table));
    table_block_format(block, n_axes, ".4-");
    table_block_format(block, n_axes + 1, "+.4-");
    table_block_format(block, n_axes + 2, ".3-");
    size_t as_good = 0;
    for (size_t i = 1; i < tuning->n; i++)
        as_good += tuning->trials[i].p >= 0.05;
    report_add_note(
        report, VERDICT_NONE,
        "chosen by %s on %zu training rows in %zu folds by customer; the figures above are of the test rows, "
        "which chose nothing",
        tuning->metric->name, tuning->n_rows, tuning->folds);
    if (as_good > 0)
        report_add_note(report, VERDICT_NONE, "%zu of the other trials are no worse than chance allows (p of change)",
                        as_good);
    if (tuning->timed_out)
        report_add_note(report, VERDICT_WATCH, "%zu of %zu trials were made before timeout=", tuning->n,
                        tuning->n_planned);
    return true;
}

static struct report *run_tune(struct session *session, const struct invocation *invocation, struct error *err)
{
    const struct values *values = &invocation->values;
    const struct value *of = values_get(values, "model"), *timeout = values_get(values, "timeout");
    struct arena *arena = invocation->arena;
    struct model *model = resolve_model(session, of->text, arena, err);
    const struct world *world = model ? resolve_world(session, arena, err) : NULL;
    struct tune_axis *axes;
    struct tuning tuning;
    struct study_request request;
    if (!world) {
        fail_value_at(err, of, 0);
        return failed();
    }
    if (!model->target_kind) {
        fail(err, ERROR_USER, E_NOT_FIT, "%s makes segments: silhouette tries numbers of them", of->text);
        fail_value_at(err, of, 0);
        return failed();
    }
    const struct value *vary = values_get(values, "vary");
    const struct metric *metric = figure_by(values_get(values, "by"), model, err);
    world = nested_world(world, model, arena);
    double seconds = timeout->given ? timeout->number : 0;
    if (!metric || !read_axes(vary, model->kind, arena, &axes, err) ||
        !study_tune(model, world, axes, vary->n_texts, (size_t)values_number(values, "trials"),
                    (size_t)values_number(values, "cv"), metric, seconds, session_seed(session), session_work(session),
                    arena, &tuning, err) ||
        !study_request_again(model, world, session_work(session), arena, &request, err))
        return failed();
    struct values *best = (struct values *)request.parameters;
    for (size_t a = 0; a < vary->n_texts; a++)
        if (!parameter_parse(axes[a].parameter, tuning.trials[0].values[a], arena,
                             &best->values[axes[a].parameter - model->kind->parameters], err))
            return failed();
    struct report *report = request_and_keep(session, &request, model->name, session->fresh, NULL, arena, err);
    if (report && !add_trials(report, &tuning, axes, vary->n_texts, err)) {
        report_free(report);
        return failed();
    }
    return report;
}

const struct command tune_command = {
    .name = "tune",
    .group = GROUP_MODELS,
    .summary = "try parameters of a model on its training rows, and keep the best as its next version",
    .description =
        "Values are listed (leaves=7,15,31: all combinations are tried) or given as a range (rate=0.01..0.3: trials= "
        "are "
        "drawn, by the logarithm where the range spans a factor of ten). Each trial scores every training row by a fit "
        "without its own customer (folds by customer), and is judged by that: neither the rows that were fitted nor "
        "the "
        "test rows choose anything. The best one is trained on all training rows, tested, and kept as the next version "
        "of "
        "the model. The best of many trials is partly luck: p says how likely a difference as great is by chance.",
    .needs = NEEDS_WORKSPACE | NEEDS_SNAPSHOT,
    .changes = CHANGES_MODELS,
    .background = BACKGROUND_KEEPS_MODEL,
    .parameters =
        (const struct parameter[]){
            { "model", PARAMETER_MODEL, FORM_SUBJECT, .required = true, .summary = "the model" },
            { "vary", PARAMETER_TEXT, FORM_MORE, .required = true, .repeats = true,
              .summary = "options of its kind: NAME=A,B,C or NAME=LEAST..GREATEST" },
            { "by", PARAMETER_TEXT, FORM_OPTION, .summary = "the figure; the main one of the target when left out" },
            { "cv", PARAMETER_COUNT, FORM_OPTION, .least = 2, .greatest = 50, .otherwise = "5", .summary = "folds" },
            { "trials", PARAMETER_COUNT, FORM_OPTION, .least = 1, .greatest = TUNE_TRIALS, .otherwise = "20",
              .summary = "how many are drawn where a range is given" },
            { "timeout", PARAMETER_COUNT, FORM_OPTION, .least = 1, .greatest = 1e7, .unit = "seconds",
              .summary = "begin no further trial after so long; no limit when left out" },
            { 0 } },
    .examples =
        (const struct example[]){ { "a penalty", "tune m2 l2=0.1,1,10 by=log_loss" },
                                  { "trees, drawn from ranges", "tune m3 rate=0.05..0.3 leaves=4,8 trials=3 cv=3" },
                                  { "what was tried, as numbers", "tune m2 l2=0.1,1 > trials.json" },
                                  { 0 } },
    .see_also = "train compare rebuild jobs",
    .run = run_tune,
};
