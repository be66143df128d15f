/* slices: how good a model is among which customers. */
#include <math.h>

#include "command/model/slice_feature.h"
#include "command/model/slice_levels.h"
#include "command/verb.h"
#include "patron/base/kinds.h"
#include "patron/feature/known.h"

static bool slice_by_column(const struct world *world, const struct scored *scored, const struct column *column,
                            struct arena *arena, struct slicing *out, struct error *err)
{
    const struct events people = world_people(world);
    size_t number = (size_t)(column - world->customers->columns);
    uint32_t *rows = arena_allocate(arena, scored->n + 1, sizeof *rows);
    for (size_t i = 0; i < scored->n; i++)
        rows[i] = known_value(&people, number, scored->customer[i], scored->cutoff[i]) ? scored->customer[i] : NO_ROW;
    return slice_by_levels(column, rows, scored->n, arena, out, err);
}

static bool slice_by_segment(struct session *session, const struct world *world, const struct scored *scored,
                             const char *name, struct arena *arena, struct slicing *out, struct error *err)
{
    struct model *model = resolve_segmentation(session, name, arena, err);
    if (!model)
        return false;
    uint32_t *codes = arena_allocate(arena, scored->n + 1, sizeof *codes);
    const char **levels = arena_allocate(arena, model->n_segments + 1, sizeof *levels);
    for (size_t k = 0; k < model->n_segments; k++) {
        const char *label = model->segment_names ? model->segment_names[k] : NULL;
        levels[k] = arena_format(arena, label && *label ? "%zu %s" : "%zu", k + 1, label);
    }
    for (size_t i = 0; i < scored->n;) {
        struct scored part = { 0 };
        int64_t cutoff = scored->cutoff[i];
        if (!study_score(model, world, NULL, cutoff, session_work(session), &part, err))
            return false;
        size_t j = 0;
        for (; i < scored->n && scored->cutoff[i] == cutoff; i++) {
            while (j < part.n && part.customer[j] < scored->customer[i])
                j++;
            bool there = j < part.n && part.customer[j] == scored->customer[i] && !isnan(part.score[j]);
            codes[i] = there ? (uint32_t)part.score[j] : TEXT_MISSING;
        }
        scored_release(&part);
    }
    *out = (struct slicing){ arena_text(arena, name), codes, levels, model->n_segments };
    return true;
}

static bool slice_by(struct session *session, const struct world *world, const struct inspected *model,
                     const char *name, struct arena *arena, struct slicing *out, struct error *err)
{
    const struct scored *scored = model->scored;
    const char *point = strchr(name, '.');
    bool own = point && strncmp(name, world->customers->name, (size_t)(point - name)) == 0;
    const struct column *column = table_column(world->customers, own ? point + 1 : name);
    if (column)
        return slice_by_column(world, scored, column, arena, out, err);
    if (workspace_what(session->workspace, name) == NAME_SEGMENT)
        return slice_by_segment(session, world, scored, name, arena, out, err);
    bool found, ok = slice_by_feature(session, world, model, name, arena, &found, out, err);
    if (!ok || found)
        return ok;
    struct nearest nearest;
    nearest_init(&nearest, name);
    for (size_t i = 0; i < world->customers->n_columns; i++)
        nearest_offer(&nearest, world->customers->columns[i].name);
    fail(err, ERROR_USER, E_NO_COLUMN, "%s has no column '%s', and no segmentation or feature is called so",
         world->customers->name, name);
    if (nearest.best)
        error_mend(err, "%s", nearest.best);
    return false;
}

static struct report *run_slices(struct session *session, const struct invocation *invocation, struct error *err)
{
    const struct value *by = values_get(&invocation->values, "by");
    const struct world *world = resolve_world(session, invocation->arena, err);
    struct inspected *models;
    size_t n;
    if (!world || !resolve_inspected(session, values_get(&invocation->values, "model"), world, invocation->arena,
                                     &models, &n, err))
        return failed();
    struct slicing *slicings = arena_allocate(invocation->arena, by->n_texts, sizeof *slicings);
    for (size_t i = 0; i < by->n_texts; i++)
        if (!slice_by(session, world, &models[0], by->texts[i], invocation->arena, &slicings[i], err)) {
            fail_value_at(err, by, i);
            return failed();
        }
    return report_slices(&models[0], slicings, by->n_texts, NULL, err);
}

const struct command slices_command = {
    .name = "slices",
    .group = GROUP_MODELS,
    .summary = "how good a model is among which customers",
    .description =
        "The figures of the test rows in each value of a column of customers, as it was known then, in each segment, "
        "or "
        "in each fifth of a feature (fifths of the rows that trained; texts by their values), as of the row's own "
        "date: rows, share of positives, auc with its interval, ece; of amounts mae, bias and rank correlation. A "
        "slice "
        "with few rows has a wide interval: that is the answer, too.",
    .needs = NEEDS_WORKSPACE | NEEDS_SNAPSHOT,
    .parameters =
        (const struct parameter[]){
            { "model", PARAMETER_MODEL, FORM_SUBJECT, .required = true, .summary = "the model" },
            { "by", PARAMETER_COLUMN, FORM_CLAUSE, .required = true, .repeats = true,
              .summary = "columns of customers, segmentations or features; a table for each" },
            { 0 } },
    .examples = (const struct example[]){ { "by a column", "slices m2 by plan" },
                                          { "by several, and by segments", "slices m2 by plan,country,s5" },
                                          { "by a feature", "slices m2 by recency" },
                                          { "as a table", "slices m3 by country > slices.csv" },
                                          { 0 } },
    .see_also = "compare importance explain",
    .pane = "table",
    .run = run_slices,
};
