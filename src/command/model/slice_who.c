/* Customers at dates by a column of theirs, or by their segment. */
#include "command/model/slice_who.h"

#include <math.h>
#include <string.h>

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

bool slice_by_who(struct session *session, const struct world *world, const struct scored *scored, const char *name,
                  struct arena *arena, bool *found, struct slicing *out, struct error *err)
{
    const char *point = strchr(name, '.');
    bool own = point && strncmp(name, world->customers->name, (size_t)(point - name)) == 0;
    const struct column *column = table_column(world->customers, own ? point + 1 : name);
    *found = column || workspace_what(session->workspace, name) == NAME_SEGMENT;
    if (column)
        return slice_by_column(world, scored, column, arena, out, err);
    return !*found || slice_by_segment(session, world, scored, name, arena, out, err);
}

bool slice_fails_name(const struct world *world, const char *name, const char *else_what, struct error *err)
{
    struct nearest nearest;
    nearest_init(&nearest, name);
    for (size_t i = 0; i < world->customers->n_columns; i++)
        nearest_offer(&nearest, world->customers->columns[i].name);
    fail(err, ERROR_USER, E_NO_COLUMN, "%s has no column '%s', and no %s is called so", world->customers->name, name,
         else_what);
    if (nearest.best)
        error_mend(err, "%s", nearest.best);
    return false;
}
