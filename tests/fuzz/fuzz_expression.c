/* Any bytes as an expression and as definitions: no crash, errors have a place, and what is read is written back so
   that it reads the same. A world of two customers is computed on whatever fits it. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "patron/base/error.h"
#include "patron/base/memory.h"
#include "patron/base/text.h"
#include "patron/feature/feature.h"
#include "patron/table/builder.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
    if (!holds)
        abort();
}

static struct table *make_customers(void)
{
    struct builder *builder = builder_new("customers");
    builder_add_column(builder, "id", TYPE_INT);
    builder_add_column(builder, "plan", TYPE_TEXT);
    builder_add_column(builder, "began", TYPE_TIME);
    for (int64_t i = 0; i < 2; i++) {
        builder_set_int(builder, 0, i);
        builder_set_text(builder, 1, "basic", 5);
        builder_set_int(builder, 2, i * TIME_DAY);
        builder_end_row(builder);
    }
    return builder_finish(builder, NULL);
}

static struct table *make_orders(void)
{
    struct builder *builder = builder_new("orders");
    builder_add_column(builder, "customer", TYPE_INT);
    builder_add_column(builder, "at", TYPE_TIME);
    builder_add_column(builder, "amount", TYPE_REAL);
    builder_add_column(builder, "channel", TYPE_TEXT);
    builder_add_column(builder, "gift", TYPE_BOOL);
    for (int64_t i = 0; i < 5; i++) {
        builder_set_int(builder, 0, i % 2);
        builder_set_int(builder, 1, i * 10 * TIME_DAY);
        if (i != 3)
            builder_set_real(builder, 2, (double)i * 1.5);
        builder_set_text(builder, 3, i % 2 ? "app" : "web", 3);
        builder_set_bool(builder, 4, i > 2);
        builder_end_row(builder);
    }
    return builder_finish(builder, NULL);
}

static void try_rows(const struct expression *tree, const struct table *table)
{
    struct error err = ERROR_INIT;
    struct table *values = expression_evaluate(tree, table, "value", NULL, &err);
    require(values || err.place.column > 0);
    table_release(values);
    error_release(&err);
}

static void try_expression(const char *text, const struct table *table)
{
    struct arena arena;
    struct error err = ERROR_INIT;
    arena_init(&arena);
    struct expression *tree = expression_parse(text, 0, &arena, &err);
    require(tree || (err.place.column > 0 && err.place.length > 0));
    if (tree) {
        struct text once = TEXT_EMPTY, twice = TEXT_EMPTY;
        expression_write(tree, &once);
        struct expression *again = expression_parse(text_string(&once), 0, &arena, &err);
        require(again != NULL);
        expression_write(again, &twice);
        require(strcmp(text_string(&once), text_string(&twice)) == 0);
        text_release(&once);
        text_release(&twice);
        try_rows(tree, table);
    }
    error_release(&err);
    arena_release(&arena);
}

static void try_compute(const struct world *world, const struct definition *definition)
{
    int64_t cutoffs[] = { 30 * TIME_DAY, 30 * TIME_DAY };
    struct feature_rows rows = { 2, (uint32_t[]){ 0, 1 }, cutoffs };
    struct error err = ERROR_INIT;
    double out[2];
    uint32_t *customers = NULL;
    size_t n = 0;
    if (definition->kind == DEFINITION_TARGET) {
        target_compute(world, definition, &rows, NULL, out, NULL, NULL, &err);
    } else if (definition->kind == DEFINITION_POPULATION) {
        population_rows(world, definition, cutoffs[0], NULL, &customers, &n, &err);
        free(customers);
    } else {
        struct feature feature = { "f", definition, 0 };
        struct plan *plan = plan_new(world, &feature, 1, &err);
        table_release(plan ? plan_compute(plan, &rows, "f", NULL, &err) : NULL);
        plan_free(plan);
    }
    error_release(&err);
}

static void try_definition(enum definition_kind kind, const char *text, const struct world *world)
{
    struct arena arena;
    struct definition definition, again;
    struct error err = ERROR_INIT;
    arena_init(&arena);
    if (definition_parse(kind, "f", text, 0, &arena, &definition, &err)) {
        struct text once = TEXT_EMPTY, twice = TEXT_EMPTY;
        definition_write(&definition, &once);
        require(definition_parse(kind, "f", text_string(&once), 0, &arena, &again, &err));
        definition_write(&again, &twice);
        require(strcmp(text_string(&once), text_string(&twice)) == 0);
        text_release(&once);
        text_release(&twice);
        try_compute(world, &definition);
    } else {
        require(err.place.column > 0 && err.place.length > 0);
    }
    error_release(&err);
    arena_release(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct table *customers = make_customers(), *orders = make_orders();
    struct event_source source = { orders, "at", "customer", NULL };
    struct world *world = world_build(customers, "id", "began", &source, 1, NULL, NULL, NULL);
    char *text = copy_bytes((const char *)data, size);
    try_expression(text, orders);
    try_definition(DEFINITION_FEATURE, text, world);
    try_definition(DEFINITION_TARGET, text, world);
    try_definition(DEFINITION_POPULATION, text, world);
    free(text);
    world_free(world);
    table_release(orders);
    table_release(customers);
    return 0;
}
