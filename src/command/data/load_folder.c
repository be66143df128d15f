/* A delivery: a folder of files, one or more a table.

   Its snapshot.patron, a command file, says how it is read ($folder is the folder). Without one, each file is a table
   called as the file, without date and number (orders-2024-07.csv is orders), several of one name are one table, and

   - a table that is there already is loaded as it was the last time, and cleaned as it was since;
   - other files are loaded by the preset of which most columns are in the file, if all of its columns are;
   - the rest are plain tables. */
#include "command/data/load_folder.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "command/data/load_empty.h"
#include "command/data/load_lines.h"
#include "command/data/made.h"
#include "command/data/preset.h"
#include "command/language/run_file.h"
#include "command/verb.h"
#include "patron/base/file.h"
#include "patron/source/source.h"

enum { PRESET_COLUMNS = 2 /* fewer columns than that tell nothing */, NAMES_TOLD = 8 };

struct delivery {
    struct session *session;
    struct arena *arena;
    const char *folder;
    struct text *not_read; /* names of files that no reader knows */
    size_t n_not_read;
};

/* Files of one table. */
struct delivered {
    const char *name;
    const char **paths;
    size_t n;
};

/* ---- Names ---- */

/* Without a date or a number at its end, and what sets that apart: orders_2024_07 is orders. */
static const char *without_date(const char *name, struct arena *arena)
{
    size_t n = strlen(name);
    while (n && (isdigit((unsigned char)name[n - 1]) || name[n - 1] == '_'))
        n--;
    return n > 0 && name[n] == '_' ? arena_bytes(arena, name, n) : name;
}

bool is_data_file(const char *file)
{
    static const char *const packed[] = { ".gz", ".xz", ".zst", ".bz2", NULL };
    size_t length = strlen(file);
    if (*file == '.' || *file == '~')
        return false;
    for (const char *const *ending = packed; *ending; ending++)
        if (length > strlen(*ending) && strcasecmp(file + length - strlen(*ending), *ending) == 0)
            length -= strlen(*ending);
    for (const struct reader *const *reader = readers; *reader; reader++)
        for (const char *const *ending = (*reader)->endings; *ending; ending++) {
            size_t n = strlen(*ending);
            if (length > n && strncasecmp(file + length - n, *ending, n) == 0)
                return strncasecmp(file, "readme", 6) != 0;
        }
    return false;
}

static void add_file(const struct delivery *delivery, const char *file, struct delivered **tables, size_t *n)
{
    const char *name = without_date(name_of_file(file, delivery->arena), delivery->arena);
    char *path = path_join(delivery->folder, file);
    arena_adopt(delivery->arena, free, path);
    size_t i = 0;
    while (i < *n && strcmp((*tables)[i].name, name) != 0)
        i++;
    if (i == *n) {
        *tables = reallocate(*tables, *n + 1, sizeof **tables);
        (*tables)[(*n)++] = (struct delivered){ .name = name };
    }
    struct delivered *table = &(*tables)[i];
    table->paths = reallocate(table->paths, table->n + 1, sizeof *table->paths);
    table->paths[table->n++] = path;
}

/* A file of the folder that is no data, nor hidden. */
static void pass_over(struct delivery *delivery, const char *file)
{
    if (*file == '.')
        return;
    if (delivery->n_not_read++ < NAMES_TOLD)
        text_add_format(delivery->not_read, "%s%s", delivery->n_not_read > 1 ? ", " : "", file);
}

static bool list_files(struct delivery *delivery, struct delivered **tables, size_t *n, struct error *err)
{
    char **files = folder_list(delivery->folder, err);
    *tables = NULL;
    *n = 0;
    if (!files)
        return false;
    for (char **file = files; *file; file++) {
        if (is_data_file(*file))
            add_file(delivery, *file, tables, n);
        else
            pass_over(delivery, *file);
        free(*file);
    }
    free(files);
    if (*n > 0)
        return true;
    fail(err, ERROR_USER, E_NO_FILE, "'%s' holds no file that can be loaded", delivery->folder);
    error_mend(err, "write %s/snapshot.patron, with load lines from $folder", delivery->folder);
    return false;
}

static void delivered_free(struct delivered *tables, size_t n)
{
    for (size_t i = 0; i < n; i++)
        free(tables[i].paths);
    free(tables);
}

/* ---- As the last time ---- */

static bool clean_again(const struct delivery *delivery, const char *name, int loaded, int newest, struct error *err)
{
    const char **lines =
        arena_allocate(delivery->arena, newest > loaded ? (size_t)(newest - loaded) : 1, sizeof *lines);
    size_t n = 0;
    for (int number = loaded + 1; number <= newest; number++) {
        struct table_version version;
        if (!workspace_table_info(delivery->session->workspace, name, number, &version, err))
            return false;
        if (version.command && strncmp(version.command, "clean ", 6) == 0)
            lines[n++] = arena_text(delivery->arena, version.command);
        table_version_release(&version);
    }
    for (size_t i = 0; i < n; i++)
        if (!steps_run(delivery->session, lines[i], err))
            return false;
    return true;
}

/* *DONE: the table is known, and was loaded as before. */
static bool load_known(const struct delivery *delivery, const struct delivered *table, bool *done, struct error *err)
{
    const char *line = NULL;
    int newest, loaded = load_last(delivery->session, table->name, &newest, &line, delivery->arena);
    *done = false;
    if (loaded == 0)
        return true;
    *done = true;
    line = load_line_from(line, table->name, table->paths, table->n, NULL, delivery->arena);
    return steps_run(delivery->session, line, err) && clean_again(delivery, table->name, loaded, newest, err);
}

/* ---- By preset ---- */

static bool has_column(char *const *columns, const char *name, size_t length)
{
    for (; *columns; columns++)
        if (strlen(*columns) == length && memcmp(*columns, name, length) == 0)
            return true;
    return false;
}

/* Names that the preset's own rename= makes are no columns of the file. */
static bool is_renamed(const char *renames, const char *name, size_t length)
{
    for (const char *at = renames; at && *at;) {
        size_t pair = strcspn(at, ","), old = strcspn(at, ":");
        if (old < pair && pair - old - 1 == length && memcmp(at + old + 1, name, length) == 0)
            return true;
        at += pair + (at[pair] == ',');
    }
    return false;
}

/* How many columns the option VALUE of a preset names that are in the file; -1 when one is not. */
static int count_columns(const char *value, const char *renames, char *const *columns)
{
    int n = 0;
    for (const char *at = value; *at;) {
        size_t piece = strcspn(at, ","), optional = *at == '?', name = strcspn(at, ",:") - optional;
        const char *begin = at + optional;
        if (!is_renamed(renames, begin, name)) {
            bool there = has_column(columns, begin, name);
            if (!there && !optional)
                return -1;
            n += there;
        }
        at += piece + (at[piece] == ',');
    }
    return n;
}

/* How many columns of the file the load line of a preset names; 0 when one of them is not there. */
static int fit_of_line(const char *line, char *const *columns, struct arena *arena)
{
    static const char *const options[] = { "rename", "key", "time", "via", "known", "types", "columns", "skip" };
    struct invocation invocation;
    struct bound bound;
    struct error ignored = ERROR_INIT;
    int total = 0;
    bool bad = !line_bind(line, false, arena, &bound, &ignored) || !bound.invocation.command;
    error_release(&ignored);
    if (bad || strcmp(bound.invocation.command->name, "load") != 0)
        return 0;
    invocation = bound.invocation;
    const struct value *rename = values_get(&invocation.values, "rename");
    struct text renames = TEXT_EMPTY;
    for (size_t i = 0; i < rename->n_texts; i++)
        text_add_format(&renames, "%s%s", i ? "," : "", rename->texts[i]);
    for (size_t i = 0; i < sizeof options / sizeof *options && !bad; i++) {
        const struct value *value = values_get(&invocation.values, options[i]);
        for (size_t j = 0; j < value->n_texts && !bad; j++) {
            int n = count_columns(value->texts[j], i == 0 ? "" : text_string(&renames), columns);
            bad = n < 0 && strcmp(value->texts[j], "none") != 0;
            total += n > 0 ? n : 0;
        }
    }
    text_release(&renames);
    return bad ? 0 : total;
}

/* The first load line of a preset, its continuations joined; NULL without one. */
static const char *load_line_of(const struct preset *preset, struct arena *arena)
{
    struct script script = { 0 };
    const char *found = NULL;
    size_t length;
    char *bytes = file_read(preset->path, &length, NULL);
    if (bytes && script_parse(&script, preset->path, bytes, length, NULL, NULL))
        for (const struct statement *s = script.first; s && !found; s = s->next) {
            if (s->kind == STATEMENT_COMMAND && strncmp(s->text, "load $table ", 12) == 0)
                found = arena_format(arena, "load %s %s", preset->name, s->text + 12);
            else if (s->kind == STATEMENT_COMMAND && strncmp(s->text, "load ", 5) == 0)
                found = arena_text(arena, s->text);
        }
    script_release(&script);
    free(bytes);
    return found;
}

/* The preset that knows most of the file's columns, and no other ones; of equals, the one called as the table. */
static const char *preset_for(const struct delivery *delivery, const struct delivered *table, struct error *err)
{
    struct preset *presets;
    char **columns;
    const char *best = NULL;
    int most = PRESET_COLUMNS - 1;
    if (!source_header(table->paths[0], NULL, session_work(delivery->session), &columns, err))
        return NULL;
    size_t n = presets_list(PRESET_LOAD, &presets);
    for (size_t i = 0; i < n; i++) {
        const char *line = load_line_of(&presets[i], delivery->arena);
        int fit = line ? fit_of_line(line, columns, delivery->arena) : 0;
        bool named = strcmp(presets[i].name, table->name) == 0;
        if (fit < most || (fit == most && !(named && best)))
            continue;
        most = fit;
        best = arena_text(delivery->arena, presets[i].name);
    }
    presets_free(presets, n);
    source_paths_free(columns);
    return best ? best : "";
}

static bool load_new(const struct delivery *delivery, const struct delivered *table, struct error *err)
{
    const char *preset = preset_for(delivery, table, err);
    if (!preset)
        return false;
    bool known = table->n == 1 && *preset;
    const char *options = known ? arena_format(delivery->arena, "load as=%s", preset) : "load";
    const char *path = known ? preset_path(PRESET_LOAD, preset, delivery->arena, err) : NULL;
    if (known && !path)
        return false;
    bool named = !known || preset_takes_name(path, table->name, delivery->arena);
    return steps_run(delivery->session,
                     load_line_from(options, named ? table->name : NULL, table->paths, table->n, NULL, delivery->arena),
                     err);
}

/* ---- The whole ---- */

static bool load_files(struct delivery *delivery, struct error *err)
{
    struct delivered *tables;
    size_t n;
    if (!list_files(delivery, &tables, &n, err))
        return false;
    bool ok = true;
    for (size_t i = 0; i < n && ok; i++) {
        bool known;
        ok = load_known(delivery, &tables[i], &known, err) && (known || load_new(delivery, &tables[i], err));
    }
    delivered_free(tables, n);
    return ok;
}

static bool run_own_file(const struct delivery *delivery, const char *path, struct error *err)
{
    struct variables variables = { 0 };
    if (delivery->session->run_variables)
        variables_copy(&variables, delivery->session->run_variables);
    variables_set(&variables, "folder", delivery->folder);
    bool ok = run_as_one(delivery->session, path, &variables, err);
    variables_release(&variables);
    return ok;
}

/* Before anything is read: the folder is there, and the name is free. */
static bool check_delivery(struct session *session, const char *name, const char *folder, struct error *err)
{
    if (!folder_exists(folder)) {
        fail(err, ERROR_USER, E_NO_FILE, "no folder '%s'", folder);
        error_reason(err, "load snapshot reads a folder with a file or more for each table");
        return false;
    }
    enum name_kind kind = workspace_what(session->workspace, name);
    if (kind == NAME_NONE || kind == NAME_SNAPSHOT) /* the same delivery again is the same snapshot */
        return true;
    fail(err, ERROR_USER, E_NAME_TAKEN, "'%s' is the name of another thing", name);
    error_reason(err, "names are used once");
    return false;
}

struct report *load_folder(struct session *session, const struct invocation *invocation, const char *name,
                           const char *folder, struct error *err)
{
    struct text not_read = TEXT_EMPTY;
    struct delivery delivery = { session, invocation->arena, folder, &not_read, 0 };
    struct steps steps;
    char hash[HASH_TEXT];
    if (!check_delivery(session, name, folder, err))
        return failed();
    char *own = path_join(folder, "snapshot.patron");
    arena_adopt(invocation->arena, free, own);
    steps_begin(session, &steps);
    bool ok = file_exists(own) ? run_own_file(&delivery, own, err) : load_files(&delivery, err);
    ok = ok && steps_check(session, &steps, err) && made_again(session, err) &&
         workspace_snapshot_name(session->workspace, name, NULL, err);
    steps_end(session, &steps);
    if (delivery.n_not_read > NAMES_TOLD)
        text_add_format(&not_read, " and %zu more", delivery.n_not_read - NAMES_TOLD);
    const char *passed_over = arena_text(invocation->arena, text_string(&not_read));
    text_release(&not_read);
    if (!ok)
        return failed();
    workspace_snapshot_hash(session->workspace, hash);
    struct report *report = report_new("load", arena_format(invocation->arena, "load snapshot %s", name),
                                       arena_format(invocation->arena, "from %s", folder));
    struct block *facts = report_add_facts(report, NULL);
    facts_add_format(facts, "snapshot", "%s is %.8s", name, hash);
    steps_report(session, &steps, report, facts, invocation->arena);
    if (delivery.n_not_read > 0)
        facts_add_text(facts, "not read", passed_over);
    outcome(session, "%s, %.8s", counted(session->n_log - steps.first, "step", invocation->arena), hash);
    return report;
}
