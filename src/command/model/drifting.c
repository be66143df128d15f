/* Then and now: the same features at two dates, in two snapshots, or against a model's training. */
#include "command/model/drifting.h"

#include <stdlib.h>
#include <string.h>

#include "command/model/nested.h"
#include "command/verb.h"

static void release_table(void *table)
{
    table_release(table);
}

static const char *date_label(int64_t time, struct arena *arena)
{
    char date[32];
    if (time == TIME_MISSING)
        return "now";
    time_format(time, true, date);
    return arena_text(arena, date);
}

/* The features of a model, as a list to compute. */
static struct feature_list features_of_model(const struct model *model, struct arena *arena)
{
    struct feature_list list = { .features = arena_allocate(arena, model->n_features + 1, sizeof(struct feature)),
                                 .n = model->n_features };
    for (size_t i = 0; i < model->n_features; i++)
        list.features[i] = (struct feature){ model->feature_names[i], &model->definitions[i], model->windows[i] };
    return list;
}

/* OUT->model (NULL: none) brings the models nested in it. */
static struct table *table_at(struct session *session, const struct world *world, const struct drifted *out,
                              const struct definition *population, const struct feature_list *features, int64_t cutoff,
                              struct arena *arena, struct error *err)
{
    if (out->model)
        world = nested_world(world, out->model, arena);
    struct table *table =
        study_features(world, population, features->features, features->n, cutoff, session_work(session), err);
    if (table)
        arena_adopt(arena, release_table, table);
    return table;
}

/* ---- Against training ---- */

static void free_scores(void *scores)
{
    free(scores);
}

/* The scores of now as a table of one column called score, as training's distribution of them is called. */
static struct table *score_table(struct session *session, const struct model *model, const struct world *world,
                                 int64_t cutoff, struct arena *arena, struct error *err)
{
    struct scored scored;
    if (!study_score(model, world, model->population_definition, cutoff, session_work(session), &scored, err))
        return NULL;
    double *values = scored.score;
    scored.answers.columns[0].values = NULL; /* the table's */
    struct column column = { .name = "score", .type = TYPE_REAL, .values = values };
    struct table *table = table_wrap("scores", scored.n, &column, 1, NULL, NULL);
    scored_release(&scored);
    arena_adopt(arena, free_scores, values);
    arena_adopt(arena, release_table, table);
    return table;
}

/* The model with the references of its scores alone, or of its features alone: drift wants every reference's column. */
static struct model select_references(const struct model *model, bool scores)
{
    struct model part = *model;
    size_t last = model->n_references;
    bool has_score = last > 0 && strcmp(model->references[last - 1].feature, "score") == 0;
    if (scores && has_score) {
        part.references = &model->references[last - 1];
        part.n_references = 1;
    } else if (has_score) {
        part.n_references = last - 1;
    }
    return part;
}

static bool against_training(struct session *session, int64_t cutoff, bool scores, struct arena *arena,
                             struct drifted *out, struct error *err)
{
    struct model *model = out->model;
    struct model part = select_references(model, scores);
    struct feature_list features = features_of_model(model, arena);
    if (part.n_references == 0 || (!scores && features.n == 0))
        return fail(err, ERROR_USER, E_NOT_FIT, "%s has no distribution of training to compare with", model->name);
    struct table *now =
        scores ? score_table(session, model, out->world, cutoff, arena, err)
               : table_at(session, out->world, out, model->population_definition, &features, cutoff, arena, err);
    out->then = part.references[0].rows && *part.references[0].rows ? part.references[0].rows
                : scores                                            ? "test rows"
                                                                    : "training rows";
    return now && study_drift_model(&part, now, session_work(session), &out->drift, err);
}

/* ---- Against another date or snapshot ---- */

/* The day after the last row of a snapshot, which is when it was delivered, but not after the date of now. */
static int64_t snapshot_date(const struct world *world, int64_t cutoff)
{
    if (world->last_time == TIME_MISSING)
        return cutoff;
    int64_t own = world->last_time - world->last_time % TIME_DAY + TIME_DAY;
    return cutoff != TIME_MISSING && cutoff < own ? cutoff : own;
}

/* The same features in another snapshot, at *CUTOFF or, when that is TIME_MISSING, at the snapshot's own date: it is
   used for a moment, and the one in use is put back whatever happens. */
static struct table *table_in_snapshot(struct session *session, const char *snapshot, const struct drifted *out,
                                       const struct definition *population, const struct feature_list *features,
                                       int64_t now_cutoff, int64_t *cutoff, struct arena *arena, struct error *err)
{
    char now[HASH_TEXT];
    struct error back = ERROR_INIT;
    workspace_snapshot_hash(session->workspace, now);
    if (!workspace_use(session->workspace, snapshot, err))
        return NULL;
    const struct world *world = resolve_world(session, arena, err);
    if (world && *cutoff == TIME_MISSING)
        *cutoff = snapshot_date(world, now_cutoff);
    struct table *table = world ? table_at(session, world, out, population, features, *cutoff, arena, err) : NULL;
    if (!workspace_use(session->workspace, now, &back)) {
        error_move(err, &back);
        return NULL;
    }
    return table;
}

static bool between(struct session *session, const struct feature_list *features, int64_t cutoff,
                    const struct drift_question *question, struct arena *arena, struct drifted *out, struct error *err)
{
    const char *against = question->against;
    struct definition *population;
    int64_t date = question->at;
    if (!resolve_population(session, arena, &population, err))
        return false;
    bool named = workspace_what(session->workspace, against) == NAME_SNAPSHOT; /* a snapshot may be called as a date */
    bool dated = question->at == TIME_MISSING && !named && time_parse(against, strlen(against), &date);
    if (!dated)
        date = question->at;
    struct table *now = table_at(session, out->world, out, population, features, cutoff, arena, err);
    struct table *then = NULL;
    if (now && dated)
        then = table_at(session, out->world, out, population, features, date, arena, err);
    else if (now)
        then = table_in_snapshot(session, against, out, population, features, cutoff, &date, arena, err);
    out->then = dated                  ? date_label(date, arena)
                : date == TIME_MISSING ? arena_text(arena, against) /* nothing in it has a time */
                                       : arena_format(arena, "%s at %s", against, date_label(date, arena));
    return then && study_drift(then, now, session_work(session), &out->drift, err);
}

/* A set against training: the promoted or else latest model that was trained on it. */
static bool set_against_training(struct session *session, const char *set, int64_t cutoff, struct arena *arena,
                                 struct drifted *out, struct error *err)
{
    struct model_info *infos;
    size_t n;
    const struct model_info *best = NULL;
    if (!workspace_models(session->workspace, &infos, &n, err))
        return false;
    for (size_t i = 0; i < n; i++)
        if (infos[i].feature_set && strcmp(infos[i].feature_set, set) == 0 &&
            (!best || !best->champion || infos[i].champion))
            best = &infos[i];
    char *spec = best ? arena_format(arena, "%s@%d", best->name, best->version) : NULL;
    model_infos_free(infos, n);
    if (!spec) {
        fail(err, ERROR_USER, E_NO_MODEL, "no model was trained on '%s'", set);
        error_mend(err, "against=DATE");
        return false;
    }
    out->model = resolve_model(session, spec, arena, err);
    return out->model && against_training(session, cutoff, false, arena, out, err);
}

bool drifted_find(struct session *session, const struct drift_question *question, struct arena *arena,
                  struct drifted *out, struct error *err)
{
    const char *const *names = question->names, *against = question->against;
    size_t n_names = question->n_names;
    bool scores = question->scores;
    int64_t cutoff;
    *out = (struct drifted){ 0 };
    out->world = resolve_world(session, arena, err);
    if (!out->world || !resolve_asof(session, out->world, &cutoff, err))
        return false;
    out->now = date_label(cutoff, arena);
    out->subject = arena_text(arena, names[0]);
    char base[256];
    snprintf(base, sizeof base, "%.*s", (int)strcspn(names[0], "@"), names[0]);
    enum name_kind what = workspace_what(session->workspace, base);
    bool training = !against || strcmp(against, "train") == 0;
    if (training && question->at != TIME_MISSING) {
        fail(err, ERROR_USER, E_BAD_VALUE, "at= needs a snapshot in against=");
        error_reason(err, "%s", against ? "training has its own dates" : "nothing is said to compare with");
        error_mend(err, "against=SNAPSHOT at=DATE");
        return false;
    }
    if (n_names == 1 && (what == NAME_MODEL || what == NAME_SEGMENT)) {
        out->model = resolve_model(session, names[0], arena, err);
        if (!out->model)
            return false;
        if (training)
            return against_training(session, cutoff, scores, arena, out, err);
        struct feature_list features = features_of_model(out->model, arena);
        return between(session, &features, cutoff, question, arena, out, err);
    }
    struct feature_list features;
    if (!resolve_feature_texts(session, names, n_names, arena, &features, err))
        return false;
    out->subject = features.set;
    if (!training)
        return between(session, &features, cutoff, question, arena, out, err);
    return set_against_training(session, names[0], cutoff, arena, out, err);
}
