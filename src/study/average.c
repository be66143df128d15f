/* Ensembles of models as models of their scores. */
#include "patron/study/average.h"

#include <string.h>

#include "patron/base/error.h"
#include "patron/base/memory.h"
#include "patron/learn/average.h"

static bool check_model(const struct model *const *models, const char *const *specs, size_t i, struct error *err)
{
    const struct model *model = models[i];
    if (!model->target_kind)
        return fail(err, ERROR_USER, E_NOT_FIT, "%s makes segments: they have no mean", specs[i]);
    for (size_t k = 0; k < i; k++)
        if (strcmp(specs[k], specs[i]) == 0) {
            fail(err, ERROR_USER, E_BAD_VALUE, "%s is given twice", specs[i]);
            error_reason(err, "what each counts is said by weights=");
            return false;
        }
    if (strcmp(model->test_rows, models[0]->test_rows) == 0)
        return true;
    fail(err, ERROR_USER, E_DIFFERENT_ROWS, "%s and %s were tested on different rows", specs[0], specs[i]);
    error_reason(err, "a mean is of answers to the same question, and is tested where its models were");
    return false;
}

/* "p_m1", and of a second version of the name "p_m1_v2". */
static const char *score_name(const struct model *const *models, size_t i, struct arena *arena)
{
    const char *column = models[i]->answer->columns[0];
    for (size_t k = 0; k < i; k++)
        if (strcmp(models[k]->name, models[i]->name) == 0)
            return arena_format(arena, "%s_%s_v%d", column, models[i]->name, models[i]->version);
    return arena_format(arena, "%s_%s", column, models[i]->name);
}

bool study_average_request(const struct model *const *models, const char *const *specs, size_t n, const char *weights,
                           const struct world *world, struct work *work, struct arena *arena, struct study_request *out,
                           size_t *at, struct error *err)
{
    for (*at = 0; *at < n; ++*at)
        if (!check_model(models, specs, *at, err))
            return false;
    struct definition *scores = arena_allocate(arena, n, sizeof *scores);
    struct feature *features = arena_allocate(arena, n, sizeof *features);
    struct values *values = arena_allocate(arena, 1, sizeof *values);
    double *read = arena_allocate(arena, n, sizeof *read);
    const struct model_kind *kind = model_kind_find("average");
    if (!average_weights(weights, n, read, err) || !study_request_again(models[0], world, work, arena, out, err))
        return false;
    for (size_t i = 0; i < n; i++) {
        const char *name = score_name(models, i, arena);
        if (!definition_parse(DEFINITION_FEATURE, name, arena_format(arena, "score(%s)", specs[i]), 0, arena,
                              &scores[i], err))
            return false;
        features[i] = (struct feature){ name, &scores[i], 0 };
    }
    *values = values_defaults(kind->parameters, arena);
    if (weights && !parameter_parse(&kind->parameters[0], weights, arena, &values->values[0], err))
        return false;
    out->kind = kind;
    out->parameters = values;
    out->features = features;
    out->n_features = n;
    for (size_t i = 0; i < n; i++)
        out->feature_set = i == 0 ? features[i].name : arena_format(arena, "%s %s", out->feature_set, features[i].name);
    out->scale = NULL;
    return true;
}
