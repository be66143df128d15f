/* No rows, and yet a table: what its columns are is known from the version before. */
#include "command/data/load_empty.h"

#include <stdlib.h>
#include <string.h>

#include "command/data/load_options.h"
#include "patron/table/builder.h"

int load_last(struct session *session, const char *name, int *newest, const char **line, struct arena *arena)
{
    struct workspace *workspace = session->workspace;
    struct table_version version;
    *newest = 0;
    if (workspace_what(workspace, name) != NAME_TABLE || !workspace_table_info(workspace, name, 0, &version, NULL))
        return 0;
    int number = *newest = version.derived ? 0 : version.version;
    table_version_release(&version);
    for (; number > 0; number--) {
        if (!workspace_table_info(workspace, name, number, &version, NULL))
            return 0;
        bool found = version.command && strncmp(version.command, "load ", 5) == 0;
        *line = version.command ? arena_text(arena, version.command) : "";
        table_version_release(&version);
        if (found)
            return number;
    }
    return 0;
}

/* Every column of one is one of the other, and of the same type. */
static bool same_columns(const struct table *before, const struct table *now)
{
    for (size_t i = 0; i < now->n_columns; i++) {
        const struct column *column = table_column(before, now->columns[i].name);
        if (!column || column->type != now->columns[i].type)
            return false;
    }
    return before->n_columns == now->n_columns;
}

/* NOW, of no rows, once more: whether a column holds days is told by its values elsewhere, and here by BEFORE. */
static struct table *with_days(const struct table *before, const struct table *now, struct error *err)
{
    struct builder *builder = builder_new(now->name);
    for (size_t i = 0; i < now->n_columns; i++) {
        size_t column = builder_add_column(builder, now->columns[i].name, now->columns[i].type);
        builder_column_date_only(builder, column, table_column(before, now->columns[i].name)->date_only);
    }
    return builder_finish(builder, err);
}

static void tell(struct source_result *read, int version)
{
    struct text note = TEXT_EMPTY;
    text_add_format(&note, "no rows: the types are those of version %d%s%s", version, read->note ? "; " : "",
                    read->note ? read->note : "");
    free(read->note);
    read->note = text_take(&note);
}

bool load_empty(struct session *session, const char *name, const char *const *paths, size_t n_paths,
                const struct source_options *options, struct arena *arena, struct source_result *out, struct error *err)
{
    struct source_options like = *options;
    struct error ignored = ERROR_INIT;
    const char *line;
    int newest, version = err->code == E_NO_ROWS ? load_last(session, name, &newest, &line, arena) : 0;
    struct table *before = version ? workspace_table(session->workspace, name, version, NULL) : NULL;
    if (!before || strcmp(paths[0], "-") == 0) {
        table_release(before);
        return false;
    }
    load_declare_like(&like, before, arena);
    bool good = source_read(name, paths, n_paths, &like, session_work(session), out, &ignored);
    struct table *empty = good && out->table->n_rows == 0 && same_columns(before, out->table)
                              ? with_days(before, out->table, &ignored)
                              : NULL;
    error_release(&ignored);
    if (empty) {
        table_release(out->table);
        out->table = empty;
        tell(out, version);
        error_release(err);
    } else if (good)
        source_result_release(out);
    table_release(before);
    return empty != NULL;
}
