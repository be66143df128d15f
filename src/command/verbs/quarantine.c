/* quarantine: what was refused on loading, and why. */
#include <ctype.h>
#include <string.h>

#include "command/data/clean.h"
#include "command/verb.h"
#include "patron/base/work.h"

enum { FIRST_ROWS = 10 };

/* One reason why rows of a column were refused. */
struct reason {
    const char *column, *text; /* the text without the values: "..." is no number */
    size_t n;
    int64_t first; /* line */
};
struct reasons {
    struct reason *items;
    size_t n, room;
};

static const char *text_at(const struct column *column, size_t row, struct arena *arena)
{
    size_t length;
    if (!column || column_is_missing(column, row))
        return "";
    const char *text = dictionary_text(column->dictionary, column_codes(column)[row], &length);
    return arena_bytes(arena, text, length);
}

/* What stands in quotes is the value, and numbers count fields: rows that differ in them have the same reason. */
static const char *without_values(const char *reason, struct arena *arena)
{
    struct text out = TEXT_EMPTY;
    const char *last = strrchr(reason, '"');
    if (reason[0] == '"' && last > reason) {
        text_add(&out, "a value");
        reason = last + 1;
    }
    text_add(&out, reason);
    const char *made = arena_text(arena, text_string(&out));
    text_release(&out);
    return made;
}

static void count_reason(struct reasons *reasons, const char *column, const char *text, int64_t line,
                         struct arena *arena)
{
    size_t i = 0;
    while (i < reasons->n &&
           (strcmp(reasons->items[i].column, column) != 0 || strcmp(reasons->items[i].text, text) != 0))
        i++;
    if (i == reasons->n && i == reasons->room) {
        reasons->room = reasons->room > 0 ? 2 * reasons->room : 16;
        struct reason *larger = arena_allocate(arena, reasons->room, sizeof *larger);
        if (i > 0)
            memcpy(larger, reasons->items, i * sizeof *larger);
        reasons->items = larger;
    }
    if (i == reasons->n)
        reasons->items[reasons->n++] = (struct reason){ column, text, 0, line };
    reasons->items[i].n++;
}

static bool add_reasons(struct builder *builder, const char *name, const struct table *aside, size_t n_kept,
                        struct reasons *reasons, struct arena *arena, struct error *err)
{
    const struct column *column = table_column(aside, "column"), *reason = table_column(aside, "reason");
    const struct column *line = table_column(aside, "line");
    reasons->n = 0;
    bool ok = true;
    for (size_t i = 0; i < aside->n_rows && (ok = loop_goes_on(i, err)); i++)
        count_reason(reasons, text_at(column, i, arena), without_values(text_at(reason, i, arena), arena),
                     column_ints(line)[i], arena);
    for (size_t i = 0; i < reasons->n; i++) {
        builder_set_string(builder, 0, name);
        if (*reasons->items[i].column)
            builder_set_string(builder, 1, reasons->items[i].column);
        builder_set_string(builder, 2, reasons->items[i].text);
        builder_set_int(builder, 3, (int64_t)reasons->items[i].n);
        builder_set_real(builder, 4, (double)reasons->items[i].n / (double)(aside->n_rows + n_kept));
        builder_set_int(builder, 5, reasons->items[i].first);
        builder_end_row(builder);
    }
    return ok;
}

static struct builder *reasons_new(void)
{
    struct builder *builder = builder_new("quarantine");
    builder_add_column(builder, "table", TYPE_TEXT);
    builder_add_column(builder, "column", TYPE_TEXT);
    builder_add_column(builder, "reason", TYPE_TEXT);
    builder_add_column(builder, "rows", TYPE_INT);
    builder_add_column(builder, "share", TYPE_REAL);
    builder_add_column(builder, "first line", TYPE_INT);
    return builder;
}

static struct report *report_reasons(struct session *session, struct builder *builder, size_t n_rows,
                                     struct arena *arena, struct error *err)
{
    struct table *table = builder_finish(builder, err);
    if (!table)
        return failed();
    outcome(session, "%s set aside", counted(n_rows, "row", arena));
    if (n_rows == 0) {
        table_release(table);
        return report_message(VERDICT_OK, "no rows are set aside");
    }
    struct report *report = report_new("quarantine", "quarantine", counted(n_rows, "row", arena));
    struct block *block = report_add_table(report, NULL, view_owning(table));
    table_block_format(block, 4, "%");
    table_block_format(block, 5, "i");
    table_block_list(block);
    return report;
}

static void add_first_rows(struct report *report, const struct table *aside)
{
    struct view *view = view_new(aside);
    view->columns = allocate(3, sizeof *view->columns);
    view->n_columns = 0;
    static const char *const shown[] = { "line", "reason", "raw" };
    for (size_t i = 0; i < 3; i++)
        view->columns[view->n_columns++] = (size_t)(table_column(aside, shown[i]) - aside->columns);
    view_limit(view, FIRST_ROWS);
    struct block *block = report_add_table(report, "the first of them", view);
    table_block_format(block, 0, "i");
}

static struct report *run_quarantine(struct session *session, const struct invocation *invocation, struct error *err)
{
    const struct value *name = values_get(&invocation->values, "table");
    struct arena *arena = invocation->arena;
    struct builder *builder = reasons_new();
    struct reasons *reasons = arena_allocate(arena, 1, sizeof *reasons);
    struct table *first = NULL;
    char **names = workspace_tables(session->workspace);
    const char *one[] = { name->text, NULL };
    size_t n_rows = 0;
    bool ok = true;
    for (const char *const *at = name->given ? one : (const char *const *)names; ok && *at; at++) {
        struct table_version info; /* of the table as it was loaded: rules that drop rows change no share */
        struct clean_steps steps;
        ok = clean_steps(session, *at, 0, arena, &steps, err) &&
             workspace_table_info(session->workspace, *at, steps.loaded, &info, err);
        struct table *aside = ok ? workspace_quarantine(session->workspace, *at, 0, err) : NULL;
        size_t n_kept = ok ? info.n_rows : 0;
        if (ok)
            table_version_release(&info);
        ok = aside && (aside->n_rows == 0 || add_reasons(builder, *at, aside, n_kept, reasons, arena, err));
        n_rows += ok ? aside->n_rows : 0;
        if (ok && name->given && aside->n_rows > 0)
            first = table_retain(aside);
        table_release(aside);
    }
    names_free(names);
    struct report *report = NULL;
    if (ok) {
        report = report_reasons(session, builder, n_rows, arena, err);
    } else {
        builder_free(builder);
        if (name->given)
            fail_value_at(err, name, 0);
    }
    if (report && first)
        add_first_rows(report, first);
    table_release(first);
    return report;
}

const struct command quarantine_command = {
    .name = "quarantine",
    .group = GROUP_DATA,
    .summary = "what was refused on loading, and why",
    .description = "Reasons with how many rows each has and where the first one stands; of one table also the first "
                   "rows. show TABLE.quarantine has them all, export quarantine TABLE to FILE writes their lines as "
                   "they came, and requeue loads them again.",
    .needs = NEEDS_WORKSPACE | NEEDS_SNAPSHOT,
    .parameters =
        (const struct parameter[]){
            { "table", PARAMETER_TABLE, FORM_SUBJECT, .summary = "one table; all when left out" }, { 0 } },
    .examples = (const struct example[]){ { "of all tables", "quarantine" },
                                          { "of one", "quarantine orders" },
                                          { "every row", "show orders.quarantine" },
                                          { 0 } },
    .see_also = "requeue load show check",
    .run = run_quarantine,
};
