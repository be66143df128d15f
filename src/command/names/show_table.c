/* Rows of a table: filtered, sorted, cut, some columns of it. */
#include "command/names/show_table.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "command/verb.h"
#include "patron/feature/expression.h"

static bool filter(struct session *session, struct view *view, const struct value *where, struct arena *arena,
                   struct error *err)
{
    if (!where->given)
        return true;
    struct expression *parsed = expression_parse(where->text, where->column - 1, arena, err);
    int8_t *keep = parsed ? expression_filter(parsed, view->table, session_work(session), err) : NULL;
    bool ok = keep && view_filter(view, keep, err);
    free(keep);
    return ok;
}

/* "-amount,order_ts": a minus is descending. */
static bool sort(struct view *view, const struct value *by, struct arena *arena, struct error *err)
{
    size_t n = by->n_texts;
    size_t *columns = arena_allocate(arena, n + 1, sizeof *columns);
    bool *descending = arena_allocate(arena, n + 1, sizeof *descending);
    for (size_t i = 0; i < n; i++) {
        const char *name = by->texts[i];
        descending[i] = name[0] == '-';
        const struct column *column = table_need_column(view->table, name + descending[i], err);
        if (!column)
            return fail_value_at(err, by, i);
        columns[i] = (size_t)(column - view->table->columns);
    }
    return n == 0 || view_sort(view, columns, descending, n, err);
}

static bool choose(struct view *view, const struct value *names, struct error *err)
{
    if (!names->given)
        return true;
    size_t *columns = allocate(view->table->n_columns * names->n_texts + 1, sizeof *columns), n = 0;
    for (size_t i = 0; i < names->n_texts; i++) {
        size_t before = n;
        for (size_t c = 0; c < view->table->n_columns; c++)
            if (glob_match(names->texts[i], view->table->columns[c].name))
                columns[n++] = c;
        if (n > before)
            continue;
        table_need_column(view->table, names->texts[i], err);
        free(columns);
        return fail_value_at(err, names, i);
    }
    free(view->columns);
    view->columns = columns;
    view->n_columns = n;
    return true;
}

void table_format_identifiers(struct block *block, const struct view *view)
{
    size_t n = view->columns ? view->n_columns : view->table->n_columns;
    for (size_t j = 0; j < n; j++) {
        const struct column *column = view_column(view, j);
        size_t length = strlen(column->name);
        if (column->type == TYPE_INT && length >= 2 && strcasecmp(column->name + length - 2, "id") == 0)
            table_block_format(block, j, "i");
    }
}

struct report *show_rows(struct session *session, const struct invocation *invocation, const struct table *table,
                         const char *title, bool list, struct error *err)
{
    const struct values *values = &invocation->values;
    const struct value *limit = values_get(values, "limit");
    struct view *view = view_new(table);
    if (!filter(session, view, values_get(values, "where"), invocation->arena, err) ||
        !sort(view, values_get(values, "sort"), invocation->arena, err) ||
        !choose(view, values_get(values, "columns"), err)) {
        view_free(view);
        return failed();
    }
    const char *context = counted(view->n_rows, "row", invocation->arena);
    if (view->n_rows < table->n_rows)
        context =
            arena_format(invocation->arena, "%s of %s", context, counted(table->n_rows, "row", invocation->arena));
    if (limit->present && limit->number < (double)view->n_rows)
        view_limit(view, (size_t)limit->number);
    struct report *report = report_new("show", title, context);
    struct block *block = report_add_table(report, NULL, view);
    table_format_identifiers(block, view);
    struct text masked = TEXT_EMPTY;
    report_masked(report, &masked);
    if (masked.length > 0)
        report_set_context(report, arena_format(invocation->arena, "%s, masked: %s", context, text_string(&masked)));
    text_release(&masked);
    if (list)
        table_block_list(block);
    if (!limit->given)
        table_block_limit(block, ROWS_ON_A_TERMINAL);
    return report;
}
