/* Models whose scores are features: where they come from in a session, and what is said of them. */
#include "command/model/nested.h"

#include <stdlib.h>
#include <string.h>

#include "command/verb.h"

/* ---- Worlds ---- */

static struct model *load_model(void *context, const char *spec, struct error *err)
{
    struct session *session = context;
    struct model *model = workspace_model(session->workspace, spec, err);
    if (!model && err && err->code == E_NO_MODEL && !err->mend[0])
        error_mend(err, "train %.*s = logit TARGET on FEATURES", (int)strcspn(spec, "@"), spec);
    return model;
}

static void release_scores(void *source)
{
    scores_free(source);
}

void nested_give(struct session *session, struct world *world, struct arena *arena)
{
    struct score_source *source = scores_of_models(load_model, session);
    arena_adopt(arena, release_scores, source);
    world->scores = source;
}

const struct world *nested_world(const struct world *world, const struct model *model, struct arena *arena)
{
    if (model->n_nested == 0)
        return world;
    struct world *own = arena_allocate(arena, 1, sizeof *own);
    struct score_source *source = scores_of_nested(model, false);
    arena_adopt(arena, release_scores, source);
    *own = *world;
    own->scores = source;
    return own;
}

/* ---- Versions ---- */

struct pinning {
    struct session *session;
    struct arena *arena;
};

static const char *pin(void *context, const char *spec, struct error *err)
{
    const struct pinning *pinning = context;
    struct model *model = load_model(pinning->session, spec, err);
    const char *label = model ? model_label(model, pinning->arena) : NULL;
    model_free(model);
    return label;
}

bool nested_pin(struct session *session, struct definition *definition, struct arena *arena, struct error *err)
{
    struct pinning pinning = { session, arena };
    return definition_pin_scores(definition, pin, &pinning, arena, err);
}

/* ---- Refusals ---- */

/* Whether MODEL is called NAME, or asks one that is. */
static bool asks(const struct model *model, const char *name)
{
    bool is = model->name && strcmp(model->name, name) == 0;
    for (size_t i = 0; !is && i < model->n_nested; i++)
        is = asks(model->nested[i], name);
    return is;
}

bool nested_check_circle(const struct world *world, const struct feature_list *features, const char *name,
                         struct arena *arena, struct error *err)
{
    struct nested_score *scores;
    size_t n;
    if (!nested_scores(world, features->features, features->n, arena, &scores, &n, err))
        return false;
    for (size_t i = 0; i < n; i++) {
        if (!asks(scores[i].model, name))
            continue;
        bool own = strcmp(scores[i].model->name, name) == 0;
        fail(err, ERROR_USER, E_OWN_SCORE, "'%s' would be trained on its own score: feature '%s' asks %s%s%s", name,
             scores[i].feature, scores[i].spec, own ? "" : ", which asks ", own ? "" : name);
        error_reason(err, "each version would learn from the one before, and no figure would say what it knows itself");
        error_mend(err, "-%s in the list leaves it out", scores[i].feature);
        error_mend(err, "another name than %s", name);
        return false;
    }
    return true;
}

bool nested_check_asof(const struct world *world, const struct feature_list *features, int64_t asof,
                       struct arena *arena, struct error *err)
{
    struct nested_score *scores;
    size_t n;
    char known[32], at[32];
    if (!nested_scores(world, features->features, features->n, arena, &scores, &n, err))
        return false;
    for (size_t i = 0; i < n && asof != TIME_MISSING; i++) {
        int64_t from = model_known(scores[i].model);
        if (from <= asof || from == INT64_MAX)
            continue;
        time_format(from, true, known);
        time_format(asof, true, at);
        fail(err, ERROR_USER, E_MODEL_LATER, "'%s' cannot be proved as of %s: %s learnt from days until %s",
             scores[i].feature, at, scores[i].spec, known);
        error_reason(err, "before that its scores are out of fold: nobody's own outcome is in his score, but those of "
                          "other customers are");
        error_mend(err, "asof %s", known);
        error_mend(err, "-%s in the list leaves it out", scores[i].feature);
        return false;
    }
    return true;
}

/* ---- Telling ---- */

void nested_tell(struct report *report, const struct world *world, const struct feature *features, size_t n_features,
                 const int64_t *cutoffs, size_t n_cutoffs, struct arena *arena)
{
    struct nested_score *scores;
    size_t n;
    char date[32];
    if (!nested_scores(world, features, n_features, arena, &scores, &n, NULL))
        return;
    for (size_t i = 0; i < n; i++) {
        int64_t known = model_known(scores[i].model);
        size_t early = 0;
        for (size_t c = 0; c < n_cutoffs; c++)
            early += cutoffs[c] < known;
        time_format(known == INT64_MAX ? TIME_MISSING : known, true, date);
        if (known == INT64_MAX)
            report_add_note(report, VERDICT_NONE,
                            "%s is out of fold (%zu folds by customer): the outcomes of %s have no date",
                            scores[i].feature, scores[i].folds, scores[i].spec);
        else if (early == 0)
            report_add_note(report, VERDICT_NONE, "%s comes from %s as it is: all it learnt from was over by %s",
                            scores[i].feature, scores[i].spec, date);
        else
            report_add_note(report, VERDICT_NONE,
                            "%s is out of fold (%zu folds by customer) at %zu of %zu training dates: %s learnt from "
                            "days until %s",
                            scores[i].feature, scores[i].folds, early, n_cutoffs, scores[i].spec, date);
    }
}
