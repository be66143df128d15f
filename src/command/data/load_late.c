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

static void tell_found(struct report *report, const struct table *table, const struct table_version *info,
                       struct arena *arena)
{
    if (info->found && info->found[0]) {
        const char *names = names_of(info->found, ", ", arena), *always = always_there(table, info->found, arena);
        report_add_note(report, VERDICT_WATCH,
                        "%s: %s; missing until then, and where the time is. "
                        "Declare known=%s, or, if %s known with the row, planned=%s",
                        names,
                        info->time ? "later than the row, as the values show" : "of times, and rows have none (time=)",
                        info->found, strchr(names, ',') ? "they were" : "it was", names_of(info->found, ",", arena));
        if (always && info->time)
            report_add_note(report, VERDICT_WATCH,
                            "%s: never missing, so that what came together with it cannot be seen: name it, "
                            "known=COLUMN:%s",
                            always, arena_bytes(arena, always, strcspn(always, ",")));
    }
    if (info->found_planned && info->found_planned[0])
        report_add_note(report, VERDICT_NONE,
                        "%s: at the same distance after %s in all rows, so known with the row. Declare planned=%s",
                        names_of(info->found_planned, ", ", arena), info->time, info->found_planned);
}

struct report *load_tell_late(struct workspace *workspace, const char *name, struct report *report, struct arena *arena)
{
    struct table_version info;
    if (!report || !workspace_table_info(workspace, name, 0, &info, NULL))
        return report;
    struct table *table = workspace_table(workspace, name, 0, NULL);
    const struct column *known = table && info.known ? table_column(table, info.known) : NULL;
    size_t n = known ? column_count_missing(known, table->n_rows) : 0;
    if (table)
        tell_found(report, table, &info, arena);
    if (n > 0)
        report_add_note(report, VERDICT_WATCH, "%s without %s: never known, and never seen", counted(n, "row", arena),
                        info.known);
    table_release(table);
    table_version_release(&info);
    return report;
}
