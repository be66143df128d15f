/* The rows that cleaning rules dropped: each rule is applied once more to the version before it. */
#include <stdlib.h>
#include <string.h>

#include "command/data/clean.h"
#include "command/names/show_table.h"
#include "command/verb.h"

static void release_table(void *table)
{
    table_release(table);
}

/* What a step dropped; *OUT NULL: nothing. */
static bool dropped_by(struct session *session, const char *name, const struct clean_step *step, struct arena *arena,
                       struct table **out, struct error *err)
{
    struct bound rule;
    struct table_version info;
    *out = NULL;
    if (step->n_in == step->n_out || !line_bind(step->command, true, arena, &rule, err))
        return step->n_in == step->n_out;
    struct table *before = workspace_table(session->workspace, name, step->before, err);
    if (!before || !workspace_table_info(session->workspace, name, step->before, &info, err)) {
        table_release(before);
        return false;
    }
    struct cleaning c = { .session = session, .invocation = &rule.invocation, .table = before, .info = &info };
    bool ok = clean_action(&rule.invocation)->apply(&c, err);
    if (ok && c.out.removed)
        *out = table_retain(c.out.removed);
    cleaned_release(&c.out);
    table_version_release(&info);
    table_release(before);
    return ok;
}

/* ---- All of them in one table, with the step in front ---- */

struct gathering {
    struct builder *builder;
    size_t n_columns;
    const char **names;
    enum type *types;
};

/* Columns of another type in another step become numbers or texts that hold both. */
static void add_columns(struct gathering *g, const struct table *table)
{
    for (size_t c = 0; c < table->n_columns; c++) {
        const struct column *column = &table->columns[c];
        size_t i = 0;
        while (i < g->n_columns && strcmp(g->names[i], column->name) != 0)
            i++;
        if (i == g->n_columns) {
            g->names[i] = column->name;
            g->types[g->n_columns++] = column->type;
        } else if (g->types[i] != column->type) {
            bool numbers = g->types[i] <= TYPE_REAL && column->type <= TYPE_REAL;
            g->types[i] = numbers ? TYPE_REAL : TYPE_TEXT;
        }
    }
}

static void add_value(struct gathering *g, size_t to, enum type type, const struct column *column, size_t row,
                      struct text *text)
{
    if (column_is_missing(column, row))
        return;
    if (type == TYPE_REAL) {
        builder_set_real(g->builder, to, column_number(column, row));
    } else if (type == TYPE_INT || type == TYPE_TIME) {
        builder_set_int(g->builder, to, column_ints(column)[row]);
    } else if (type == TYPE_BOOL) {
        builder_set_bool(g->builder, to, column_bools(column)[row] == 1);
    } else {
        text_clear(text);
        column_write(column, row, text);
        builder_set_text(g->builder, to, text_string(text), text->length);
    }
}

static void add_rows(struct gathering *g, const struct table *table, const struct clean_step *step)
{
    struct text text = TEXT_EMPTY;
    for (size_t row = 0; row < table->n_rows; row++) {
        builder_set_int(g->builder, 0, step->after);
        builder_set_string(g->builder, 1, clean_rule(step->command));
        for (size_t i = 0; i < g->n_columns; i++) {
            const struct column *column = table_column(table, g->names[i]);
            if (column)
                add_value(g, i + 2, g->types[i], column, row, &text);
        }
        builder_end_row(g->builder);
    }
    text_release(&text);
}

/* What is shown of a column is what all steps show of it: times when one has times, masked when one is personal. */
static void describe_column(struct builder *builder, size_t to, struct table *const *tables, size_t n, const char *name,
                            enum type type)
{
    bool dates = true;
    for (size_t i = 0; i < n; i++) {
        const struct column *column = tables[i] ? table_column(tables[i], name) : NULL;
        dates = dates && (!column || column->date_only);
        if (column && column->personal)
            builder_column_personal(builder, to);
    }
    if (type == TYPE_TIME)
        builder_column_date_only(builder, to, dates);
}

static struct table *gather(struct table *const *tables, const struct clean_steps *steps, struct arena *arena,
                            struct error *err)
{
    size_t most = 0;
    for (size_t i = 0; i < steps->n; i++)
        most += tables[i] ? tables[i]->n_columns : 0;
    struct gathering g = { builder_new("dropped"), 0, arena_allocate(arena, most + 1, sizeof *g.names),
                           arena_allocate(arena, most + 1, sizeof *g.types) };
    for (size_t i = 0; i < steps->n; i++)
        if (tables[i])
            add_columns(&g, tables[i]);
    builder_add_column(g.builder, "step", TYPE_INT);
    builder_add_column(g.builder, "rule", TYPE_TEXT);
    for (size_t i = 0; i < g.n_columns; i++) {
        size_t column = builder_add_column(g.builder, g.names[i], g.types[i]);
        describe_column(g.builder, column, tables, steps->n, g.names[i], g.types[i]);
    }
    for (size_t i = 0; i < steps->n; i++)
        if (tables[i])
            add_rows(&g, tables[i], &steps->items[i]);
    return builder_finish(g.builder, err);
}

struct report *show_dropped(struct session *session, const struct invocation *invocation, const char *name,
                            struct error *err)
{
    const struct value *asked = values_get(&invocation->values, "version");
    struct arena *arena = invocation->arena;
    struct clean_steps steps;
    if (!clean_steps(session, name, asked->given ? (int)asked->number : 0, arena, &steps, err))
        return failed();
    while (asked->given && steps.n > 0 && steps.items[steps.n - 1].before == steps.items[steps.n - 1].after)
        steps.n--;
    if (asked->given && steps.n > 0) /* the step that made this version alone */
        steps = (struct clean_steps){ steps.loaded, 1, &steps.items[steps.n - 1] };
    struct table **tables = arena_allocate(arena, steps.n + 1, sizeof *tables);
    size_t n_rows = 0;
    bool ok = true;
    for (size_t i = 0; ok && i < steps.n; i++) {
        ok = dropped_by(session, name, &steps.items[i], arena, &tables[i], err);
        if (tables[i])
            arena_adopt(arena, release_table, tables[i]);
        n_rows += tables[i] ? tables[i]->n_rows : 0;
    }
    if (!ok)
        return failed();
    if (n_rows == 0)
        return report_message(VERDICT_OK, "%s: no rule dropped rows", name);
    struct table *dropped = gather(tables, &steps, arena, err);
    if (!dropped)
        return failed();
    arena_adopt(arena, release_table, dropped);
    return show_rows(session, invocation, dropped, arena_format(arena, "%s.dropped", name), false, err);
}
