/* Arrangements: events put into the order in which features read them, each customer's rows together and by time.

   Whose a row is follows from its link: the row of the table it leads to, and so on up to the entity. That depends on
   the columns along the way and on nothing else; their hashes together are the chain. As long as the chain stays, so
   does the arrangement, whatever else changes in those tables.

   Through the link a row depends on the row above: a line of an order happens when its order does, when nothing else
   says when, and whose it is cannot be known before the order is. Such times are columns of the arrangement, for they
   change with the table above. */
#include <stdlib.h>
#include <string.h>

#include "patron/base/calendar.h"
#include "patron/base/error.h"
#include "patron/base/memory.h"
#include "patron/base/text.h"
#include "patron/table/builder.h"
#include "patron/table/view.h"
#include "room.h"

enum { LONGEST_CHAIN = 16 };
#define NOBODY UINT32_MAX

/* ---- The way up ---- */

static struct held *parent_of(struct held *held, size_t n_held, const struct table_version *version, struct error *err)
{
    struct held *parent = held_find(held, n_held, version->of);
    if (parent == NULL)
        return fail_null(err, ERROR_USER, E_NO_TABLE, "no table named '%s', which %s belongs to", version->of,
                         version->name);
    if (parent->version.key == NULL) {
        fail(err, ERROR_USER, E_NO_LINK, "%s has no key, so that %s cannot be linked to it", parent->version.name,
             version->name);
        error_mend(err, "load %s again with key=COLUMN", parent->version.name);
        return NULL;
    }
    return parent;
}

static bool too_long(const struct table_version *version, struct error *err)
{
    return fail(err, ERROR_USER, E_NO_LINK, "the links of %s lead back to itself", version->name);
}

static bool hash_column(struct workspace *workspace, struct hasher *hasher, int64_t id, const char *name,
                        struct error *err)
{
    struct query *query =
        query_new(workspace->catalog, "SELECT file FROM version_column WHERE version = ? AND part = ? AND name = ?");
    query_bind_integer(query, id);
    query_bind_integer(query, PART_TABLE);
    query_bind_text(query, name);
    if (query_row(query))
        hasher_add_text(hasher, query_text(query, 0));
    return query_end(query, err);
}

bool arrangement_chain(struct workspace *workspace, struct held *held, size_t n_held,
                       const struct table_version *version, char out[HASH_TEXT], struct error *err)
{
    struct hasher hasher;
    hasher_init(&hasher);
    hasher_add_text(&hasher, "patron chain 1");
    bool ok = true;
    for (int length = 0; ok && version->of != NULL; length++) {
        const struct held *parent = parent_of(held, n_held, version, err);
        ok = parent != NULL && (length < LONGEST_CHAIN || too_long(version, err)) &&
             hash_column(workspace, &hasher, parent->id, parent->version.key, err);
        if (!ok)
            break;
        version = &parent->version;
        if (version->of == NULL)
            continue;
        ok = hash_column(workspace, &hasher, parent->id, version->via, err);
        const char *clocks[] = { version->time, version->known };
        for (size_t i = 0; ok && i < sizeof clocks / sizeof *clocks; i++) {
            hasher_add_text(&hasher, clocks[i] != NULL ? clocks[i] : "");
            ok = clocks[i] == NULL || hash_column(workspace, &hasher, parent->id, clocks[i], err);
        }
    }
    struct hash hash = hasher_finish(&hasher);
    hash_text(&hash, out);
    return ok;
}

/* The key column of PARENT, whose values must be distinct: else rows below it would belong to several. */
static const struct column *key_column(const struct table *table, const struct table_version *parent, struct error *err)
{
    const struct column *key = table_need_column(table, parent->key, err);
    size_t row, n_duplicates;
    if (key == NULL || !column_first_duplicate(key, table->n_rows, &row, &n_duplicates))
        return key;
    fail(err, ERROR_DATA, E_KEY, "key '%s' of %s names %zu rows more than once", parent->key, parent->name,
         n_duplicates);
    error_reason(err, "rows that link to %s would belong to several of them", parent->name);
    return NULL;
}

/* What the rows of an event table get by their links. */
struct way {
    uint32_t *customers; /* the entity's row, or NOBODY */
    size_t n_customers;
    int64_t *times; /* when a row happened: its own time, or that of the row above */
    int64_t *known; /* from when on it is known, its link too: MISSING is never; NULL: nothing says, once it happened */
    bool later;     /* for some row that is later than its own columns say */
    bool date_only; /* of the times */
    const char *time_name;
};

static void way_release(struct way *way)
{
    free(way->customers);
    free(way->times);
    free(way->known);
    memset(way, 0, sizeof *way);
}

/* The times that NAME, a column of EVENTS, holds; to free. */
static int64_t *own_times(const struct table *events, const char *name, struct error *err)
{
    const struct column *column = table_need_column(events, name, err);
    int64_t *times = column != NULL ? allocate_large(events->n_rows, sizeof *times, "the times of events", err) : NULL;
    if (times != NULL && events->n_rows > 0)
        memcpy(times, column_ints(column), events->n_rows * sizeof *times);
    return times;
}

static bool no_time(const struct table_version *version, struct error *err)
{
    fail(err, ERROR_USER, E_NO_LINK, "%s happens to %s, but no column says when, and %s has no time either",
         version->name, version->of, version->of);
    error_mend(err, "load %s again with time=COLUMN", version->of);
    return false;
}

static bool own_clocks(const struct table *events, const struct table_version *version, bool has_parent_time,
                       struct way *out, struct error *err)
{
    if (version->time != NULL) {
        out->times = own_times(events, version->time, err);
        out->date_only = out->times != NULL && table_column(events, version->time)->date_only;
        out->time_name = version->time;
    } else if (!has_parent_time) {
        return no_time(version, err);
    } else {
        out->times = allocate_large(events->n_rows, sizeof *out->times, "the times of events", err);
    }
    if (out->times == NULL)
        return false;
    if (version->known == NULL)
        return true;
    out->known = own_times(events, version->known, err);
    /* What was known on a day is known when it is over: an instant, as all that comes from above is one. */
    bool days = out->known != NULL && table_column(events, version->known)->date_only;
    for (size_t i = 0; days && i < events->n_rows; i++)
        out->known[i] = out->known[i] == INT_MISSING ? INT_MISSING : out->known[i] + TIME_DAY;
    return out->known != NULL;
}

/* The first cutoff that sees row ROW of the table ABOVE: right after it happened, and once it was known. */
static int64_t seen_from(const struct way *above, uint32_t row)
{
    int64_t time = above->times[row];
    int64_t from = time == INT_MISSING ? INT64_MIN + 1 : time + 1;
    if (above->known == NULL)
        return from;
    int64_t known = above->known[row];
    return known == INT_MISSING || known > from ? known : from;
}

/* The rows of a table of N rows, UP the rows above them, get what is known of those ABOVE. */
static bool clocks_from_above(const struct way *above, const uint32_t *up, size_t n, bool borrows, struct way *out,
                              struct error *err)
{
    for (size_t i = 0; borrows && i < n; i++)
        out->times[i] = up[i] != NOBODY ? above->times[up[i]] : INT_MISSING;
    for (size_t i = 0; i < n; i++) {
        int64_t from = up[i] != NOBODY ? seen_from(above, up[i]) : INT64_MIN + 1, time = out->times[i];
        bool later = from == INT_MISSING || (time != INT_MISSING && from > time + 1);
        if (out->known == NULL && later) {
            out->later = true;
            out->known = allocate_large(n, sizeof *out->known, "when events were known", err);
            if (out->known == NULL)
                return false;
            memcpy(out->known, out->times, n * sizeof *out->known);
        }
        if (out->known == NULL || out->known[i] == INT_MISSING)
            continue;
        if (from != INT_MISSING && from <= out->known[i])
            continue;
        out->later = out->later || later;
        out->known[i] = from;
    }
    return true;
}

/* OUT for the rows of EVENTS; also what it holds after a failure is to be released. */
static bool way_up(struct workspace *workspace, struct held *held, size_t n_held, const struct table *events,
                   const struct table_version *version, int depth, struct way *out, struct error *err)
{
    memset(out, 0, sizeof *out);
    if (depth == LONGEST_CHAIN)
        return too_long(version, err);
    const struct held *parent = parent_of(held, n_held, version, err);
    const struct column *link = table_need_column(events, version->via, err);
    struct table *table = parent != NULL && link != NULL ? version_map(workspace, parent, PART_TABLE, err) : NULL;
    if (table == NULL)
        return false;
    struct way above = { 0 };
    const struct column *key = key_column(table, &parent->version, err);
    uint32_t *up = key != NULL ? join_rows(link, events->n_rows, key, table->n_rows, NULL, err) : NULL;
    bool is_top = parent->version.of == NULL;
    bool ok =
        up != NULL && (is_top || way_up(workspace, held, n_held, table, &parent->version, depth + 1, &above, err));
    if (ok) {
        out->n_customers = is_top ? table->n_rows : above.n_customers;
        out->date_only = above.date_only;
        out->time_name = above.time_name;
        ok = own_clocks(events, version, !is_top, out, err) &&
             (is_top || clocks_from_above(&above, up, events->n_rows, version->time == NULL, out, err));
    }
    for (size_t i = 0; ok && !is_top && i < events->n_rows; i++)
        up[i] = up[i] != NOBODY ? above.customers[up[i]] : NOBODY;
    out->customers = up;
    way_release(&above);
    table_release(table);
    return ok;
}

/* ---- The order ---- */

/* Appends the rows of nobody, in the order of the file, to the START[n_customers] rows that are in order. */
static void append_orphans(const uint32_t *customer, size_t n_rows, struct arrangement *out)
{
    size_t at = out->start[out->n_customers];
    out->n_orphans = n_rows - at;
    for (size_t i = 0; i < n_rows; i++)
        if (customer[i] == NOBODY)
            out->rows[at++] = (uint32_t)i;
}

static void count_untimed(const uint32_t *customer, const int64_t *times, size_t n_rows, struct arrangement *out)
{
    for (size_t i = 0; i < n_rows; i++)
        out->n_untimed += customer[i] != NOBODY && times[i] == INT_MISSING;
}

static bool order_rows(const uint32_t *customer, const int64_t *times, size_t n_rows, struct work *work,
                       struct arrangement *out, struct error *err)
{
    out->start = allocate_large(out->n_customers + 1, sizeof *out->start, "the ranges of customers", err);
    out->rows = allocate_large(n_rows, sizeof *out->rows, "the order of events", err);
    if (out->start == NULL || out->rows == NULL ||
        !events_order(customer, times, n_rows, out->n_customers, work, out->start, out->rows, err))
        return false;
    append_orphans(customer, n_rows, out);
    count_untimed(customer, times, n_rows, out);
    size_t same = 0;
    while (same < n_rows && out->rows[same] == same)
        same++;
    if (same == n_rows) { /* nothing to move */
        free(out->rows);
        out->rows = NULL;
    }
    return true;
}

/* NAME, or with the table above before it where EVENTS has a column called so. */
static char *clock_name(const struct table *events, const struct table_version *version, const char *name)
{
    struct text text = TEXT_EMPTY;
    text_add(&text, name);
    while (table_column(events, text_string(&text)) != NULL) {
        char *shorter = text_take(&text);
        text_add_format(&text, "%s_%s", version->of, shorter);
        free(shorter);
    }
    return text_take(&text);
}

/* The times that EVENTS has through its link, as columns of OUT. */
static void take_clocks(struct way *way, const struct table *events, const struct table_version *version,
                        struct arrangement *out)
{
    struct column *time = &out->clocks[0], *known = &out->clocks[1];
    if (version->time == NULL) {
        *time = (struct column){ .type = TYPE_TIME, .date_only = way->date_only, .values = way->times };
        time->name = clock_name(events, version, way->time_name);
        way->times = NULL;
    }
    if (way->later) {
        *known = (struct column){ .type = TYPE_TIME, .values = way->known };
        known->name = clock_name(events, version, "known_from");
        way->known = NULL;
    }
}

bool arrangement_make(struct workspace *workspace, struct held *held, size_t n_held, const struct table *events,
                      const struct table_version *version, struct work *work, struct arrangement *out,
                      struct error *err)
{
    memset(out, 0, sizeof *out);
    if (events->n_rows >= NOBODY)
        return fail(err, ERROR_DATA, E_MEMORY, "%s has %zu rows; a table holds up to 4,294,967,294", version->name,
                    events->n_rows);
    struct way way = { 0 };
    bool ok = arrangement_chain(workspace, held, n_held, version, out->chain, err) &&
              way_up(workspace, held, n_held, events, version, 0, &way, err);
    out->n_customers = way.n_customers;
    ok = ok && order_rows(way.customers, way.times, events->n_rows, work, out, err);
    if (ok)
        take_clocks(&way, events, version, out);
    way_release(&way);
    if (!ok)
        arrangement_release(out);
    return ok;
}

void arrangement_release(struct arrangement *arrangement)
{
    for (size_t i = 0; i < ARRANGEMENT_CLOCKS; i++) {
        free((char *)arrangement->clocks[i].name);
        free((void *)arrangement->clocks[i].values);
    }
    free(arrangement->rows);
    free(arrangement->start);
    memset(arrangement, 0, sizeof *arrangement);
}

struct table *arrangement_table(const struct arrangement *arrangement, const struct table *events, struct error *err)
{
    struct assembly *assembly = assembly_new(events->name, events->n_rows);
    for (size_t i = 0; i < events->n_columns; i++)
        assembly_add_column_of(assembly, events, i, events->columns[i].name);
    bool ok = true;
    for (size_t i = 0; ok && i < ARRANGEMENT_CLOCKS; i++) {
        const struct column *clock = &arrangement->clocks[i];
        if (clock->name == NULL)
            continue;
        int64_t *values = allocate_large(events->n_rows, sizeof *values, "the times of events", err);
        ok = values != NULL;
        if (ok && events->n_rows > 0)
            memcpy(values, clock->values, events->n_rows * sizeof *values);
        if (ok)
            assembly_add(assembly, clock->name, TYPE_TIME, values, NULL, clock->date_only, NULL);
    }
    if (!ok) {
        assembly_free(assembly);
        return NULL;
    }
    struct table *whole = assembly_finish(assembly);
    if (whole == NULL || arrangement->rows == NULL)
        return whole;
    struct table *arranged = table_take(whole, events->name, arrangement->rows, events->n_rows, err);
    table_release(whole);
    return arranged;
}

/* ---- The catalog ---- */

static bool arrangement_insert(struct workspace *workspace, int64_t id, const struct arrangement *arrangement,
                               const char *start_file, struct error *err)
{
    struct query *query = query_new(workspace->catalog, "DELETE FROM arrangement WHERE version = ? AND chain = ?");
    query_bind_integer(query, id);
    query_bind_text(query, arrangement->chain);
    if (!query_end(query, err))
        return false;
    query = query_new(workspace->catalog, "INSERT INTO arrangement (version, chain, start, n_orphans, n_untimed) "
                                          "VALUES (?, ?, ?, ?, ?)");
    query_bind_integer(query, id);
    query_bind_text(query, arrangement->chain);
    query_bind_text(query, start_file);
    query_bind_integer(query, (int64_t)arrangement->n_orphans);
    query_bind_integer(query, (int64_t)arrangement->n_untimed);
    return query_end(query, err);
}

static bool column_insert(struct workspace *workspace, int64_t id, size_t position, const char *hash,
                          const struct column *clock, struct error *err)
{
    struct query *query =
        query_new(workspace->catalog, "INSERT INTO arrangement_column (arrangement, position, file, clock, date_only) "
                                      "VALUES (?, ?, ?, ?, ?)");
    query_bind_integer(query, id);
    query_bind_integer(query, (int64_t)position);
    query_bind_text(query, hash);
    query_bind_text(query, clock != NULL ? clock->name : NULL);
    query_bind_integer(query, clock != NULL && clock->date_only);
    return query_end(query, err);
}

/* The times by the link stand behind the N_COLUMNS of the table itself. */
static bool clocks_record(struct workspace *workspace, int64_t id, const struct arrangement *arrangement,
                          size_t n_columns, size_t n_rows, struct work *work, struct error *err)
{
    bool ok = true;
    for (size_t i = 0; ok && i < ARRANGEMENT_CLOCKS; i++) {
        const struct column *clock = &arrangement->clocks[i];
        char file[1][HASH_TEXT] = { { '\0' } };
        ok = clock->name == NULL || (columns_store(workspace, clock, 1, n_rows, arrangement->rows, file, work, err) &&
                                     column_insert(workspace, id, n_columns++, file[0], clock, err));
    }
    return ok;
}

bool arrangement_record(struct workspace *workspace, int64_t id, const struct arrangement *arrangement,
                        char (*hashes)[HASH_TEXT], size_t n_columns, size_t n_rows, struct work *work,
                        struct error *err)
{
    /* Row numbers fit a column of whole numbers. */
    struct column start = { .name = "start", .type = TYPE_INT, .values = arrangement->start };
    char start_file[1][HASH_TEXT] = { { '\0' } };
    if (!columns_store(workspace, &start, 1, arrangement->n_customers + 1, NULL, start_file, work, err) ||
        !arrangement_insert(workspace, id, arrangement, start_file[0], err))
        return false;
    int64_t arrangement_id = catalog_last_id(workspace->catalog);
    for (size_t i = 0; i < n_columns; i++)
        if (!column_insert(workspace, arrangement_id, i, hashes[i], NULL, err))
            return false;
    return clocks_record(workspace, arrangement_id, arrangement, n_columns, n_rows, work, err);
}
