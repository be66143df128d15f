/* Expressions over the rows of a table. */
#include "feature/bind.h"
#include "patron/base/error.h"
#include "patron/base/kinds.h"
#include "patron/base/text.h"
#include "patron/base/work.h"
#include "patron/table/builder.h"

enum { BLOCK_ROWS = 64 * BATCH_ROWS };

static struct node *fails_column(struct binder *binder, const struct expression *expression, const struct table *table)
{
    table_need_column(table, expression->text, binder->err);
    place_error(binder->err, expression);
    return NULL;
}

/* A column may have a point in its name; else what stands before the point is the table at hand. */
static struct node *resolve_qualified(struct binder *binder, const struct expression *expression,
                                      const struct table *table)
{
    const char *whole = arena_format(binder->arena, "%s.%s", expression->table, expression->text);
    const struct column *column = table_column(table, whole);
    if (column)
        return node_column(binder, expression, table, column, SIDE_OWN);
    if (strcmp(expression->table, table->name) == 0)
        return (column = table_column(table, expression->text))
                   ? node_column(binder, expression, table, column, SIDE_OWN)
                   : fails_column(binder, expression, table);
    bind_fails(binder, expression, E_NO_TABLE, "this reads the rows of %s, not of '%.60s'", table->name,
               expression->table);
    if (table_column(table, expression->text))
        error_mend(binder->err, "%s", expression->text);
    return NULL;
}

static struct node *resolve_row(struct binder *binder, const struct expression *expression)
{
    const struct table *table = binder->context;
    if (expression->kind == EXPRESSION_AGGREGATE) {
        bind_fails(binder, expression, E_EXPRESSION, "'%s' counts over many rows, and this reads one row at a time",
                   expression->text);
        error_mend(binder->err, "feature NAME = %s(..)", expression->text);
        return NULL;
    }
    if (expression->kind == EXPRESSION_CALL)
        return bind_fails(binder, expression, E_EXPRESSION, "'%s' counts back from an as-of date, and rows have none",
                          expression->text);
    if (expression->kind == EXPRESSION_COLUMN)
        return resolve_qualified(binder, expression, table);
    const struct column *column = table_column(table, expression->text);
    int8_t value;
    if (column)
        return node_column(binder, expression, table, column, SIDE_OWN);
    if (word_is_bool(expression->text, strlen(expression->text), &value))
        return node_bool(binder, expression, value);
    return fails_column(binder, expression, table);
}

struct pass {
    const struct node *node;
    size_t n_rows, size;
    char *out;
};

static void pass_block(void *context, size_t block)
{
    struct pass *pass = context;
    struct buffers buffers = { 0 };
    size_t first = block * BLOCK_ROWS, end = first + BLOCK_ROWS < pass->n_rows ? first + BLOCK_ROWS : pass->n_rows;
    for (size_t row = first; row < end; row += BATCH_ROWS) {
        struct batch batch = { .n = end - row < BATCH_ROWS ? end - row : BATCH_ROWS, .buffers = &buffers };
        batch.side[SIDE_OWN].first = row;
        const void *values = node_values(pass->node, &batch, buffers_take(&buffers));
        memcpy(pass->out + row * pass->size, values, batch.n * pass->size);
        buffers_give(&buffers);
    }
    buffers_release(&buffers);
}

/* The node's values for all rows of TABLE; freed by the caller. */
static void *pass_run(const struct node *node, const struct table *table, struct work *work, struct error *err)
{
    size_t size = value_size(node->type);
    struct pass pass = { node, table->n_rows, size,
                         allocate_large(table->n_rows, size, "the values of an expression", err) };
    if (!pass.out)
        return NULL;
    if (!work_run(work, (table->n_rows + BLOCK_ROWS - 1) / BLOCK_ROWS, pass_block, &pass, err)) {
        free(pass.out);
        return NULL;
    }
    return pass.out;
}

/* What a computed column leans on: its values, and who holds its texts. */
struct computed {
    struct column column;
    void *values;
    char *name;
    struct table *table;
    struct arena arena;
};

static void computed_free(void *pointer)
{
    struct computed *computed = pointer;
    table_release(computed->table);
    arena_release(&computed->arena);
    free(computed->values);
    free(computed->name);
    free(computed);
}

static bool evaluate(const struct expression *expression, const struct table *table, struct work *work,
                     struct computed *computed, struct error *err)
{
    static const enum type types[N_VALUE_TYPES] = { TYPE_REAL, TYPE_BOOL, TYPE_TIME, TYPE_TEXT, N_TYPES };
    struct binder binder = { .arena = &computed->arena, .err = err, .resolve = resolve_row, .context = (void *)table };
    struct node *node = bind(&binder, expression);
    if (node && node->type == VALUE_DURATION)
        node = bind_as(&binder, node, VALUE_NUMBER);
    if (!node || !(computed->values = pass_run(node, table, work, err)))
        return false;
    computed->column = (struct column){ .name = computed->name,
                                        .type = types[node->type],
                                        .values = computed->values,
                                        .dictionary = node->type == VALUE_TEXT ? node->dictionary : NULL,
                                        .personal = node_is_personal(node) };
    if (node->type != VALUE_TEXT ||
        !node->keeper) /* a merged dictionary lives in the arena, with what it was made of */
        return true;
    computed->table = table_retain(node->keeper);
    return true;
}

static const struct column *bare_column(const struct expression *expression, const struct table *table)
{
    if (expression->kind == EXPRESSION_NAME)
        return table_column(table, expression->text);
    return expression->kind == EXPRESSION_COLUMN && strcmp(expression->table, table->name) == 0
               ? table_column(table, expression->text)
               : NULL;
}

struct table *expression_evaluate(const struct expression *expression, const struct table *table, const char *name,
                                  struct work *work, struct error *err)
{
    const struct column *bare = bare_column(expression, table);
    if (bare) {
        struct assembly *assembly = assembly_new(table->name, table->n_rows);
        assembly_add_column_of(assembly, table, (size_t)(bare - table->columns), name);
        return assembly_finish(assembly);
    }
    struct computed *computed = allocate(1, sizeof *computed);
    computed->name = copy_text(name);
    arena_init(&computed->arena);
    if (!evaluate(expression, table, work, computed, err)) {
        computed_free(computed);
        return NULL;
    }
    return table_wrap(table->name, table->n_rows, &computed->column, 1, computed_free, computed);
}

int8_t *expression_filter(const struct expression *expression, const struct table *table, struct work *work,
                          struct error *err)
{
    struct arena arena;
    arena_init(&arena);
    struct binder binder = { .arena = &arena, .err = err, .resolve = resolve_row, .context = (void *)table };
    struct node *node = bind(&binder, expression);
    node = node ? bind_as(&binder, node, VALUE_BOOL) : NULL;
    int8_t *keep = node ? pass_run(node, table, work, err) : NULL;
    for (size_t row = 0; keep && row < table->n_rows; row++)
        keep[row] = keep[row] == 1;
    arena_release(&arena);
    return keep;
}
