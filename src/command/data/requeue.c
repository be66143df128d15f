/* Rows that were set aside, loaded once more. */
#include "command/data/requeue.h"
#include "command/data/load_limits.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "command/data/clean.h"
#include "command/data/load_options.h"
#include "command/session/deliver.h"
#include "command/verb.h"
#include "patron/source/source.h"

/* ---- The line that loaded the table ---- */

struct loaded {
    int version;
    struct table_version info;
    struct clean_steps steps;
    bool objects; /* of JSON, as they were set aside */
};

/* Whether the rows of a file of JSON were set aside: each is an object then, on a line of its own. */
static bool are_objects(const char *source, const struct table *aside)
{
    static const char *const others[] = { ".csv", ".tsv", ".txt", NULL };
    const struct column *raw = table_column(aside, "raw");
    for (const char *const *ending = others; *ending; ending++)
        if (source && strstr(source, *ending))
            return false;
    for (size_t i = 0; i < aside->n_rows; i++) {
        size_t length = 0;
        const char *line =
            raw && !column_is_missing(raw, i) ? dictionary_text(raw->dictionary, column_codes(raw)[i], &length) : "";
        if (length > 0)
            return line[0] == '{';
    }
    return false;
}

static bool find_loaded(struct session *session, const char *name, struct arena *arena, struct loaded *out,
                        struct error *err)
{
    if (!clean_steps(session, name, 0, arena, &out->steps, err) ||
        !workspace_table_info(session->workspace, name, out->steps.loaded, &out->info, err))
        return false;
    out->version = out->steps.loaded;
    const char *command = out->info.command ? out->info.command : "";
    if (out->info.n_quarantined > 0 && strncmp(command, "load ", 5) == 0) {
        struct table *aside = workspace_quarantine(session->workspace, name, out->version, err);
        out->objects = aside && are_objects(out->info.source, aside);
        table_release(aside);
        if (!aside)
            table_version_release(&out->info);
        return aside != NULL;
    }
    fail(err, ERROR_USER, E_NO_ROWS, "no rows of '%s' are set aside", name);
    table_version_release(&out->info);
    return false;
}

static bool is_changed(const char *word, size_t key, const char *changed)
{
    for (const char *at = changed; *at; at += strspn(at, " ")) {
        size_t length = strcspn(at, " ");
        if (strncmp(at, word, key + 1) == 0)
            return true;
        at += length;
    }
    return false;
}

/* The options of the line COMMAND, but for those in CHANGED and those about a file that is not read again. */
static const char *load_line(const struct loaded *loaded, const char *name, const char *file, const char *changed,
                             struct arena *arena)
{
    static const char *const lines[] = { "replace=", "preview=", "encoding=", "bad=", "skip_lines=", NULL },
                             *const objects[] = { "replace=", "preview=", "encoding=", "bad=", "at=", NULL };
    const char *const *left_out = loaded->objects ? objects : lines;
    const char *command = loaded->info.command;
    struct words words;
    struct text line = TEXT_EMPTY;
    char *quoted = word_quote(file);
    words_cut_typed(command, arena, &words);
    text_add_format(&line, "load %s from %s", name, quoted);
    for (size_t i = 0; i < words.n; i++) {
        const struct word *word = &words.items[i];
        bool keep = word->key > 0 && !word->quoted && !is_changed(word->text, word->key, changed);
        for (const char *const *out = left_out; keep && *out; out++)
            keep = strncmp(word->text, *out, strlen(*out)) != 0;
        if (keep)
            text_add_format(&line, " %.*s", (int)(word->end - word->begin), command + word->begin);
    }
    text_add_format(&line, " %s%s", changed, is_changed("bad=", 3, changed) ? "" : " bad=drop");
    const char *made = arena_text(arena, text_string(&line));
    text_release(&line);
    free(quoted);
    return made;
}

/* ---- Written out ---- */

/* The sign that divides LINE: the one of these that stands most often. */
static char divider(const char *line, size_t length)
{
    static const char signs[] = ",;\t|";
    size_t best = 0;
    char found = ',';
    for (const char *sign = signs; *sign; sign++) {
        size_t n = 0;
        for (size_t i = 0; i < length; i++)
            n += line[i] == *sign;
        found = n > best ? *sign : found;
        best = n > best ? n : best;
    }
    return found;
}

static void write_header(char *const *names, char sign, struct text *out)
{
    for (size_t i = 0; names[i]; i++) {
        bool quote = strchr(names[i], sign) || strpbrk(names[i], "\"\n");
        if (i > 0)
            text_add_char(out, sign);
        text_add(out, quote ? "\"" : "");
        for (const char *c = names[i]; *c; c++) {
            text_add_char(out, *c);
            if (quote && *c == '"')
                text_add_char(out, '"');
        }
        text_add(out, quote ? "\"" : "");
    }
    text_add_char(out, '\n');
}

static bool write_lines(struct session *session, const char *name, const struct loaded *loaded, struct arena *arena,
                        struct text *out, struct error *err)
{
    struct bound bound;
    struct source_options options;
    const char *const *paths;
    size_t n_paths;
    char **names = NULL;
    if (!line_bind(loaded->info.command, true, arena, &bound, err) || !load_options(&bound.invocation, &options, err) ||
        !load_paths(&bound.invocation, &paths, &n_paths, err) ||
        (!options.no_header && !loaded->objects &&
         !source_header(paths[0], &options, session_work(session), &names, err)))
        return false;
    struct table *aside = workspace_quarantine(session->workspace, name, loaded->version, err);
    const struct column *raw = aside ? table_need_column(aside, "raw", err) : NULL;
    for (size_t i = 0; raw && i < aside->n_rows; i++) {
        size_t length = 0;
        const char *line =
            column_is_missing(raw, i) ? "" : dictionary_text(raw->dictionary, column_codes(raw)[i], &length);
        if (i == 0 && names)
            write_header(names, options.delimiter ? options.delimiter : divider(line, length), out);
        text_add_bytes(out, line, length);
        if (length == 0 || line[length - 1] != '\n')
            text_add_char(out, '\n');
    }
    table_release(aside);
    source_paths_free(names);
    return raw != NULL;
}

bool quarantine_write(struct session *session, const char *name, struct arena *arena, struct text *out,
                      struct error *err)
{
    struct loaded loaded;
    if (!find_loaded(session, name, arena, &loaded, err))
        return false;
    bool ok = write_lines(session, name, &loaded, arena, out, err);
    table_version_release(&loaded.info);
    return ok;
}

/* The lines are for mending: masked they would come back as stars, and in clear they need somebody to have said so. */
static bool check_clear(struct session *session, const char *name, struct arena *arena, struct error *err)
{
    struct loaded loaded;
    if (!find_loaded(session, name, arena, &loaded, err))
        return false;
    struct table *aside = workspace_quarantine(session->workspace, name, loaded.version, err);
    const struct column *raw = aside ? table_need_column(aside, "raw", err) : NULL;
    bool ok = raw && !(raw->personal && aside->n_rows > 0);
    if (raw && !ok) {
        fail(err, ERROR_USER, E_PERSONAL, "the lines of '%s' that were set aside may hold what is personal, in clear",
             name);
        error_mend(err, "reveal %s.*", name);
    }
    table_release(aside);
    table_version_release(&loaded.info);
    return ok;
}

struct report *export_quarantine(struct session *session, const struct invocation *invocation, const char *name,
                                 const char *to, bool overwrite, struct error *err)
{
    struct text text = TEXT_EMPTY;
    bool ok = check_clear(session, name, invocation->arena, err) &&
              quarantine_write(session, name, invocation->arena, &text, err) &&
              deliver(session, to, &text, overwrite, invocation->line, err);
    text_release(&text);
    if (!ok)
        return failed();
    outcome(session, "%s", to);
    return report_message(VERDICT_OK, "%s written; mended, requeue %s from %s", to, name, to);
}

/* ---- Loaded again ---- */

/* The declarations of OPTIONS, with every column of TABLE of the type that it has there. OBJECTS need not have all. */
static void declare_types(const struct table *table, bool objects, struct source_options *options, struct arena *arena)
{
    struct source_column *columns = arena_allocate(arena, options->n_columns + table->n_columns + 1, sizeof *columns);
    size_t n = options->n_columns;
    for (size_t i = 0; i < n; i++)
        columns[i] = options->columns[i];
    for (size_t c = 0; c < table->n_columns; c++) {
        const struct column *column = &table->columns[c];
        size_t i = 0;
        while (i < n && strcmp(columns[i].as     ? columns[i].as
                               : columns[i].name ? columns[i].name
                                                 : "",
                               column->name) != 0)
            i++;
        if (i == n && !options->no_header)
            columns[n++] = (struct source_column){ .name = column->name, .optional = objects };
        if (i < n && !columns[i].typed) {
            columns[i].typed = true;
            columns[i].type = column->type;
        }
    }
    options->columns = columns;
    options->n_columns = n;
}

static bool same_text(const struct column *a, size_t i, const struct column *b, size_t j)
{
    size_t n, m;
    if (column_is_missing(a, i) || column_is_missing(b, j))
        return false;
    const char *x = dictionary_text(a->dictionary, column_codes(a)[i], &n);
    const char *y = dictionary_text(b->dictionary, column_codes(b)[j], &m);
    return n == m && memcmp(x, y, n) == 0;
}

/* Rows that were refused once more out of the scratch file, with the file and the line that they came from at first:
   AGAIN and BEFORE stand in the same order. */
static struct table *with_origin(const struct table *again, const struct table *before, struct error *err)
{
    const struct column *raw = table_column(again, "raw"), *first = table_column(before, "raw");
    uint32_t *rows = allocate_large(again->n_rows, sizeof *rows, "the rows set aside", err);
    for (size_t i = 0, at = 0; rows && i < again->n_rows; i++) {
        while (at < before->n_rows && !same_text(raw, i, first, at))
            at++;
        rows[i] = at < before->n_rows ? (uint32_t)at++ : UINT32_MAX;
    }
    struct table *origin = rows ? table_take(before, again->name, rows, again->n_rows, err) : NULL;
    free(rows);
    if (!origin)
        return NULL;
    struct assembly *assembly = assembly_new(again->name, again->n_rows);
    for (size_t c = 0; c < again->n_columns; c++) {
        const char *name = again->columns[c].name;
        bool place = strcmp(name, "file") == 0 || strcmp(name, "line") == 0;
        const struct column *from = table_column(place ? origin : again, name);
        assembly_add_column_of(assembly, place ? origin : again, (size_t)(from - (place ? origin : again)->columns),
                               name);
    }
    struct table *made = assembly_finish(assembly);
    table_release(origin);
    return made;
}

static bool apply_steps(struct session *session, const struct clean_steps *steps, struct arena *arena,
                        struct error *err)
{
    for (size_t i = 0; i < steps->n; i++) {
        struct bound bound;
        const char *told;
        if (!line_bind(steps->items[i].command, true, arena, &bound, err) ||
            !clean_run(session, &bound.invocation, &told, err))
            return false;
    }
    return true;
}

/* SCRATCH: the rows come from a file that will be gone. */
static bool load_rows(struct session *session, const char *name, const struct loaded *loaded, const char *line,
                      bool scratch, struct arena *arena, struct requeued *out, struct error *err)
{
    struct bound bound;
    struct source_options options;
    struct source_result read = { 0 };
    struct load_outcome kept;
    const char *const *paths;
    size_t n_paths;
    const struct table_version *info = &loaded->info;
    struct work *work = session_work(session);
    struct table_role role = table_version_role(info, info->command);
    if (!line_bind(line, true, arena, &bound, err) || !load_options(&bound.invocation, &options, err) ||
        !load_paths(&bound.invocation, &paths, &n_paths, err))
        return false;
    struct table *before = workspace_table(session->workspace, name, loaded->version, err), *both = NULL;
    bool ok = before != NULL;
    char *text = workspace_reading(session->workspace, name, loaded->version);
    struct source_reading *reading = source_reading_parse(text);
    free(text);
    options.like = reading;
    if (ok)
        declare_types(before, loaded->objects, &options, arena);
    ok = ok && source_read(name, paths, n_paths, &options, work, &read, err);
    both = ok ? rows_append(before, read.table, err) : NULL;
    struct table *first = both && scratch ? workspace_quarantine(session->workspace, name, loaded->version, err) : NULL;
    struct table *again = !both      ? NULL
                          : !scratch ? table_retain(read.quarantine)
                          : first    ? with_origin(read.quarantine, first, err)
                                     : NULL;
    ok = again && workspace_load(session->workspace, name, both, again, &role, work, &kept, err);
    table_release(first);
    table_release(again);
    if (ok) {
        out->n_loaded = read.table->n_rows;
        out->n_again = read.quarantine->n_rows;
    }
    source_result_release(&read);
    source_reading_free(reading);
    table_release(both);
    table_release(before);
    return ok;
}

/* The lines as they came, in a file of their own for as long as they are read. */
static bool write_scratch(struct session *session, const char *name, bool objects, struct arena *arena, char path[64],
                          struct error *err)
{
    struct text text = TEXT_EMPTY;
    const char *ending = objects ? ".jsonl" : ".csv";
    snprintf(path, 64, P_tmpdir "/patron-XXXXXX%s", ending);
    int fd = mkstemps(path, (int)strlen(ending));
    if (fd >= 0)
        close(fd);
    bool ok =
        fd >= 0 && quarantine_write(session, name, arena, &text, err) && file_write(path, text.bytes, text.length, err);
    if (fd < 0)
        fail(err, ERROR_SYSTEM, E_NO_FILE, "no scratch file can be made in %s", P_tmpdir);
    text_release(&text);
    return ok;
}

/* An object that one part of cannot be read was loaded with all its other parts. */
static bool fail_parts(const struct loaded *loaded, const char *name, struct arena *arena, struct error *err)
{
    struct words words;
    words_cut_typed(loaded->info.command, arena, &words);
    for (size_t i = 0; i < words.n && loaded->objects; i++) {
        if (words.items[i].key == 0 || strncmp(words.items[i].text, "rows=", 5) != 0)
            continue;
        fail(err, ERROR_USER, E_BAD_VALUE, "rows of '%s' are parts of objects, and cannot be loaded one by one", name);
        error_reason(err, "an object whose part was set aside would be loaded with its other parts once more");
        error_mend(err, "bad=missing in the load line, or mend the source and load it again");
        return true;
    }
    return false;
}

bool requeue(struct session *session, const char *name, const char *file, const char *changed, struct arena *arena,
             struct requeued *out, struct error *err)
{
    struct loaded loaded;
    char path[64] = "";
    load_limits(session);
    *out = (struct requeued){ 0 };
    if (!find_loaded(session, name, arena, &loaded, err))
        return false;
    if (fail_parts(&loaded, name, arena, err)) {
        table_version_release(&loaded.info);
        return false;
    }
    out->n_before = loaded.info.n_quarantined;
    out->n_rules = loaded.steps.n;
    bool ok = file || write_scratch(session, name, loaded.objects, arena, path, err);
    const char *line = load_line(&loaded, name, file ? file : path, changed, arena);
    struct error own = ERROR_INIT;
    ok = ok && load_rows(session, name, &loaded, line, !file, arena, out, &own) &&
         apply_steps(session, &loaded.steps, arena, &own);
    if (!file && own.code == E_NO_ROWS) { /* which speaks of the scratch file */
        fail(err, ERROR_DATA, E_NO_ROWS, "no row of '%s' that was set aside fits now", name);
        error_mend(err, "export quarantine %s to mend.csv", name);
    } else if (own.kind != ERROR_NONE) {
        error_copy(err, &own);
    }
    error_release(&own);
    if (*path)
        unlink(path);
    table_version_release(&loaded.info);
    return ok;
}
