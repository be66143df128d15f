/* Reference data of a world: which tables they are, and which columns of events and customers lead to them. */
#include <stdlib.h>
#include <string.h>

#include "patron/base/memory.h"
#include "role.h"
#include "room.h"

/* The type of column NAME of version ID; N_TYPES when there is none. */
static enum type column_type(struct workspace *workspace, int64_t id, const char *name)
{
    int64_t type = N_TYPES;
    bool found;
    struct query *query =
        query_new(workspace->catalog, "SELECT type FROM version_column WHERE version = ? AND part = ? AND name = ?");
    query_bind_integer(query, id);
    query_bind_integer(query, PART_TABLE);
    query_bind_text(query, name);
    query_one_integer(query, &type, &found, NULL);
    return (enum type)type;
}

bool held_is_named(struct workspace *workspace, struct held *held, size_t n_held, const struct held *held_one)
{
    const char *key = held_one->version.key;
    bool named = key != NULL && column_type(workspace, held_one->id, key) == TYPE_TIME;
    for (size_t i = 0; key != NULL && i < n_held && !named; i++) {
        const struct table_version *other = &held[i].version;
        if (&held[i] != held_one && other->of == NULL && other->key != NULL && strcmp(other->key, key) != 0)
            named = column_type(workspace, held[i].id, key) != N_TYPES;
    }
    return named;
}

void references_release(struct references *references)
{
    for (size_t i = 0; i < references->n; i++) {
        free((void *)references->items[i].links);
        free((void *)references->items[i].rows.late);
        free((void *)references->items[i].constant);
    }
    free(references->items);
}

/* ---- Links ---- */

/* Whether VIA, "orders.sku,code", names a column of TABLE; then *LINK is 1 + its number. */
static bool find_named(const struct table *table, const char *via, size_t *link)
{
    size_t name = strlen(table->name);
    for (const char *at = via; at != NULL && *at != '\0';) {
        size_t length = strcspn(at, ",");
        bool own = length > name && memcmp(at, table->name, name) == 0 && at[name] == '.';
        for (size_t k = 0; k < table->n_columns; k++) {
            const char *column = table->columns[k].name, *called = own ? at + name + 1 : at;
            size_t rest = length - (size_t)(called - at);
            if (strlen(column) == rest && memcmp(column, called, rest) == 0) {
                *link = k + 1;
                return true;
            }
        }
        at += length + (at[length] == ',');
    }
    return false;
}

/* 1 + the column of TABLE that leads to the rows of VERSION; of a key that is a day, else the time TIME (SIZE_MAX:
   none). */
static size_t find_link(const struct table *table, const struct table_version *version, enum type key, size_t time)
{
    size_t link = 0;
    if (find_named(table, version->via, &link))
        return link;
    const char *alike = column_alike(table, version->key);
    if (alike != NULL)
        return 1 + (size_t)(table_column(table, alike) - table->columns);
    return key == TYPE_TIME && time != SIZE_MAX ? 1 + time : 0;
}

static const size_t *find_links(const struct world *world, const struct table_version *version, enum type key)
{
    size_t *links = allocate(world->n_events + 1, sizeof *links);
    for (size_t i = 0; i < world->n_events; i++)
        links[i] = find_link(world->events[i].table, version, key, world->events[i].time_column);
    links[world->n_events] = find_link(world->customers, version, key, SIZE_MAX);
    return links;
}

/* ---- Opening ---- */

static bool open_one(const struct held *held, const struct world *world, struct reference_data *out, struct error *err)
{
    const struct table_version *version = &held->version;
    struct events *rows = &out->rows;
    size_t end = SIZE_MAX, *late = NULL;
    rows->states = true;
    bool ok = column_number_of(rows->table, version->key, &out->key_column, err) &&
              column_number_of(rows->table, version->time, &rows->time_column, err) &&
              column_number_of(rows->table, version->known, &rows->known_column, err) &&
              column_number_of(rows->table, version->ends, &end, err) && version_late(version, rows->table, &late, err);
    rows->late = late;
    if (!ok)
        return false;
    enum type key = rows->table->columns[out->key_column].type;
    if (rows->time_column == SIZE_MAX && key == TYPE_TIME)
        rows->time_column = out->key_column;
    rows->end_column = end == SIZE_MAX ? 0 : end + 1;
    out->links = find_links(world, version, key);
    out->constant = version->constant != NULL ? copy_text(version->constant) : NULL;
    return true;
}

bool references_open(struct workspace *workspace, struct held *held, size_t n_held, const struct held *entity,
                     struct world *world, struct references *out, struct error *err)
{
    out->items = allocate(n_held + 1, sizeof *out->items);
    world->references = out->items;
    bool ok = true;
    for (size_t i = 0; ok && i < n_held; i++) {
        if (&held[i] == entity || held[i].version.of != NULL || held[i].version.key == NULL)
            continue;
        struct reference_data *reference = &out->items[out->n];
        if (!(reference->rows.table = version_map(workspace, &held[i], PART_TABLE, err)))
            return false;
        world->n_references = ++out->n;
        ok = open_one(&held[i], world, reference, err);
    }
    return ok;
}
