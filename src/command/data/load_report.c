/* The reports of load. */
#include "command/data/load_report.h"

#include "command/data/load_options.h"
#include "command/verb.h"
#include "patron/feature/reference.h"

enum { FIRST_ROWS = 10 };

/* One line for each column; the spelling of times only where there are times. */
static struct report *add_columns(struct report *report, const struct table *read, struct error *err)
{
    static const char *const names[] = { "column", "type", "missing", "example", "spelling" };
    const struct column *from[5];
    struct text text = TEXT_EMPTY;
    size_t n = 4;
    for (size_t j = 0; j < 5; j++)
        from[j] = table_column(read, names[j]);
    for (size_t i = 0; i < read->n_rows; i++)
        n = column_is_missing(from[4], i) ? n : 5;
    struct builder *builder = builder_new("columns");
    for (size_t j = 0; j < n; j++)
        builder_add_column(builder, names[j], from[j]->type);
    for (size_t i = 0; i < read->n_rows; i++) {
        for (size_t j = 0; j < n; j++) {
            text_clear(&text);
            column_write(from[j], i, &text);
            if (from[j]->type == TYPE_INT)
                builder_set_int(builder, j, column_ints(from[j])[i]);
            else
                builder_set_text(builder, j, text_string(&text), text.length);
        }
        builder_end_row(builder);
    }
    text_release(&text);
    struct table *table = builder_finish(builder, err);
    if (!table) {
        report_free(report);
        return failed();
    }
    report_add_table(report, NULL, view_owning(table));
    return report;
}

static void add_remarks(struct report *report, const struct remarks *remarks)
{
    for (size_t i = 0; i < remarks->n; i++)
        report_add_note(report, remarks->items[i].verdict, "%s", remarks->items[i].text);
}

/* How the file was taken, where that is not the plain case. */
static void add_format(struct block *facts, const struct source_result *read, bool always, struct arena *arena)
{
    if (read->n_files > 1)
        facts_add_format(facts, "files", "%zu with the same columns", read->n_files);
    if (always)
        facts_add_text(facts, "format", read->format);
    if (read->delimiter && (always || read->delimiter != ','))
        facts_add_text(facts, "delimiter", sign_name(read->delimiter, arena));
    if (read->encoding && (always || strcmp(read->encoding, "utf8") != 0))
        facts_add_text(facts, "encoding", read->encoding);
}

/* Over which lines the rows of QUARANTINE lie, when some lie over more than one: a quote that was left out hides rows.
 */
static const char *over_lines(const struct table *quarantine, struct arena *arena)
{
    const struct column *lines = table_column(quarantine, "line"), *raws = table_column(quarantine, "raw");
    size_t n = 0, n_rows = quarantine->n_rows;
    for (size_t i = 0; i < n_rows; i++) {
        size_t length = 0;
        const char *raw =
            column_is_missing(raws, i) ? "" : dictionary_text(raws->dictionary, column_code(raws, i), &length);
        n++;
        for (size_t j = 0; j < length; j++)
            n += raw[j] == '\n';
    }
    if (n == n_rows)
        return "";
    size_t first = (size_t)column_int(lines, 0);
    return n_rows == 1 ? arena_format(arena, " over lines %zu to %zu", first, first + n - 1)
                       : arena_format(arena, " over %zu lines", n);
}

static void add_set_aside(struct block *facts, size_t n, const char *lines, const char *where, struct arena *arena)
{
    if (n > 0)
        facts_add_format(facts, "set aside", "%s%s that could not be read%s", counted(n, "row", arena), lines, where);
}

static void add_rows(struct block *facts, size_t n)
{
    char rows[32];
    count_format(n, rows);
    facts_add_text(facts, "rows", rows);
}

/* Rows that no feature sees, and customers that were made. */
static void add_links(struct block *facts, const struct load_outcome *kept, const struct table_role *role,
                      struct arena *arena)
{
    if (role->of && !role->time)
        facts_add_format(facts, "happen", "when their rows of %s do", role->of);
    if (kept->n_orphans > 0)
        facts_add_format(facts, "belong to nobody", "%s: no feature sees them", counted(kept->n_orphans, "row", arena));
    if (kept->n_untimed > 0)
        facts_add_format(facts, "without a time", "%s: no feature sees them", counted(kept->n_untimed, "row", arena));
    if (kept->derived)
        facts_add_format(facts, role->of, "%s, made from the ids in the events",
                         counted(kept->n_derived, "row", arena));
}

/* Reference data; rows of which two would be in force at once: the later one is. */
static void add_validity(struct block *facts, const struct table *table, const struct table_role *role,
                         struct arena *arena)
{
    struct reference_faults faults;
    if (role->of || !role->key || !role->states)
        return;
    struct reference_data reference = reference_from(table, role->key, role->time, role->ends, role->known);
    facts_add_format(facts, "holds", "reference data, by %s from %s", role->key, role->time);
    if (!reference_check(&reference, &faults, NULL))
        return;
    if (faults.n_overlaps > 0)
        facts_add_format(facts, "overlap", "%s before the one before has ended, and ends it: first row %zu",
                         faults.n_overlaps == 1 ? "1 row begins"
                                                : arena_format(arena, "%zu rows begin", faults.n_overlaps),
                         faults.overlap + 1);
    if (faults.n_lost + faults.n_empty > 0)
        facts_add_format(facts, "never in force", "%s", counted(faults.n_lost + faults.n_empty, "row", arena));
}

struct report *load_report(const char *name, const struct source_result *read, const struct load_outcome *kept,
                           const struct table_role *role, const struct remarks *remarks, struct arena *arena,
                           struct error *err)
{
    char *title = arena_format(arena, "load %s", name);
    struct report *report = report_new("load", title, arena_format(arena, "from %s", role->source));
    struct block *facts = report_add_facts(report, NULL);
    facts_add_format(facts, "table", "%s v%d%s", name, kept->version,
                     kept->outcome == STORE_UNCHANGED ? ", unchanged" : "");
    add_format(facts, read, false, arena);
    add_rows(facts, read->table->n_rows);
    add_set_aside(facts, read->quarantine->n_rows, over_lines(read->quarantine, arena),
                  arena_format(arena, ": show %s.quarantine", name), arena);
    add_links(facts, kept, role, arena);
    add_validity(facts, read->table, role, arena);
    report = add_columns(report, read->columns, err);
    if (!report)
        return NULL;
    add_remarks(report, remarks);
    return report;
}

struct report *load_again_report(const char *name, const struct load_outcome *kept, const struct table_role *role,
                                 struct arena *arena)
{
    struct report *report =
        report_new("load", arena_format(arena, "load %s", name), arena_format(arena, "from %s", role->source));
    struct block *facts = report_add_facts(report, NULL);
    facts_add_format(facts, "table", "%s v%d%s", name, kept->version,
                     kept->outcome == STORE_UNCHANGED ? ", unchanged" : ", as it was loaded: the file is unchanged");
    add_rows(facts, kept->n_rows);
    add_set_aside(facts, kept->n_quarantined, "", arena_format(arena, ": show %s.quarantine", name), arena);
    add_links(facts, kept, role, arena);
    return report;
}

static void release_table(void *table)
{
    table_release(table);
}

/* TABLE with its personal columns marked, as they will be when it is kept; *ANY: there are some. */
static struct table *marked_table(struct workspace *workspace, const char *name, const struct table *table,
                                  const struct table_role *role, bool *any, struct arena *arena)
{
    struct assembly *assembly = assembly_new(name, table->n_rows);
    *any = false;
    for (size_t i = 0; i < table->n_columns; i++) {
        const struct column *column = &table->columns[i];
        bool hidden = workspace_hides(workspace, name, role, column->name, column->type);
        assembly_add_column_of(assembly, table, i, column->name);
        if (hidden)
            assembly_personal(assembly);
        *any = *any || hidden;
    }
    struct table *marked = assembly_finish(assembly);
    arena_adopt(arena, release_table, marked);
    return marked;
}

/* The raw lines are in clear only when all that they hold is. */
static struct table *marked_quarantine(const struct table *table, bool hidden, struct arena *arena)
{
    struct assembly *assembly = assembly_new(table->name, table->n_rows);
    for (size_t i = 0; i < table->n_columns; i++) {
        assembly_add_column_of(assembly, table, i, table->columns[i].name);
        if (hidden && strcmp(table->columns[i].name, "raw") == 0)
            assembly_personal(assembly);
    }
    struct table *marked = assembly_finish(assembly);
    arena_adopt(arena, release_table, marked);
    return marked;
}

static void add_first_rows(struct report *report, const char *title, const struct table *table, struct arena *arena)
{
    char rows[32];
    count_format(table->n_rows, rows);
    size_t n = table->n_rows < FIRST_ROWS ? table->n_rows : FIRST_ROWS;
    struct view *view = view_new(table);
    view_limit(view, n);
    report_add_table(report, n < table->n_rows ? arena_format(arena, "%s, %zu of %s", title, n, rows) : title, view);
}

/* What load would refuse: each a line. */
static void add_refusals(struct report *report, const struct table *table, const struct table_role *role,
                         struct arena *arena)
{
    const struct {
        const char *option, *name;
    } columns[] = {
        { "key", role->key }, { "time", role->time }, { "via", role->of ? role->via : NULL }, { "known", role->known }
    };
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++) {
        const struct column *column = columns[i].name ? table_column(table, columns[i].name) : NULL;
        if (columns[i].name && !column)
            report_add_note(report, VERDICT_BAD, "%s=%s: there is no such column", columns[i].option, columns[i].name);
        else if (column && i % 2 == 1 && column->type != TYPE_TIME)
            report_add_note(report, VERDICT_BAD, "%s=%s: the column holds no times", columns[i].option,
                            columns[i].name);
    }
    const struct column *key = role->key ? table_column(table, role->key) : NULL;
    size_t row = 0, n_again = 0, n_missing = key ? column_count_missing(key, table->n_rows) : 0;
    if (key && !role->states && column_first_duplicate(key, table->n_rows, &row, &n_again))
        report_add_note(report, VERDICT_BAD, "key=%s: %s with the key of an earlier one", role->key,
                        counted(n_again, "row", arena));
    if (n_missing)
        report_add_note(report, VERDICT_BAD, "key=%s: %s without one", role->key, counted(n_missing, "row", arena));
}

struct report *preview_report(struct workspace *workspace, const char *name, const struct source_result *read,
                              const struct table_role *role, const struct remarks *remarks, struct arena *arena,
                              struct error *err)
{
    char *title = arena_format(arena, "preview of %s", name);
    struct report *report = report_new("preview", title, arena_format(arena, "from %s", role->source));
    struct block *facts = report_add_facts(report, NULL);
    char bytes[32];
    count_format(read->n_bytes, bytes);
    facts_add_text(facts, "bytes", bytes);
    add_format(facts, read, true, arena);
    add_rows(facts, read->table->n_rows);
    add_set_aside(facts, read->quarantine->n_rows, over_lines(read->quarantine, arena), "", arena);
    report = add_columns(report, read->columns, err);
    if (!report)
        return NULL;
    add_remarks(report, remarks);
    add_refusals(report, read->table, role, arena);
    bool hidden;
    add_first_rows(report, "first rows", marked_table(workspace, name, read->table, role, &hidden, arena), arena);
    if (read->quarantine->n_rows > 0)
        add_first_rows(report, "set aside", marked_quarantine(read->quarantine, hidden, arena), arena);
    report_add_note(report, VERDICT_NONE, "nothing was kept: load it without preview=yes");
    return report;
}
