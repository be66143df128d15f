/* Lists of rows, counted and summed; and down from a row to those that happened to it: the returns of each order. */
#include "feature/gather.h"

#include "feature/join.h"
#include "patron/base/error.h"

struct gather {
    struct horizon horizon;
    const struct events *below;
    const uint64_t *start; /* of the rows that happened to each row above: n rows above + 1 */
    const uint32_t *rows;
    struct gathered what;
};

void list_add(struct list *list, uint32_t row, uint32_t customer, int64_t cutoff)
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

void list_release(struct list *list)
{
    free(list->rows);
    free(list->customers);
    free(list->low);
    free(list->high);
    free(list->cutoffs);
    free(list->cutoffs_of);
}

void list_ranges(struct list *list, size_t n)
{
    list->n_ranges = n;
    list->low = allocate(n, sizeof *list->low);
    list->high = allocate(n, sizeof *list->high);
    list->cutoffs_of = allocate(n, sizeof *list->cutoffs_of);
}

static void list_make(const struct gather *gather, const struct batch *batch, struct list *list)
{
    list_ranges(list, batch->n);
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

static void list_keep(struct list *list, const struct node *condition, struct buffers *buffers)
{
    int8_t *keep = list_values(list, condition, buffers);
    size_t n = 0;
    for (size_t i = 0; i < list->n_ranges; i++) {
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
static void measure(const struct gathered *what, const struct list *list, const void *values, void *out)
{
    const struct aggregate *aggregate = what->aggregate;
    size_t n = list->n_ranges;
    struct ranges ranges = { n, list->low, list->high };
    struct measure_room room = { 0 };
    double *numbers[N_MEASURES] = { NULL };
    void *outs[N_MEASURES] = { NULL };
    for (unsigned m = 0; m < N_MEASURES; m++)
        if (aggregate->measures & MEASURE_BIT(m))
            outs[m] = numbers[m] = aggregate->finish ? allocate(n, sizeof(double)) : out;
    if (!what->argument)
        measure_rows(&ranges, numbers[MEASURE_N]);
    else if (what->argument->type == VALUE_NUMBER)
        measure_numbers(values, &ranges, aggregate->measures, numbers, &room);
    else if (what->argument->type == VALUE_TIME || what->argument->type == VALUE_WHOLE)
        measure_times(values, &ranges, aggregate->measures, outs, &room);
    else
        measure_codes(values, what->argument->dictionary ? what->argument->dictionary->n : 0, &ranges,
                      aggregate->measures, outs, &room);
    if (what->argument) {
        struct measured measured = { .values = values, .parameter = what->parameter };
        measured.type = value_measured(what->argument->type);
        measured.dictionary = what->argument->dictionary;
        measure_shapes(&measured, &ranges, aggregate->measures, outs, &room);
    }
    if (aggregate->finish) {
        aggregate->finish((const double *const *)numbers, n, out);
        for (unsigned m = 0; m < N_MEASURES; m++)
            free(numbers[m]);
    }
    measure_room_release(&room);
}

void list_measure(struct list *list, const struct gathered *what, struct buffers *buffers, void *out)
{
    if (what->condition)
        list_keep(list, what->condition, buffers);
    void *values = what->argument ? list_values(list, what->argument, buffers) : NULL;
    measure(what, list, values, out);
    free(values);
}

static const void *gather_values(const struct node *node, const struct batch *batch, void *buffer)
{
    const struct gather *gather = node->own;
    struct list list = { 0 };
    list_make(gather, batch, &list);
    list_measure(&list, &gather->what, batch->buffers, buffer);
    list_release(&list);
    return buffer;
}

struct node *gathered_node(struct binder *binder, const struct expression *expression, const struct gathered *what,
                           node_function *function, const void *own)
{
    bool gives_value = what->aggregate->gives_value; /* of the argument's type */
    struct node *node = node_new(binder, expression, gives_value ? what->argument->type : VALUE_NUMBER, function, 0);
    node->own = own;
    node->integral = gives_value && node->type == VALUE_NUMBER && what->argument->integral;
    if (node->type == VALUE_TEXT) {
        node->dictionary = what->argument->dictionary;
        node->keeper = what->argument->keeper;
    }
    if (gives_value)
        node_takes_privacy(node, what->argument);
    return node;
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
                         const struct events *below, const struct gathered *what)
{
    struct gather *gather = arena_allocate(binder->arena, 1, sizeof *gather);
    *gather = (struct gather){ .below = below, .what = *what };
    if (binder->horizon)
        gather->horizon = *binder->horizon;
    if (!turn_round(binder, world, gather))
        return NULL;
    binder->uses_cutoff = binder->uses_customers = true;
    return gathered_node(binder, expression, what, gather_values, gather);
}
