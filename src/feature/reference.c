/* Reference data in expressions. */
#include "feature/reference.h"

#include "feature/bind.h"
#include "feature/gather.h"
#include "feature/in_force.h"
#include "patron/base/calendar.h"
#include "patron/base/error.h"

/* Found once for a plan. */
static const struct in_force *find_index(struct binder *binder, const struct reference_data *reference)
{
    for (struct in_force *index = binder->joins ? binder->joins->in_force : NULL; index; index = index->next)
        if (index->reference == reference)
            return index;
    struct in_force *index = in_force_new(reference, binder->arena, binder->err);
    if (index && binder->joins) {
        index->next = binder->joins->in_force;
        binder->joins->in_force = index;
    }
    return index;
}

/* ---- What was found before ---- */

/* The rows that the rows of events found: 0 not looked for yet, 1 none, else 2 + the row. Looking twice gives the same,
   so that threads need not wait for each other. */
struct memo {
    const struct reference_data *reference;
    const struct events *at;
    uint32_t *rows; /* NULL as long as one column alone is asked */
    struct memo *next;
};

/* Where the row does not depend on the cutoff, the columns and features that ask share it. */
static const struct memo *find_memo(struct binder *binder, const struct world *world,
                                    const struct reference_data *reference, const struct events *at)
{
    size_t link = reference->links[at - world->events];
    if (!binder->joins || reference->rows.known_column != SIZE_MAX || link == 0 || (at->late && at->late[link - 1] > 0))
        return NULL;
    struct memo *memo = binder->joins->memos;
    while (memo && (memo->reference != reference || memo->at != at))
        memo = memo->next;
    if (memo && !memo->rows && (memo->rows = allocate_large(at->table->n_rows, sizeof *memo->rows, "", NULL))) {
        memset(memo->rows, 0, at->table->n_rows * sizeof *memo->rows);
        arena_adopt(binder->arena, free, memo->rows);
    }
    if (memo)
        return memo;
    memo = arena_allocate(binder->arena, 1, sizeof *memo);
    *memo = (struct memo){ reference, at, NULL, binder->joins->memos };
    binder->joins->memos = memo;
    return memo;
}

/* False when one of the batch's rows has not been looked for. */
static bool memo_recall(const struct memo *memo, const struct batch *batch, uint32_t *rows)
{
    for (size_t i = 0; i < batch->n; i++) {
        uint32_t found = __atomic_load_n(&memo->rows[batch_row(batch, SIDE_OWN, i)], __ATOMIC_RELAXED);
        if (found == 0)
            return false;
        rows[i] = found == 1 ? NO_ROW : found - 2;
    }
    return true;
}

static void memo_keep(const struct memo *memo, const struct batch *batch, const uint32_t *rows)
{
    for (size_t i = 0; i < batch->n; i++)
        __atomic_store_n(&memo->rows[batch_row(batch, SIDE_OWN, i)], rows[i] == NO_ROW ? 1 : rows[i] + 2,
                         __ATOMIC_RELAXED);
}

/* ---- The row in force ---- */

struct lookup {
    struct horizon horizon;
    const struct in_force *index;
    const struct node *key;
    const uint32_t *groups;  /* of each code of the key's texts */
    bool days;               /* keys are the days on which times lie */
    const int64_t *times;    /* of the rows looked from; NULL: the cutoff */
    bool reads_cutoffs;      /* they are there */
    const struct memo *memo; /* or NULL */
};

static void find_groups(const struct lookup *lookup, const struct batch *batch, uint32_t *groups)
{
    const void *keys = node_values(lookup->key, batch, buffers_take(batch->buffers));
    for (size_t i = 0; i < batch->n; i++) {
        if (lookup->key->type == VALUE_TEXT) {
            uint32_t code = ((const uint32_t *)keys)[i];
            groups[i] = code == TEXT_MISSING ? NO_GROUP : lookup->groups[code];
        } else if (lookup->key->type == VALUE_TIME) {
            int64_t time = ((const int64_t *)keys)[i];
            int64_t day = lookup->days && time != TIME_MISSING
                              ? time_period_start(time, (struct duration){ 1, DURATION_DAY })
                              : time;
            groups[i] = day == TIME_MISSING ? NO_GROUP : in_force_group(lookup->index, day);
        } else if (lookup->key->type == VALUE_WHOLE) {
            int64_t whole = ((const int64_t *)keys)[i];
            groups[i] = whole == INT_MISSING ? NO_GROUP : in_force_group(lookup->index, whole);
        } else {
            double number = ((const double *)keys)[i];
            bool whole = fabs(number) < 0x1p63 && number == trunc(number);
            groups[i] = whole ? in_force_group(lookup->index, (int64_t)number) : NO_GROUP;
        }
    }
    buffers_give(batch->buffers);
}

static void find_rows(const struct lookup *lookup, const struct batch *batch, uint32_t *rows)
{
    find_groups(lookup, batch, rows);
    for (size_t i = 0; i < batch->n; i++) {
        struct asked asked = { .cutoff = TIME_MISSING, .ahead = lookup->horizon.ahead };
        if (lookup->reads_cutoffs)
            asked.cutoff = batch->cutoffs[i];
        if (lookup->times)
            asked.time = lookup->times[batch_row(batch, SIDE_OWN, i)];
        else
            asked.time = asked.cutoff == TIME_MISSING ? TIME_MISSING : asked.cutoff - 1;
        rows[i] = in_force_row(lookup->index, rows[i], &asked);
    }
}

static const void *look_up(const struct node *node, const struct batch *batch, void *buffer)
{
    const struct lookup *lookup = node->own;
    const struct memo *memo = lookup->memo && lookup->memo->rows ? lookup->memo : NULL;
    uint32_t *rows = buffers_take(batch->buffers);
    if (!memo || !memo_recall(memo, batch, rows)) {
        find_rows(lookup, batch, rows);
        if (memo)
            memo_keep(memo, batch, rows);
    }
    join_values(node, batch, rows, buffer);
    buffers_give(batch->buffers);
    return buffer;
}

/* ---- The key ---- */

static struct node *column_at(struct binder *binder, const struct expression *expression, const struct events *events,
                              size_t link)
{
    return join_column(binder, expression, events, &events->table->columns[link - 1]);
}

/* In the row itself, or in one that it happened to. */
static struct node *key_above(struct binder *binder, const struct expression *expression, const struct world *world,
                              const struct reference_data *reference, const struct events *at)
{
    for (const struct events *events = at; events; events = events_above(world, events)) {
        size_t link = reference->links[events - world->events];
        if (link == 0)
            continue;
        struct node *key = column_at(binder, expression, events, link);
        return events == at ? key : join_lookup(binder, world, at, events, key);
    }
    return NULL;
}

static struct node *key_of_customer(struct binder *binder, const struct expression *expression,
                                    const struct world *world, const struct reference_data *reference,
                                    const struct events *at)
{
    for (size_t i = 0; i < world->n_events; i++) {
        const struct events *states = &world->events[i];
        size_t link = reference->links[i];
        if (states->states && states != at && link > 0 && link - 1 != states->time_column)
            return join_state(binder, expression, states, &states->table->columns[link - 1], at);
    }
    size_t link = reference->links[world->n_events];
    return link == 0 ? NULL
                     : join_customer(binder, expression, world, &world->customers->columns[link - 1],
                                     at ? SIDE_CUSTOMERS : SIDE_OWN);
}

static struct node *fails_way(struct binder *binder, const struct expression *expression, const struct world *world,
                              const struct reference_data *reference, const struct column *column,
                              const struct events *at)
{
    const struct table *table = reference->rows.table;
    const char *from = at ? at->table->name : world->customers->name;
    const char *key = table->columns[reference->key_column].name;
    bind_fails(binder, expression, E_NO_LINK, "no column of %s leads to %s", from, table->name);
    error_reason(binder->err, "a row of %s is found by its key, %s, and %s has no column of this name", table->name,
                 key, from);
    bool number = column->type == TYPE_REAL || column->type == TYPE_INT || column->type == TYPE_BOOL;
    error_mend(binder->err, "load %s again with via=%s.COLUMN", table->name, from);
    if (!at)
        error_mend(binder->err, "%s(%s.%s)", number ? "mean" : "distinct", table->name, column->name);
    return NULL;
}

static bool key_fits(struct binder *binder, const struct expression *expression, const struct reference_data *reference,
                     const struct node *key)
{
    static const enum value_type types[N_TYPES] = {
        [TYPE_INT] = VALUE_NUMBER, [TYPE_TIME] = VALUE_TIME, [TYPE_TEXT] = VALUE_TEXT
    };
    const struct table *table = reference->rows.table;
    const struct column *own = &table->columns[reference->key_column];
    if (types[own->type] == key->type || (own->type == TYPE_INT && key->type == VALUE_WHOLE))
        return true;
    bind_fails(binder, expression, E_TYPE, "the key of %s, %s, is %s, and what leads to it is %s", table->name,
               own->name, value_type_name(types[own->type]), value_type_name(key->type));
    if (key->type == VALUE_TEXT)
        error_mend(binder->err, "load %s again with types=%s:text", table->name, own->name);
    else
        error_mend(binder->err, "load what leads to it again with types=COLUMN:%s", type_name(own->type));
    return false;
}

struct node *reference_column(struct binder *binder, const struct expression *expression, const struct world *world,
                              const struct reference_data *reference, const struct column *column,
                              const struct events *at)
{
    bool happen = at && events_happen(at);
    struct lookup *lookup = arena_allocate(binder->arena, 1, sizeof *lookup);
    if (happen && binder->horizon)
        lookup->horizon = *binder->horizon;
    struct node *key = happen ? key_above(binder, expression, world, reference, at) : NULL;
    key = key ? key : key_of_customer(binder, expression, world, reference, at);
    if (!key)
        return fails_way(binder, expression, world, reference, column, at);
    if (!key_fits(binder, expression, reference, key) || !(lookup->index = find_index(binder, reference)) ||
        (key->type == VALUE_TEXT &&
         !(lookup->groups = in_force_match(lookup->index, key->dictionary, binder->arena, binder->err))))
        return NULL;
    lookup->key = key;
    lookup->days = reference->rows.table->columns[reference->key_column].date_only;
    lookup->times = happen ? column_ints(&at->table->columns[at->time_column]) : NULL;
    lookup->reads_cutoffs = !happen || reference->rows.known_column != SIZE_MAX;
    lookup->memo = happen ? find_memo(binder, world, reference, at) : NULL;
    bool reads = binder->uses_cutoff;
    const struct horizon *horizon = binder->horizon;
    binder->horizon = &lookup->horizon;
    struct node *value = join_column(binder, expression, &reference->rows, column);
    binder->horizon = horizon;
    reads = reads || lookup->reads_cutoffs || binder->uses_cutoff;
    struct node *node = join_around(binder, value, look_up, lookup);
    binder->uses_cutoff = reads;
    return node;
}

struct node *reference_at_customer(struct binder *binder, const struct expression *expression,
                                   const struct world *world, const struct reference_data *reference)
{
    const struct column *column = table_need_column(reference->rows.table, expression->text, binder->err);
    if (column)
        return reference_column(binder, expression, world, reference, column, NULL);
    place_error(binder->err, expression);
    return NULL;
}

/* ---- All rows in force ---- */

struct standing {
    const struct in_force *index;
    struct gathered what;
    bool for_each; /* it depends on the customer, not on the cutoff alone */
};
enum { MOST_LISTED = 1 << 20 }; /* rows that are looked at together */

static void list_standing(const struct in_force *index, uint32_t customer, int64_t cutoff, struct list *list)
{
    struct asked asked = { .time = cutoff == TIME_MISSING ? TIME_MISSING : cutoff - 1, .cutoff = cutoff };
    for (uint32_t group = 0; group < index->n_groups; group++) {
        uint32_t row = in_force_row(index, group, &asked);
        if (row != NO_ROW)
            list_add(list, row, customer, cutoff);
    }
}

/* Ranges for the batch's rows from FIRST on, as many as fit; OF[i] is that of row i. Returns the row after the last. */
static size_t list_some(const struct standing *standing, const struct batch *batch, size_t first, struct list *list,
                        uint32_t *of)
{
    size_t n = 0, i = first;
    list_ranges(list, batch->n - first);
    for (; i < batch->n && list->n < MOST_LISTED; i++) {
        size_t k = standing->for_each ? n : 0;
        while (k < n && batch->cutoffs[i] != list->cutoffs_of[k])
            k++;
        of[i] = (uint32_t)k;
        if (k < n)
            continue;
        list->low[n] = (uint32_t)list->n;
        list->cutoffs_of[n] = batch->cutoffs[i];
        list_standing(standing->index, batch_row(batch, SIDE_OWN, i), batch->cutoffs[i], list);
        list->high[n++] = (uint32_t)list->n;
    }
    list->n_ranges = n;
    return i;
}

static const void *standing_values(const struct node *node, const struct batch *batch, void *buffer)
{
    const struct standing *standing = node->own;
    size_t size = value_size(node->type);
    uint32_t *of = buffers_take(batch->buffers);
    char *values = buffers_take(batch->buffers);
    for (size_t first = 0, end; first < batch->n; first = end) {
        struct list list = { 0 };
        end = list_some(standing, batch, first, &list, of);
        list_measure(&list, &standing->what, batch->buffers, values);
        for (size_t i = first; i < end; i++)
            memcpy((char *)buffer + i * size, values + of[i] * size, size);
        list_release(&list);
    }
    buffers_give(batch->buffers);
    buffers_give(batch->buffers);
    return buffer;
}

static bool standing_fits(struct binder *binder, const struct expression *expression, const struct plan *plan,
                          const struct aggregate *aggregate, const struct bound_events *bound)
{
    const char *name = bound->events->table->name;
    if (plan->horizon.ahead)
        return bind_fails(binder, expression, E_EXPRESSION, "a target counts events, and rows of %s are none", name);
    if (plan->periodic)
        return bind_fails(binder, expression, E_EXPRESSION, "rows of %s are in force, and have no periods", name);
    if (!window_is_all(&expression->window)) {
        bind_fails(binder, expression, E_EXPRESSION, "rows of %s are in force at the as-of date, and have no window",
                   name);
        error_mend(binder->err, "%s(%s)", expression->text, name);
        return false;
    }
    if (bound->n_others == 0 && !(aggregate->measures & MEASURE_BIT(MEASURE_SLOPE)))
        return true;
    return bind_fails(binder, expression, E_EXPRESSION, "'%s' of this form does not count reference data",
                      expression->text);
}

struct node *reference_aggregate(struct binder *binder, const struct expression *expression, const struct plan *plan,
                                 const struct aggregate *aggregate, const struct bound_events *bound)
{
    if (!standing_fits(binder, expression, plan, aggregate, bound))
        return NULL;
    struct standing *standing = arena_allocate(binder->arena, 1, sizeof *standing);
    standing->what = (struct gathered){ aggregate, bound->argument, bound->condition, bound->parameter };
    standing->for_each = bound->argument_uses_customers || bound->condition_uses_customers;
    if (!(standing->index = find_index(binder, reference_of(plan->world, bound->events))))
        return NULL;
    binder->uses_cutoff = true;
    struct node *node = gathered_node(binder, expression, &standing->what, standing_values, standing);
    bool no = expression->text == aggregate_no;
    if (no || expression->text == aggregate_any)
        node = bind_as(binder, node, VALUE_BOOL);
    return no ? bind_not(binder, expression, node) : node;
}
