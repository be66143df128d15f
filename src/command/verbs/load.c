/* load: a foreign file becomes a version of a table. */
#include "command/load_options.h"
#include "command/preset.h"
#include "command/run_file.h"
#include "command/verb.h"

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

/* Where a type was not plain, why it is what it is. */
static void add_doubts(struct report *report, const struct table *read)
{
    const int64_t *doubts = column_ints(table_column(read, "doubt"));
    for (size_t i = 0; i < read->n_rows; i++) {
        struct text text = TEXT_EMPTY;
        column_write(table_column(read, "column"), i, &text);
        text_add(&text, ": ");
        column_write(table_column(read, "reason"), i, &text);
        if (doubts[i])
            report_add_note(report, VERDICT_NONE, "%s", text_string(&text));
        text_release(&text);
    }
}

static struct report *report_load(const char *name, const struct source_result *read, const struct load_outcome *kept,
                                  const struct table_role *role, struct arena *arena, struct error *err)
{
    char *title = arena_format(arena, "load %s", name);
    struct report *report = report_new("load", title, arena_format(arena, "from %s", role->source));
    struct block *facts = report_add_facts(report, NULL);
    facts_add_format(facts, "table", "%s v%d%s", name, kept->version,
                     kept->outcome == STORE_UNCHANGED ? ", unchanged" : "");
    char rows[32];
    count_format(read->table->n_rows, rows);
    facts_add_text(facts, "rows", rows);
    if (read->quarantine->n_rows > 0)
        facts_add_format(facts, "set aside", "%s that could not be read: show %s.quarantine",
                         counted(read->quarantine->n_rows, "row", arena), name);
    if (kept->n_orphans > 0)
        facts_add_format(facts, "belong to nobody", "%s: no feature sees them", counted(kept->n_orphans, "row", arena));
    if (kept->n_untimed > 0)
        facts_add_format(facts, "without a time", "%s: no feature sees them", counted(kept->n_untimed, "row", arena));
    if (kept->derived)
        facts_add_format(facts, role->of, "%s, made from the ids in the events",
                         counted(kept->n_derived, "row", arena));
    report = add_columns(report, read->columns, err);
    if (report)
        add_doubts(report, read->columns);
    return report;
}

static const char *role_text(const struct invocation *invocation, const char *name)
{
    const char *text = values_text(&invocation->values, name);
    return text && strcmp(text, "none") == 0 ? NULL : text;
}

/* The source as typed, for people and for the catalog. */
static const char *source_text(const struct invocation *invocation, const char *const *paths, size_t n_paths)
{
    const struct value *from = values_get(&invocation->values, "from");
    const char *text = n_paths == 1 ? paths[0] : from->texts[0];
    for (size_t i = 1; i < from->n_texts && n_paths > 1; i++)
        text = arena_format(invocation->arena, "%s %s", text, from->texts[i]);
    return text;
}

static struct report *load_file(struct session *session, const struct invocation *invocation, const char *name,
                                struct error *err)
{
    struct source_options options;
    struct source_result read = { 0 };
    struct load_outcome kept;
    const char *const *paths;
    size_t n_paths;
    struct work *work = session_work(session);
    if (!load_options(invocation, &options, err) || !load_paths(invocation, &paths, &n_paths, err) ||
        !source_read(name, paths, n_paths, &options, work, &read, err))
        return failed();
    struct table_role role = { .key = role_text(invocation, "key"),
                               .time = role_text(invocation, "time"),
                               .of = role_text(invocation, "of"),
                               .via = role_text(invocation, "via"),
                               .known = role_text(invocation, "known"),
                               .source = source_text(invocation, paths, n_paths),
                               .command = invocation->line };
    struct report *report = NULL;
    if (workspace_load(session->workspace, name, read.table, read.quarantine, &role, work, &kept, err)) {
        report = report_load(name, &read, &kept, &role, invocation->arena, err);
        outcome(session, "%s%s%s", counted(read.table->n_rows, "row", invocation->arena),
                read.quarantine->n_rows > 0 ? ", " : "",
                read.quarantine->n_rows > 0 ? arena_format(invocation->arena, "%zu set aside", read.quarantine->n_rows)
                : kept.outcome == STORE_UNCHANGED ? ", unchanged"
                                                  : "");
    }
    source_result_release(&read);
    return report;
}

/* One line for each command of the preset: "clean purchases", and what it did. */
static void add_steps(struct session *session, size_t first, struct block *facts, struct arena *arena)
{
    const char *last = "";
    for (size_t i = first; i < session->n_log; i++) {
        const struct log_line *line = session_log(session, i);
        size_t verb = strcspn(line->line, " "), subject = strcspn(line->line + verb + 1, " ");
        last = arena_text(arena, log_entry(session, i)->did);
        facts_add_text(facts, arena_bytes(arena, line->line, verb + 1 + subject), last);
    }
    outcome(session, "%s", last);
}

/* The lines of a preset, with $file and $table; what each did is a line of the report. */
static struct report *load_preset(struct session *session, const struct invocation *invocation, struct error *err)
{
    const struct value *as = values_get(&invocation->values, "as");
    const struct value *name = values_get(&invocation->values, "name");
    const char *path = preset_path(as->text, invocation->arena, err);
    const char *const *files;
    size_t n_files;
    if (!path)
        fail_value_at(err, as, 0);
    if (!path || !load_paths(invocation, &files, &n_files, err))
        return failed();
    struct variables variables = { 0 };
    variables_set(&variables, "file", files[0]);
    if (name->given)
        variables_set(&variables, "table", name->text);
    bool nested = session->nested;
    size_t first = session->n_log;
    session->nested = true;
    show_function *show = session->show;
    session->show = NULL;
    bool ok = run_included(session, path, &variables, true, err);
    session->show = show;
    session->nested = nested;
    variables_release(&variables);
    if (!ok)
        return failed();
    struct report *report = report_new("load", arena_format(invocation->arena, "load as %s", as->text),
                                       arena_format(invocation->arena, "from %s", files[0]));
    add_steps(session, first, report_add_facts(report, NULL), invocation->arena);
    return report;
}

static struct report *run_load(struct session *session, const struct invocation *invocation, struct error *err)
{
    const struct value *name = values_get(&invocation->values, "name");
    if (values_get(&invocation->values, "as")->given)
        return load_preset(session, invocation, err);
    const char *from = values_text(&invocation->values, "from");
    if (!name->given && strcmp(from, "-") == 0) {
        fail(err, ERROR_USER, E_MISSING_ARGUMENT, "what comes from standard input needs a name");
        error_mend(err, "load NAME from -");
        return failed();
    }
    const char *called = name->given ? name->text : name_of_file(from, invocation->arena);
    if (!values_yes(&invocation->values, "replace") && workspace_what(session->workspace, called) == NAME_TABLE) {
        fail(err, ERROR_USER, E_NAME_TAKEN, "table '%s' is loaded already", called);
        error_mend(err, "replace=yes");
        return failed();
    }
    return load_file(session, invocation, called, err);
}

static const char *const policies[] = { "stop", "drop", "missing", NULL };
static const char *const formats[] = { "csv", "tsv", "fixed", "xlsx", "json", NULL };
static const char *const array_forms[] = { "text", "count", NULL };

const struct command load_command = {
    .name = "load",
    .group = GROUP_DATA,
    .summary = "read a file into a table",
    .description = "Types are inferred from all rows and shown; types= declares them. A table has a key, or events "
                   "have a time and "
                   "belong to another table (of=, and via= when the column has another name). Rows that cannot be read "
                   "are set aside "
                   "with file, line, column and reason, and counted. Loading again makes the next version; equal "
                   "content is none.\n"
                   "as=PRESET reads a known kind of file: `presets` lists them.",
    .needs = NEEDS_WORKSPACE,
    .changes = CHANGES_TABLES,
    .parameters =
        (const struct parameter[]){
            { "name", PARAMETER_NAME, FORM_SUBJECT, .summary = "the table's name; the file's own when left out" },
            { "from", PARAMETER_FILE, FORM_CLAUSE, .required = true, .repeats = true,
              .summary =
                  "the file, or several with the same columns: data/orders-*.csv; .gz .xz .zst .bz2 are unpacked; "
                  "retail.zip:orders.csv is a file in an archive, - standard input" },
            { "as", PARAMETER_PRESET, FORM_OPTION, .summary = "a preset that knows this kind of file" },
            { "key", PARAMETER_TEXT, FORM_OPTION, .summary = "the column that names each row; none" },
            { "time", PARAMETER_TEXT, FORM_OPTION, .summary = "the column that says when it happened" },
            { "of", PARAMETER_TABLE, FORM_OPTION, .summary = "the table whose rows these events happen to" },
            { "via", PARAMETER_TEXT, FORM_OPTION,
              .summary = "the column that leads to it, when its name does not say so" },
            { "known", PARAMETER_TEXT, FORM_OPTION, .summary = "the column that says when a row became known" },
            { "types", PARAMETER_TEXT, FORM_OPTION, .repeats = true,
              .summary = "NAME:TYPE, ...: bool int real time text; time:SPELLING" },
            { "rename", PARAMETER_TEXT, FORM_OPTION, .repeats = true, .summary = "OLD:NEW, ..." },
            { "columns", PARAMETER_TEXT, FORM_OPTION, .repeats = true,
              .summary = "only these columns, NAME or NAME:TYPE; without a header, the names in order" },
            { "skip", PARAMETER_TEXT, FORM_OPTION, .repeats = true, .summary = "columns to leave out" },
            { "missing", PARAMETER_TEXT, FORM_OPTION, .repeats = true, .summary = "texts that mean missing: NA,-,n/a" },
            { "bad", PARAMETER_CHOICE, FORM_OPTION, .choices = policies, .otherwise = "stop",
              .summary = "a value that does not fit its declared type: stop, drop the row, or take it as missing" },
            { "format", PARAMETER_CHOICE, FORM_OPTION, .choices = formats,
              .summary = "when the ending does not say it" },
            { "sheet", PARAMETER_TEXT, FORM_OPTION, .summary = "of a workbook; the first when left out" },
            { "at", PARAMETER_TEXT, FORM_OPTION, .summary = "the path to the objects in a JSON document: data.orders" },
            { "rows", PARAMETER_TEXT, FORM_OPTION,
              .summary =
                  "the path to an array in each object: one row for each of its parts, the object's fields beside" },
            { "arrays", PARAMETER_CHOICE, FORM_OPTION, .choices = array_forms, .otherwise = "text",
              .summary = "what other arrays in JSON become: their text, or how many parts they have" },
            { "table", PARAMETER_TEXT, FORM_OPTION, .summary = "of an SQLite database; the only one when left out" },
            { "encoding", PARAMETER_TEXT, FORM_OPTION, .summary = "latin1, utf16; UTF-8 when left out" },
            { "delimiter", PARAMETER_TEXT, FORM_OPTION, .summary = "comma, tab, semicolon, pipe, or one character" },
            { "decimal", PARAMETER_TEXT, FORM_OPTION, .summary = "comma or point" },
            { "header", PARAMETER_YESNO, FORM_OPTION, .otherwise = "yes",
              .summary = "whether the first line holds names" },
            { "replace", PARAMETER_YESNO, FORM_OPTION, .otherwise = "yes",
              .summary = "no: refuse when the table is there" },
            { 0 } },
    .examples =
        (const struct example[]){
            { "customers with a key", "load customers from data/customers.csv.gz key=customer_id time=signup_date" },
            { "events that happen to them",
              "load orders from data/orders.csv.gz key=order_id time=order_ts of=customers" },
            { "several files with the same columns, as one table",
              "load orders from data/order*.csv.gz key=order_id time=order_ts of=customers" },
            { "a known kind of file", "load purchases from data/orders.csv.gz as=orders" },
            { 0 } },
    .see_also = "presets clean describe check snapshot",
    .run = run_load,
};
