/* What a file is held against, and what is said of it. */
#include "command/data/load_before.h"

#include <string.h>

#include "command/data/load_empty.h"
#include "command/data/load_options.h"
#include "command/data/load_origin.h"

enum { NAMES_TOLD = 8, N_KINDS = 2 };

const char *load_options_text(const struct invocation *invocation, struct arena *arena)
{
    static const char *const others[] = { "name", "from", "as", "replace", "preview" };
    struct text text = TEXT_EMPTY;
    for (const struct parameter *parameter = invocation->command->parameters; parameter->name; parameter++) {
        const struct value *value = values_get(&invocation->values, parameter->name);
        bool counts = value->given;
        for (size_t i = 0; i < sizeof others / sizeof *others; i++)
            counts = counts && strcmp(parameter->name, others[i]) != 0;
        for (size_t i = 0; counts && i < value->n_texts; i++)
            text_add_format(&text, "%s=%zu:%s\n", parameter->name, strlen(value->texts[i]), value->texts[i]);
    }
    const char *kept = arena_text(arena, text_string(&text));
    text_release(&text);
    return kept;
}

/* ---- Finding it ---- */

static void release_table(void *table)
{
    table_release(table);
}

static void release_reading(void *reading)
{
    source_reading_free(reading);
}

/* Whether LINE, which loaded the table from FROM, reads the same file in another way than INVOCATION does. */
static bool is_mended(const struct invocation *invocation, const char *line, const char *from, const char *source)
{
    struct arena *arena = invocation->arena;
    struct bound bound;
    struct error ignored = ERROR_INIT;
    if (!from || !source || strcmp(from, source) != 0)
        return false;
    bool bound_well = line_bind(line, false, arena, &bound, &ignored) && bound.invocation.command &&
                      strcmp(bound.invocation.command->name, "load") == 0;
    error_release(&ignored);
    return bound_well && strcmp(load_options_text(&bound.invocation, arena), load_options_text(invocation, arena)) != 0;
}

void load_before_find(struct session *session, const struct invocation *invocation, const char *name,
                      const char *source, struct load_before *out)
{
    struct workspace *workspace = session->workspace;
    struct table_version info;
    const char *line;
    int newest;
    *out = (struct load_before){ 0 };
    bool replaces = values_yes(&invocation->values, "replace") || (session->preset && session->preset->replaces);
    int version = replaces ? 0 : load_last(session, name, &newest, &line, invocation->arena);
    if (version == 0 || !workspace_table_info(workspace, name, version, &info, NULL))
        return;
    bool mended = is_mended(invocation, line, info.source, source);
    table_version_release(&info);
    if (mended)
        return;
    char *text = workspace_reading(workspace, name, version);
    struct table *table = workspace_table(workspace, name, version, NULL);
    out->version = version;
    out->reading = source_reading_parse(text);
    out->table = table;
    free(text);
    if (out->reading)
        arena_adopt(invocation->arena, release_reading, out->reading);
    if (table)
        arena_adopt(invocation->arena, release_table, table);
}

/* ---- What differs ---- */

/* Remarks as they are made. */
struct making {
    struct remarks *out;
    struct arena *arena;
    size_t capacity;
};

static void add(struct making *making, enum verdict verdict, const char *text)
{
    struct remarks *out = making->out;
    if (out->n == making->capacity) {
        size_t capacity = making->capacity ? 2 * making->capacity : 16;
        struct remark *items = arena_allocate(making->arena, capacity, sizeof *items);
        if (out->n > 0)
            memcpy(items, out->items, out->n * sizeof *items);
        out->items = items;
        making->capacity = capacity;
    }
    out->items[out->n++] = (struct remark){ verdict, text };
}

/* The columns of A that B has not. */
static void tell_columns(struct making *making, const struct table *a, const struct table *b, const char *one,
                         const char *several)
{
    struct text names = TEXT_EMPTY;
    size_t n = 0;
    for (size_t i = 0; i < a->n_columns; i++) {
        if (table_column(b, a->columns[i].name))
            continue;
        if (n++ < NAMES_TOLD)
            text_add_format(&names, "%s%s", n > 1 ? ", " : "", a->columns[i].name);
    }
    if (n > NAMES_TOLD)
        text_add_format(&names, " and %zu more", n - NAMES_TOLD);
    if (n > 0)
        add(making, VERDICT_WATCH, arena_format(making->arena, "%s %s", text_string(&names), n == 1 ? one : several));
    text_release(&names);
}

static bool has_values(const struct column *column, size_t n_rows)
{
    return column_count_missing(column, n_rows) < n_rows;
}

/* Another type, or times that are written in another way. */
static void tell_type(struct making *making, const struct load_before *before, const struct column *was,
                      const struct table *table, const struct source_reading *reading)
{
    const struct column *is = table_column(table, was->name);
    const struct reading_column *a = source_reading_column(before->reading, was->name);
    const struct reading_column *b = source_reading_column(reading, was->name);
    if (!is || !has_values(is, table->n_rows) || !(a || has_values(was, before->table->n_rows)))
        return;
    if (is->type != was->type)
        add(making, VERDICT_WATCH,
            arena_format(making->arena, "%s was of type %s, and is of type %s now", was->name, type_name(was->type),
                         type_name(is->type)));
    else if (a && b && a->spelling && b->spelling && strcmp(a->spelling, b->spelling) != 0)
        add(making, VERDICT_WATCH,
            arena_format(making->arena, "%s was written %s, and is written %s now", was->name, a->spelling,
                         b->spelling));
}

static void tell_signs(struct making *making, const struct source_reading *a, const struct source_reading *b)
{
    if (a->decimal && b->decimal && a->decimal != b->decimal)
        add(making, VERDICT_WATCH,
            arena_format(making->arena, "numbers had a decimal %s, and have a decimal %s now",
                         sign_name(a->decimal, making->arena), sign_name(b->decimal, making->arena)));
    if (a->delimiter && b->delimiter && a->delimiter != b->delimiter)
        add(making, VERDICT_WATCH,
            arena_format(making->arena, "fields were set apart by %s, and are by %s now",
                         sign_name(a->delimiter, making->arena), sign_name(b->delimiter, making->arena)));
    if (a->encoding && b->encoding && strcmp(a->encoding, b->encoding) != 0 && strcmp(b->encoding, "utf8") != 0)
        add(making, VERDICT_WATCH,
            arena_format(making->arena, "the text was %s, and is %s now", a->encoding, b->encoding));
}

static void tell_differences(struct making *making, const struct load_before *before, const struct source_result *read)
{
    struct arena *arena = making->arena;
    const struct table *was = before->table, *is = read->table;
    if (!was)
        return;
    tell_columns(making, was, is, arena_format(arena, "is gone: version %d had this column", before->version),
                 arena_format(arena, "are gone: version %d had these columns", before->version));
    tell_columns(making, is, was, arena_format(arena, "is new: version %d had no such column", before->version),
                 arena_format(arena, "are new: version %d had no such columns", before->version));
    for (size_t i = 0; i < was->n_columns; i++)
        tell_type(making, before, &was->columns[i], is, read->reading);
    if (before->reading && read->reading)
        tell_signs(making, before->reading, read->reading);
}

/* Where a type was not plain, why it is what it is. */
static void tell_doubts(struct making *making, const struct table *columns)
{
    const int64_t *doubts = column_ints(table_column(columns, "doubt"));
    for (size_t i = 0; i < columns->n_rows; i++) {
        struct text text = TEXT_EMPTY;
        column_write(table_column(columns, "column"), i, &text);
        text_add(&text, ": ");
        column_write(table_column(columns, "reason"), i, &text);
        if (doubts[i])
            add(making, VERDICT_NONE, arena_text(making->arena, text_string(&text)));
        text_release(&text);
    }
}

void load_remarks(const struct load_before *before, const struct source_result *read, struct arena *arena,
                  struct remarks *out)
{
    struct making making = { out, arena, 0 };
    *out = (struct remarks){ 0 };
    tell_differences(&making, before, read);
    tell_doubts(&making, read->columns);
    if (read->note)
        add(&making, VERDICT_NONE, arena_text(arena, read->note));
}
