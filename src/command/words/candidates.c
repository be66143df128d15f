/* Candidates of completion, by the types of rows. */
#include "command/words/candidates.h"

#include <stdlib.h>
#include <string.h>

#include "command/data/preset.h"
#include "command/names/lists.h"
#include "command/names/resolve.h"
#include "patron/base/memory.h"
#include "patron/feature/expression.h"
#include "patron/measure/measure.h"

enum { VALUES_OFFERED = 100, CUSTOMERS_OFFERED = 50 };

void candidate_add(struct candidates *c, const char *text)
{
    struct completions *out = c->out;
    if (strncmp(text, c->prefix, strlen(c->prefix)) != 0)
        return;
    for (size_t i = 0; i < out->n; i++)
        if (strcmp(out->texts[i], text) == 0)
            return;
    out->texts = reallocate(out->texts, out->n + 1, sizeof *out->texts);
    out->texts[out->n++] = copy_text(text);
}

void candidates_of_names(struct candidates *c, enum name_kind kind)
{
    if (!c->session->workspace)
        return;
    char **names = workspace_names(c->session->workspace, kind);
    for (char **name = names; name && *name; name++)
        candidate_add(c, *name);
    names_free(names);
}

static void add_formatted(struct candidates *c, const char *before, const char *text, const char *behind)
{
    struct text whole = TEXT_EMPTY;
    text_add_format(&whole, "%s%s%s", before, text, behind);
    candidate_add(c, text_string(&whole));
    text_release(&whole);
}

/* ---- Columns ---- */

static struct table *open_table(struct candidates *c, const char *name)
{
    if (!c->session->workspace || !name || workspace_what(c->session->workspace, name) != NAME_TABLE)
        return NULL;
    return workspace_table(c->session->workspace, name, 0, NULL);
}

static void add_columns(struct candidates *c, const char *name, const char *before)
{
    struct table *table = open_table(c, name);
    for (size_t i = 0; table && i < table->n_columns; i++)
        add_formatted(c, before, table->columns[i].name, "");
    table_release(table);
}

/* tables.column for what is typed up to the point, else the tables' names. */
static void add_tables_with_columns(struct candidates *c)
{
    const char *point = strchr(c->prefix, '.');
    if (!point) {
        candidates_of_names(c, NAME_TABLE);
        return;
    }
    char *table = copy_bytes(c->prefix, (size_t)(point - c->prefix)),
         *before = copy_bytes(c->prefix, (size_t)(point - c->prefix) + 1);
    add_columns(c, table, before);
    free(table);
    free(before);
}

static void add_features(struct candidates *c)
{
    struct arena arena;
    struct feature_list list;
    candidates_of_names(c, NAME_SET);
    if (!c->session->workspace)
        return;
    arena_init(&arena);
    if (resolve_names_of_features(c->session, &arena, &list))
        for (size_t i = 0; i < list.n; i++)
            candidate_add(c, list.features[i].name);
    arena_release(&arena);
    if (strchr(c->prefix, '.'))
        add_tables_with_columns(c);
}

/* ---- Segments, customers, files ---- */

static void add_segments(struct candidates *c)
{
    candidates_of_names(c, NAME_SEGMENT);
    const char *point = strchr(c->prefix, '.');
    if (!point || !c->session->workspace)
        return;
    char *name = copy_bytes(c->prefix, (size_t)(point - c->prefix));
    struct model *model = workspace_model(c->session->workspace, name, NULL);
    for (size_t i = 0; model && i < model->n_segments; i++) {
        char number[24];
        snprintf(number, sizeof number, ".%zu", i + 1);
        add_formatted(c, name, number, "");
    }
    model_free(model);
    free(name);
}

static void add_customers(struct candidates *c)
{
    struct arena arena;
    if (!c->session->workspace)
        return;
    arena_init(&arena);
    const struct world *world = resolve_world(c->session, &arena, NULL);
    const struct column *key = world ? &world->customers->columns[world->key_column] : NULL;
    struct text text = TEXT_EMPTY;
    for (size_t i = 0; key && i < world->customers->n_rows && c->out->n < CUSTOMERS_OFFERED; i++) {
        text_clear(&text);
        (key->identifies ? column_show : column_write)(key, i, &text);
        candidate_add(c, text_string(&text));
    }
    text_release(&text);
    arena_release(&arena);
}

void candidates_of_files(struct candidates *c)
{
    const char *slash = strrchr(c->prefix, '/');
    char *folder = slash ? copy_bytes(c->prefix, (size_t)(slash - c->prefix) + 1) : copy_text("");
    const char *begun = slash ? slash + 1 : c->prefix;
    char **names = folder_list(*folder ? folder : ".", NULL);
    for (char **name = names; name && *name; name++) {
        if (**name == '.' && *begun != '.')
            continue;
        char *path = path_join(*folder ? folder : ".", *name);
        char *quoted = word_quote(*name);
        add_formatted(c, folder, quoted, folder_exists(path) ? "/" : "");
        free(quoted);
        free(path);
    }
    names_free(names);
    free(folder);
}

static void add_presets(struct candidates *c, enum preset_kind kind)
{
    struct preset *presets;
    size_t n = presets_list(kind, &presets);
    for (size_t i = 0; i < n; i++)
        candidate_add(c, presets[i].name);
    presets_free(presets, n);
}

static void add_things(struct candidates *c)
{
    static const enum name_kind kinds[] = { NAME_TABLE,      NAME_SET,   NAME_FEATURE, NAME_TARGET,
                                            NAME_POPULATION, NAME_MODEL, NAME_SEGMENT, NAME_SNAPSHOT };
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        candidates_of_names(c, kinds[i]);
    for (const struct list *const *list = lists; *list; list++)
        candidate_add(c, (*list)->name);
    if (strchr(c->prefix, '.')) {
        add_tables_with_columns(c);
        add_segments(c);
    }
}

static void add_help(struct candidates *c)
{
    for (const struct command *const *command = commands; *command; command++)
        candidate_add(c, (*command)->name);
    for (const struct model_kind *const *kind = model_kinds; *kind; kind++)
        candidate_add(c, (*kind)->name);
    for (const struct metric *const *metric = metrics; *metric; metric++)
        candidate_add(c, (*metric)->name);
    for (const struct parameter *row = settings; row->name; row++)
        candidate_add(c, row->name);
    candidate_add(c, "metrics");
    candidate_add(c, "expressions");
    candidate_add(c, "aggregates");
    candidate_add(c, "functions");
    candidate_add(c, "files");
    candidate_add(c, "nested");
}

/* ---- By type ---- */

static void add_column_names(struct candidates *c, const struct parameter *row, const char *table)
{
    bool minus = strcmp(row->name, "sort") == 0 && c->prefix[0] == '-';
    add_columns(c, table, minus ? "-" : "");
    if (table)
        return;
    add_features(c);
    char **names = c->session->workspace ? workspace_tables(c->session->workspace) : NULL;
    for (char **name = names; name && *name; name++)
        add_columns(c, *name, "");
    names_free(names);
}

static void add_list(struct candidates *c, const char *const *texts)
{
    for (; texts && *texts; texts++)
        candidate_add(c, *texts);
}

void candidates_of_row(struct candidates *c, const struct parameter *row, const char *table)
{
    static const char *const yes_no[] = { "yes", "no", NULL };
    switch (row->type) {
    case PARAMETER_YESNO:
        add_list(c, yes_no);
        break;
    case PARAMETER_CHOICE:
        add_list(c, row->choices);
        break;
    case PARAMETER_FILE:
        candidates_of_files(c);
        break;
    case PARAMETER_TABLE:
        candidates_of_names(c, NAME_TABLE);
        break;
    case PARAMETER_COLUMN:
        add_column_names(c, row, table);
        break;
    case PARAMETER_FEATURES:
        add_features(c);
        candidates_of_names(c, NAME_MODEL);
        break;
    case PARAMETER_TARGET:
        candidates_of_names(c, NAME_TARGET);
        break;
    case PARAMETER_MODEL:
        candidates_of_names(c, NAME_MODEL);
        candidates_of_names(c, NAME_SEGMENT);
        break;
    case PARAMETER_SNAPSHOT:
        candidates_of_names(c, NAME_SNAPSHOT);
        candidate_add(c, "train");
        break;
    case PARAMETER_SEGMENT:
        add_segments(c);
        break;
    case PARAMETER_CUSTOMER:
        add_customers(c);
        break;
    case PARAMETER_PRESET:
        add_presets(c, PRESET_LOAD);
        break;
    case PARAMETER_SCRIPT:
        candidates_of_files(c);
        add_presets(c, PRESET_FEATURES);
        break;
    case PARAMETER_SETTING:
        for (const struct parameter *setting = settings; setting->name; setting++)
            candidate_add(c, setting->name);
        break;
    case PARAMETER_COMMAND:
        add_help(c);
        break;
    case PARAMETER_KIND:
        for (const struct model_kind *const *kind = model_kinds; *kind; kind++)
            if (row_takes_kind(row, *kind))
                candidate_add(c, (*kind)->name);
        break;
    case PARAMETER_THING:
        add_things(c);
        break;
    default:
        if (row->otherwise)
            candidate_add(c, row->otherwise);
    }
}

void candidates_of_expression(struct candidates *c, const char *table, bool over_events)
{
    static const char *const words[] = { "and", "or", "not", "in", "between", "is", "missing", "like", NULL };
    static const char *const event_words[] = { "where", "over",   "within",  "no",   "days", "since",
                                               "per",   "active", "decay=",  "by=",  "top=", "month",
                                               "week",  "this",   "quarter", "year", NULL };
    add_columns(c, table, "");
    if (over_events) {
        add_tables_with_columns(c);
        candidates_of_names(c, NAME_POPULATION);
        candidates_of_names(c, NAME_TARGET);
        for (const struct aggregate *const *aggregate = aggregates; *aggregate; aggregate++)
            add_formatted(c, "", (*aggregate)->name, "(");
        add_list(c, event_words);
    }
    for (const struct expression_function *const *function = expression_functions; *function; function++)
        add_formatted(c, "", (*function)->name, "(");
    add_list(c, words);
}

void candidates_of_values(struct candidates *c, const char *name, const char *column_name)
{
    struct table *table = open_table(c, name);
    const struct column *column = table ? table_column(table, column_name) : NULL;
    if (column && column->type == TYPE_TEXT && !column->personal)
        for (uint32_t code = 0; code < column->dictionary->n && c->out->n < VALUES_OFFERED; code++) {
            size_t length;
            const char *bytes = dictionary_text(column->dictionary, code, &length);
            char *text = copy_bytes(bytes, length);
            add_formatted(c, "\"", text, "\"");
            free(text);
        }
    table_release(table);
}
