/* Arrangements: events put into the order in which features read them, each customer's rows together and by time.

   Whose a row is follows from its link: the row of the table it leads to, and so on up to the entity. That depends on
   the columns along the way and on nothing else; their hashes together are the chain. As long as the chain stays, so
   does the arrangement, whatever else changes in those tables. */
#include <stdlib.h>
#include <string.h>

#include "patron/base/error.h"
#include "patron/base/memory.h"
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
        if (version->of != NULL)
            ok = hash_column(workspace, &hasher, parent->id, version->via, err);
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

/* The entity's row for each row of EVENTS, or NOBODY; to free. */
static uint32_t *customer_rows(struct workspace *workspace, struct held *held, size_t n_held,
                               const struct table *events, const struct table_version *version, int depth,
                               size_t *n_customers, struct error *err)
{
    if (depth == LONGEST_CHAIN) {
        too_long(version, err);
        return NULL;
    }
    const struct held *parent = parent_of(held, n_held, version, err);
    const struct column *link = table_need_column(events, version->via, err);
    struct table *table = parent != NULL && link != NULL ? version_map(workspace, parent, PART_TABLE, err) : NULL;
    if (table == NULL)
        return NULL;
    const struct column *key = key_column(table, &parent->version, err);
    uint32_t *rows = key != NULL ? join_rows(link, events->n_rows, key, table->n_rows, NULL, err) : NULL;
    *n_customers = table->n_rows;
    if (rows != NULL && parent->version.of != NULL) {
        uint32_t *above = customer_rows(workspace, held, n_held, table, &parent->version, depth + 1, n_customers, err);
        for (size_t i = 0; above != NULL && i < events->n_rows; i++)
            rows[i] = rows[i] != NOBODY ? above[rows[i]] : NOBODY;
        if (above == NULL) {
            free(rows);
            rows = NULL;
        }
        free(above);
    }
    table_release(table);
    return rows;
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

bool arrangement_make(struct workspace *workspace, struct held *held, size_t n_held, const struct table *events,
                      const struct table_version *version, struct work *work, struct arrangement *out,
                      struct error *err)
{
    memset(out, 0, sizeof *out);
    if (events->n_rows >= NOBODY)
        return fail(err, ERROR_DATA, E_MEMORY, "%s has %zu rows; a table holds up to 4,294,967,294", version->name,
                    events->n_rows);
    const struct column *time = table_need_column(events, version->time, err);
    if (time == NULL || !arrangement_chain(workspace, held, n_held, version, out->chain, err))
        return false;
    uint32_t *customer = customer_rows(workspace, held, n_held, events, version, 0, &out->n_customers, err);
    bool ok = customer != NULL && order_rows(customer, column_ints(time), events->n_rows, work, out, err);
    free(customer);
    if (!ok)
        arrangement_release(out);
    return ok;
}

void arrangement_release(struct arrangement *arrangement)
{
    free(arrangement->rows);
    free(arrangement->start);
    memset(arrangement, 0, sizeof *arrangement);
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

bool arrangement_record(struct workspace *workspace, int64_t id, const struct arrangement *arrangement,
                        char (*hashes)[HASH_TEXT], size_t n_columns, struct work *work, struct error *err)
{
    /* Row numbers fit a column of whole numbers. */
    struct column start = { .name = "start", .type = TYPE_INT, .values = arrangement->start };
    char start_file[1][HASH_TEXT] = { { '\0' } };
    if (!columns_store(workspace, &start, 1, arrangement->n_customers + 1, NULL, start_file, work, err) ||
        !arrangement_insert(workspace, id, arrangement, start_file[0], err))
        return false;
    int64_t arrangement_id = catalog_last_id(workspace->catalog);
    for (size_t i = 0; i < n_columns; i++) {
        struct query *query =
            query_new(workspace->catalog, "INSERT INTO arrangement_column (arrangement, position, file) "
                                          "VALUES (?, ?, ?)");
        query_bind_integer(query, arrangement_id);
        query_bind_integer(query, (int64_t)i);
        query_bind_text(query, hashes[i]);
        if (!query_end(query, err))
            return false;
    }
    return true;
}
