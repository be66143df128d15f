/* What names of tables stand for. */
#include "feature/events.h"
#include "feature/node.h"
#include "patron/base/error.h"
#include "patron/base/kinds.h"

const struct events *rows_named(const struct world *world, const char *name)
{
    const struct events *events = world_events(world, name);
    const struct reference_data *reference = events ? NULL : world_reference(world, name);
    return reference ? &reference->rows : events;
}

bool world_names_customers(const struct world *world, const char *name)
{
    return strcmp(name, world->customers->name) == 0 || (strcmp(name, "customers") == 0 && !world_events(world, name));
}

void *fails_table(struct binder *binder, const struct expression *expression, const char *name,
                  const struct world *world)
{
    struct nearest nearest;
    nearest_init(&nearest, name);
    nearest_offer(&nearest, world->customers->name);
    for (size_t i = 0; i < world->n_events; i++)
        nearest_offer(&nearest, world->events[i].table->name);
    for (size_t i = 0; i < world->n_references; i++)
        nearest_offer(&nearest, world->references[i].rows.table->name);
    bind_fails(binder, expression, E_NO_TABLE, "no table '%.60s'", name);
    if (nearest.best && expression->kind == EXPRESSION_COLUMN)
        error_mend(binder->err, "%s.%s", nearest.best, expression->text);
    else if (nearest.best)
        error_mend(binder->err, "%s", nearest.best);
    return NULL;
}
