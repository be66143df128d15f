/* Days present: windows that reach back before a customer began, or before the data did, count from there. */
#include "feature/present.h"

#include "feature/plan.h"
#include "patron/base/error.h"

struct presence {
    struct edge low, high;
    int64_t data_begin;
};

static const void *present_values(const struct node *node, const struct batch *batch, void *buffer)
{
    const struct presence *presence = node->own;
    const int64_t *began =
        node->n_arguments > 0 ? node_values(node->arguments[0], batch, buffers_take(batch->buffers)) : NULL;
    double *out = buffer;
    for (size_t i = 0; i < batch->n; i++) {
        int64_t cutoff = batch->cutoffs[i];
        int64_t begin = edge_instant(&presence->low, cutoff), end = edge_instant(&presence->high, cutoff);
        begin = presence->data_begin > begin ? presence->data_begin : begin;
        begin = began && began[i] > begin ? began[i] : begin;
        bool known = cutoff != TIME_MISSING && begin != TIME_MISSING;
        out[i] = !known ? NAN : end > begin ? (double)(end - begin) / (double)TIME_DAY : 0;
    }
    if (began)
        buffers_give(batch->buffers);
    return out;
}

struct node *present_days(struct binder *binder, const struct expression *expression, const struct world *world,
                          const struct window *window)
{
    bool begins = world->time_column != SIZE_MAX;
    struct presence *presence = arena_allocate(binder->arena, 1, sizeof *presence);
    struct node *node = node_new(binder, expression, VALUE_NUMBER, present_values, begins);
    window_edges(window, &presence->low, &presence->high);
    bool none = false; /* of its events is known */
    for (size_t i = 0; i < world->n_events && world->first_time == TIME_MISSING; i++)
        none = none || !world->events[i].states;
    presence->data_begin = none ? INT64_MAX : world->first_time; /* TIME_MISSING is below every time */
    node->own = presence;
    if (begins)
        node->arguments[0] =
            node_column(binder, expression, world->customers, &world->customers->columns[world->time_column], SIDE_OWN);
    binder->uses_cutoff = true;
    return node;
}
