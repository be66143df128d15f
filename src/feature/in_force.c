/* Reference data by key and time. */
#include "feature/in_force.h"

#include <stdlib.h>

#include "patron/base/calendar.h"
#include "patron/base/error.h"
#include "patron/base/work.h"

struct entry {
    int64_t key, from, known;
    uint32_t row;
};

static int entry_order(const void *a, const void *b)
{
    const struct entry *left = a, *right = b;
    if (left->key != right->key)
        return left->key < right->key ? -1 : 1;
    if (left->from != right->from)
        return left->from < right->from ? -1 : 1;
    if (left->known != right->known)
        return left->known < right->known ? -1 : 1;
    return (left->row > right->row) - (left->row < right->row);
}

static const int64_t *times_of(const struct events *rows, size_t column)
{
    return column == SIZE_MAX ? NULL : column_ints(&rows->table->columns[column]);
}

/* The rows that can be found, in order; *N of them. To free. */
static struct entry *entries_make(const struct reference_data *reference, size_t *n, struct error *err)
{
    const struct table *table = reference->rows.table;
    const struct column *key = &table->columns[reference->key_column];
    const int64_t *from = times_of(&reference->rows, reference->rows.time_column);
    const int64_t *known = times_of(&reference->rows, reference->rows.known_column);
    if (table->n_rows >= NO_ROW) {
        fail(err, ERROR_DATA, E_MEMORY, "%s has more rows than the program can count", table->name);
        return NULL;
    }
    struct entry *entries = allocate_large(table->n_rows + 1, sizeof *entries, "the order of reference data", err);
    bool sorted = true;
    *n = 0;
    for (size_t row = 0; entries && row < table->n_rows; row++) {
        if (column_is_missing(key, row) || (from && from[row] == TIME_MISSING))
            continue;
        int64_t value = key->type == TYPE_TEXT ? (int64_t)column_codes(key)[row] : column_ints(key)[row];
        entries[*n] = (struct entry){ value, from ? from[row] : 0, known ? known[row] : 0, (uint32_t)row };
        sorted = sorted && (*n == 0 || entry_order(&entries[*n - 1], &entries[*n]) < 0);
        ++*n;
    }
    if (entries && !sorted)
        qsort(entries, *n, sizeof *entries, entry_order);
    return entries;
}

/* A group for each code of the keys' texts. */
static void group_texts(struct in_force *index, const struct entry *entries, size_t n)
{
    for (size_t i = 0; i < n; i++)
        index->start[entries[i].key + 1]++;
    for (uint32_t g = 0; g < index->n_groups; g++)
        index->start[g + 1] += index->start[g];
}

/* A group for each number. */
static void group_numbers(struct in_force *index, const struct entry *entries, size_t n)
{
    index->n_groups = 0;
    for (size_t i = 0; i < n; i++) {
        if (i == 0 || entries[i].key != entries[i - 1].key) {
            index->start[index->n_groups] = (uint32_t)i;
            index->keys[index->n_groups++] = entries[i].key;
        }
    }
    index->start[index->n_groups] = (uint32_t)n;
}

/* N items of SIZE zero bytes that go with ARENA. */
static void *take(struct arena *arena, size_t n, size_t size, struct error *err)
{
    void *items = allocate_large(n, size, "the order of reference data", err);
    if (!items)
        return NULL;
    memset(items, 0, n * size);
    arena_adopt(arena, free, items);
    return items;
}

struct in_force *in_force_new(const struct reference_data *reference, struct arena *arena, struct error *err)
{
    const struct column *key = &reference->rows.table->columns[reference->key_column];
    bool texts = key->type == TYPE_TEXT, dated = reference->rows.time_column != SIZE_MAX;
    size_t n;
    struct entry *entries = entries_make(reference, &n, err);
    if (!entries)
        return NULL;
    struct in_force *index = arena_allocate(arena, 1, sizeof *index);
    *index = (struct in_force){ .reference = reference, .n_rows = (uint32_t)n };
    index->n_groups = texts ? key->dictionary->n : (uint32_t)n;
    index->start = take(arena, (size_t)index->n_groups + 2, sizeof *index->start, err);
    index->rows = index->start ? take(arena, n + 1, sizeof *index->rows, err) : NULL;
    bool ok = index->rows && (!dated || (index->from = take(arena, n + 1, sizeof *index->from, err))) &&
              (texts || (index->keys = take(arena, n + 1, sizeof *index->keys, err)));
    for (size_t i = 0; ok && i < n; i++) {
        index->rows[i] = entries[i].row;
        if (dated)
            index->from[i] = entries[i].from;
    }
    if (ok)
        (texts ? group_texts : group_numbers)(index, entries, n);
    free(entries);
    return ok ? index : NULL;
}

uint32_t in_force_group(const struct in_force *index, int64_t key)
{
    uint32_t low = 0, high = index->n_groups;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (index->keys[middle] < key)
            low = middle + 1;
        else
            high = middle;
    }
    return low < index->n_groups && index->keys[low] == key ? low : NO_GROUP;
}

static bool is_known(const struct events *rows, uint32_t row, const struct asked *asked)
{
    const struct column *known = &rows->table->columns[rows->known_column];
    return asked->ahead || time_is_known(column_ints(known)[row], known->date_only, asked->cutoff);
}

uint32_t in_force_row(const struct in_force *index, uint32_t group, const struct asked *asked)
{
    if (group == NO_GROUP || (index->from && asked->time == TIME_MISSING))
        return NO_ROW;
    const struct events *rows = &index->reference->rows;
    uint32_t low = index->start[group], high = index->start[group + 1], first = low;
    while (index->from && low < high) { /* the first that begins later */
        uint32_t middle = low + (high - low) / 2;
        if (index->from[middle] <= asked->time)
            low = middle + 1;
        else
            high = middle;
    }
    for (uint32_t at = high; at > first;) {
        uint32_t row = index->rows[--at];
        if (rows->known_column != SIZE_MAX && !is_known(rows, row, asked))
            continue;
        const int64_t *ends = rows->end_column > 0 ? times_of(rows, rows->end_column - 1) : NULL;
        return ends && ends[row] != TIME_MISSING && ends[row] <= asked->time ? NO_ROW : row;
    }
    return NO_ROW;
}

const uint32_t *in_force_match(const struct in_force *index, const struct dictionary *texts, struct arena *arena,
                               struct error *err)
{
    const struct reference_data *reference = index->reference;
    struct text_index *keys = text_index_new(reference->rows.table->columns[reference->key_column].dictionary, err);
    uint32_t *groups = keys ? arena_allocate(arena, (size_t)texts->n + 1, sizeof *groups) : NULL;
    for (uint32_t code = 0; groups && code < texts->n; code++) {
        size_t length;
        const char *text = dictionary_text(texts, code, &length);
        groups[code] = text_index_find(keys, text, length); /* the group is the code, and TEXT_MISSING is no group */
    }
    text_index_free(keys);
    return groups;
}

/* ---- What can be wrong with reference data ---- */

static void compare_neighbours(const struct reference_data *reference, const struct entry *before,
                               const struct entry *entry, struct reference_faults *out)
{
    const int64_t *ends =
        reference->rows.end_column > 0 ? times_of(&reference->rows, reference->rows.end_column - 1) : NULL;
    if (before->key != entry->key)
        return;
    if (before->from == entry->from && before->known == entry->known) {
        out->first = out->n_twice == 0 ? before->row : out->first;
        out->second = out->n_twice == 0 ? entry->row : out->second;
        out->n_twice++;
    } else if (before->from < entry->from && ends && ends[before->row] != TIME_MISSING &&
               ends[before->row] > entry->from) {
        out->overlap = out->n_overlaps == 0 ? entry->row : out->overlap;
        out->n_overlaps++;
    }
}

bool reference_check(const struct reference_data *reference, struct reference_faults *out, struct error *err)
{
    const struct events *rows = &reference->rows;
    const int64_t *from = times_of(rows, rows->time_column);
    const int64_t *ends = rows->end_column > 0 ? times_of(rows, rows->end_column - 1) : NULL;
    size_t n;
    struct entry *entries = entries_make(reference, &n, err);
    *out = (struct reference_faults){ .n_lost = rows->table->n_rows };
    if (!entries)
        return false;
    out->n_lost -= n;
    for (size_t i = 0; i < n; i++) {
        uint32_t row = entries[i].row;
        out->n_empty += from && ends && ends[row] != TIME_MISSING && ends[row] <= from[row];
        if (i > 0)
            compare_neighbours(reference, &entries[i - 1], &entries[i], out);
    }
    free(entries);
    return true;
}

struct reference_data reference_from(const struct table *table, const char *key, const char *from, const char *ends,
                                     const char *known)
{
    const struct column *columns = table->columns;
    struct reference_data reference = { .rows = { .table = (struct table *)table, .states = true } };
    reference.key_column = (size_t)(table_column(table, key) - columns);
    reference.rows.time_column = from ? (size_t)(table_column(table, from) - columns) : SIZE_MAX;
    reference.rows.known_column = known ? (size_t)(table_column(table, known) - columns) : SIZE_MAX;
    reference.rows.end_column = ends ? 1 + (size_t)(table_column(table, ends) - columns) : 0;
    if (!from && columns[reference.key_column].type == TYPE_TIME)
        reference.rows.time_column = reference.key_column;
    return reference;
}

/* ---- Who uses it ---- */

static uint32_t group_at(const struct in_force *index, const struct column *column, const uint32_t *groups, bool days,
                         size_t row)
{
    if (column->type == TYPE_TEXT)
        return groups[column_codes(column)[row]];
    int64_t key = column_ints(column)[row];
    return in_force_group(index, days ? time_period_start(key, (struct duration){ 1, DURATION_DAY }) : key);
}

/* TIMES: of the rows; NULL: they have none. */
static bool count_use(const struct in_force *index, const int64_t *times, size_t n_rows, struct arena *arena,
                      struct reference_use *use, struct error *err)
{
    const struct column *key = &index->reference->rows.table->columns[index->reference->key_column];
    const uint32_t *groups = NULL;
    if (key->type == TYPE_TEXT && !(groups = in_force_match(index, use->column->dictionary, arena, err)))
        return false;
    bool ok = true;
    for (size_t row = 0; row < n_rows && (ok = loop_goes_on(row, err)); row++) {
        if (column_is_missing(use->column, row) || (times && times[row] == TIME_MISSING))
            continue;
        struct asked asked = { .time = times ? times[row] : TIME_MISSING, .ahead = true };
        uint32_t group = group_at(index, use->column, groups, key->date_only && key->type == TYPE_TIME, row);
        use->n++;
        if (group == NO_GROUP || index->start[group] == index->start[group + 1])
            use->n_unknown++;
        else if (times && in_force_row(index, group, &asked) == NO_ROW)
            use->n_not_then++;
    }
    return ok;
}

bool reference_uses(const struct world *world, const struct reference_data *reference, struct reference_use *out,
                    size_t *n, struct error *err)
{
    const struct column *key = &reference->rows.table->columns[reference->key_column];
    struct arena arena;
    arena_init(&arena);
    const struct in_force *index = in_force_new(reference, &arena, err);
    bool ok = index != NULL;
    *n = 0;
    for (size_t i = 0; ok && i <= world->n_events; i++) {
        const struct events *events = i < world->n_events ? &world->events[i] : NULL;
        const struct table *table = events ? events->table : world->customers;
        size_t link = reference->links[i];
        if (link == 0 || table->columns[link - 1].type != key->type)
            continue;
        out[*n] = (struct reference_use){ .table = table, .column = &table->columns[link - 1] };
        out[*n].by_day = events && link - 1 == events->time_column;
        const int64_t *times = events ? times_of(events, events->time_column) : NULL;
        ok = count_use(index, times, table->n_rows, &arena, &out[(*n)++], err);
    }
    arena_release(&arena);
    return ok;
}

/* ---- Row by row ---- */

static bool match_all(const struct in_force *index, const struct reference_data *now, struct arena *arena,
                      uint32_t *rows, size_t *n_unmatched, struct error *err)
{
    const struct column *key = &now->rows.table->columns[now->key_column];
    const int64_t *times = times_of(&now->rows, now->rows.time_column);
    const int64_t *then = times_of(&index->reference->rows, index->reference->rows.time_column);
    const uint32_t *groups = NULL;
    if (key->type == TYPE_TEXT && !(groups = in_force_match(index, key->dictionary, arena, err)))
        return false;
    *n_unmatched = 0;
    for (size_t row = 0; row < now->rows.table->n_rows; row++) {
        struct asked asked = { .time = times[row], .ahead = true };
        rows[row] = in_force_row(index, group_at(index, key, groups, false, row), &asked);
        if (rows[row] != NO_ROW && then[rows[row]] != times[row])
            rows[row] = NO_ROW;
        *n_unmatched += rows[row] == NO_ROW;
    }
    return true;
}

uint32_t *reference_match(const struct reference_data *now, const struct reference_data *then, size_t *n_unmatched,
                          struct error *err)
{
    struct arena arena;
    arena_init(&arena);
    const struct in_force *index = in_force_new(then, &arena, err);
    uint32_t *rows =
        index ? allocate_large(now->rows.table->n_rows, sizeof *rows, "the rows of the same key and time", err) : NULL;
    if (rows && !match_all(index, now, &arena, rows, n_unmatched, err)) {
        free(rows);
        rows = NULL;
    }
    arena_release(&arena);
    return rows;
}
