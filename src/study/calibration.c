/* Calibrators as models of one score, and what they change. */
#include "patron/study/calibration.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "patron/base/error.h"
#include "patron/base/kinds.h"
#include "patron/base/memory.h"

enum { REPEATS = 1000 };

bool study_calibration_request(const struct model *model, const char *spec, const struct model_kind *kind,
                               const struct world *world, struct work *work, struct arena *arena,
                               struct study_request *out, struct error *err)
{
    if (!model->target_kind || !target_is(model->target_kind, &target_yes_no)) {
        fail(err, ERROR_USER, E_NOT_FIT, "%s answers %s: there is no probability to calibrate", spec,
             model->target_kind ? target_widest(model->target_kind)->told : "segments");
        return false;
    }
    if (!study_request_again(model, world, work, arena, out, err))
        return false;
    struct definition *score = arena_allocate(arena, 1, sizeof *score);
    struct feature *feature = arena_allocate(arena, 1, sizeof *feature);
    struct values *values = arena_allocate(arena, 1, sizeof *values);
    const char *name = arena_format(arena, "p_%s", model->name);
    if (!definition_parse(DEFINITION_FEATURE, name, arena_format(arena, "score(%s)", spec), 0, arena, score, err))
        return false;
    *feature = (struct feature){ name, score, 0 };
    *values = values_defaults(kind->parameters, arena);
    out->kind = kind;
    out->parameters = values;
    out->features = feature;
    out->n_features = 1;
    out->feature_set = name;
    out->scale = NULL;
    return true;
}

static bool measure_change(const struct labelled *before, const struct labelled *after, uint64_t seed,
                           struct work *work, struct calibration_figure *figure, struct error *err)
{
    struct metric_rows a = labelled_rows(after), b = labelled_rows(before);
    const char *method;
    figure->after = metric_figure(figure->metric, &a);
    figure->before = metric_figure(figure->metric, &b);
    if (!metric_difference(figure->metric, &a, &b, REPEATS, seed, work, &figure->change, &figure->p, &method, err))
        return false;
    if (isnan(figure->change.estimate))
        figure->change.estimate = figure->after - figure->before;
    return true;
}

static bool find_verdict(const struct scored *before, const struct scored *after, uint64_t seed, struct work *work,
                         const char **out, struct error *err)
{
    const struct scored *both[] = { before, after };
    struct comparison_pair pair;
    *out = "not known";
    if (!study_compare(both, 2, 0, seed, work, &pair, err))
        return false;
    for (size_t d = 0; d < pair.n; d++)
        if (strcmp(pair.differences[d].metric->name, "log_loss") == 0)
            *out = pair.differences[d].verdict;
    return true;
}

bool study_calibration_gain(const struct scored *before, const struct scored *after, uint64_t seed, struct work *work,
                            struct calibration_gain *out, struct error *err)
{
    static const char *const names[] = { "log_loss", "brier", "ece" };
    const struct scored *both[] = { before, after };
    struct labelled rows[2] = { 0 };
    *out = (struct calibration_gain){ 0 };
    if (!find_verdict(before, after, seed, work, &out->verdict, err))
        return false;
    uint8_t *keep = scored_common(both, 2, err);
    bool good = keep && labelled_init(&rows[0], before, keep, err) && labelled_init(&rows[1], after, keep, err);
    for (size_t i = 0; good && i < CALIBRATION_FIGURES; i++) {
        out->figures[i].metric = metric_find(names[i]);
        good = measure_change(&rows[0], &rows[1], seed, work, &out->figures[i], err);
    }
    labelled_release(&rows[0]);
    labelled_release(&rows[1]);
    free(keep);
    return good;
}
