/* One thing of the workspace, whatever it is. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "command/data/preset.h"
#include "command/model/cautions.h"
#include "command/model/fitting.h"
#include "command/names/lists.h"
#include "command/names/show_table.h"
#include "command/verb.h"
#include "patron/base/kinds.h"

/* ---- Tables, columns, what was set aside ---- */

static void release_table(void *table)
{
    table_release(table);
}

static int asked_version(const struct invocation *invocation)
{
    const struct value *version = values_get(&invocation->values, "version");
    return version->given ? (int)version->number : 0;
}

static struct report *show_stored(struct session *session, const struct invocation *invocation, const char *name,
                                  struct error *err)
{
    struct table *table = workspace_table(session->workspace, name, asked_version(invocation), err);
    if (!table)
        return failed();
    arena_adopt(invocation->arena, release_table, table);
    return show_rows(session, invocation, table, name, false, err);
}

static struct report *show_quarantine(struct session *session, const struct invocation *invocation, const char *name,
                                      struct error *err)
{
    struct table *table = workspace_quarantine(session->workspace, name, asked_version(invocation), err);
    if (!table && err->kind == ERROR_NONE)
        return report_message(VERDICT_OK, "%s: no rows were set aside", name);
    if (!table)
        return failed();
    arena_adopt(invocation->arena, release_table, table);
    return show_rows(session, invocation, table, arena_format(invocation->arena, "%s.quarantine", name), false, err);
}

static struct report *show_column(struct session *session, const struct invocation *invocation, const char *name,
                                  const char *column, struct error *err)
{
    const struct value *limit = values_get(&invocation->values, "limit");
    if (strcmp(column, "dropped") == 0)
        return show_dropped(session, invocation, name, err);
    if (strcmp(column, "quarantine") == 0)
        return show_quarantine(session, invocation, name, err);
    struct table *table = resolve_table(session, name, invocation->arena, err);
    const struct column *found = table ? table_need_column(table, column, err) : NULL;
    return found ? report_frequency(found, table->n_rows, limit->given ? (size_t)limit->number : 20, err) : failed();
}

/* ---- Definitions ---- */

/* What was fitted, in a few words: a family's levels, a rank's edges. */
static void add_constants(struct session *session, struct block *facts, const char *name, const char *label,
                          struct arena *arena)
{
    enum { LONGEST = 400 };
    const char *on = fitted_on(session, name, arena), *fitted = fitted_as(session, name, arena);
    if (!on)
        return;
    if (strlen(fitted) <= LONGEST)
        facts_add_text(facts, label, fitted);
    facts_add_text(facts, "fitted on", on);
}

/* The columns of feature NAME as they were named last, and on which rows its constants were fitted. */
static void add_columns(struct session *session, struct block *facts, const char *name, const char *text,
                        struct arena *arena)
{
    struct definition definition;
    struct feature_list known;
    struct text names = TEXT_EMPTY;
    const char *first = NULL;
    size_t n = 0;
    if (!definition_parse(DEFINITION_FEATURE, name, text, 0, arena, &definition, NULL) ||
        !resolve_names_of_features(session, arena, &known))
        return;
    for (size_t i = 0; i < known.n; i++) {
        if (strcmp(known.features[i].definition->name, name) != 0)
            continue;
        first = first ? first : known.features[i].name;
        text_add_format(&names, "%s%s", n++ > 0 ? " " : "", known.features[i].name);
    }
    bool by = definition_lacks_levels(&definition), edges = definition_lacks_edges(&definition, arena);
    if (n == 0)
        text_add(&names, "one for each level, found at the first use");
    facts_add_text(facts, n == 1 ? "column" : "columns", text_string(&names));
    if (by)
        add_constants(session, facts, name, "as fitted", arena);
    else if (edges && first)
        add_constants(session, facts, first, "as fitted", arena);
    if ((by || edges) && !fitted_on(session, by || !first ? name : first, arena))
        facts_add_text(facts, "fitted on", "nothing yet: at the first use on the rows that train");
    text_release(&names);
}

static struct report *show_definition(struct session *session, enum name_kind kind, const char *what, const char *name,
                                      struct arena *arena)
{
    char *text = workspace_definition(session->workspace, kind, name);
    struct report *report = report_new("show", arena_format(arena, "%s %s", what, name), NULL);
    struct block *facts = report_add_facts(report, NULL);
    facts_add_text(facts, "definition", text);
    if (kind == NAME_FEATURE)
        add_columns(session, facts, name, text, arena);
    free(text);
    return report;
}

static struct report *show_set(struct session *session, const char *name, struct arena *arena, struct error *err)
{
    struct feature_list list;
    if (!resolve_feature_names(session, &name, 1, arena, &list, err))
        return failed();
    struct builder *builder = builder_new(name);
    builder_add_column(builder, "feature", TYPE_TEXT);
    builder_add_column(builder, "definition", TYPE_TEXT);
    for (size_t i = 0; i < list.n; i++) {
        struct text text = TEXT_EMPTY;
        const struct listed *listed = &list.listed[i];
        definition_write(definition_lacks_levels(listed->written) ? listed->written : listed->feature.definition,
                         &text);
        builder_set_string(builder, 0, list.features[i].name);
        builder_set_string(builder, 1, text_string(&text));
        builder_end_row(builder);
        text_release(&text);
    }
    struct table *table = builder_finish(builder, err);
    return table ? report_of_table("show", name, counted(list.n, "feature", arena), table) : failed();
}

/* ---- Models and segments ---- */

static struct report *show_model(struct session *session, const char *spec, struct arena *arena, struct error *err)
{
    struct model *model = resolve_model(session, spec, arena, err);
    struct report *report = model ? report_model_card(model) : failed();
    if (report) {
        tell_twins(model, report);
        tell_chosen(model, report);
        tell_looks(session, model, report);
    }
    return report;
}

/* s5.2: the customers of one segment at the segmentation's own date. */
static struct report *show_segment(struct session *session, const struct invocation *invocation, const char *name,
                                   const char *number, struct error *err)
{
    struct arena *arena = invocation->arena;
    struct model *model = resolve_segmentation(session, name, arena, err);
    int64_t wanted = 0;
    if (!model)
        return failed();
    if (!integer_parse(number, strlen(number), &wanted) || wanted < 1 || (size_t)wanted > model->n_segments)
        return fail_null(err, ERROR_USER, E_NO_NAME, "%s has segments 1 to %zu, not '%s'", name, model->n_segments,
                         number);
    const struct world *world = resolve_world(session, arena, err);
    const struct scored *scored = world ? resolve_scores(session, model, world, err) : NULL;
    if (!scored)
        return failed();
    uint32_t *rows = arena_allocate(arena, scored->n + 1, sizeof *rows);
    size_t n = 0;
    for (size_t i = 0; i < scored->n; i++)
        if (scored->score[i] == (double)(wanted - 1))
            rows[n++] = scored->customer[i];
    struct table *table = table_take(world->customers, world->customers->name, rows, n, err);
    if (!table)
        return failed();
    arena_adopt(arena, release_table, table);
    const char *label = model->segment_names ? model->segment_names[wanted - 1] : NULL;
    return show_rows(session, invocation, table,
                     label ? arena_format(arena, "%s.%s \"%s\"", name, number, label)
                           : arena_format(arena, "%s.%s", name, number),
                     false, err);
}

/* ---- Which is it ---- */

static struct report *show_part(struct session *session, const struct invocation *invocation, const char *name,
                                const char *point, struct error *err)
{
    const char *base = arena_bytes(invocation->arena, name, (size_t)(point - name));
    enum name_kind kind = workspace_what(session->workspace, base);
    if (kind == NAME_TABLE)
        return show_column(session, invocation, base, point + 1, err);
    if (kind == NAME_SEGMENT)
        return show_segment(session, invocation, base, point + 1, err);
    return fail_null(err, ERROR_USER, E_NO_NAME, "nothing is called '%s'", base);
}

static struct report *fail_unknown(struct session *session, const char *name, struct error *err)
{
    static const enum name_kind kinds[] = { NAME_TABLE,      NAME_FEATURE, NAME_SET,    NAME_TARGET,
                                            NAME_POPULATION, NAME_MODEL,   NAME_SEGMENT };
    struct nearest nearest;
    char **names[sizeof kinds / sizeof *kinds];
    nearest_init(&nearest, name);
    for (const struct list *const *list = lists; *list; list++)
        nearest_offer(&nearest, (*list)->name);
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        names[i] = workspace_names(session->workspace, kinds[i]);
        for (char **at = names[i]; at && *at; at++)
            nearest_offer(&nearest, *at);
    }
    fail(err, ERROR_USER, E_NO_NAME, "nothing is called '%s'", name);
    if (nearest.best)
        error_mend(err, "%s", nearest.best);
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        names_free(names[i]);
    return failed();
}

struct report *show_thing(struct session *session, const struct invocation *invocation, const char *name,
                          struct error *err)
{
    struct arena *arena = invocation->arena;
    const char *point = strchr(name, '.'), *at = strchr(name, '@');
    if (at && workspace_what(session->workspace, arena_bytes(arena, name, (size_t)(at - name))) == NAME_SET)
        return show_set(session, name, arena, err);
    if (at)
        return show_model(session, name, arena, err);
    if (point)
        return show_part(session, invocation, name, point, err);
    switch (workspace_what(session->workspace, name)) {
    case NAME_TABLE:
        return show_stored(session, invocation, name, err);
    case NAME_FEATURE:
        return show_definition(session, NAME_FEATURE, "feature", name, arena);
    case NAME_TARGET:
        return show_definition(session, NAME_TARGET, "target", name, arena);
    case NAME_POPULATION:
        return show_definition(session, NAME_POPULATION, "population", name, arena);
    case NAME_SET:
        return show_set(session, name, arena, err);
    case NAME_MODEL:
    case NAME_SEGMENT:
        return show_model(session, name, arena, err);
    case NAME_SNAPSHOT:
        return report_message(VERDICT_NONE, "snapshot %s: use %s goes to it, drift FEATURES against=%s compares", name,
                              name, name);
    case NAME_NONE:
        break;
    }
    return fail_unknown(session, name, err);
}
