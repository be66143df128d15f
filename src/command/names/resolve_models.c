/* Names of models to models, and their test scores. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "command/names/resolve.h"
#include "command/state.h"
#include "patron/base/file.h"
#include "patron/base/json.h"
#include "patron/base/kinds.h"
#include "patron/base/memory.h"
#include "patron/report/inspect.h"

static void release_model(void *model)
{
    model_free(model);
}

struct model *resolve_model(struct session *session, const char *spec, struct arena *arena, struct error *err)
{
    struct model *model = workspace_model(session->workspace, spec, err);
    if (model)
        arena_adopt(arena, release_model, model);
    return model;
}

const char *model_label(const struct model *model, struct arena *arena)
{
    return arena_format(arena, "%s@%d", model->name, model->version);
}

struct model *resolve_segmentation(struct session *session, const char *spec, struct arena *arena, struct error *err)
{
    struct model *model = NULL;
    if (spec) {
        model = resolve_model(session, spec, arena, err);
    } else {
        char **names = workspace_names(session->workspace, NAME_SEGMENT), **last = names;
        while (last && *last && last[1])
            last++;
        if (last && *last)
            model = resolve_model(session, *last, arena, err);
        else
            fail(err, ERROR_USER, E_NO_MODEL, "there are no segments");
        names_free(names);
        if (!model)
            error_mend(err, "segment s5 = kmeans on FEATURES k=5");
    }
    if (model && !model_is_segmentation(model)) {
        fail(err, ERROR_USER, E_NOT_FIT, "'%s' is a model of %s, not a segmentation", model->name, model->kind->name);
        return NULL;
    }
    return model;
}

/* ---- Test scores ---- */

const struct scored *resolve_scores(struct session *session, const struct model *model, const struct world *world,
                                    struct error *err)
{
    char key[512], hash[HASH_TEXT];
    workspace_snapshot_hash(session->workspace, hash);
    snprintf(key, sizeof key, "%s@%d %s", model->name, model->version, hash);
    struct kept_scores *kept = &session->kept[0];
    for (size_t i = 0; i < KEPT_SCORES; i++) {
        struct kept_scores *held = &session->kept[i];
        if (held->key && strcmp(held->key, key) == 0) {
            held->used = ++session->n_kept_uses;
            return &held->scored;
        }
        if (held->used < kept->used)
            kept = held;
    }
    struct scored scored = { 0 };
    if (!study_test(model, world, model->population_definition, model->target_definition, session_work(session),
                    &scored, err))
        return NULL;
    free(kept->key);
    scored_release(&kept->scored);
    *kept = (struct kept_scores){ copy_text(key), scored, ++session->n_kept_uses };
    return &kept->scored;
}

/* ---- Several models ---- */

/* The version of NAME that its plain name means: the promoted or else the latest. */
static const struct model_info *standing(const struct model_info *infos, size_t n, const char *name)
{
    const struct model_info *best = NULL;
    for (size_t i = 0; i < n; i++)
        if (strcmp(infos[i].name, name) == 0 && (!best || !best->champion))
            best = &infos[i];
    return best;
}

/* Without names: the models of the target in use, the promoted or latest version of each. */
static size_t list_models(struct session *session, struct arena *arena, const char ***out)
{
    struct model_info *infos;
    size_t n = 0, n_infos;
    *out = NULL;
    if (!workspace_models(session->workspace, &infos, &n_infos, NULL))
        return 0;
    char *target = workspace_state(session->workspace, "target");
    char **names = workspace_names(session->workspace, NAME_MODEL);
    *out = arena_allocate(arena, n_infos + 1, sizeof **out);
    for (char **name = names; name && *name; name++) {
        const struct model_info *model = standing(infos, n_infos, *name);
        if (model && model->target && (!target || strcmp(model->target, target) == 0))
            (*out)[n++] = arena_text(arena, *name);
    }
    model_infos_free(infos, n_infos);
    names_free(names);
    free(target);
    return n;
}

static double fit_seconds(struct session *session, const struct model *model)
{
    struct model_info *infos;
    size_t n;
    double seconds = NAN;
    if (!workspace_models(session->workspace, &infos, &n, NULL))
        return seconds;
    for (size_t i = 0; i < n; i++)
        if (strcmp(infos[i].name, model->name) == 0 && infos[i].version == model->version)
            seconds = infos[i].fit_seconds;
    model_infos_free(infos, n);
    return seconds;
}

bool resolve_inspected(struct session *session, const struct value *names, const struct world *world,
                       struct arena *arena, struct inspected **out, size_t *n, struct error *err)
{
    const char *const *specs = names->texts;
    const char **listed;
    *n = names->n_texts;
    if (!names->given) {
        *n = list_models(session, arena, &listed);
        specs = listed;
    }
    if (*n == 0) {
        fail(err, ERROR_USER, E_NO_MODEL, "there are no models of this target");
        error_mend(err, "train m1 = logit TARGET on FEATURES");
        return false;
    }
    if (*n > KEPT_SCORES)
        return fail(err, ERROR_USER, E_BAD_VALUE, "%zu models at once; the most is %d", *n, (int)KEPT_SCORES);
    *out = arena_allocate(arena, *n, sizeof **out);
    for (size_t i = 0; i < *n; i++) {
        struct model *model = resolve_model(session, specs[i], arena, err);
        if (!model)
            return fail_value_at(err, names, i);
        if (model_is_segmentation(model)) {
            fail(err, ERROR_USER, E_NOT_FIT, "'%s' makes segments: it has no test to compare", specs[i]);
            error_mend(err, "silhouette %s", model->name);
            return fail_value_at(err, names, i);
        }
        const struct scored *scored = resolve_scores(session, model, world, err);
        if (!scored)
            return fail_value_at(err, names, i);
        (*out)[i] = (struct inspected){ specs[i], model, scored, shown_seconds(session, fit_seconds(session, model)) };
    }
    return true;
}

struct model *model_file_read(const char *path, enum model_seal *seal, struct error *err)
{
    size_t length;
    char *bytes = file_read(path, &length, err);
    struct error broken = ERROR_INIT;
    struct json *json = bytes ? json_parse(bytes, length, path, &broken) : NULL;
    if (bytes && !json) {
        fail(err, ERROR_DATA, E_MODEL_FILE, "%s is no model file", path);
        error_reason(err, "%s", broken.what);
        error_mend(err, "export model NAME to FOLDER/ writes one");
    }
    error_release(&broken);
    struct model *model = json ? model_read(json, err) : NULL;
    *seal = json ? model_seal_check(json) : SEAL_NONE;
    json_free(json);
    free(bytes);
    return model;
}
