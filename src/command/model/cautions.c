/* What is said beside a model's figures so that they flatter nobody. */
#include "command/model/cautions.h"

#include <math.h>
#include <stdio.h>

#include "command/verb.h"
#include "patron/measure/best_of.h"
#include "patron/study/suspects.h"
#include "patron/workspace/looks.h"

enum { MANY_LOOKS = 10 };

void tell_looks(struct session *session, const struct model *model, struct report *report)
{
    size_t n = 0;
    struct error ignored = ERROR_INIT;
    bool known = model->test_rows[0] && workspace_looks(session->workspace, model->test_rows, &n, &ignored);
    const struct model_metric *auc = model_metric_find(model, "roc_auc");
    auc = auc ? auc : model_metric_find(model, "auc_censored");
    error_release(&ignored);
    if (!known || n < 2)
        return;
    enum verdict verdict = n < MANY_LOOKS ? VERDICT_NONE : VERDICT_WATCH;
    if (!auc || isnan(auc->value.low)) {
        report_add_note(report, verdict, "%zu models were tried on these test rows: the best of them flatters itself",
                        n);
        return;
    }
    double deviation = (auc->value.high - auc->value.low) / (2 * 1.96);
    report_add_note(report, verdict,
                    "%zu models were tried on these test rows: were they equally good and unlike, chance alone would "
                    "lift the best one's auc by %.3f%s",
                    n, measure_best_of(n) * deviation,
                    verdict == VERDICT_WATCH ? "; a later test date, or rows kept back, would tell" : "");
}

void tell_twins(const struct model *model, struct report *report)
{
    char without[64] = "";
    const struct interval *auc = &model->without_twins;
    if (model->n_test_twins == 0)
        return;
    if (!isnan(auc->estimate))
        snprintf(without, sizeof without, "auc without them %.3f (%.3f to %.3f); ", auc->estimate, auc->low, auc->high);
    report_add_note(
        report, VERDICT_BAD,
        "%s: %zu of %zu test rows are equal in all features to training rows of other customers, far more "
        "than chance gives: the same person under two keys is tested on what was learnt of him; %sone key a "
        "person would mend it (help clean: drop duplicates by)",
        model->name ? model->name : "the model", model->n_test_twins, model->n_test_rows, without);
}

/* The first of CUTOFFS that POPULATION looks ahead of; INT64_MAX when none is. */
static int64_t first_ahead(const struct definition *population, const int64_t *cutoffs, size_t n)
{
    int64_t first = INT64_MAX;
    for (size_t i = 0; i < n; i++)
        if (population_looks_ahead(population, cutoffs[i]) && cutoffs[i] < first)
            first = cutoffs[i];
    return first;
}

/* Without training dates the one cutoff is the as-of date. */
static int64_t first_of_model(const struct model *model)
{
    const struct split *split = &model->split;
    const int64_t last = split->n_train > 0 && model->target_definition ? split->test : model->asof;
    int64_t first = first_ahead(model->population_definition, &last, 1);
    int64_t trained =
        model->target_definition ? first_ahead(model->population_definition, split->train, split->n_train) : INT64_MAX;
    return trained < first ? trained : first;
}

static const char *chosen_words(const struct definition *population, int64_t first, struct text *out)
{
    char chosen[32], cutoff[32];
    time_format(population->chosen, true, chosen);
    time_format(first, true, cutoff);
    text_add_format(out,
                    "population %s is a list that was chosen with all that was known before %s: at %s it looks ahead, "
                    "for who is in it may tell what came; customers where CONDITION is decided anew at each date",
                    population->name ? population->name : "", chosen, cutoff);
    return text_string(out);
}

static void tell_first(const struct definition *population, int64_t first, struct report *report)
{
    struct text words = TEXT_EMPTY;
    if (first != INT64_MAX)
        report_add_note(report, VERDICT_BAD, "%s", chosen_words(population, first, &words));
    text_release(&words);
}

void tell_chosen_at(const struct definition *population, const int64_t *cutoffs, size_t n, struct report *report)
{
    tell_first(population, first_ahead(population, cutoffs, n), report);
}

void tell_chosen(const struct model *model, struct report *report)
{
    tell_first(model->population_definition, first_of_model(model), report);
}

void warn_chosen(struct session *session, const struct model *model)
{
    struct text words = TEXT_EMPTY;
    int64_t first = first_of_model(model);
    if (first != INT64_MAX)
        session_warning(session, "%s", chosen_words(model->population_definition, first, &words));
    text_release(&words);
}

/* From here on a model is asked which feature gives it the answer; from there on it is said in any case. */
static const double asked_from = 0.95, said_from = 0.98;

static size_t tell_suspects(const struct suspects *suspects, const char *target, struct report *report)
{
    size_t n = 0;
    for (size_t i = 0; i < suspects->n; i++) {
        const struct suspect *suspect = &suspects->list[i];
        if (!suspect->is_feature)
            continue;
        report_add_note(report, VERDICT_BAD,
                        "%s alone tells %s with auc %.3f: leave it out (-%s) unless it is known on the day; leak says "
                        "more",
                        suspect->name, target, isnan(suspect->value) ? 1 : fmax(suspect->value, 1 - suspect->value),
                        suspect->name);
        n++;
    }
    return n;
}

void tell_too_good(struct session *session, const struct model *model, const struct world *world, struct arena *arena,
                   struct report *report)
{
    const struct model_metric *auc = model_metric_find(model, "roc_auc");
    double area = auc ? fmax(auc->value.estimate, 1 - auc->value.estimate) : NAN;
    struct study_request request;
    struct suspects suspects = { 0 };
    struct error ignored = ERROR_INIT;
    if (!(area >= asked_from))
        return;
    bool asked = model->n_features > 0 &&
                 study_request_again(model, world, session_work(session), arena, &request, &ignored) &&
                 study_suspects(&request, &suspects, &ignored);
    size_t n = asked ? tell_suspects(&suspects, model->target ? model->target : "the target", report) : 0;
    if (n == 0 && area >= said_from)
        report_add_note(report, VERDICT_WATCH,
                        "%s: auc %.3f is hardly ever true of customers: ask of each feature whether it was known on "
                        "the day (leak)",
                        model->name ? model->name : "the model", auc->value.estimate);
    if (asked)
        suspects_release(&suspects);
    error_release(&ignored);
}
