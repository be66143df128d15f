/* Expressions over the rows of a table. */
#include "feature/bind.h"
#include "feature/events.h"
#include "feature/join.h"
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
    const uint32_t
        *customers; /* of the rows, and one cutoff as often as a batch has rows; NULL: a table's rows alone */
    const int64_t *cutoffs;
};

static void pass_block(void *context, size_t block)
{
    struct pass *pass = context;
    struct buffers buffers = { 0 };
    size_t first = block * BLOCK_ROWS, end = first + BLOCK_ROWS < pass->n_rows ? first + BLOCK_ROWS : pass->n_rows;
    for (size_t row = first; row < end; row += BATCH_ROWS) {
        struct batch batch = { .n = end - row < BATCH_ROWS ? end - row : BATCH_ROWS, .buffers = &buffers };
        batch.side[SIDE_OWN].first = row;
        batch.side[SIDE_CUSTOMERS].rows = pass->customers ? pass->customers + row : NULL;
        batch.cutoffs = pass->cutoffs ? pass->cutoffs + row : NULL;
        const void *values = node_values(pass->node, &batch, buffers_take(&buffers));
        memcpy(pass->out + row * pass->size, values, batch.n * pass->size);
        buffers_give(&buffers);
    }
    buffers_release(&buffers);
}

/* The node's values for all rows of PASS; freed by the caller. */
static void *pass_run(const struct node *node, struct pass pass, struct work *work, struct error *err)
{
    pass.node = node;
    pass.size = value_size(node->type);
    pass.out = allocate_large(pass.n_rows, pass.size, "the values of an expression", err);
    if (!pass.out)
        return NULL;
    if (!work_run(work, (pass.n_rows + BLOCK_ROWS - 1) / BLOCK_ROWS, pass_block, &pass, err)) {
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

/* NODE for the rows of PASS. */
static bool compute(struct binder *binder, struct node *node, const struct pass *pass, struct work *work,
                    struct computed *computed)
{
    static const enum type types[N_VALUE_TYPES] = { TYPE_REAL, TYPE_INT, TYPE_BOOL, TYPE_TIME, TYPE_TEXT, N_TYPES };
    if (node && node->type == VALUE_DURATION)
        node = bind_as(binder, node, VALUE_NUMBER);
    if (!node || !(computed->values = pass_run(node, *pass, work, binder->err)))
        return false;
    computed->column = (struct column){ .name = computed->name,
                                        .type = types[node->type],
                                        .values = computed->values,
                                        .dictionary = node->type == VALUE_TEXT ? node->dictionary : NULL,
                                        .personal = node_is_personal(node),
                                        .privacy = node_privacy(node) };
    if (node_secret(node))
        computed->column.secret = *node_secret(node);
    if (node->type != VALUE_TEXT ||
        !node->keeper) /* a merged dictionary lives in the arena, with what it was made of */
        return true;
    computed->table = table_retain(node->keeper);
    return true;
}

static bool evaluate(const struct expression *expression, const struct table *table, struct work *work,
                     struct computed *computed, struct error *err)
{
    struct binder binder = { .arena = &computed->arena, .err = err, .resolve = resolve_row, .context = (void *)table };
    struct node *node = bind(&binder, expression);
    return compute(&binder, node, &(struct pass){ .n_rows = table->n_rows }, work, computed);
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
    int8_t *keep = node ? pass_run(node, (struct pass){ .n_rows = table->n_rows }, work, err) : NULL;
    for (size_t row = 0; keep && row < table->n_rows; row++)
        keep[row] = keep[row] == 1;
    arena_release(&arena);
    return keep;
}

/* Whose each row is, and from when it is seen. */
static void find_customers(const struct events *events, size_t n_customers, const int64_t *cutoffs, uint32_t *customers,
                           int64_t *from)
{
    for (size_t c = 0; c < n_customers; c++)
        for (uint64_t row = events->start[c]; row < events->start[c + 1]; row++) {
            customers[row] = (uint32_t)c;
            from[row] = cutoffs[c] == TIME_MISSING ? INT64_MAX : cutoffs[c];
        }
}

struct table *events_evaluate(const struct world *world, const struct events *events,
                              const struct expression *expression, const int64_t *cutoffs, struct work *work,
                              struct error *err)
{
    size_t n_customers = world->customers->n_rows, n_rows = events->start[n_customers];
    struct computed *computed = allocate(1, sizeof *computed);
    struct joins joins = { 0 };
    struct binder binder = { .arena = &computed->arena, .err = err, .joins = &joins };
    computed->name = copy_text(events->table->name);
    arena_init(&computed->arena);
    uint32_t *customers = allocate_large(n_rows, sizeof *customers, "the customers of events", err);
    int64_t *from = customers ? allocate_large(n_rows, sizeof *from, "the cutoffs of events", err) : NULL;
    if (from)
        find_customers(events, n_customers, cutoffs, customers, from);
    struct node *node = from ? events_bind_value(&binder, world, events, expression) : NULL;
    struct pass pass = { .n_rows = n_rows, .customers = customers, .cutoffs = from };
    bool ok = compute(&binder, node, &pass, work, computed);
    free(customers);
    free(from);
    if (ok)
        return table_wrap(computed->name, n_rows, &computed->column, 1, computed_free, computed);
    computed_free(computed);
    return NULL;
}
