/* load: a foreign file becomes a version of a table. */
#include <stdlib.h>

#include "command/data/delivery.h"
#include "command/data/load_before.h"
#include "command/data/load_empty.h"
#include "command/data/load_folder.h"
#include "command/data/load_limits.h"
#include "command/data/load_lines.h"
#include "command/data/load_options.h"
#include "command/data/load_origin.h"
#include "command/data/load_privacy.h"
#include "command/data/load_report.h"
#include "command/data/load_zone.h"
#include "command/data/preset.h"
#include "command/language/run_file.h"
#include "command/verb.h"

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

/* The columns that the option NAME lists, "a,b"; NULL: none. */
static const char *names_text(const struct invocation *invocation, const char *name)
{
    const struct value *value = values_get(&invocation->values, name);
    const char *list = NULL;
    for (size_t i = 0; value->given && i < value->n_texts; i++)
        list = list ? arena_format(invocation->arena, "%s,%s", list, value->texts[i]) : value->texts[i];
    return list;
}

/* known=COLUMN is of the rows, known=COLUMN:TIME of one column; valid_from=COLUMN makes the rows states. */
bool load_role(const struct invocation *invocation, struct table_role *role, struct error *err)
{
    const struct value *known = values_get(&invocation->values, "known");
    struct text late = TEXT_EMPTY;
    bool ok = true;
    role->key = role_text(invocation, "key");
    role->time = role_text(invocation, "time");
    role->of = role_text(invocation, "of");
    role->via = role_text(invocation, "via");
    for (size_t i = 0; ok && known->given && i < known->n_texts; i++) {
        if (strchr(known->texts[i], ':')) {
            text_add_format(&late, "%s%s", late.length > 0 ? "," : "", known->texts[i]);
        } else if (role->known) {
            fail(err, ERROR_USER, E_BAD_VALUE, "rows are known from one time on: %s or %s", role->known,
                 known->texts[i]);
            error_mend(err, "known=%s,COLUMN:%s", role->known, known->texts[i]);
            ok = fail_value_at(err, known, i);
        } else if (strcmp(known->texts[i], "none") != 0) {
            role->known = known->texts[i];
        }
    }
    const char *from = role_text(invocation, "valid_from");
    role->states = from != NULL;
    role->ends = role_text(invocation, "valid_to");
    role->late = late.length > 0 ? arena_text(invocation->arena, text_string(&late)) : NULL;
    role->constant = names_text(invocation, "constant");
    role->planned = names_text(invocation, "planned");
    text_release(&late);
    if (ok && role->ends && !from) {
        fail(err, ERROR_USER, E_MISSING_ARGUMENT, "valid_to=%s says when a state ended, and nothing when it began",
             role->ends);
        error_mend(err, "valid_from=COLUMN");
        return fail_value_at(err, values_get(&invocation->values, "valid_to"), 0);
    }
    if (ok && from && role->time) {
        fail(err, ERROR_USER, E_BAD_VALUE, "the time of a state is when it began: valid_from=%s, and time=%s as well",
             from, role->time);
        error_mend(err, "leave out time=");
        return fail_value_at(err, values_get(&invocation->values, "time"), 0);
    }
    role->time = from ? from : role->time;
    return ok;
}

/* Remarks on table NAME where who runs the lines of a preset or a delivery sees them. */
static void tell_outside(struct session *session, const char *name, const struct remarks *remarks)
{
    for (size_t i = 0; session->nested && i < remarks->n; i++)
        steps_remark(session, name, remarks->items[i].verdict, remarks->items[i].text);
}

/* What was found of late columns, in REPORT (NULL is allowed) and with the outcome. */
static struct report *tell_late(struct session *session, const char *name, struct report *report, struct arena *arena)
{
    struct table_version info;
    struct remarks remarks;
    if (!report || !workspace_table_info(session->workspace, name, 0, &info, NULL))
        return report;
    load_late_remarks(session->workspace, name, arena, &remarks);
    for (size_t i = 0; i < remarks.n; i++)
        report_add_note(report, remarks.items[i].verdict, "%s", remarks.items[i].text);
    tell_outside(session, name, &remarks);
    if (info.found && info.found[0]) {
        char *did = copy_text(text_string(&session->outcome));
        outcome(session, "%s; later than their rows: %s", did, info.found);
        free(did);
    }
    table_version_release(&info);
    return report;
}

static void tell_outcome(struct session *session, size_t n_rows, size_t n_quarantined, bool unchanged,
                         struct arena *arena)
{
    const char *rows = counted(n_rows, "row", arena);
    session->n_rows_out = n_rows;
    if (n_quarantined > 0)
        outcome(session, "%s, %zu set aside", rows, n_quarantined);
    else
        outcome(session, "%s%s", rows, unchanged ? ", unchanged" : "");
}

/* What must be a time and came out as texts is read again as declared, so that the first value that is none is told
   with its line, and bad= does what it says. Not from standard input, which is gone. */
static bool read_times(const char *name, const char *const *paths, size_t n_paths, const struct table_role *role,
                       struct source_options *options, struct work *work, struct arena *arena,
                       struct source_result *read, struct error *err)
{
    const char *times[] = { role->time, role->ends, role->known };
    bool again = false;
    for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
        const struct column *column = times[i] ? table_column(read->table, times[i]) : NULL;
        if (column && column->type == TYPE_TEXT && strcmp(paths[0], "-") != 0)
            again = load_declare_time(options, times[i], arena) || again;
    }
    if (!again)
        return true;
    source_result_release(read);
    *read = (struct source_result){ 0 };
    return source_read(name, paths, n_paths, options, work, read, err);
}

/* Somebody wrote to the files meanwhile. */
static struct report *fail_changed(const char *source, struct error *err)
{
    fail(err, ERROR_DATA, E_FILE_CHANGED, "%s changed while it was read", source);
    error_reason(err, "nothing was kept of it");
    error_mend(err, "load it again when nobody writes to it, or load a copy");
    return failed();
}

/* Reads the files, and keeps them as a version, or only looks. */
static struct report *read_file(struct session *session, const struct invocation *invocation, const char *name,
                                const struct source_identity *identity, const char *const *paths, size_t n_paths,
                                struct table_role *role, struct error *err)
{
    struct source_options options;
    struct source_result read = { 0 };
    struct load_outcome kept;
    struct load_before before;
    struct remarks remarks;
    struct report *report = NULL;
    struct arena *arena = invocation->arena;
    struct work *work = session_work(session);
    char in_use[HASH_TEXT];
    workspace_snapshot_hash(session->workspace, in_use);
    load_before_find(session, invocation, name, role->source, &before);
    bool good = load_options(invocation, &options, err);
    if (good)
        load_name_rows(session, &options, role, arena);
    options.like = before.reading;
    options.key = role->of ? NULL : role->key;
    options.key_repeats = role->states;
    good = good &&
           (source_read(name, paths, n_paths, &options, work, &read, err) ||
            load_empty(session, name, paths, n_paths, &options, arena, &read, err)) &&
           read_times(name, paths, n_paths, role, &options, work, arena, &read, err);
    if (identity->watched && !work_stopped(work) && !source_identity_holds(identity, paths, n_paths)) {
        error_release(err); /* whatever is wrong may be wrong because of that */
        source_result_release(&read);
        return fail_changed(role->source, err);
    }
    if (!good)
        return failed();
    char *reading = source_reading_write(read.reading);
    arena_adopt(arena, free, reading);
    role->reading = reading;
    load_remarks(&before, &read, arena, &remarks);
    if (values_yes(&invocation->values, "preview")) {
        report = preview_report(session->workspace, name, &read, role, &remarks, arena, err);
        session->only_looked = true;
    } else if (load_origin_check(session, invocation, name, load_origin_version(session, name), read.table, role,
                                 err) &&
               load_privacy_keep(session, invocation, name, read.table, err) &&
               workspace_load(session->workspace, name, read.table, read.quarantine, role, work, &kept, err) &&
               (kept.outcome == STORE_UNCHANGED || delivery_came(session, in_use, err)) &&
               load_origin_keep(session, name, err) && load_zone_keep(session, invocation, name, kept.version, err)) {
        tell_outside(session, name, &remarks);
        session->unchanged = kept.outcome == STORE_UNCHANGED;
        session->n_rows_in = read.table->n_rows + read.quarantine->n_rows;
        tell_outcome(session, read.table->n_rows, read.quarantine->n_rows, kept.outcome == STORE_UNCHANGED, arena);
        report = tell_late(session, name, load_report(name, &read, &kept, role, &remarks, arena, err), arena);
    }
    source_result_release(&read);
    return report;
}

/* A version that was there already comes into use again: it too may be of another source than the one in use. */
static bool keep_again(struct session *session, const struct invocation *invocation, const char *name, int before,
                       const struct load_outcome *kept, const struct table_role *role, struct error *err)
{
    struct table *table = workspace_table(session->workspace, name, kept->version, err);
    bool ok = table && load_privacy_keep(session, invocation, name, table, err) &&
              load_origin_check(session, invocation, name, before, table, role, err) &&
              load_origin_keep(session, name, err) && load_zone_keep(session, invocation, name, kept->version, err);
    table_release(table);
    return ok;
}

static struct report *load_file(struct session *session, const struct invocation *invocation, const char *name,
                                struct error *err)
{
    struct source_options options;
    struct source_identity identity = { .known = false };
    struct load_outcome kept;
    const char *const *paths;
    size_t n_paths;
    bool preview = values_yes(&invocation->values, "preview"), again = false;
    struct work *work = session_work(session);
    /* What is wrong in the line is told before anything is read. */
    if (!load_options(invocation, &options, err) || !load_paths(invocation, &paths, &n_paths, err) ||
        (!preview &&
         !source_identify(paths, n_paths, load_options_text(invocation, invocation->arena), work, &identity, err)))
        return failed();
    struct table_role role = { .source = source_text(invocation, paths, n_paths),
                               .command = invocation->line,
                               .origin = identity.known && !session->fresh ? identity.hash : NULL };
    bool replaces = values_yes(&invocation->values, "replace"); /* and is read without regard to what was there */
    if (!load_role(invocation, &role, err))
        return failed();
    int before = load_origin_version(session, name);
    char in_use[HASH_TEXT];
    workspace_snapshot_hash(session->workspace, in_use);
    if (!preview && !replaces && !workspace_load_again(session->workspace, name, &role, work, &again, &kept, err))
        return failed();
    if (!again)
        return read_file(session, invocation, name, &identity, paths, n_paths, &role, err);
    if (kept.outcome != STORE_UNCHANGED && !delivery_came(session, in_use, err))
        return failed();
    if (!keep_again(session, invocation, name, before, &kept, &role, err))
        return failed();
    session->unchanged = kept.outcome == STORE_UNCHANGED;
    session->n_rows_in = 0; /* the file's hash was enough */
    tell_outcome(session, kept.n_rows, kept.n_quarantined, true, invocation->arena);
    return tell_late(session, name, load_again_report(name, &kept, &role, invocation->arena), invocation->arena);
}

/* What $file stands for: one file, or one pattern. */
static const char *preset_source(const struct invocation *invocation, const struct value *from, struct error *err)
{
    const char *const *files;
    size_t n_files;
    if (!load_paths(invocation, &files, &n_files, err))
        return NULL;
    if (n_files == 1 || from->n_texts == 1)
        return n_files == 1 ? files[0] : from->texts[0];
    fail(err, ERROR_USER, E_BAD_VALUE, "a preset reads one file or one pattern, not %zu files", n_files);
    fail_value_at(err, from, 1);
    return NULL;
}

/* The lines of a preset, with $file and $table; what each did is a line of the report. */
static struct report *load_preset(struct session *session, const struct invocation *invocation, struct error *err)
{
    const struct value *as = values_get(&invocation->values, "as");
    const struct value *name = values_get(&invocation->values, "name");
    const char *path = preset_path(PRESET_LOAD, as->text, invocation->arena, err), *file;
    if (!path)
        fail_value_at(err, as, 0);
    if (path && !load_only(invocation, arena_format(invocation->arena, "the preset %s", as->text), "replace", err))
        return failed();
    if (!path || !(file = preset_source(invocation, values_get(&invocation->values, "from"), err)))
        return failed();
    if (name->given && !preset_takes_name(path, name->text, invocation->arena)) {
        fail(err, ERROR_USER, E_BAD_VALUE, "the preset %s names its tables itself: '%s' would be none of them",
             as->text, name->text);
        error_mend(err, "%s", load_line_from(invocation->line, NULL, &file, 1, NULL, invocation->arena));
        fail_value_at(err, name, 0);
        return failed();
    }
    struct variables variables = { 0 };
    struct steps steps;
    variables_set(&variables, "file", file);
    if (name->given)
        variables_set(&variables, "table", name->text);
    const struct value *replace = values_get(&invocation->values, "replace");
    const struct preset_use use = { as->text, path, invocation->line, replace->given && replace->number != 0,
                                    invocation };
    const struct preset_use *outer = session->preset;
    session->preset = &use;
    steps_begin(session, &steps);
    bool ok = run_as_one(session, path, &variables, err);
    steps_end(session, &steps);
    session->preset = outer;
    variables_release(&variables);
    if (!ok)
        return failed();
    struct report *report = report_new("load", arena_format(invocation->arena, "load as %s", as->text),
                                       arena_format(invocation->arena, "from %s", file));
    steps_report(session, &steps, report, report_add_facts(report, NULL), invocation->arena);
    outcome(session, "%s", session->n_log > steps.first ? log_entry(session, session->n_log - 1)->did : "");
    return report;
}

/* Each sheet of a workbook as a table of its own, called as the sheet. */
static struct report *load_sheets(struct session *session, const struct invocation *invocation, struct error *err)
{
    const char *const *paths;
    char **sheets;
    size_t n_paths;
    struct steps steps;
    if (!load_paths(invocation, &paths, &n_paths, err) || !source_sheets(paths[0], session_work(session), &sheets, err))
        return failed();
    steps_begin(session, &steps);
    bool ok = true;
    for (size_t i = 0; sheets[i] && ok; i++)
        ok = steps_run(session,
                       load_line_from(invocation->line, name_of_text(sheets[i], invocation->arena), paths, n_paths,
                                      sheets[i], invocation->arena),
                       err);
    steps_end(session, &steps);
    source_paths_free(sheets);
    if (!ok)
        return failed();
    struct report *report =
        report_new("load", "load, a table for each sheet", arena_format(invocation->arena, "from %s", paths[0]));
    steps_report(session, &steps, report, report_add_facts(report, NULL), invocation->arena);
    outcome(session, "%s", counted(session->n_log - steps.first, "table", invocation->arena));
    return report;
}

static bool wants_each_sheet(const struct invocation *invocation)
{
    const char *sheet = values_text(&invocation->values, "sheet");
    return sheet && strcmp(sheet, "all") == 0 && !values_get(&invocation->values, "name")->given;
}

/* load snapshot NAME from FOLDER */
static struct report *load_snapshot(struct session *session, const struct invocation *invocation, struct error *err)
{
    const struct value *name = values_get(&invocation->values, "name");
    const struct value *snapshot = values_get(&invocation->values, "snapshot");
    if (strcasecmp(name->text, "snapshot") == 0 && !load_only(invocation, "a delivery", NULL, err))
        return failed();
    if (strcasecmp(name->text, "snapshot") == 0)
        return load_folder(session, invocation, snapshot->text, values_text(&invocation->values, "from"), err);
    fail(err, ERROR_SYNTAX, E_SYNTAX, "'%s' is one word too many for load", snapshot->text);
    error_reason(err, "load snapshot NAME from FOLDER reads a delivery");
    fail_value_at(err, snapshot, 0);
    return failed();
}

static struct report *run_one_load(struct session *session, const struct invocation *invocation, struct error *err)
{
    const struct value *name = values_get(&invocation->values, "name");
    if (values_get(&invocation->values, "snapshot")->given)
        return load_snapshot(session, invocation, err);
    bool preview = values_yes(&invocation->values, "preview");
    const struct value *as = values_get(&invocation->values, "as");
    if (!preview && as->given)
        return load_preset(session, invocation, err);
    if (as->given)
        session_message(session, "the file as it is: what as=%s makes of it is not looked at", as->text);
    if (!preview && wants_each_sheet(invocation))
        return load_sheets(session, invocation, err);
    if (wants_each_sheet(invocation))
        session_message(session,
                        "all sheets as one table: without preview=yes each becomes its own, unless it has a NAME");
    const char *from = values_text(&invocation->values, "from");
    if (!name->given && strcmp(from, "-") == 0) {
        fail(err, ERROR_USER, E_MISSING_ARGUMENT, "what comes from standard input needs a name");
        error_mend(err, "load NAME from -");
        return failed();
    }
    const char *called = name->given ? name->text : name_of_file(from, invocation->arena);
    const struct value *replace = values_get(&invocation->values, "replace");
    if (!preview && replace->given && !values_yes(&invocation->values, "replace") &&
        workspace_what(session->workspace, called) == NAME_TABLE) {
        fail(err, ERROR_USER, E_NAME_TAKEN, "table '%s' is loaded already", called);
        error_mend(err, "replace=yes");
        return failed();
    }
    return load_file(session, invocation, called, err);
}

/* A line of a preset reads files as the line that named the preset says. */
static struct report *run_load(struct session *session, const struct invocation *invocation, struct error *err)
{
    struct bound bound;
    load_limits(session);
    const char *more = session->preset ? load_file_options(session->preset->invocation, invocation) : "";
    if (*more == '\0')
        return run_one_load(session, invocation, err);
    const char *line = arena_format(invocation->arena, "%s%s", invocation->line, more);
    return line_bind(line, true, invocation->arena, &bound, err) ? run_one_load(session, &bound.invocation, err)
                                                                 : failed();
}

static const char *const encodings[] = { "utf8", "latin1", "windows-1252", "utf16", "utf16le", "utf16be", NULL };
static const char *const policies[] = { "stop", "drop", "missing", NULL };
static const char *const formats[] = { "csv", "tsv", "fixed", "xlsx", "json", "sqlite", NULL };
static const char *const array_forms[] = { "text", "count", NULL };

const struct command load_command = {
    .name = "load",
    .group = GROUP_DATA,
    .summary = "read a file into a table",
    .description =
        "Types are inferred from all rows and shown; types= declares them. A leap second, 23:59:60, is read as "
        "00:00:00 "
        "of the next day. A table has a key, or events "
        "have a time and "
        "belong to another table (of=, and via= when the column has another name). Rows that cannot be read "
        "are set aside "
        "with file, line, column and reason, and counted. Features see a row that happened before the "
        "as-of date and was known by it (known=; what has a day alone is known when the day is over); a table with "
        "valid_from= holds states, and TABLE.COLUMN is the one in force then.\n"
        "A row may hold what came later: when a subscription ended, the score of a ticket. Times after the row's own, "
        "and columns that are filled in together with them, are found by their values and told; such a value is "
        "missing "
        "until its time has passed, and where there is no time: a flag of what still runs is not sure. "
        "known=score:closed says it of a column, planned=due that it was known with the row. A time at the same "
        "distance of weeks or months in all rows was planned.\n"
        "A table with a key and without of=, beside the customers, is reference data: prices, regions, holidays, "
        "a catalogue. Columns of events or customers that are called as its key lead to it (via= names others: "
        "orders.sku), for a key of days the day of the event. prices.price in a feature is then the row in force "
        "when the event happened, for a customer at the as-of date: with valid_from= and valid_to= the one that "
        "began last and has not ended; missing when there is none. count(prices) counts the rows in force at the "
        "as-of date. `check` and `describe` tell how many rows find none.\n"
        "A file of a header and no rows is an empty version of a table that was loaded with these columns, whose types "
        "it "
        "takes; of another table it needs types= for every column.\n"
        "The next file of a table is read as the last was, where it allows it: dates, types, decimal sign, separator, "
        "encoding, missing texts. What differs is told. Other options for the same file, and replace=yes, read "
        "afresh.\n"
        "Loading again makes the next version; equal "
        "content is none. What comes by another preset, or with another key, owner or columns, and not from the same "
        "file, is no next version: it is refused unless replace=yes. Files of the same bytes, read by the same "
        "options, are known by their hash and not "
        "read: the table is then as it was loaded, also when `clean` changed it since (its cleaned version "
        "stays, and cleaning again finds it).\n"
        "Text with tabs: \\t \\n \\r \\\\ are escapes and a field \\N is missing when every backslash is part of one. "
        "A byte "
        "order mark in the middle, the header once more and sep=; are no data.\n"
        "In JSON each object is a row, and nested fields are columns called by their path: customer.id is customer_id "
        "(where that is a field too, the deeper one is customer_id_2). at= is the path to the objects, rows= the path "
        "to "
        "an array in each of which every part makes a row. columns=, rename= and types= take paths as well; ?NAME need "
        "not be in the file. types=NAME:time:unix counts seconds since 1970.\n"
        "zone=ZONE keeps times as the clocks of ZONE show them, so that days, weeks, hours and as-of dates are those "
        "of "
        "its people, and a day on which the clocks change is one day. Times with Z or an offset are moved there, "
        "others "
        "are of ZONE already (zone=UTC:ZONE: of UTC); dates stay. A time that the clocks left out moves on by the gap; "
        "the hour that they show twice is one hour. It is told with no offset, and asof and split mean these clocks "
        "too: load all tables with the same zone.\n"
        "as=PRESET reads a known kind of file: `presets` lists them; decimal= and the like say how it is written, "
        "alias=OLD:NEW what it calls a column.\n"
        "load snapshot NAME from FOLDER reads a delivery, whole or not at all, and names it. The folder's "
        "snapshot.patron says how ($folder is the folder); without one, files called as tables that are "
        "there (orders-2024-07.csv is orders) are loaded and cleaned as these were, other files by the "
        "preset that knows their columns, the rest as plain tables.",
    .needs = NEEDS_WORKSPACE,
    .changes = CHANGES_TABLES,
    .parameters =
        (const struct parameter[]){
            { "name", PARAMETER_NAME, FORM_SUBJECT, .summary = "the table's name; the file's own when left out" },
            { "snapshot", PARAMETER_NAME, FORM_SUBJECT,
              .summary = "behind the word snapshot: the name of the delivery that FROM, a folder, holds" },
            { "from", PARAMETER_FILE, FORM_CLAUSE, .required = true, .repeats = true,
              .summary =
                  "the file, or several with the same columns: data/orders-*.csv; .gz .xz .zst .bz2 are unpacked; "
                  "retail.zip:orders.csv is a file in an archive, - standard input" },
            { "as", PARAMETER_PRESET, FORM_OPTION, .summary = "a preset that knows this kind of file" },
            { "key", PARAMETER_TEXT, FORM_OPTION, .summary = "the column that names each row; none" },
            { "time", PARAMETER_TEXT, FORM_OPTION,
              .summary = "the column that says when it happened; without one, when the row of OF did" },
            { "of", PARAMETER_TABLE, FORM_OPTION,
              .summary = "the table whose rows these events happen to: customers, or orders that customers made" },
            { "via", PARAMETER_TEXT, FORM_OPTION,
              .summary = "the column that leads to it, when its name does not say so; of reference data, those that "
                         "lead here: "
                         "orders.sku,returns.sku" },
            { "known", PARAMETER_TEXT, FORM_OPTION, .repeats = true,
              .summary = "the column that says when a row became known; COLUMN:TIME for a column that came later; "
                         "?COLUMN:TIME where they are there" },
            { "planned", PARAMETER_TEXT, FORM_OPTION, .repeats = true,
              .summary = "columns that were known with their row though they hold later times: due dates, renewals, "
                         "appointments" },
            { "valid_from", PARAMETER_TEXT, FORM_OPTION,
              .summary = "rows are states of whom they belong to, or of their key, from this time on" },
            { "valid_to", PARAMETER_TEXT, FORM_OPTION,
              .summary = "from when on a state holds no more; the next one ends it too" },
            { "constant", PARAMETER_TEXT, FORM_OPTION, .repeats = true,
              .summary = "columns of customers that never change, or that old dates may use as they are" },
            { "personal", PARAMETER_TEXT, FORM_OPTION, .repeats = true,
              .summary = "columns that are personal, beside those whose names or values say so: masked until reveal" },
            { "public", PARAMETER_TEXT, FORM_OPTION, .repeats = true,
              .summary = "columns that are not personal, whatever their names and values look like" },
            { "types", PARAMETER_TEXT, FORM_OPTION, .repeats = true,
              .summary =
                  "NAME:TYPE, ...: bool int real time text; time:SPELLING; money for $1,250.50 and (12.50), percent "
                  "for 12%, which is 0.12" },
            { "zone", PARAMETER_TEXT, FORM_OPTION,
              .summary =
                  "the zone whose clocks times are of, as Europe/Berlin; FROM:ZONE: written by FROM's clocks; UTC "
                  "when left out" },
            { "alias", PARAMETER_TEXT, FORM_OPTION, .repeats = true,
              .summary =
                  "OLD:NEW, ...: columns that are called otherwise in the file than the other options, or the preset, "
                  "expect" },
            { "rename", PARAMETER_TEXT, FORM_OPTION, .repeats = true, .summary = "OLD:NEW, ..." },
            { "columns", PARAMETER_TEXT, FORM_OPTION, .repeats = true,
              .summary = "only these columns, NAME or NAME:TYPE; without a header, the names in order" },
            { "skip", PARAMETER_TEXT, FORM_OPTION, .repeats = true, .summary = "columns to leave out" },
            { "skip_lines", PARAMETER_COUNT, FORM_OPTION, .least = 0, .greatest = 1000000, .otherwise = "0",
              .summary = "how many lines (rows of a sheet) stand above the names: titles and the like" },
            { "missing", PARAMETER_TEXT, FORM_OPTION, .repeats = true,
              .summary =
                  "texts that mean missing beside the empty one, as -,n/a; when left out NA, NULL and null, but for NA "
                  "among codes of two letters" },
            { "bad", PARAMETER_CHOICE, FORM_OPTION, .choices = policies, .otherwise = "stop",
              .summary = "a value that does not fit its declared type, or a key that is missing or was there: stop, "
                         "drop the row (into the "
                         "quarantine), or take the value as missing" },
            { "format", PARAMETER_CHOICE, FORM_OPTION, .choices = formats,
              .summary = "when the ending does not say it" },
            { "sheet", PARAMETER_TEXT, FORM_OPTION,
              .summary = "of a workbook; the first when left out; all: one table of all, or one each without NAME" },
            { "at", PARAMETER_TEXT, FORM_OPTION, .summary = "the path to the objects in a JSON document: data.orders" },
            { "rows", PARAMETER_TEXT, FORM_OPTION,
              .summary =
                  "the path to an array in each object: one row for each of its parts, the object's fields beside" },
            { "arrays", PARAMETER_CHOICE, FORM_OPTION, .choices = array_forms, .otherwise = "text",
              .summary = "what other arrays in JSON become: their text, or how many parts they have" },
            { "table", PARAMETER_TEXT, FORM_OPTION, .summary = "of an SQLite database; the only one when left out" },
            { "encoding", PARAMETER_CHOICE, FORM_OPTION, .choices = encodings,
              .summary = "of the text; UTF-8 when left out, or what its first bytes say" },
            { "delimiter", PARAMETER_TEXT, FORM_OPTION, .summary = "comma, tab, semicolon, pipe, or one character" },
            { "escapes", PARAMETER_YESNO, FORM_OPTION,
              .summary =
                  "of text with tabs: whether \\t \\n \\r \\\\ stand for a tab, line ends and a backslash; when left "
                  "out, as every backslash of the file says" },
            { "decimal", PARAMETER_TEXT, FORM_OPTION,
              .summary =
                  "comma or point; when left out a point, or a comma when numbers such as 19,47 fill a column and no "
                  "other column speaks against it" },
            { "header", PARAMETER_YESNO, FORM_OPTION, .otherwise = "yes",
              .summary = "whether the first line holds names" },
            { "preview", PARAMETER_YESNO, FORM_OPTION, .otherwise = "no",
              .summary = "yes: show how it would be read, with types, first rows and problems; nothing is kept" },
            { "replace", PARAMETER_YESNO, FORM_OPTION,
              .summary = "yes: also a table of another source; no: refuse when the table is there" },
            { 0 } },
    .examples =
        (const struct example[]){
            { "customers with a key", "load customers from data/customers.csv.gz key=customer_id time=signup_date" },
            { "events that happen to them",
              "load orders from data/orders.csv.gz key=order_id time=order_ts of=customers" },
            { "reference data: the margin of each category, from a time on",
              "load margins from data/reference/margins.csv key=category valid_from=since" },
            { "reference data by day", "load holidays from data/reference/holidays.csv key=day" },
            { "several files with the same columns, as one table",
              "load orders from data/order*.csv.gz key=order_id time=order_ts of=customers" },
            { "a look before anything is kept", "load sessions from data/sessions.csv.gz preview=yes" },
            { "a delivery: a folder with a file for each table", "load snapshot july from data" },
            { "days as the clocks of a country have them",
              "load sessions from data/sessions.csv.gz time=ts of=customers zone=Europe/Berlin" },
            { "objects of JSON, nested fields as columns",
              "load web from data/web/orders.jsonl key=id time=placed of=customers via=customer_id" },
            { "their items, a row each, which happen when the orders do",
              "load items from data/web/orders.jsonl rows=items "
              "columns=id,items.sku,items.price rename=items.sku:sku of=web via=id" },
            { "a table of a database", "load sales from data/web/till.db table=sales key=sale_id" },
            { "a known kind of file", "load purchases from data/orders.csv.gz as=orders" },
            { 0 } },
    .see_also = "presets clean describe check snapshot",
    .run = run_load,
};
