/* The options of load as what readers of files understand. */
#include "command/data/load_options.h"

#include <sys/stat.h>

#include <stdlib.h>
#include <string.h>

#include "command/verb.h"
#include "patron/base/kinds.h"
#include "patron/base/zone.h"

struct columns {
    struct source_column *items;
    size_t n;
};

/* The declaration of a column, by its name in the file or its new one; added when there is none. A name behind a
   question mark need not be in the file. */
static struct source_column *declare(struct columns *columns, const char *name)
{
    if (name[0] == '?' && name[1]) {
        struct source_column *column = declare(columns, name + 1);
        column->optional = true;
        return column;
    }
    for (size_t i = 0; i < columns->n; i++)
        if ((columns->items[i].name && strcmp(columns->items[i].name, name) == 0) ||
            (columns->items[i].as && strcmp(columns->items[i].as, name) == 0))
            return &columns->items[i];
    columns->items[columns->n] = (struct source_column){ .name = name };
    return &columns->items[columns->n++];
}

/* "NAME:REST" cut at the first colon; false without one. */
static bool cut_pair(const char *text, struct arena *arena, const char **name, const char **rest)
{
    const char *colon = strchr(text, ':');
    if (!colon || colon == text || !colon[1])
        return false;
    *name = arena_bytes(arena, text, (size_t)(colon - text));
    *rest = colon + 1;
    return true;
}

static bool fail_spelling(const char *wanted, struct error *err)
{
    struct nearest nearest;
    nearest_init(&nearest, wanted);
    for (const struct time_spelling *spelling = time_spellings; spelling->name; spelling++)
        nearest_offer(&nearest, spelling->name);
    fail(err, ERROR_USER, E_BAD_VALUE, "no spelling of times '%s'", wanted);
    error_reason(err, "spellings are such as %s and %s", time_spellings[0].name, time_spellings[1].name);
    if (nearest.best)
        error_mend(err, "%s", nearest.best);
    return false;
}

/* "text", "int", "time:YYYYMMDD" into a declaration. */
static bool set_type(struct source_column *column, const char *text, struct arena *arena, struct error *err)
{
    const char *name = text, *spelling = NULL;
    cut_pair(text, arena, &name, &spelling);
    static const char *const marks[] = { [MARK_MONEY] = "money", [MARK_PERCENT] = "percent" };
    for (size_t i = MARK_MONEY; i <= MARK_PERCENT; i++)
        if (strcmp(name, marks[i]) == 0) {
            column->mark = (enum number_mark)i;
            name = "real";
        }
    if (!type_from_name(name, &column->type)) {
        fail(err, ERROR_USER, E_BAD_VALUE, "no type '%s'", name);
        error_reason(err, "types: bool int real time text, and money percent for $1,250.50 and 12%%");
        return false;
    }
    column->typed = true;
    if (!spelling)
        return true;
    for (const struct time_spelling *row = time_spellings; row->name; row++)
        if (strcmp(row->name, spelling) == 0) {
            column->time_spelling = row->name;
            return true;
        }
    return fail_spelling(spelling, err);
}

static bool declare_columns(const struct invocation *invocation, bool no_header, struct columns *columns,
                            struct error *err)
{
    const struct value *list = values_get(&invocation->values, "columns");
    for (size_t i = 0; i < list->n_texts; i++) {
        const char *name = list->texts[i], *type = NULL;
        cut_pair(list->texts[i], invocation->arena, &name, &type);
        struct source_column *column = declare(columns, name);
        if (no_header) { /* by position */
            column->as = name;
            column->name = NULL;
        }
        if (type && !set_type(column, type, invocation->arena, err))
            return fail_value_at(err, list, i);
    }
    return true;
}

static bool fail_pair(const struct value *list, size_t i, const char *example, struct error *err)
{
    fail(err, ERROR_USER, E_BAD_VALUE, "'%s' is not of the form %s", list->texts[i], example);
    return fail_value_at(err, list, i);
}

static bool declare_rest(const struct invocation *invocation, struct columns *columns, struct error *err)
{
    struct arena *arena = invocation->arena;
    const struct value *rename = values_get(&invocation->values, "rename");
    const struct value *types = values_get(&invocation->values, "types");
    const struct value *skip = values_get(&invocation->values, "skip");
    const char *name, *rest;
    for (size_t i = 0; i < rename->n_texts; i++) {
        if (!cut_pair(rename->texts[i], arena, &name, &rest))
            return fail_pair(rename, i, "OLD:NEW", err);
        declare(columns, name)->as = rest;
    }
    for (size_t i = 0; i < types->n_texts; i++) {
        if (!cut_pair(types->texts[i], arena, &name, &rest))
            return fail_pair(types, i, "NAME:TYPE", err);
        /* A new name may be that of several columns, of which a file has one: ?Invoice:invoice,?InvoiceNo:invoice. */
        size_t n_called = 0;
        for (size_t c = 0; c < columns->n; c++) {
            bool called = columns->items[c].as && strcmp(columns->items[c].as, name) == 0;
            n_called += called;
            if (called && !set_type(&columns->items[c], rest, arena, err))
                return fail_value_at(err, types, i);
        }
        if (n_called == 0 && !set_type(declare(columns, name), rest, arena, err))
            return fail_value_at(err, types, i);
    }
    for (size_t i = 0; i < skip->n_texts; i++)
        declare(columns, skip->texts[i])->skip = true;
    return true;
}

static bool take_aliases(const struct invocation *invocation, struct source_options *out, struct error *err)
{
    const struct value *list = values_get(&invocation->values, "alias");
    struct source_alias *aliases = arena_allocate(invocation->arena, list->n_texts + 1, sizeof *aliases);
    for (size_t i = 0; i < list->n_texts; i++)
        if (!cut_pair(list->texts[i], invocation->arena, &aliases[i].name, &aliases[i].as))
            return fail_pair(list, i, "OLD:NEW", err);
    out->aliases = aliases;
    out->n_aliases = list->n_texts;
    return true;
}

static const struct {
    const char *name;
    char sign;
} sign_names[] = { { "comma", ',' },     { "tab", '\t' }, { "\\t", '\t' },
                   { "semicolon", ';' }, { "pipe", '|' }, { "point", '.' } };

const char *sign_name(char sign, struct arena *arena)
{
    for (size_t i = 0; i < sizeof sign_names / sizeof *sign_names; i++)
        if (sign_names[i].sign == sign)
            return sign_names[i].name;
    return arena_format(arena, "%c", sign);
}

static bool take_sign(const struct value *value, char *out, struct error *err)
{
    if (!value->given)
        return true;
    for (size_t i = 0; i < sizeof sign_names / sizeof *sign_names; i++)
        if (strcmp(sign_names[i].name, value->text) == 0)
            *out = sign_names[i].sign;
    if (!*out && strlen(value->text) == 1)
        *out = value->text[0];
    if (*out)
        return true;
    fail(err, ERROR_USER, E_BAD_VALUE, "'%s' is not one character", value->text);
    error_mend(err, "tab");
    return fail_value_at(err, value, 0);
}

static const char *const *missing_texts(const struct value *value, struct arena *arena)
{
    if (!value->given)
        return NULL;
    const char **texts = arena_allocate(arena, value->n_texts + 1, sizeof *texts);
    for (size_t i = 0; i < value->n_texts; i++)
        texts[i] = value->texts[i];
    return texts;
}

static void release_zone(void *zone)
{
    zone_free(zone);
}

static bool open_zone(const struct invocation *invocation, const char *name, const struct zone **out, struct error *err)
{
    struct zone *zone;
    if (!zone_open(name, &zone, err))
        return fail_value_at(err, values_get(&invocation->values, "zone"), 0);
    arena_adopt(invocation->arena, release_zone, zone);
    *out = zone;
    return true;
}

/* zone=NAME, or zone=FROM:NAME. */
static bool take_zones(const struct invocation *invocation, struct source_zones *out, struct error *err)
{
    const char *text = values_text(&invocation->values, "zone"), *from = text, *to = text;
    out->given = text != NULL;
    if (text)
        cut_pair(text, invocation->arena, &from, &to);
    return !text || (open_zone(invocation, from, &out->from, err) && open_zone(invocation, to, &out->to, err));
}

bool load_options(const struct invocation *invocation, struct source_options *out, struct error *err)
{
    const struct values *values = &invocation->values;
    const struct value *bad = values_get(values, "bad");
    size_t most = 1;
    static const char *const lists[] = { "columns", "rename", "types", "skip" };
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        most += values_get(values, lists[i])->n_texts;
    struct columns columns = { arena_allocate(invocation->arena, most, sizeof(struct source_column)), 0 };
    *out = (struct source_options){ .format = values_text(values, "format"),
                                    .sheet = values_text(values, "sheet"),
                                    .at = values_text(values, "at"),
                                    .rows = values_text(values, "rows"),
                                    .count_arrays = values_choice(values, "arrays") == 1,
                                    .table = values_text(values, "table"),
                                    .encoding = values_text(values, "encoding"),
                                    .escapes = !values_get(values, "escapes")->given ? ESCAPES_TOLD
                                               : values_yes(values, "escapes")       ? ESCAPES_YES
                                                                                     : ESCAPES_NO,
                                    .skip_lines = (size_t)values_number(values, "skip_lines"),
                                    .no_header = !values_yes(values, "header"),
                                    .missing = missing_texts(values_get(values, "missing"), invocation->arena),
                                    .bad = (enum bad_policy)bad->choice,
                                    .stop_on_ragged = bad->given && bad->choice == BAD_STOP };
    if (!take_sign(values_get(values, "delimiter"), &out->delimiter, err) ||
        !take_sign(values_get(values, "decimal"), &out->decimal, err) || !take_zones(invocation, &out->zones, err) ||
        !take_aliases(invocation, out, err) || !declare_columns(invocation, out->no_header, &columns, err))
        return false;
    out->only_declared = columns.n > 0 && !out->no_header;
    if (!declare_rest(invocation, &columns, err))
        return false;
    out->columns = columns.items;
    out->n_columns = columns.n;
    return true;
}

bool load_declare_time(struct source_options *options, const char *name, struct arena *arena)
{
    struct columns columns = { arena_allocate(arena, options->n_columns + 1, sizeof(struct source_column)),
                               options->n_columns };
    for (size_t i = 0; i < options->n_columns; i++)
        columns.items[i] = options->columns[i];
    struct source_column *column = declare(&columns, name);
    if (column->typed)
        return false;
    column->typed = true;
    column->type = TYPE_TIME;
    options->columns = columns.items;
    options->n_columns = columns.n;
    return true;
}

void load_name_rows(struct session *session, struct source_options *options, const struct table_role *role,
                    struct arena *arena)
{
    struct table_version above = { 0 };
    bool known = role->of && workspace_what(session->workspace, role->of) == NAME_TABLE &&
                 workspace_table_info(session->workspace, role->of, 0, &above, NULL);
    const char *one = role->of ? arena_bytes(arena, role->of, strlen(role->of) - (strlen(role->of) > 1)) : NULL;
    const char *const names[] = { role->key,
                                  role->via,
                                  known && above.key ? arena_text(arena, above.key) : NULL,
                                  one ? arena_format(arena, "%s_id", one) : NULL,
                                  one ? arena_format(arena, "%s_id", role->of) : NULL,
                                  one };
    enum { NAMES = sizeof names / sizeof *names };
    if (known)
        table_version_release(&above);
    struct columns columns = { arena_allocate(arena, options->n_columns + NAMES + 1, sizeof(struct source_column)),
                               options->n_columns };
    for (size_t i = 0; i < options->n_columns; i++)
        columns.items[i] = options->columns[i];
    for (size_t i = 0; i < NAMES; i++) {
        if (!names[i] || options->no_header)
            continue;
        size_t before = columns.n;
        struct source_column *column = declare(&columns, names[i]);
        column->names_rows = true;
        column->optional = column->optional || columns.n > before; /* it need not be in the file */
        if (options->only_declared)
            columns.n = before; /* and nothing is read for its sake */
    }
    options->columns = columns.items;
    options->n_columns = columns.n;
}

void load_declare_like(struct source_options *options, const struct table *table, struct arena *arena)
{
    size_t most = options->n_columns + table->n_columns;
    struct columns columns = { arena_allocate(arena, most, sizeof(struct source_column)), options->n_columns };
    for (size_t i = 0; i < options->n_columns; i++)
        columns.items[i] = options->columns[i];
    for (size_t i = 0; i < table->n_columns; i++) {
        size_t n = columns.n;
        struct source_column *column = declare(&columns, table->columns[i].name);
        column->optional = column->optional || columns.n > n;
        if (column->typed)
            continue;
        column->typed = true;
        column->type = table->columns[i].type;
    }
    options->columns = columns.items;
    options->n_columns = columns.n;
}

static void release_paths(void *paths)
{
    source_paths_free(paths);
}

static bool path_is_there(const char *path, struct error *err)
{
    if (strcmp(path, "-") == 0 || strchr(path, ':') || file_exists(path) || folder_exists(path))
        return true;
    char *folder = realpath(".", NULL);
    fail(err, ERROR_USER, E_NO_FILE, "no file '%s'", path);
    if (path[0] != '/')
        error_reason(err, "looked for %s/%s", folder ? folder : ".", path);
    free(folder);
    return false;
}

struct named_file {
    const char *path;
    size_t word;  /* of the line, that named it */
    bool is_file; /* not a member of an archive, or a pipe */
    dev_t device;
    ino_t number;
};

static struct named_file named_file(const char *path, size_t word)
{
    struct stat status;
    struct named_file file = { .path = path, .word = word };
    file.is_file = stat(path, &status) == 0 && S_ISREG(status.st_mode);
    if (file.is_file) {
        file.device = status.st_dev;
        file.number = status.st_ino;
    }
    return file;
}

static bool is_same(const struct named_file *a, const struct named_file *b)
{
    if (a->is_file && b->is_file)
        return a->device == b->device && a->number == b->number;
    return strcmp(a->path, b->path) == 0;
}

/* A file that stands twice would double its rows: two patterns may find the same one. */
static bool check_once(const struct value *from, const struct named_file *files, size_t n, struct error *err)
{
    for (size_t i = 1; i < n; i++)
        for (size_t j = 0; j < i; j++) {
            if (!is_same(&files[i], &files[j]))
                continue;
            fail(err, ERROR_USER, E_BAD_VALUE, "'%s' stands twice among the files", files[i].path);
            if (strcmp(files[i].path, files[j].path) == 0)
                error_reason(err, "its rows would be there twice");
            else
                error_reason(err, "it is the same file as '%s', and its rows would be there twice", files[j].path);
            return fail_value_at(err, from, files[i].word);
        }
    return true;
}

bool load_paths(const struct invocation *invocation, const char *const **paths, size_t *n, struct error *err)
{
    const struct value *from = values_get(&invocation->values, "from");
    char ***found = arena_allocate(invocation->arena, from->n_texts + 1, sizeof *found);
    size_t most = 0;
    for (size_t i = 0; i < from->n_texts; i++) {
        if (!source_expand(from->texts[i], &found[i], err))
            return fail_value_at(err, from, i);
        arena_adopt(invocation->arena, release_paths, found[i]);
        for (char **path = found[i]; *path; path++, most++)
            if (!path_is_there(*path, err))
                return fail_value_at(err, from, i);
    }
    const char **all = arena_allocate(invocation->arena, most + 1, sizeof *all);
    struct named_file *files = arena_allocate(invocation->arena, most + 1, sizeof *files);
    *n = 0;
    for (size_t i = 0; i < from->n_texts; i++)
        for (char **path = found[i]; *path; path++) {
            files[*n] = named_file(*path, i);
            all[(*n)++] = *path;
        }
    *paths = all;
    return check_once(from, files, *n, err);
}

/* How a file is written, as against what a preset makes of it. */
static const char *const of_files[] = { "alias",   "decimal", "delimiter",  "encoding", "escapes",
                                        "missing", "sheet",   "skip_lines", "zone",     NULL };

static bool is_of_files(const char *name)
{
    for (const char *const *each = of_files; *each; each++)
        if (strcmp(*each, name) == 0)
            return true;
    return false;
}

const char *load_file_options(const struct invocation *invocation, const struct invocation *but)
{
    struct text text = TEXT_EMPTY;
    for (const struct parameter *parameter = invocation->command->parameters; parameter->name; parameter++) {
        const struct value *value = values_get(&invocation->values, parameter->name);
        if (!value->given || !is_of_files(parameter->name) || values_get(&but->values, parameter->name)->given)
            continue;
        text_add_format(&text, " %s=", parameter->name);
        for (size_t i = 0; i < value->n_texts; i++) {
            char *word = word_quote(value->texts[i]);
            text_add_format(&text, "%s%s", i > 0 ? "," : "", word);
            free(word);
        }
    }
    const char *kept = arena_text(but->arena, text_string(&text));
    text_release(&text);
    return kept;
}

bool load_only(const struct invocation *invocation, const char *decides, const char *but, struct error *err)
{
    const char *const others[] = { "name", "snapshot", "from", "as", but, NULL };
    bool files = but != NULL; /* of a preset: how its files are written may be said */
    for (const struct parameter *parameter = invocation->command->parameters; parameter->name; parameter++) {
        const struct value *value = values_get(&invocation->values, parameter->name);
        bool counts = value->given;
        for (const char *const *other = others; *other; other++)
            counts = counts && strcmp(parameter->name, *other) != 0;
        if (!counts || (files && is_of_files(parameter->name)))
            continue;
        fail(err, ERROR_USER, E_BAD_VALUE, "%s says how its files are read: %s= is not for it", decides,
             parameter->name);
        if (files && strcmp(parameter->name, "rename") == 0)
            error_mend(err, "alias=OLD:NEW for a column that the preset knows as NEW");
        if (strcmp(parameter->name, "preview") == 0)
            error_reason(err, "a preview is of one table: load NAME from FILE preview=yes");
        return fail_value_at(err, value, 0);
    }
    return true;
}
