/* Worlds without their future, and with noise in its place. */
#include "feature/altered.h"

#include "feature/copied.h"
#include "patron/base/error.h"
#include "patron/base/memory.h"
#include "patron/base/random.h"
#include "patron/base/work.h"
#include "patron/feature/known.h"
#include "patron/table/builder.h"
#include "patron/table/view.h"

enum { NOISE_DAYS = 400 };

/* What an altered world owns: its events' starts, and the noise. */
struct altered {
    struct events *events;
    struct reference_data *references;
    uint64_t **starts;
    size_t n;
};

static void altered_free(void *owner)
{
    struct altered *altered = owner;
    for (size_t i = 0; i < altered->n; i++)
        free(altered->starts[i]);
    free(altered->starts);
    free(altered->events);
    free(altered->references);
    free(altered);
}

/* A copy of WORLD's frame; its event tables and reference data are the caller's to set. */
static struct world *world_frame(const struct world *world, struct altered **altered)
{
    struct world *copy = allocate(1, sizeof *copy);
    *copy = *world;
    copy->store = NULL; /* what is kept is of the world as it was */
    *altered = allocate(1, sizeof **altered);
    (*altered)->n = world->n_events;
    (*altered)->events = allocate(world->n_events + 1, sizeof *(*altered)->events);
    (*altered)->starts = allocate(world->n_events + 1, sizeof *(*altered)->starts);
    for (size_t i = 0; i < world->n_events; i++)
        (*altered)->events[i] = world->events[i];
    copy->customers = table_retain(world->customers);
    copy->events = (*altered)->events;
    copy->n_events = 0; /* those set so far */
    (*altered)->references = allocate(world->n_references + 1, sizeof *(*altered)->references);
    for (size_t i = 0; i < world->n_references; i++)
        (*altered)->references[i] = world->references[i];
    copy->references = (*altered)->references;
    copy->n_references = 0;
    copy->owner = *altered;
    copy->free_owner = altered_free;
    return copy;
}

static const int64_t *times_of(const struct events *events)
{
    return events->time_column == SIZE_MAX ? NULL : column_ints(&events->table->columns[events->time_column]);
}

static bool is_future(const struct events *events, uint64_t row, int64_t cutoff)
{
    const int64_t *times = times_of(events);
    if (times && times[row] >= cutoff)
        return true;
    const struct column *known =
        events->known_column == SIZE_MAX ? NULL : &events->table->columns[events->known_column];
    return known && !time_is_known(column_ints(known)[row], known->date_only, cutoff);
}

/* EVENTS without what lies at or after CUTOFF. */
static bool remove_future(const struct world *world, const struct events *events, int64_t cutoff, struct events *out,
                          uint64_t **start, struct removed *removed, struct error *err)
{
    size_t n_customers = world->customers->n_rows;
    uint32_t *rows = allocate_large(events->start[n_customers], sizeof *rows, "the rows before a cutoff", err);
    *start = rows ? allocate_large(n_customers + 1, sizeof **start, "the customers' ranges", err) : NULL;
    size_t n = 0;
    for (size_t c = 0; *start && c <= n_customers; c++) {
        (*start)[c] = n;
        for (uint64_t row = events->start[c]; c < n_customers && row < events->start[c + 1]; row++)
            if (!is_future(events, row, cutoff))
                rows[n++] = (uint32_t)row;
    }
    removed->n_rows += *start ? events->start[n_customers] - n : 0;
    out->table = *start ? table_take(events->table, events->table->name, rows, n, err) : NULL;
    out->start = *start;
    free(rows);
    return out->table != NULL;
}

static void set_noise(const struct column *column, uint64_t row, struct random *random);

/* In rows of the past too there are values whose own time comes later: they are taken out, or made noise of RANDOM. */
static bool hide_late(struct events *events, int64_t cutoff, struct random *random, struct removed *removed,
                      struct error *err)
{
    struct column *columns;
    struct table *copy = events_have_late(events) ? table_copied(events->table, &columns, err) : events->table;
    if (!copy || copy == events->table)
        return copy != NULL;
    for (size_t k = 0; k < copy->n_columns; k++) {
        size_t from = events_late(events, k);
        for (size_t row = 0; from > 0 && row < copy->n_rows; row++) {
            if (known_value(events, k, row, cutoff))
                continue;
            removed->n_values += !column_is_missing(&events->table->columns[k], row);
            if (!random)
                column_set_missing(&columns[k], row);
            else if (from == k + 1)
                ((int64_t *)columns[k].values)[row] = cutoff + (int64_t)random_below(random, NOISE_DAYS) * TIME_DAY;
            else
                set_noise(&columns[k], row, random);
        }
    }
    table_release(events->table);
    events->table = copy;
    return true;
}

/* REFERENCE without what begins, or becomes known, at or after CUTOFF. */
static bool remove_later(const struct reference_data *reference, int64_t cutoff, struct reference_data *out,
                         struct removed *removed, struct error *err)
{
    const struct table *table = reference->rows.table;
    uint32_t *rows = allocate_large(table->n_rows, sizeof *rows, "the rows before a cutoff", err);
    size_t n = 0;
    for (size_t row = 0; rows && row < table->n_rows; row++)
        if (!is_future(&reference->rows, row, cutoff))
            rows[n++] = (uint32_t)row;
    out->rows.table = rows ? table_take(table, table->name, rows, n, err) : NULL;
    removed->n_rows += table->n_rows - n;
    free(rows);
    return out->rows.table != NULL;
}

static bool references_without(const struct world *world, int64_t cutoff, struct world *copy, struct altered *altered,
                               struct removed *removed, struct error *err)
{
    for (size_t i = 0; i < world->n_references; i++) {
        if (!remove_later(&world->references[i], cutoff, &altered->references[i], removed, err))
            return false;
        copy->n_references++;
        if (!hide_late(&altered->references[i].rows, cutoff, NULL, removed, err))
            return false;
    }
    return true;
}

/* When the first row of customer C was there, in the tables that are his own. DAYS: all are days. */
static int64_t first_there(const struct world *world, size_t c, bool days)
{
    int64_t first = TIME_MISSING;
    for (size_t i = 0; i < world->n_events; i++) {
        const struct events *events = &world->events[i];
        const struct column *columns = events->table->columns;
        const int64_t *times = times_of(events), *known = times;
        bool lasts = false;
        if (events->known_column != SIZE_MAX) {
            known = column_ints(&columns[events->known_column]);
            lasts = columns[events->known_column].date_only && !days;
        }
        for (uint64_t row = events->start[c]; events->above == 0 && row < events->start[c + 1]; row++) {
            int64_t there = time_there(times[row], known[row], lasts);
            if (there != TIME_MISSING && (first == TIME_MISSING || there < first))
                first = there;
        }
    }
    return first;
}

/* The customers: what came later of them; and those that are the ids in events begin again with the first that is left
   of each. The events of COPY are set. */
static bool alter_people(const struct world *world, struct world *copy, int64_t cutoff, struct random *random,
                         struct removed *removed, struct error *err)
{
    struct events people = world_people(world);
    struct column *columns;
    people.table = copy->customers;
    bool ok = hide_late(&people, cutoff, random, removed, err);
    copy->customers = people.table;
    if (!ok || !world->derived || world->time_column == SIZE_MAX)
        return ok;
    struct table *again = table_copied(copy->customers, &columns, err);
    if (!again)
        return false;
    table_release(copy->customers);
    copy->customers = again;
    int64_t *began = (int64_t *)columns[world->time_column].values;
    for (size_t c = 0; c < again->n_rows; c++)
        began[c] = first_there(copy, c, columns[world->time_column].date_only);
    return true;
}

struct world *world_without(const struct world *world, int64_t cutoff, struct removed *removed, struct error *err)
{
    struct altered *altered;
    struct world *copy = world_frame(world, &altered);
    for (size_t i = 0; i < world->n_events; i++) {
        if (!remove_future(world, &world->events[i], cutoff, &altered->events[i], &altered->starts[i], removed, err)) {
            world_free(copy);
            return NULL;
        }
        copy->n_events++;
        if (!hide_late(&altered->events[i], cutoff, NULL, removed, err)) {
            world_free(copy);
            return NULL;
        }
    }
    if (references_without(world, cutoff, copy, altered, removed, err) &&
        alter_people(world, copy, cutoff, NULL, removed, err))
        return copy;
    world_free(copy);
    return NULL;
}

static void set_noise(const struct column *column, uint64_t row, struct random *random)
{
    char *values = (char *)column->values + row * type_size(column->type);
    bool missing = random_below(random, 10) == 0;
    switch (column->type) {
    case TYPE_BOOL:
        *(int8_t *)values = missing ? BOOL_MISSING : (int8_t)random_below(random, 2);
        break;
    case TYPE_INT:
        *(int64_t *)values = missing ? INT_MISSING : (int64_t)random_below(random, 2000000) - 1000000;
        break;
    case TYPE_TIME:
        *(int64_t *)values = missing ? TIME_MISSING : (int64_t)random_below(random, 40000) * TIME_DAY;
        break;
    case TYPE_REAL:
        *(double *)values = missing ? NAN : random_normal(random) * 1e6;
        break;
    default:
        *(uint32_t *)values = missing || column->dictionary->n == 0
                                  ? TEXT_MISSING
                                  : (uint32_t)random_below(random, column->dictionary->n);
    }
}

static int time_order(const void *a, const void *b)
{
    int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;
    return (left > right) - (left < right);
}

struct scrambling {
    const struct world *world;
    const struct events *events;
    struct column *columns;
    int64_t cutoff;
    uint64_t seed;
};
enum { SCRAMBLE_CUSTOMERS = 4096 };

/* Whether column K names rows of EVENTS to tables below, or leads to the table above. */
static bool is_name(const struct world *world, const struct events *events, size_t k)
{
    bool names = events->above > 0 && events->link_column == k;
    for (size_t i = 0; i < world->n_events; i++)
        names = names || (world->events[i].above > 0 && &world->events[world->events[i].above - 1] == events &&
                          events->key_column == k);
    return names;
}

/* One customer: noise in all columns of future rows; their times stay at or after the cutoff (often at it), in order;
   rows that become known later keep their time and become known still later. */
static void scramble_customer(const struct scrambling *scrambling, size_t c, struct random *random)
{
    const struct events *events = scrambling->events;
    const int64_t *times = times_of(events);
    int64_t *new_times = (int64_t *)scrambling->columns[events->time_column].values;
    uint64_t end = events->start[c + 1], first_future = end;
    for (uint64_t row = events->start[c]; row < end; row++) {
        if (!is_future(events, row, scrambling->cutoff))
            continue;
        for (size_t k = 0; k < events->table->n_columns; k++)
            if (!is_name(scrambling->world, events, k)) /* of two rows with one name neither could be told */
                set_noise(&scrambling->columns[k], row, random);
        if (times[row] < scrambling->cutoff) {
            new_times[row] = times[row];
            int64_t later = (int64_t)random_below(random, NOISE_DAYS) * TIME_DAY;
            ((int64_t *)scrambling->columns[events->known_column].values)[row] = scrambling->cutoff + 1 + later;
        } else {
            first_future = row < first_future ? row : first_future;
            new_times[row] = scrambling->cutoff + (int64_t)random_below(random, NOISE_DAYS) * (TIME_DAY / 4);
        }
    }
    if (first_future < end)
        qsort(new_times + first_future, end - first_future, sizeof *new_times, time_order);
}

static void scramble_block(void *context, size_t block)
{
    const struct scrambling *scrambling = context;
    struct random random = random_stream(scrambling->seed, block);
    size_t first = block * SCRAMBLE_CUSTOMERS, n = scrambling->world->customers->n_rows;
    for (size_t c = first; c < first + SCRAMBLE_CUSTOMERS && c < n; c++)
        scramble_customer(scrambling, c, &random);
}

static uint64_t count_future(const struct world *world, const struct events *events, int64_t cutoff)
{
    uint64_t n = 0;
    for (uint64_t row = 0; row < events->start[world->customers->n_rows]; row++)
        n += is_future(events, row, cutoff);
    return n;
}

/* Noise, the keys too, in rows that begin later, which still do, and in those that become known later. */
static uint64_t scramble_later(const struct reference_data *reference, const struct column *columns, int64_t cutoff,
                               struct random *random)
{
    const struct events *rows = &reference->rows;
    const int64_t *times = times_of(rows);
    uint64_t n = 0;
    for (size_t row = 0; row < rows->table->n_rows; row++) {
        if (!is_future(&reference->rows, row, cutoff))
            continue;
        n++;
        for (size_t k = 0; k < rows->table->n_columns; k++)
            set_noise(&columns[k], row, random);
        int64_t later = cutoff + (int64_t)random_below(random, NOISE_DAYS) * (TIME_DAY / 4);
        if (times && times[row] >= cutoff) {
            ((int64_t *)columns[rows->time_column].values)[row] = later;
            continue;
        }
        if (times)
            ((int64_t *)columns[rows->time_column].values)[row] = times[row];
        ((int64_t *)columns[rows->known_column].values)[row] = later + 1;
    }
    return n;
}

static bool references_with_noise(const struct world *world, int64_t cutoff, uint64_t seed, struct world *copy,
                                  struct altered *altered, struct removed *removed, struct error *err)
{
    for (size_t i = 0; i < world->n_references; i++) {
        const struct reference_data *reference = &world->references[i];
        struct random random = random_stream(seed + world->n_events + i, 0);
        struct column *columns;
        if (!(altered->references[i].rows.table = table_copied(reference->rows.table, &columns, err)))
            return false;
        copy->n_references++;
        removed->n_rows += scramble_later(reference, columns, cutoff, &random);
        if (!hide_late(&altered->references[i].rows, cutoff, &random, removed, err))
            return false;
    }
    return true;
}

struct world *world_with_noise(const struct world *world, int64_t cutoff, uint64_t seed, struct work *work,
                               struct removed *removed, struct error *err)
{
    struct altered *altered;
    struct world *copy = world_frame(world, &altered);
    for (size_t i = 0; i < world->n_events; i++) {
        struct scrambling scrambling = { world, &world->events[i], NULL, cutoff, seed + i };
        altered->events[i].table = table_copied(world->events[i].table, &scrambling.columns, err);
        copy->n_events += altered->events[i].table != NULL;
        size_t n_blocks = (world->customers->n_rows + SCRAMBLE_CUSTOMERS - 1) / SCRAMBLE_CUSTOMERS;
        struct random random = random_stream(seed + i, n_blocks);
        if (!altered->events[i].table || !work_run(work, n_blocks, scramble_block, &scrambling, err) ||
            !hide_late(&altered->events[i], cutoff, &random, removed, err)) {
            world_free(copy);
            return NULL;
        }
        removed->n_rows += count_future(world, &world->events[i], cutoff);
    }
    struct random random = random_stream(seed + world->n_events + world->n_references, 0);
    if (references_with_noise(world, cutoff, seed, copy, altered, removed, err) &&
        alter_people(world, copy, cutoff, &random, removed, err))
        return copy;
    world_free(copy);
    return NULL;
}
