/* rebuild: a model made again from what its file records, and held against it. */
#include "command/model/nested.h"
#include "command/verb.h"
#include "patron/base/work.h"

static void release_model(void *model)
{
    model_free(model);
}

/* A path or the name of a model. */
static struct model *find_model(struct session *session, const struct value *of, struct arena *arena, struct error *err)
{
    size_t length = strlen(of->text);
    bool path =
        strchr(of->text, '/') || file_exists(of->text) || (length > 5 && strcmp(of->text + length - 5, ".json") == 0);
    enum model_seal seal = SEAL_HOLDS;
    struct model *model = path ? model_file_read(of->text, &seal, err) : resolve_model(session, of->text, arena, err);
    if (!model)
        fail_value_at(err, of, 0);
    else if (path)
        arena_adopt(arena, release_model, model);
    if (seal == SEAL_BROKEN)
        session_warning(session, "%s was changed after it was written", of->text);
    return model;
}

/* The workspace with the tables of the model's training; OTHER is a copy that has to be closed, or NULL. */
static struct workspace *find_data(struct session *session, const struct model *model, const char *label,
                                   struct workspace **other, struct error *err)
{
    char now[HASH_TEXT];
    struct error none = ERROR_INIT;
    *other = NULL;
    workspace_snapshot_hash(session->workspace, now);
    if (strcmp(now, model->snapshot) == 0)
        return session->workspace;
    *other = workspace_copy(session->workspace, err);
    if (*other && *model->snapshot && workspace_use(*other, model->snapshot, &none))
        return *other;
    error_release(&none);
    if (!*other)
        return NULL;
    workspace_close(*other);
    *other = NULL;
    fail(err, ERROR_USER, E_NO_SNAPSHOT, "the data of %s are not here: snapshot %.12s", label,
         *model->snapshot ? model->snapshot : "(none recorded)");
    error_reason(err, "the tables in use are %.12s, and other data give another model", now);
    error_mend(err, "load the files that it was trained on");
    error_mend(err, "snapshots");
    return NULL;
}

static struct model *make_again(struct session *session, const struct model *model, const char *label,
                                struct arena *arena, struct error *err)
{
    struct workspace *other, *data = find_data(session, model, label, &other, err);
    struct study_request request;
    struct work *work = session_work(session);
    struct world *world = data ? workspace_world(data, work, err) : NULL;
    struct model *again = NULL;
    if (world && study_request_again(model, nested_world(world, model, arena), work, arena, &request, err))
        again = study_train(&request, NULL, err);
    if (world)
        world_free(world);
    if (other)
        workspace_close(other);
    return again;
}

/* Those that matter most come first in a model: its figures. */
static bool fail_differs(const char *label, const struct model_differences *differences, struct error *err)
{
    const struct model_difference *first = &differences->items[0];
    fail(err, ERROR_USER, E_NOT_AGAIN, "%s is not the same again: %zu of %zu values differ", label, differences->n,
         differences->n_compared);
    error_reason(err, "%s was %s, is %s", first->what, first->was, first->is);
    return false;
}

static struct report *run_rebuild(struct session *session, const struct invocation *invocation, struct error *err)
{
    const struct value *of = values_get(&invocation->values, "model");
    struct arena *arena = invocation->arena;
    struct model *model = find_model(session, of, arena, err);
    if (!model)
        return failed();
    const char *label = model->name ? model_label(model, arena) : of->text;
    struct model *again = make_again(session, model, label, arena, err);
    if (!again)
        return failed();
    struct model_differences differences;
    study_differences(model, again, arena, &differences);
    model_free(again);
    outcome(session, "%zu values, %zu differ", differences.n_compared, differences.n);
    struct report *report = report_rebuild(model, label, &differences);
    if (differences.n == 0)
        return report;
    bool shown = session_hand_over(session, &report, err);
    report_free(report);
    if (shown)
        fail_differs(label, &differences, err);
    return failed();
}

const struct command rebuild_command = {
    .name = "rebuild",
    .group = GROUP_MODELS,
    .summary = "make a model again from what its file records, and hold it against the file",
    .description =
        "Features, target, population, split, parameters and seed are those of the file, and the data those of its "
        "snapshot, also when another one is in use. All that the file says is compared: figures with their intervals, "
        "coefficients or trees, preparation, reference distributions. Numbers are the same up to 1e-12 of the larger; "
        "names, versions and notes do not count. What differs is listed, and the command fails. Nothing is kept.",
    .needs = NEEDS_WORKSPACE | NEEDS_SNAPSHOT,
    .parameters = (const struct parameter[]){ { "model", PARAMETER_MODEL, FORM_SUBJECT, .required = true,
                                                .summary = "m3, m3@6, or a file that export model wrote" },
                                              { 0 } },
    .examples = (const struct example[]){ { "the version in use", "rebuild m2" },
                                          { "a version", "rebuild m2@1" },
                                          { "a file", "rebuild models/m2-v1.json" },
                                          { 0 } },
    .see_also = "train export import history",
    .run = run_rebuild,
};
