/* What load says of columns that came later than their rows, and of rows that were never known. */
#include "command/data/load_report.h"
#include "command/verb.h"

/* What stands before the colons of LIST, "churned:end,end:end", with SEPARATOR between. */
static const char *names_of(const char *list, const char *separator, struct arena *arena)
{
    const char *names = NULL;
    for (const char *at = list; *at; at += strcspn(at, ","), at += *at == ',') {
        const char *name = arena_bytes(arena, at, strcspn(at, ":,"));
        names = names ? arena_format(arena, "%s%s%s", names, separator, name) : name;
    }
    return names;
}

/* The times of LIST that no row is without: what else came with them cannot be seen. */
static const char *always_there(const struct table *table, const char *list, struct arena *arena)
{
    const char *names = NULL;
    for (const char *at = list; *at; at += strcspn(at, ","), at += *at == ',') {
        size_t length = strcspn(at, ":,");
        const char *name = arena_bytes(arena, at, length);
        const struct column *column = table_column(table, name);
        bool time = column && at[length] == ':' && strncmp(at + length + 1, name, length) == 0 &&
                    strcspn(at + length + 1, ",") == length;
        if (time && column_count_missing(column, table->n_rows) == 0)
            names = names ? arena_format(arena, "%s, %s", names, name) : name;
    }
    return names;
}

enum { MOST_REMARKS = 4 };

static void add(struct remarks *remarks, enum verdict verdict, const char *text)
{
    remarks->items[remarks->n++] = (struct remark){ verdict, text };
}

static void tell_found(const struct table *table, const struct table_version *info, struct arena *arena,
                       struct remarks *out)
{
    const char *names = names_of(info->found, ", ", arena), *always = always_there(table, info->found, arena);
    add(out, VERDICT_WATCH,
        arena_format(arena,
                     "%s: %s; missing until then, and where the time is. "
                     "Declare known=%s, or, if %s known with the row, planned=%s",
                     names,
                     info->time ? "later than the row, as the values show" : "of times, and rows have none (time=)",
                     info->found, strchr(names, ',') ? "they were" : "it was", names_of(info->found, ",", arena)));
    if (always && info->time)
        add(out, VERDICT_WATCH,
            arena_format(arena,
                         "%s: never missing, so that what came together with it cannot be seen: name it, "
                         "known=COLUMN:%s",
                         always, arena_bytes(arena, always, strcspn(always, ","))));
}

void load_late_remarks(struct workspace *workspace, const char *name, struct arena *arena, struct remarks *out)
{
    struct table_version info;
    *out = (struct remarks){ .items = arena_allocate(arena, MOST_REMARKS, sizeof *out->items) };
    if (!workspace_table_info(workspace, name, 0, &info, NULL))
        return;
    struct table *table = workspace_table(workspace, name, 0, NULL);
    const struct column *known = table && info.known ? table_column(table, info.known) : NULL;
    size_t n = known ? column_count_missing(known, table->n_rows) : 0;
    if (table && info.found && info.found[0])
        tell_found(table, &info, arena, out);
    if (table && info.found_planned && info.found_planned[0])
        add(out, VERDICT_NONE,
            arena_format(arena,
                         "%s: at the same distance after %s in all rows, so known with the row. Declare planned=%s",
                         names_of(info.found_planned, ", ", arena), info.time, info.found_planned));
    if (n > 0)
        add(out, VERDICT_WATCH,
            arena_format(arena, "%s without %s: never known, and never seen", counted(n, "row", arena), info.known));
    table_release(table);
    table_version_release(&info);
}
