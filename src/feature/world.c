/* Worlds: event tables sorted by customer and time. */
#include "patron/feature/world.h"

#include "patron/base/calendar.h"
#include "patron/base/error.h"
#include "patron/base/memory.h"
#include "patron/base/work.h"
#include "patron/table/view.h"

void world_free(struct world *world)
{
    if (!world)
        return;
    for (size_t i = 0; i < world->n_events; i++)
        table_release(world->events[i].table);
    for (size_t i = 0; i < world->n_references; i++)
        table_release(world->references[i].rows.table);
    table_release(world->customers);
    if (world->free_owner)
        world->free_owner(world->owner);
    free(world);
}

const struct events *world_events(const struct world *world, const char *name)
{
    for (size_t i = 0; i < world->n_events; i++)
        if (strcmp(world->events[i].table->name, name) == 0)
            return &world->events[i];
    return NULL;
}

const struct reference_data *world_reference(const struct world *world, const char *name)
{
    for (size_t i = 0; i < world->n_references; i++)
        if (strcmp(world->references[i].rows.table->name, name) == 0)
            return &world->references[i];
    return NULL;
}

const struct reference_data *reference_of(const struct world *world, const struct events *rows)
{
    for (size_t i = 0; i < world->n_references; i++)
        if (&world->references[i].rows == rows)
            return &world->references[i];
    return NULL;
}

struct events world_people(const struct world *world)
{
    return (struct events){ .table = world->customers,
                            .time_column = world->time_column,
                            .known_column = world->customers_known > 0 ? world->customers_known - 1 : SIZE_MAX,
                            .people = true,
                            .late = world->customers_late };
}

bool world_has_customer(const struct world *world, size_t c, int64_t cutoff)
{
    const struct column *columns = world->customers->columns;
    if (cutoff == TIME_MISSING)
        return true;
    if (world->time_column != SIZE_MAX && column_ints(&columns[world->time_column])[c] >= cutoff)
        return false;
    if (world->customers_known == 0)
        return true;
    const struct column *known = &columns[world->customers_known - 1];
    return time_is_known(column_ints(known)[c], known->date_only, cutoff);
}

int64_t events_first_known(const struct events *events)
{
    const struct column *columns = events->table->columns;
    const int64_t *times = column_ints(&columns[events->time_column]);
    const struct column *column = events->known_column == SIZE_MAX ? NULL : &columns[events->known_column];
    const int64_t *known = column ? column_ints(column) : times;
    int64_t lasts = column && column->date_only ? TIME_DAY : 0, first = TIME_MISSING;
    for (size_t row = 0; row < events->table->n_rows; row++) {
        int64_t there = known[row] == TIME_MISSING ? TIME_MISSING : time_there(times[row], known[row] + lasts, false);
        if (there != TIME_MISSING && (first == TIME_MISSING || there < first))
            first = there;
    }
    return first;
}

int64_t world_end(const struct world *world)
{
    if (world->last_time == TIME_MISSING)
        return TIME_MISSING;
    bool dates = true;
    for (size_t i = 0; i < world->n_events; i++)
        dates = dates && world->events[i].table->columns[world->events[i].time_column].date_only;
    return world->last_time + (dates ? TIME_DAY : 1);
}

/* What a built world owns. */
struct built {
    struct events *events;
    uint64_t **starts;
    size_t n;
};

static void built_free(void *owner)
{
    struct built *built = owner;
    for (size_t i = 0; i < built->n; i++)
        free(built->starts[i]);
    free(built->starts);
    free(built->events);
    free(built);
}

struct moment {
    int64_t time;
    uint32_t row;
};

/* Sorting one table's rows: ORDER is already grouped by customer, each group in the given order. */
struct sorting {
    const int64_t *times;
    const uint64_t *start;
    uint32_t *order;
    size_t n_customers;
};
enum { SORT_CUSTOMERS = 4096, SMALL_HISTORY = 24 };

static int moment_order(const void *a, const void *b)
{
    const struct moment *left = a, *right = b;
    if (left->time != right->time)
        return left->time < right->time ? -1 : 1;
    return (left->row > right->row) - (left->row < right->row);
}

/* Few rows, most often in order already. Equal times keep their order. */
static void sort_few(uint32_t *rows, size_t n, const int64_t *times)
{
    for (size_t i = 1; i < n; i++) {
        uint32_t row = rows[i];
        int64_t time = times[row];
        size_t at = i;
        for (; at > 0 && times[rows[at - 1]] > time; at--)
            rows[at] = rows[at - 1];
        rows[at] = row;
    }
}

static void sort_many(uint32_t *rows, size_t n, const int64_t *times, struct moment **room, size_t *capacity)
{
    bool sorted = true;
    for (size_t i = 1; i < n && sorted; i++)
        sorted = times[rows[i - 1]] <= times[rows[i]];
    if (sorted)
        return;
    if (n > *capacity) {
        *capacity = n * 2;
        *room = reallocate(*room, *capacity, sizeof **room);
    }
    for (size_t i = 0; i < n; i++)
        (*room)[i] = (struct moment){ times[rows[i]], rows[i] };
    qsort(*room, n, sizeof **room, moment_order);
    for (size_t i = 0; i < n; i++)
        rows[i] = (*room)[i].row;
}

static void sort_block(void *context, size_t block)
{
    const struct sorting *sorting = context;
    size_t first = block * SORT_CUSTOMERS, end = first + SORT_CUSTOMERS;
    struct moment *room = NULL;
    size_t capacity = 0;
    for (size_t c = first; c < end && c < sorting->n_customers; c++) {
        uint32_t *rows = sorting->order + sorting->start[c];
        size_t n = sorting->start[c + 1] - sorting->start[c];
        if (n <= SMALL_HISTORY)
            sort_few(rows, n, sorting->times);
        else
            sort_many(rows, n, sorting->times, &room, &capacity);
    }
    free(room);
}

/* Rows grouped by customer (a counting sort, which keeps the given order); START has n_customers + 1 places. */
static void group_rows(const uint32_t *customers, size_t n_rows, size_t n_customers, uint64_t *start, uint32_t *order)
{
    memset(start, 0, (n_customers + 1) * sizeof *start);
    for (size_t i = 0; i < n_rows; i++)
        if (customers[i] != UINT32_MAX)
            start[customers[i] + 1]++;
    for (size_t c = 0; c < n_customers; c++)
        start[c + 1] += start[c];
    for (size_t i = 0; i < n_rows; i++)
        if (customers[i] != UINT32_MAX)
            order[start[customers[i]]++] = (uint32_t)i;
    memmove(start + 1, start, n_customers * sizeof *start);
    start[0] = 0;
}

bool events_order(const uint32_t *customers, const int64_t *times, size_t n_rows, size_t n_customers, struct work *work,
                  uint64_t *start, uint32_t *order, struct error *err)
{
    group_rows(customers, n_rows, n_customers, start, order);
    struct sorting sorting = { times, start, order, n_customers };
    return work_run(work, (n_customers + SORT_CUSTOMERS - 1) / SORT_CUSTOMERS, sort_block, &sorting, err);
}

static struct table *take_rows(const struct table *table, const uint32_t *order, size_t n, struct error *err)
{
    bool same = n == table->n_rows;
    for (size_t i = 0; i < n && same; i++)
        same = order[i] == i;
    return same ? table_retain(table) : table_take(table, table->name, order, n, err);
}

static const struct column *time_column_of(const struct table *table, const char *name, struct error *err)
{
    const struct column *column = table_need_column(table, name, err);
    if (!column || column->type == TYPE_TIME)
        return column;
    return fail_null(err, ERROR_USER, E_TYPE, "%s.%s is %s, not a time", table->name, name, type_name(column->type));
}

static bool describe_source(const struct event_source *source, const struct column **time, struct events *out,
                            struct error *err)
{
    const struct table *table = source->table;
    if (table->n_rows >= UINT32_MAX)
        return fail(err, ERROR_DATA, E_MEMORY, "%s has more rows than the program can count", table->name);
    if (!(*time = time_column_of(table, source->time_column, err)))
        return false;
    const struct column *known = source->known_column ? time_column_of(table, source->known_column, err) : NULL;
    if (source->known_column && !known)
        return false;
    out->time_column = (size_t)(*time - table->columns);
    out->known_column = known ? (size_t)(known - table->columns) : SIZE_MAX;
    return true;
}

static bool sort_source(const struct event_source *source, const struct table *customers, const struct column *key,
                        struct work *work, struct events *out, uint64_t **start, size_t *n_orphans, struct error *err)
{
    const struct column *time = NULL, *link = table_need_column(source->table, source->link_column, err);
    if (!link || !describe_source(source, &time, out, err))
        return false;
    size_t n_rows = source->table->n_rows, n_customers = customers->n_rows;
    uint32_t *rows = join_rows(link, n_rows, key, n_customers, NULL, err);
    uint32_t *order = rows ? allocate_large(n_rows, sizeof *order, "the order of events", err) : NULL;
    *start = order ? allocate_large(n_customers + 1, sizeof **start, "the customers' ranges", err) : NULL;
    bool ok = false;
    if (*start) {
        ok = events_order(rows, column_ints(time), n_rows, n_customers, work, *start, order, err) &&
             (out->table = take_rows(source->table, order, (*start)[n_customers], err)) != NULL;
        *n_orphans = n_rows - (*start)[n_customers];
    }
    free(rows);
    free(order);
    out->start = *start;
    return ok;
}

/* Each customer's first row with a time and last row bound the span of the data. */
static void find_span(struct world *world)
{
    for (size_t i = 0; i < world->n_events; i++) {
        const struct events *events = &world->events[i];
        const int64_t *times = column_ints(&events->table->columns[events->time_column]);
        for (size_t row = 0; row < events->table->n_rows; row++) {
            int64_t time = times[row];
            if (time != TIME_MISSING && time > world->last_time)
                world->last_time = time;
        }
        int64_t first = events_first_known(events);
        if (first != TIME_MISSING && (world->first_time == TIME_MISSING || first < world->first_time))
            world->first_time = first;
    }
}

static bool check_key(const struct table *customers, const struct column *key, struct error *err)
{
    size_t row, n;
    if (customers->n_rows >= UINT32_MAX)
        return fail(err, ERROR_DATA, E_MEMORY, "%s has more rows than the program can count", customers->name);
    if (!column_first_duplicate(key, customers->n_rows, &row, &n))
        return true;
    return fail(err, ERROR_DATA, E_KEY, "%s.%s names %zu rows more than once; first at row %zu", customers->name,
                key->name, n, row + 1);
}

static struct world *world_new(const struct table *customers, size_t n_sources, struct built **built)
{
    struct world *world = allocate(1, sizeof *world);
    *built = allocate(1, sizeof **built);
    (*built)->n = n_sources;
    (*built)->events = allocate(n_sources + 1, sizeof *(*built)->events);
    (*built)->starts = allocate(n_sources + 1, sizeof *(*built)->starts);
    world->customers = table_retain(customers);
    world->events = (*built)->events;
    world->first_time = world->last_time = TIME_MISSING;
    world->owner = *built;
    world->free_owner = built_free;
    return world;
}

struct world *world_build(const struct table *customers, const char *key_column, const char *time_column,
                          const struct event_source *sources, size_t n_sources, struct work *work, size_t *n_orphans,
                          struct error *err)
{
    const struct column *key = table_need_column(customers, key_column, err);
    const struct column *time = key && time_column ? time_column_of(customers, time_column, err) : NULL;
    if (!key || (time_column && !time) || !check_key(customers, key, err))
        return NULL;
    struct built *built;
    struct world *world = world_new(customers, n_sources, &built);
    world->key_column = (size_t)(key - customers->columns);
    world->time_column = time ? (size_t)(time - customers->columns) : SIZE_MAX;
    if (n_orphans)
        *n_orphans = 0;
    for (size_t i = 0; i < n_sources; i++) {
        size_t orphans = 0;
        if (!sort_source(&sources[i], customers, key, work, &built->events[i], &built->starts[i], &orphans, err)) {
            world_free(world);
            return NULL;
        }
        world->n_events++;
        if (n_orphans)
            *n_orphans += orphans;
    }
    find_span(world);
    return world;
}
