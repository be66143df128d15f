/* One model: what training found, and the card of everything its file knows. */
#include <math.h>

#include "patron/base/calendar.h"
#include "patron/base/json.h"
#include "patron/study/nested.h"
#include "report/common.h"

static const char *fit_word(enum fit_state state)
{
    static const char *const words[] = { "converged", "at a boundary", "stopped early", "not converged",
                                         "learned nothing" };
    return words[state];
}

static enum verdict fit_verdict(enum fit_state state)
{
    return state == FIT_NOT_CONVERGED || state == FIT_LEARNED_NOTHING ? VERDICT_BAD
           : state == FIT_BOUNDARY                                    ? VERDICT_WATCH
                                                                      : VERDICT_OK;
}

/* ---- Parts that several reports show ---- */

/* N_CUSTOMERS: 0 when each row is of another customer. */
static void fact_rows(struct block *facts, const char *name, size_t n, double positives,
                      const struct target_kind *target, size_t n_customers)
{
    char a[64], b[64];
    if (n == 0)
        return;
    struct text text = TEXT_EMPTY;
    text_add(&text, count_text((double)n, a));
    bool times = target_is(target, &target_time);
    if ((times || target_is(target, &target_yes_no)) && !isnan(positives))
        text_add_format(&text, ", %s %s (%s)", count_text(positives, a), times ? "events" : "positive",
                        share_text(positives / (double)n, b));
    if (n_customers > 0)
        text_add_format(&text, ", of %s customers", count_text((double)n_customers, a));
    facts_add_text(facts, name, text_string(&text));
    text_release(&text);
}

static void fact_split(struct block *facts, const struct model *model)
{
    const struct split *split = &model->split;
    struct text text = TEXT_EMPTY;
    char date[64];
    if (model_is_segmentation(model)) {
        if (model->asof != TIME_MISSING)
            facts_add_text(facts, "as of", date_text(model->asof, date));
        return;
    }
    for (size_t i = 0; i < split->n_train; i++)
        text_add_format(&text, "%s%s", i ? " " : "", date_text(split->train[i], date));
    if (split->n_train > 0)
        text_add_format(&text, ", test %s", date_text(split->test, date));
    else
        text_add_format(&text, "test share %s by seed %llu", share_text(split->test_share, date),
                        (unsigned long long)split->seed);
    facts_add_text(facts, split->n_train > 0 ? "train" : "split", text_string(&text));
    text_release(&text);
}

static void fact_fit(struct block *facts, const struct model *model, double seconds)
{
    const struct fit_summary *fit = &model->fit;
    struct text text = TEXT_EMPTY;
    char digits[64];
    text_add(&text, fit_word(fit->state));
    if (fit->n_iterations > 0)
        text_add_format(&text, ", %zu step%s", fit->n_iterations, fit->n_iterations == 1 ? "" : "s");
    if (seconds >= 0)
        text_add_format(&text, ", %s s", decimals_text(seconds, 2, digits));
    facts_add_text(facts, "fit", text_string(&text));
    if (!isnan(fit->log_likelihood) && fit->log_likelihood != 0)
        facts_add_number(facts, "log likelihood", fit->log_likelihood);
    text_release(&text);
}

static void add_metrics(const struct model *model, struct report *report)
{
    bool intervals = false;
    for (size_t i = 0; i < model->n_metrics; i++)
        intervals |= !isnan(model->metrics[i].value.low);
    if (model->n_metrics == 0)
        return;
    struct sheet sheet = sheet_new("metrics");
    sheet_text(&sheet, "metric");
    sheet_number(&sheet, "value");
    if (intervals) {
        sheet_number(&sheet, "low");
        sheet_number(&sheet, "high");
    }
    for (size_t i = 0; i < model->n_metrics; i++) {
        sheet_set_text(&sheet, 0, model->metrics[i].name);
        sheet_set_number(&sheet, 1, model->metrics[i].value.estimate);
        if (intervals) {
            sheet_set_number(&sheet, 2, model->metrics[i].value.low);
            sheet_set_number(&sheet, 3, model->metrics[i].value.high);
        }
        sheet_end_row(&sheet);
    }
    bool groups = model_is_segmentation(model);
    struct block *block = sheet_add(&sheet, report, groups ? "figures" : "figures on the test rows");
    for (size_t j = 1; j < (intervals ? 4u : 2u); j++)
        table_block_format(block, j, target_is(model->target_kind, &target_yes_no) ? ".4-" : "s-");
    for (size_t i = 0; i < model->n_metrics && !target_is(model->target_kind, &target_yes_no); i++) {
        const struct metric *metric = metric_find(model->metrics[i].name);
        if (metric && metric->decimals >= 0 && !groups)
            table_block_decimals(block, i, metric->decimals);
    }
    if (intervals)
        block_right(block, "95%% intervals");
}

static void add_terms(const struct model *model, size_t limit, struct report *report)
{
    const struct fit_summary *fit = &model->fit;
    bool errors = false;
    for (size_t i = 0; i < fit->n_terms; i++)
        errors |= !isnan(fit->terms[i].standard_error);
    if (fit->n_terms == 0)
        return;
    struct sheet sheet = sheet_new("terms");
    sheet_text(&sheet, "term");
    sheet_number(&sheet, "estimate");
    if (errors) {
        sheet_number(&sheet, "error");
        sheet_number(&sheet, "z");
    }
    for (size_t i = 0; i < fit->n_terms; i++) {
        sheet_set_text(&sheet, 0, fit->terms[i].name);
        sheet_set_number(&sheet, 1, fit->terms[i].estimate);
        if (errors) {
            sheet_set_number(&sheet, 2, fit->terms[i].standard_error);
            sheet_set_number(&sheet, 3, fit->terms[i].estimate / fit->terms[i].standard_error);
        }
        sheet_end_row(&sheet);
    }
    struct block *block = sheet_add(&sheet, report,
                                    model->kind->terms_are_weights ? "coefficients"
                                    : model->kind->input->columns  ? "parameters of the process"
                                    : fit->terms[0].column >= 0    ? "weights"
                                                                   : "parameters");
    table_block_format(block, 1, model->kind->terms_are_weights ? "+s" : "s");
    if (errors) {
        table_block_format(block, 2, "s-");
        table_block_format(block, 3, model->kind->terms_are_weights ? "+.1#-" : "+.1-");
    }
    table_block_limit(block, limit);
    if (model->kind->terms_are_weights && errors && fit->n_clusters > 0)
        block_right(block, "on the scale of each feature, errors clustered by customer");
    else if (model->kind->terms_are_weights)
        block_right(block, "on the scale of each feature");
}

static void add_segments(const struct model *model, struct report *report)
{
    double total = 0;
    for (size_t s = 0; s < model->n_segments; s++)
        total += model->segment_sizes[s];
    if (model->n_segments == 0)
        return;
    struct sheet sheet = sheet_new("segments");
    sheet_text(&sheet, "segment");
    sheet_number(&sheet, "customers");
    sheet_number(&sheet, "share");
    for (size_t s = 0; s < model->n_segments; s++) {
        char *label = segment_label(s, (const char *const *)model->segment_names);
        sheet_set_text(&sheet, 0, label);
        sheet_set_number(&sheet, 1, model->segment_sizes[s]);
        sheet_set_number(&sheet, 2, total > 0 ? model->segment_sizes[s] / total : NAN);
        sheet_end_row(&sheet);
        free(label);
    }
    struct block *block = sheet_add(&sheet, report, "segments");
    table_block_format(block, 1, ".0");
    table_block_format(block, 2, "%.1#");
}

static void add_fit_note(const struct model *model, struct report *report)
{
    if (model->fit.note[0] || model->fit.state == FIT_NOT_CONVERGED)
        report_add_note(report, fit_verdict(model->fit.state), "%s",
                        model->fit.note[0] ? model->fit.note : "the fit did not converge: do not trust these figures");
}

/* Ten events a coefficient is the old rule (Peduzzi and others 1996); trees want no fewer for a feature. */
static void add_few_events(const struct model *model, struct report *report)
{
    enum { EVENTS_WANTED = 10 };
    char n[64], ratio[64];
    bool times = target_is(model->target_kind, &target_time);
    double others = (double)model->n_train_rows - model->n_train_positives;
    double events = times || model->n_train_positives < others ? model->n_train_positives : others;
    size_t n_slopes = 0;
    for (size_t t = 0; t < model->fit.n_terms; t++)
        n_slopes += model->fit.terms[t].column >= 0;
    bool terms = n_slopes > 0;
    double wants = terms ? (double)n_slopes : (double)model->n_features;
    if ((!times && !target_is(model->target_kind, &target_yes_no)) || model->kind->input->columns || !(wants > 0) ||
        !(events < EVENTS_WANTED * wants))
        return;
    report_add_note(report, VERDICT_WATCH, "%s training rows %s, %s a %s: under %d a model follows chance",
                    count_text(events, n), times || events < others ? "have the outcome" : "do not have the outcome",
                    decimals_text(events / wants, 1, ratio), terms ? "coefficient" : "feature", EVENTS_WANTED);
}

/* Why figures at the end of the window are not known. */
static void add_unfinished(const struct model *model, struct report *report)
{
    const struct model_metric *at_end = model_metric_find(model, "brier_censored");
    if (at_end && isnan(at_end->value.estimate) && model->n_test_rows > 0)
        report_add_note(report, VERDICT_NONE,
                        "-- the data end before the window of the test does: what is asked at its end is not known");
}

static void fact_answer(struct block *facts, const struct model *model)
{
    facts_add_format(facts, "kind", "%s (%s)", model->kind->name, model->kind->title);
    if (model->target)
        facts_add_text(facts, "target", model->target);
    facts_add_text(facts, "population", model->population ? model->population : "all customers");
    if (model->n_features > 0)
        facts_add_format(facts, "features", "%zu%s%s", model->n_features, model->feature_set ? " in " : "",
                         model->feature_set ? model->feature_set : "");
}

static char *model_title(const char *verb, const struct model *model)
{
    return model->version > 0 ? make_text("%s %s v%d", verb, model->name ? model->name : "", model->version)
                              : make_text("%s %s", verb, model->name ? model->name : "");
}

/* ---- train, segment ---- */

struct report *report_train(const struct model *model, double fit_seconds)
{
    bool groups = model_is_segmentation(model);
    char *title = model_title(groups ? "segment" : "train", model), *what = model_what(model), n[64];
    struct report *report = report_new(groups ? "segment" : "train", title, what);
    struct block *facts = report_add_facts(report, NULL);
    fact_answer(facts, model);
    fact_split(facts, model);
    fact_rows(facts, groups ? "rows" : "train rows", model->n_train_rows, model->n_train_positives, model->target_kind,
              model->fit.n_clusters);
    fact_rows(facts, "test rows", model->n_test_rows, model->n_test_positives, model->target_kind, 0);
    fact_fit(facts, model, fit_seconds);
    if (model->n_dropped_immature > 0)
        report_add_note(report, VERDICT_WATCH, "%s rows left out: their outcome window ends after the data",
                        count_text((double)model->n_dropped_immature, n));
    if (model->n_test_unscored > 0)
        report_add_note(report, VERDICT_WATCH,
                        "%s test rows left out of all figures: the model has no finite mean for them",
                        count_text((double)model->n_test_unscored, n));
    for (size_t f = 0; f < model->n_features; f++) {
        size_t n_missing;
        double value;
        char a[64], b[64];
        if (model_imputes(model, f, &n_missing, &value))
            report_add_note(report, VERDICT_WATCH, "%s: %s missing values stand at the median, %s",
                            model->feature_names[f], count_text((double)n_missing, a), short_text(value, b));
    }
    add_few_events(model, report);
    add_unfinished(model, report);
    add_fit_note(model, report);
    add_metrics(model, report);
    add_segments(model, report);
    if (!groups)
        add_terms(model, 15, report);
    free(title);
    free(what);
    return report;
}

/* ---- The card ---- */

static void add_definitions(const struct model *model, struct report *report)
{
    if (model->n_features == 0)
        return;
    struct sheet sheet = sheet_new("features");
    sheet_text(&sheet, "feature");
    sheet_text(&sheet, "definition");
    for (size_t i = 0; i < model->n_features; i++) {
        struct text text = TEXT_EMPTY;
        sheet_set_text(&sheet, 0, model->feature_names[i]);
        if (model->definitions && model->definitions[i].expression)
            definition_write_one(&model->definitions[i], model->windows ? model->windows[i] : 0, &text);
        sheet_set_text(&sheet, 1, text.length ? text_string(&text) : NULL);
        sheet_end_row(&sheet);
        text_release(&text);
    }
    sheet_add(&sheet, report, "features");
}

static void add_parameters(const struct model *model, struct report *report)
{
    size_t n = model->parameters ? json_size(model->parameters) : 0;
    if (n == 0)
        return;
    struct block *facts = report_add_facts(report, "parameters");
    for (size_t i = 0; i < n; i++) {
        struct json *value;
        const char *name = json_member(model->parameters, i, &value);
        struct text text = TEXT_EMPTY;
        if (json_text(value))
            text_add(&text, json_text(value));
        else
            json_write(value, 0, &text);
        if (json_is_number(value))
            facts_add_number(facts, name, json_value(value));
        else
            facts_add_text(facts, name, text_string(&text));
        text_release(&text);
    }
}

static void add_references(const struct model *model, struct report *report)
{
    if (model->n_references == 0)
        return;
    struct sheet sheet = sheet_new("references");
    sheet_text(&sheet, "feature");
    sheet_number(&sheet, "mean");
    sheet_number(&sheet, "sd");
    sheet_number(&sheet, "missing");
    sheet_text(&sheet, "shape");
    for (size_t i = 0; i < model->n_references; i++) {
        const struct reference *reference = &model->references[i];
        double total = 0;
        for (size_t c = 0; c < reference->n_cells; c++)
            total += reference->counts[c];
        char *shape = spark_text(reference->counts, reference->n_cells);
        sheet_set_text(&sheet, 0, reference->feature);
        sheet_set_number(&sheet, 1, reference->type == TYPE_TEXT ? NAN : reference->mean);
        sheet_set_number(&sheet, 2, reference->type == TYPE_TEXT ? NAN : reference->sd);
        sheet_set_number(&sheet, 3,
                         total > 0 && reference->n_cells > 0 ? reference->counts[reference->n_cells - 1] / total : NAN);
        sheet_set_text(&sheet, 4, shape);
        sheet_end_row(&sheet);
        free(shape);
    }
    struct block *block = sheet_add(&sheet, report, "distributions in training");
    table_block_format(block, 1, "-");
    table_block_format(block, 2, "-");
    table_block_format(block, 3, "%.1-");
    table_block_format(block, 4, "~");
    block_right(block, "cells as used by drift");
}

/* The models whose scores are features of this one. */
static void add_nested(const struct model *model, struct report *report)
{
    if (model->n_nested == 0)
        return;
    struct sheet sheet = sheet_new("nested");
    sheet_text(&sheet, "model");
    sheet_text(&sheet, "kind");
    sheet_text(&sheet, "target");
    sheet_time(&sheet, "learnt until", true);
    sheet_text(&sheet, "snapshot");
    for (size_t i = 0; i < model->n_nested; i++) {
        const struct model *nested = model->nested[i];
        int64_t known = model_known(nested);
        char *label = make_text("%s@%d", nested->name, nested->version),
             *snapshot = make_text("%.12s", nested->snapshot);
        sheet_set_text(&sheet, 0, label);
        sheet_set_text(&sheet, 1, nested->kind->name);
        sheet_set_text(&sheet, 2, nested->target);
        sheet_set_time(&sheet, 3, known == INT64_MAX ? TIME_MISSING : known);
        sheet_set_text(&sheet, 4, snapshot);
        sheet_end_row(&sheet);
        free(label);
        free(snapshot);
    }
    sheet_add(&sheet, report, "models it asks");
}

static void fact_definition(struct block *facts, const char *name, const struct definition *definition)
{
    struct text text = TEXT_EMPTY;
    if (!definition || !definition->expression)
        return;
    definition_write(definition, &text);
    facts_add_text(facts, name, text_string(&text));
    text_release(&text);
}

struct report *report_model_card(const struct model *model)
{
    char *title = model_title("model", model), *what = model_what(model), n[64];
    struct report *report = report_new("model", title, what);
    struct block *facts = report_add_facts(report, "what it is");
    fact_answer(facts, model);
    fact_definition(facts, "target is", model->target_definition);
    fact_definition(facts, "population is", model->population_definition);
    fact_split(facts, model);
    fact_rows(facts, "train rows", model->n_train_rows, model->n_train_positives, model->target_kind,
              model->fit.n_clusters);
    fact_rows(facts, "test rows", model->n_test_rows, model->n_test_positives, model->target_kind, 0);
    facts_add_format(facts, "seed", "%llu", (unsigned long long)model->seed);
    fact_fit(facts, model, NAN);
    if (model->snapshot[0])
        facts_add_text(facts, "data snapshot", model->snapshot);
    if (model->test_rows[0])
        facts_add_text(facts, "test rows hash", model->test_rows);
    if (model->note)
        facts_add_text(facts, "note", model->note);
    add_fit_note(model, report);
    add_metrics(model, report);
    add_segments(model, report);
    add_parameters(model, report);
    add_terms(model, 0, report);
    add_definitions(model, report);
    add_nested(model, report);
    add_references(model, report);
    if (model->n_dropped_immature > 0)
        report_add_note(report, VERDICT_WATCH, "%s rows left out: their outcome window ends after the data",
                        count_text((double)model->n_dropped_immature, n));
    report_add_note(report, VERDICT_NONE,
                    "Associations in the data it was trained on, not effects of acting on a feature. "
                    "Method: %s.",
                    model->kind->reference ? model->kind->reference : model->kind->title);
    free(title);
    free(what);
    return report;
}
