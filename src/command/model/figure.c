/* Figures by name: the metrics of models, rows, and the drift of features and scores. */
#include "command/model/figure.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

#include "command/model/cautions.h"
#include "command/model/drifting.h"
#include "command/verb.h"
#include "patron/base/kinds.h"

void figure_call_cut(struct figure_call *call, const char *arguments, size_t offset, struct arena *arena)
{
    size_t at = 0, most = strlen(arguments) / 2 + 1; /* a word and what parts it from the next */
    call->words = arena_allocate(arena, most, sizeof *call->words);
    call->columns = arena_allocate(arena, most, sizeof *call->columns);
    call->keys = arena_allocate(arena, most, sizeof *call->keys);
    call->values = arena_allocate(arena, most, sizeof *call->values);
    call->key_columns = arena_allocate(arena, most, sizeof *call->key_columns);
    while (arguments[at]) {
        while (isspace((unsigned char)arguments[at]) || arguments[at] == ',')
            at++;
        size_t n = strcspn(arguments + at, " \t,");
        if (n == 0)
            break;
        const char *word = arena_bytes(arena, arguments + at, n), *equals = strchr(word, '=');
        size_t column = offset + line_column(arguments, at);
        if (equals) {
            call->keys[call->n_options] = arena_bytes(arena, word, (size_t)(equals - word));
            call->values[call->n_options] = equals + 1;
            call->key_columns[call->n_options++] = column;
        } else {
            call->words[call->n_words] = word;
            call->columns[call->n_words++] = column;
        }
        at += n;
    }
}

const char *figure_option(const struct figure_call *call, const char *key)
{
    for (size_t i = 0; i < call->n_options; i++)
        if (strcmp(call->keys[i], key) == 0)
            return call->values[i];
    return NULL;
}

static bool fail_word(const struct figure_call *call, size_t i, struct error *err)
{
    if (i < call->n_words)
        error_place(err, NULL, NULL, 0, call->columns[i], utf8_width(call->words[i], strlen(call->words[i])));
    return false;
}

static bool needs_words(const struct figure_call *call, size_t least, size_t most, struct error *err)
{
    if (call->n_words >= least && call->n_words <= most)
        return true;
    fail(err, ERROR_SYNTAX, E_EXPRESSION, "%s() needs a name", call->name);
    error_place(err, NULL, NULL, 0, call->name_column, strlen(call->name));
    return false;
}

/* ---- Metrics of models ---- */

static bool evaluate_metric(struct session *session, const struct figure_call *call, struct figure *out,
                            struct error *err)
{
    if (!needs_words(call, 1, 1, err))
        return false;
    struct model *model = workspace_model(session->workspace, call->words[0], err);
    if (model)
        warn_chosen(session, model);
    if (!model)
        return fail_word(call, 0, err);
    const struct model_metric *metric = model_metric_find(model, metric_find(call->name)->name);
    if (metric) {
        out->value = metric->value.estimate;
    } else {
        struct text names = TEXT_EMPTY;
        for (size_t i = 0; i < model->n_metrics; i++)
            text_add_format(&names, " %s", model->metrics[i].name);
        fail(err, ERROR_USER, E_NO_METRIC, "%s has no %s", call->words[0], call->name);
        error_reason(err, "it has:%s", text_string(&names));
        error_place(err, NULL, NULL, 0, call->name_column, strlen(call->name));
        text_release(&names);
    }
    model_free(model);
    return metric != NULL;
}

/* ---- Rows ---- */

static bool evaluate_rows(struct session *session, const struct figure_call *call, struct figure *out,
                          struct error *err)
{
    if (!needs_words(call, 1, 1, err))
        return false;
    const char *name = call->words[0];
    struct table_version info;
    if (strcmp(name, "scores") == 0) {
        if (!session->scores) {
            fail(err, ERROR_USER, E_NO_NAME, "no scores were made in this session");
            error_mend(err, "score MODEL to FILE");
            return fail_word(call, 0, err);
        }
        out->value = (double)session->scores->n_rows;
        return true;
    }
    if (workspace_what(session->workspace, name) != NAME_TABLE) {
        fail_no_name(session, E_NO_TABLE, "table", name, NAME_TABLE, err);
        return fail_word(call, 0, err);
    }
    if (!workspace_table_info(session->workspace, name, 0, &info, err))
        return false;
    out->value = (double)info.n_rows;
    table_version_release(&info);
    return true;
}

/* ---- Drift ---- */

static bool is_ignored(struct session *session, const char *feature, const char *ignored, struct arena *arena)
{
    /* "tenure+age" or one name: commas separate arguments */
    for (const char *at = ignored; at && *at; at += strcspn(at, "+"), at += *at == '+') {
        const char *name = arena_bytes(arena, at, strcspn(at, "+"));
        if (strcmp(name, feature) == 0 || strcmp(resolve_feature_name(session, name, arena), feature) == 0)
            return true;
    }
    return false;
}

/* What psi() and moved() ask: features, or "score MODEL". */
static bool find_drift(struct session *session, const struct figure_call *call, struct arena *arena,
                       struct drifted *drifted, struct error *err)
{
    bool of_score = call->n_words > 1 && strcmp(call->words[0], "score") == 0;
    const char *at = figure_option(call, "at");
    struct drift_question question = { call->words + of_score, call->n_words - of_score, figure_option(call, "against"),
                                       TIME_MISSING, of_score };
    if (!needs_words(call, 1, of_score ? 2 : SIZE_MAX, err))
        return false;
    if (at && !time_parse(at, strlen(at), &question.at))
        return fail(err, ERROR_SYNTAX, E_BAD_VALUE, "'%s' is no date", at);
    return drifted_find(session, &question, arena, drifted, err) || fail_word(call, of_score, err);
}

/* The largest PSI; the detail says which feature has it, and when chance alone could give as much. */
static bool evaluate_psi(struct session *session, const struct figure_call *call, struct figure *out, struct error *err)
{
    struct arena arena;
    struct drifted drifted;
    const struct drift_feature *largest = NULL;
    char level[32];
    arena_init(&arena);
    bool ok = find_drift(session, call, &arena, &drifted, err);
    out->value = ok ? 0 : NAN;
    for (size_t i = 0; ok && i < drifted.drift.n; i++) {
        const struct drift_feature *feature = &drifted.drift.features[i];
        if (is_ignored(session, feature->feature, figure_option(call, "ignore"), &arena) ||
            !(feature->psi > out->value))
            continue;
        out->value = feature->psi;
        largest = feature;
    }
    if (largest && out->arena) {
        number_format_short(largest->level, level);
        out->detail = largest->psi > largest->level
                          ? arena_text(out->arena, largest->feature)
                          : arena_format(out->arena, "%s, chance gives up to %s", largest->feature, level);
    }
    if (ok)
        drift_release(&drifted.drift);
    arena_release(&arena);
    return ok;
}

/* How many features moved, by the verdict of drift. */
static bool evaluate_moved(struct session *session, const struct figure_call *call, struct figure *out,
                           struct error *err)
{
    struct arena arena;
    struct drifted drifted;
    const char *first = NULL;
    arena_init(&arena);
    bool ok = find_drift(session, call, &arena, &drifted, err);
    out->value = ok ? 0 : NAN;
    for (size_t i = 0; ok && i < drifted.drift.n; i++) {
        const struct drift_feature *feature = &drifted.drift.features[i];
        if (feature->state == DRIFT_OK || is_ignored(session, feature->feature, figure_option(call, "ignore"), &arena))
            continue;
        out->value++;
        first = first ? first : feature->feature;
    }
    if (first && out->arena)
        out->detail = out->value > 1 ? arena_format(out->arena, "%s, and %.0f more", first, out->value - 1)
                                     : arena_text(out->arena, first);
    if (ok)
        drift_release(&drifted.drift);
    arena_release(&arena);
    return ok;
}

/* ---- Quality (figure_quality.c) ---- */

static bool evaluate_check(struct session *session, const struct figure_call *call, struct figure *out,
                           struct error *err)
{
    return needs_words(call, 0, 1, err) && (figure_of_check(session, call, out, err) || fail_word(call, 0, err));
}

static bool evaluate_quality(struct session *session, const struct figure_call *call, struct figure *out,
                             struct error *err)
{
    return needs_words(call, 1, 1, err) && (figure_of_quality(session, call, out, err) || fail_word(call, 0, err));
}

/* ---- The table ---- */

const struct figure_function figure_functions[] = {
    { "rows", "rows(TABLE)", "rows of a table, or of the scores made last", evaluate_rows },
    { "check", "check(TABLE)", "pass or fail: whether every rule of severity stop holds", evaluate_check },
    { "completeness", "completeness(TABLE)", "share of values that are there; TABLE.COLUMN too", evaluate_quality },
    { "accuracy", "accuracy(TABLE)", "share of rows that pass the rules", evaluate_quality },
    { "consistency", "consistency(TABLE)", "share of values in their column's form", evaluate_quality },
    { "timeliness", "timeliness(TABLE)", "1 while the last row is as new as it must be", evaluate_quality },
    { "uniqueness", "uniqueness(TABLE)", "share of rows that equal no earlier one", evaluate_quality },
    { "psi", "psi(FEATURES, against=DATE|SNAPSHOT|train)", "largest population stability index", evaluate_psi },
    { "moved", "moved(FEATURES, against=DATE|SNAPSHOT|train)", "features that moved, by the verdict of drift",
      evaluate_moved },
    { NULL, NULL, NULL, NULL },
};

/* Every metric of a model or a segmentation is a figure, called by its name or its other one. */
static bool is_of_models(const struct metric *metric)
{
    return metric->takes && metric->takes->of;
}

void figures_each(void (*found)(void *context, const char *name, const char *usage, const char *summary), void *context)
{
    char usage[96];
    for (size_t i = 0; metrics[i]; i++) {
        if (!is_of_models(metrics[i]))
            continue;
        const char *of = metrics[i]->takes->of;
        snprintf(usage, sizeof usage, "%s(%s)", metrics[i]->name, of);
        found(context, metrics[i]->name, usage, metrics[i]->title);
        if (metrics[i]->other && !strchr(metrics[i]->other, '@')) {
            snprintf(usage, sizeof usage, "%s(%s)", metrics[i]->other, of);
            found(context, metrics[i]->other, usage, "the same by its other name");
        }
    }
    for (const struct figure_function *f = figure_functions; f->name; f++)
        found(context, f->name, f->usage, f->summary);
}

struct figure_names {
    struct nearest nearest;
    struct text names;
};

static void offer_figure(void *context, const char *name, const char *usage, const char *summary)
{
    struct figure_names *names = context;
    (void)usage, (void)summary;
    nearest_offer(&names->nearest, name);
    text_add_format(&names->names, " %s", name);
}

static figure_evaluator *find_evaluator(const char *name)
{
    const struct metric *metric = metric_find(name);
    if (metric && is_of_models(metric))
        return evaluate_metric;
    for (const struct figure_function *f = figure_functions; f->name; f++)
        if (strcmp(f->name, name) == 0)
            return f->evaluate;
    return NULL;
}

bool figure_call_check(const struct figure_call *call, struct error *err)
{
    struct figure_names names = { .names = TEXT_EMPTY };
    if (find_evaluator(call->name))
        return true;
    nearest_init(&names.nearest, call->name);
    figures_each(offer_figure, &names);
    fail(err, ERROR_USER, E_NO_METRIC, "no figure '%s'", call->name);
    error_reason(err, "figures:%s", text_string(&names.names));
    if (names.nearest.best)
        error_mend(err, "%s", names.nearest.best);
    error_place(err, NULL, NULL, 0, call->name_column, strlen(call->name));
    text_release(&names.names);
    return false;
}

bool figure_call_evaluate(struct session *session, const struct figure_call *call, struct figure *out,
                          struct error *err)
{
    if (!figure_call_check(call, err))
        return false;
    if (!session->workspace)
        return fail(err, ERROR_USER, E_NO_WORKSPACE, "%s() needs an open workspace", call->name);
    return find_evaluator(call->name)(session, call, out, err);
}

const struct metric *figure_by(const struct value *by, const struct model *model, struct error *err)
{
    const struct measured *takes = model->target_kind ? measured_of(model->target_kind) : NULL;
    const struct metric *metric = !takes ? NULL : by->given ? metric_find(by->text) : metric_main(takes);
    if (metric && metric->takes == takes)
        return metric;
    if (!model->target_kind) {
        fail(err, ERROR_USER, E_NOT_FIT, "%s makes segments, which have no target", model->name);
        return NULL;
    }
    struct text names = TEXT_EMPTY;
    for (size_t i = 0; metrics[i]; i++)
        if (metrics[i]->takes == takes)
            text_add_format(&names, " %s", metrics[i]->name);
    fail(err, ERROR_USER, E_NO_METRIC, "no figure '%s' of %s", by->text, model->target_kind->told);
    error_reason(err, "figures:%s", text_string(&names));
    text_release(&names);
    fail_value_at(err, by, 0);
    return NULL;
}
