/* Down from a row to the rows that happened to it: the returns of each order, counted and summed. */
#include "feature/aggregate.h"
#include "feature/join.h"
#include "feature/measures.h"
#include "patron/base/error.h"

struct gather {
    struct horizon horizon;
    const struct events *below;
    const uint64_t *start; /* of the rows that happened to each row above: n rows above + 1 */
    const uint32_t *rows;
    const struct aggregate *aggregate;
    const struct node *argument, *condition; /* NULL: rows; all */
    double parameter;                        /* the aggregate's */
};

/* The rows below for one batch. */
struct list {
    size_t n, room;
    uint32_t *rows, *customers, *low, *high;
    int64_t *cutoffs;
};

static void list_add(struct list *list, uint32_t row, uint32_t customer, int64_t cutoff)
{
    if (list->n == list->room) {
        list->room = list->room > 0 ? list->room * 2 : BATCH_ROWS;
        list->rows = reallocate(list->rows, list->room, sizeof *list->rows);
        list->customers = reallocate(list->customers, list->room, sizeof *list->customers);
        list->cutoffs = reallocate(list->cutoffs, list->room, sizeof *list->cutoffs);
    }
    list->rows[list->n] = row;
    list->customers[list->n] = customer;
    list->cutoffs[list->n++] = cutoff;
}

static void list_release(struct list *list)
{
    free(list->rows);
    free(list->customers);
    free(list->low);
    free(list->high);
    free(list->cutoffs);
}

static void list_make(const struct gather *gather, const struct batch *batch, struct list *list)
{
    list->low = allocate(batch->n, sizeof *list->low);
    list->high = allocate(batch->n, sizeof *list->high);
    const uint32_t *own = batch->side[SIDE_OWN].rows, *customers = batch->side[SIDE_CUSTOMERS].rows;
    for (size_t i = 0; i < batch->n; i++) {
        int64_t cutoff = batch->cutoffs[i], end = horizon_end(&gather->horizon, cutoff);
        size_t row = own ? own[i] : batch->side[SIDE_OWN].first + i;
        list->low[i] = (uint32_t)list->n;
        for (uint64_t k = gather->start[row]; k < gather->start[row + 1]; k++)
            if (events_visible(gather->below, gather->rows[k], &gather->horizon, cutoff, end))
                list_add(list, gather->rows[k], customers ? customers[i] : 0, cutoff);
        list->high[i] = (uint32_t)list->n;
    }
}

/* NODE at each row of the list; the caller frees. */
static void *list_values(const struct list *list, const struct node *node, struct buffers *buffers)
{
    size_t size = value_size(node->type);
    char *values = allocate(list->n + 1, size);
    for (size_t first = 0; first < list->n; first += BATCH_ROWS) {
        size_t left = list->n - first;
        struct batch batch = { .n = left < BATCH_ROWS ? left : BATCH_ROWS, .buffers = buffers };
        batch.side[SIDE_OWN].rows = list->rows + first;
        batch.side[SIDE_CUSTOMERS].rows = list->customers + first;
        batch.cutoffs = list->cutoffs + first;
        memcpy(values + first * size, node_values(node, &batch, buffers_take(buffers)), batch.n * size);
        buffers_give(buffers);
    }
    return values;
}

static void list_keep(struct list *list, const struct node *condition, size_t n_ranges, struct buffers *buffers)
{
    int8_t *keep = list_values(list, condition, buffers);
    size_t n = 0;
    for (size_t i = 0; i < n_ranges; i++) {
        size_t begin = list->low[i];
        list->low[i] = (uint32_t)n;
        for (size_t k = begin; k < list->high[i]; k++) {
            if (keep[k] != 1)
                continue;
            list->rows[n] = list->rows[k];
            list->customers[n] = list->customers[k];
            list->cutoffs[n++] = list->cutoffs[k];
        }
        list->high[i] = (uint32_t)n;
    }
    list->n = n;
    free(keep);
}

/* The aggregate of each range into OUT. */
static void measure(const struct gather *gather, const struct list *list, const void *values, size_t n, void *out)
{
    const struct aggregate *aggregate = gather->aggregate;
    struct ranges ranges = { n, list->low, list->high };
    struct measure_room room = { 0 };
    double *numbers[N_MEASURES] = { NULL };
    void *outs[N_MEASURES] = { NULL };
    for (unsigned m = 0; m < N_MEASURES; m++)
        if (aggregate->measures & MEASURE_BIT(m))
            outs[m] = numbers[m] = aggregate->finish ? allocate(n, sizeof(double)) : out;
    if (!gather->argument)
        measure_rows(&ranges, numbers[MEASURE_N]);
    else if (gather->argument->type == VALUE_NUMBER)
        measure_numbers(values, &ranges, aggregate->measures, numbers, &room);
    else if (gather->argument->type == VALUE_TIME)
        measure_times(values, &ranges, aggregate->measures, outs, &room);
    else
        measure_codes(values, gather->argument->dictionary ? gather->argument->dictionary->n : 0, &ranges,
                      aggregate->measures, outs, &room);
    if (gather->argument) {
        struct measured measured = { .values = values, .parameter = gather->parameter };
        measured.type = gather->argument->type == VALUE_TEXT   ? TYPE_TEXT
                        : gather->argument->type == VALUE_TIME ? TYPE_TIME
                                                               : TYPE_REAL;
        measured.dictionary = gather->argument->dictionary;
        measure_shapes(&measured, &ranges, aggregate->measures, outs, &room);
    }
    if (aggregate->finish) {
        aggregate->finish((const double *const *)numbers, n, out);
        for (unsigned m = 0; m < N_MEASURES; m++)
            free(numbers[m]);
    }
    measure_room_release(&room);
}

static const void *gather_values(const struct node *node, const struct batch *batch, void *buffer)
{
    const struct gather *gather = node->own;
    struct list list = { 0 };
    list_make(gather, batch, &list);
    if (gather->condition)
        list_keep(&list, gather->condition, batch->n, batch->buffers);
    void *values = gather->argument ? list_values(&list, gather->argument, batch->buffers) : NULL;
    measure(gather, &list, values, batch->n, buffer);
    free(values);
    list_release(&list);
    return buffer;
}

/* The links the other way round: START and the rows below of each row above, in the order in which they lie. */
static bool turn_round(struct binder *binder, const struct world *world, struct gather *gather)
{
    const struct events *above = events_above(world, gather->below);
    size_t n_above = above->table->n_rows, n_below = gather->below->table->n_rows;
    const uint32_t *up = join_rows_above(binder, world, gather->below);
    uint64_t *start = up ? allocate_large(n_above + 2, sizeof *start, "the rows of each row", binder->err) : NULL;
    uint32_t *rows = start ? allocate_large(n_below, sizeof *rows, "the rows of each row", binder->err) : NULL;
    if (!rows) {
        free(start);
        return false;
    }
    memset(start, 0, (n_above + 2) * sizeof *start);
    for (size_t i = 0; i < n_below; i++)
        if (up[i] != UINT32_MAX)
            start[up[i] + 2]++;
    for (size_t i = 0; i < n_above; i++)
        start[i + 2] += start[i + 1];
    for (size_t i = 0; i < n_below; i++)
        if (up[i] != UINT32_MAX)
            rows[start[up[i] + 1]++] = (uint32_t)i;
    arena_adopt(binder->arena, free, start);
    arena_adopt(binder->arena, free, rows);
    gather->start = start;
    gather->rows = rows;
    return true;
}

struct node *join_gather(struct binder *binder, const struct expression *expression, const struct world *world,
                         const struct events *below, const struct aggregate *aggregate, const struct node *argument,
                         const struct node *condition, double parameter)
{
    struct gather *gather = arena_allocate(binder->arena, 1, sizeof *gather);
    *gather = (struct gather){
        .below = below, .aggregate = aggregate, .argument = argument, .condition = condition, .parameter = parameter
    };
    if (binder->horizon)
        gather->horizon = *binder->horizon;
    if (!turn_round(binder, world, gather))
        return NULL;
    bool own = aggregate->gives_value; /* of the argument's type */
    struct node *node = node_new(binder, expression, own ? argument->type : VALUE_NUMBER, gather_values, 0);
    node->own = gather;
    if (node->type == VALUE_TEXT) {
        node->dictionary = argument->dictionary;
        node->keeper = argument->keeper;
        node->personal = node_is_personal(argument);
    }
    binder->uses_cutoff = binder->uses_customers = true;
    return node;
}
