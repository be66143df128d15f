/* describe: tables and their columns. */
#include "command/verb.h"
#include "patron/feature/reference.h"

static size_t count_visible(const struct table *table, const char *time, int64_t asof)
{
    const struct column *column = time ? table_column(table, time) : NULL;
    size_t n = 0;
    if (!column || asof == TIME_MISSING)
        return SIZE_MAX;
    for (size_t i = 0; i < table->n_rows; i++)
        n += !column_is_missing(column, i) && column_ints(column)[i] < asof;
    return n;
}

/* What is known about the table NAME; its texts live in ARENA. */
static struct table *describe_one(struct session *session, const char *name, int64_t asof, struct arena *arena,
                                  struct described_table *out, struct error *err)
{
    struct table_version info;
    struct table *table = resolve_table(session, name, arena, err);
    if (!table || !workspace_table_info(session->workspace, name, 0, &info, err))
        return NULL;
    const char *texts[] = { info.name, info.key, info.time, info.of, info.via, info.known, info.source };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        texts[i] = texts[i] ? arena_text(arena, texts[i]) : NULL;
    *out = (struct described_table){
        texts[0],
        texts[1],
        texts[2],
        texts[3],
        texts[4],
        texts[5],
        info.derived ? "ids seen in the events" : texts[6],
        .states = info.states,
        .ends = info.ends ? arena_text(arena, info.ends) : NULL,
        .late = info.late ? arena_text(arena, info.late) : NULL,
        .constant = info.constant ? arena_text(arena, info.constant) : NULL,
        .planned = info.planned ? arena_text(arena, info.planned) : NULL,
        .found = info.found ? arena_text(arena, info.found) : NULL,
        .found_planned = info.found_planned ? arena_text(arena, info.found_planned) : NULL,
        .made_from = info.statement ? arena_format(arena, "%s, by sql(%s)", info.sources, info.statement) : NULL,
        .version = info.version,
        .n_rows = table->n_rows,
        .n_columns = table->n_columns,
        .n_visible = count_visible(table, info.time, asof),
        .first_time = info.first_time,
        .last_time = info.last_time,
        .n_quarantined = info.n_quarantined
    };
    table_version_release(&info);
    return table;
}

/* Reference data: which columns lead to it. */
static bool describe_reference(struct session *session, struct arena *arena, struct described_table *out,
                               struct error *err)
{
    struct error none = ERROR_INIT;
    const struct world *world = out->key && !out->of ? resolve_world(session, arena, &none) : NULL;
    const struct reference_data *reference = world ? world_reference(world, out->name) : NULL;
    error_release(&none);
    if (!reference)
        return true;
    struct reference_use *uses = arena_allocate(arena, world->n_events + 1, sizeof *uses);
    out->reference = true;
    out->uses = uses;
    return reference_uses(world, reference, uses, &out->n_uses, err);
}

static struct report *run_describe(struct session *session, const struct invocation *invocation, struct error *err)
{
    const struct value *name = values_get(&invocation->values, "table");
    struct arena *arena = invocation->arena;
    int64_t asof = TIME_MISSING;
    struct error none = ERROR_INIT;
    resolve_asof(session, NULL, &asof, &none);
    error_release(&none);
    if (name->given) {
        struct described_table described;
        struct table *table = describe_one(session, name->text, asof, arena, &described, err);
        if (!table)
            fail_value_at(err, name, 0);
        if (table && !describe_reference(session, arena, &described, err))
            return failed();
        return table ? report_describe_table(&described, table, err) : failed();
    }
    char **names = workspace_tables(session->workspace);
    size_t n = 0;
    while (names && names[n])
        n++;
    struct described_table *described = arena_allocate(arena, n + 1, sizeof *described);
    bool ok = true;
    for (size_t i = 0; ok && i < n; i++)
        ok = describe_one(session, names[i], asof, arena, &described[i], err) != NULL;
    names_free(names);
    return ok ? report_describe(described, n, asof_text(asof, arena)) : failed();
}

const struct command describe_command = {
    .name = "describe",
    .group = GROUP_DATA,
    .summary = "tables, their columns, types, keys and spans",
    .needs = NEEDS_WORKSPACE | NEEDS_SNAPSHOT,
    .parameters = (const struct parameter[]){ { "table", PARAMETER_TABLE, FORM_SUBJECT,
                                                .summary = "one table with its columns; all tables when left out" },
                                              { 0 } },
    .examples = (const struct example[]){ { "all tables", "describe" },
                                          { "the columns of one", "describe orders" },
                                          { "as JSON, for a program", "describe customers > described.json" },
                                          { 0 } },
    .see_also = "show check load",
    .pane = "table",
    .run = run_describe,
};
