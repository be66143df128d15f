/* Whether the values of a catalog are of the kind that its readers expect. SQLite lets a file say what it likes of its
   columns, so that what is asked comes from our own schema, never from the file. */
#include <string.h>

#include "catalog.h"
#include "patron/base/error.h"
#include "patron/base/text.h"
#include "patron/table/table.h"
#include "schema.h"

_Static_assert(TYPE_TIME == 3 && N_TYPES == 5, "the types of columns, as the rules below have them");

/* What no row has, beyond the types of its columns. Names of files and sizes are made of these. */
#define IS_NO_TIME(role)                                                                                               \
    "(" role                                                                                                           \
    " IS NOT NULL AND NOT EXISTS (SELECT 1 FROM version_column c WHERE c.version = version.id AND c.part = 0 "         \
    "AND c.name = version." role " AND c.type = 3))"
static const struct rule {
    const char *table, *never;
} rules[] = {
    { "column_file", "length(hash) <> 64 OR hash GLOB '*[^0-9a-f]*'" },
    { "version", "number NOT BETWEEN 1 AND 2147483647 OR n_rows NOT BETWEEN 0 AND 9007199254740991" },
    { "version", "n_columns NOT BETWEEN 0 AND 2147483647 OR n_quarantined NOT BETWEEN 0 AND 9007199254740991" },
    { "version", "(of IS NOT NULL AND via IS NULL) OR (states <> 0 AND key IS NULL AND of IS NULL)" },
    { "version", IS_NO_TIME("time") " OR " IS_NO_TIME("known") " OR " IS_NO_TIME("ends") },
    { "version_column", "type NOT BETWEEN 0 AND 4 OR part NOT BETWEEN 0 AND 1 OR position < 0" },
    { "arrangement", "n_orphans < 0 OR n_untimed < 0" },
    { "arrangement_column", "position < 0" },
    { "feature_column", "n_rows < 0 OR bytes < 0" },
    { "model", "version NOT BETWEEN 1 AND 2147483647 OR name GLOB '*/*' OR name GLOB '.*'" },
};

static void add_rules(struct text *text, const char *table)
{
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
        if (strcmp(rules[i].table, table) == 0)
            text_add_format(text, " OR %s", rules[i].never);
}

/* "SELECT 1 FROM TABLE WHERE ..": a row of TABLE that cannot be. */
static void add_question(struct text *text, struct catalog *ours, const char *table)
{
    struct query *query = query_new(ours, "SELECT name, type, \"notnull\" OR pk > 0 FROM pragma_table_info(?)");
    query_bind_text(query, table);
    text_add_format(text, "SELECT 1 FROM %s WHERE 0", table);
    while (query_row(query)) {
        const char *type = query_text(query, 1);
        text_add_format(text, " OR typeof(%s) NOT IN (%s%s)", query_text(query, 0),
                        strcmp(type, "TEXT") == 0      ? "'text'"
                        : strcmp(type, "INTEGER") == 0 ? "'integer'"
                                                       : "'real', 'integer'",
                        query_integer(query, 2) != 0 ? "" : ", 'null'");
    }
    query_end(query, NULL);
    add_rules(text, table);
    text_add(text, " LIMIT 1");
}

static bool cannot_be(const char *what, const char *table, struct error *err)
{
    fail(err, ERROR_SYSTEM, E_CORRUPT, "the catalog of the workspace is damaged");
    error_reason(err, "%s '%s' is not as this program makes it", what, table);
    error_mend(err, "put back a copy of the workspace, or load the tables into a new one");
    return false;
}

static bool table_fits(struct catalog *catalog, struct catalog *ours, const char *table, struct error *err)
{
    struct text text = TEXT_EMPTY;
    add_question(&text, ours, table);
    struct query *query = query_new(catalog, text_string(&text));
    text_release(&text);
    bool found = query_row(query);
    struct error why = ERROR_INIT;
    bool asked = query_end(query, &why),
         other = why.code == E_SYSTEM; /* SQLite's word for a column that is not there */
    if (!asked && !other && err != NULL)
        error_move(err, &why);
    error_release(&why);
    if (!asked)
        return other && cannot_be("its table", table, err);
    return !found || cannot_be("a row of its table", table, err);
}

bool catalog_fits(struct catalog *catalog, struct error *err)
{
    /* A view or a trigger would run its own code where a table is read. */
    struct query *query = query_new(catalog, "SELECT name FROM sqlite_schema WHERE type NOT IN ('table', 'index')");
    bool ok = !query_row(query) || cannot_be("its view or trigger", query_text(query, 0), err);
    ok = query_end(query, ok ? err : NULL) && ok;
    struct catalog *ours = ok ? catalog_blank(err) : NULL;
    if (ours == NULL)
        return false;
    query = query_new(ours, "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'");
    while (ok && query_row(query))
        ok = table_fits(catalog, ours, query_text(query, 0), err);
    ok = query_end(query, ok ? err : NULL) && ok;
    catalog_close(ours);
    return ok;
}
