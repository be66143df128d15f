/* The world of the snapshot in use: the entity and the events that lead to it, arranged for features. Arrangements are
   mapped where they are stored, and made and stored where they are not. */
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "patron/base/error.h"
#include "patron/base/memory.h"
#include "patron/feature/known.h"
#include "patron/feature/store.h"
#include "patron/table/view.h"
#include "room.h"

/* What the worlds of one making share: the array of events and each one's ranges. */
struct shared {
    atomic_size_t n_users;
    size_t n;
    struct events *events;
    struct column_file *start_files; /* zero bytes where the ranges are in memory */
    uint64_t **start_memory;
    struct feature_store *store;
    size_t **late;
    size_t *customers_late;
    char *constant;
    struct references references;
};

static void shared_free(void *owner)
{
    struct shared *shared = owner;
    if (atomic_fetch_sub(&shared->n_users, 1) != 1)
        return;
    for (size_t i = 0; i < shared->n; i++) {
        column_file_close(&shared->start_files[i]);
        free(shared->start_memory[i]);
        free(shared->late[i]);
    }
    references_release(&shared->references);
    free(shared->store);
    free(shared->late);
    free(shared->customers_late);
    free(shared->constant);
    free(shared->start_memory);
    free(shared->start_files);
    free(shared->events);
    free(shared);
}

/* Another world of the same tables; cheap. */
static struct world *world_share(const struct world *world)
{
    struct world *copy = allocate(1, sizeof *copy);
    *copy = *world;
    table_retain(world->customers);
    for (size_t i = 0; i < world->n_events; i++)
        table_retain(world->events[i].table);
    for (size_t i = 0; i < world->n_references; i++)
        table_retain(world->references[i].rows.table);
    atomic_fetch_add(&((struct shared *)world->owner)->n_users, 1);
    return copy;
}

void world_forget(struct workspace *workspace)
{
    world_free(workspace->world);
    workspace->world = NULL;
}

/* ---- The entity ---- */

/* The table at the top of VERSION's links; NULL when a table on the way is not there. */
static const struct held *top_of(struct held *held, size_t n, const struct held *from)
{
    for (size_t steps = 0; from != NULL && steps <= n; steps++) {
        if (from->version.of == NULL)
            return from;
        from = held_find(held, n, from->version.of);
    }
    return NULL;
}

static size_t count_below(struct held *held, size_t n, const struct held *entity)
{
    size_t count = 0;
    for (size_t i = 0; i < n; i++)
        count += held[i].version.of != NULL && top_of(held, n, &held[i]) == entity;
    return count;
}

/* The table to which most event tables lead. Among equals one that has a key, that no other names as its reference,
   that was loaded rather than made, and that came first. Rows with a validity are of no customers. */
static const struct held *find_entity(struct workspace *workspace, struct held *held, size_t n)
{
    const struct held *best = NULL;
    size_t best_rank = 0;
    for (size_t i = 0; i < n; i++) {
        if (held[i].version.of != NULL || held[i].version.states)
            continue;
        size_t rank = 1 + 8 * count_below(held, n, &held[i]) + (held[i].version.key != NULL ? 4 : 0) +
                      (held_is_named(workspace, held, n, &held[i]) ? 0 : 2) + (held[i].version.derived ? 0 : 1);
        if (rank > best_rank) {
            best = &held[i];
            best_rank = rank;
        }
    }
    return best;
}

bool column_number_of(const struct table *table, const char *name, size_t *out, struct error *err)
{
    *out = SIZE_MAX;
    if (name == NULL)
        return true;
    const struct column *column = table_need_column(table, name, err);
    if (column != NULL)
        *out = (size_t)(column - table->columns);
    return column != NULL;
}

/* ---- One event table ---- */

static bool stored_arrangement(struct workspace *workspace, int64_t version, const char *chain, int64_t *id,
                               char start[HASH_TEXT], struct stamp *stamp)
{
    struct query *query =
        query_new(workspace->catalog, "SELECT a.id, a.start, f.bytes, f.modified, f.changed FROM arrangement a "
                                      "JOIN column_file f ON f.hash = a.start WHERE a.version = ? AND a.chain = ?");
    query_bind_integer(query, version);
    query_bind_text(query, chain);
    bool found = query_row(query);
    if (found) {
        *id = query_integer(query, 0);
        const char *hash = query_text(query, 1);
        found = hash != NULL && strlen(hash) < HASH_TEXT; /* another text is no name of a file of ours */
        snprintf(start, HASH_TEXT, "%s", found ? hash : "");
        *stamp = (struct stamp){ query_integer(query, 2), query_integer(query, 3), query_integer(query, 4) };
    }
    return query_end(query, NULL) && found;
}

/* Ranges that leave the table would make readers leave it too. */
static bool ranges_fit(const uint64_t *start, size_t n_customers, size_t n_rows)
{
    if (start[0] != 0 || start[n_customers] > n_rows)
        return false;
    for (size_t c = 0; c < n_customers; c++)
        if (start[c] > start[c + 1])
            return false;
    return true;
}

/* Maps the arrangement that the catalog has; false when it has none, or one that is damaged: it can be made again. */
static bool open_stored(struct workspace *workspace, const struct held *held, const char *chain, size_t n_customers,
                        struct shared *shared, size_t i)
{
    int64_t id;
    char hash[HASH_TEXT];
    struct stamp stamp;
    if (!stored_arrangement(workspace, held->id, chain, &id, hash, &stamp))
        return false;
    char *path = column_file_path(workspace, hash);
    struct column_file *file = &shared->start_files[i];
    bool ok = column_file_trust(workspace, hash, stamp, NULL) &&
              column_file_open(path, hash, TYPE_INT, n_customers + 1, file, NULL);
    free(path);
    ok = ok && file->content.width == sizeof(int64_t) &&
         ranges_fit(file->content.values, n_customers, held->version.n_rows);
    struct table *table = ok ? arrangement_map(workspace, held, id, NULL) : NULL;
    if (table == NULL) {
        column_file_close(file);
        return false;
    }
    shared->events[i].table = table;
    shared->events[i].start = file->content.values;
    return true;
}

static bool store_arrangement(struct workspace *workspace, const struct held *held, const struct table *table,
                              const struct arrangement *arrangement, struct work *work, struct error *err)
{
    char(*hashes)[HASH_TEXT] = allocate(table->n_columns + 1, sizeof *hashes);
    bool ok = change_begin(workspace, err);
    if (ok) {
        ok = columns_store(workspace, table->columns, table->n_columns, table->n_rows, arrangement->rows, hashes, work,
                           err) &&
             arrangement_record(workspace, held->id, arrangement, hashes, table->n_columns, table->n_rows, work, err);
        ok = change_end(workspace, ok, err);
    }
    free(hashes);
    return ok;
}

/* Arranges TABLE and keeps that in files; where it cannot be kept (a full disk, a read-only folder), in memory. */
static bool open_made(struct workspace *workspace, struct held *all, size_t n_all, const struct held *held,
                      const struct table *table, struct work *work, struct shared *shared, size_t i, struct error *err)
{
    struct arrangement arrangement;
    if (!arrangement_make(workspace, all, n_all, table, &held->version, work, &arrangement, err))
        return false;
    struct error kept = ERROR_INIT;
    bool ok = !workspace->read_only && store_arrangement(workspace, held, table, &arrangement, work, &kept) &&
              open_stored(workspace, held, arrangement.chain, arrangement.n_customers, shared, i);
    if (!ok && kept.kind == ERROR_CANCELLED) {
        if (err != NULL)
            error_move(err, &kept);
    } else if (!ok) {
        shared->events[i].table = arrangement_table(&arrangement, table, err);
        shared->events[i].start = shared->start_memory[i] = arrangement.start;
        arrangement.start = NULL;
        ok = shared->events[i].table != NULL;
    }
    error_release(&kept);
    arrangement_release(&arrangement);
    return ok;
}

/* Which columns say when EVENTS happened and were known: their own, or behind them those by the link. */
static bool find_clocks(struct events *events, const struct table_version *version, struct error *err)
{
    size_t next = version->n_columns;
    if (!column_number_of(events->table, version->time, &events->time_column, err) ||
        !column_number_of(events->table, version->known, &events->known_column, err))
        return false;
    if (version->time == NULL && next < events->table->n_columns)
        events->time_column = next++;
    if (next < events->table->n_columns)
        events->known_column = next;
    return events->time_column != SIZE_MAX ||
           fail(err, ERROR_SYSTEM, E_CORRUPT, "the catalog lacks the times of table '%s'", version->name);
}

static bool open_events(struct workspace *workspace, struct held *all, size_t n_all, const struct held *held,
                        size_t n_customers, struct work *work, struct shared *shared, size_t i, struct error *err)
{
    char chain[HASH_TEXT];
    if (!arrangement_chain(workspace, all, n_all, &held->version, chain, err))
        return false;
    bool ok = open_stored(workspace, held, chain, n_customers, shared, i);
    if (!ok) {
        struct table *table = version_map(workspace, held, PART_TABLE, err);
        ok = table != NULL && open_made(workspace, all, n_all, held, table, work, shared, i, err);
        table_release(table);
    }
    struct events *events = &shared->events[i];
    if (ok && !find_clocks(events, &held->version, err)) {
        table_release(events->table);
        ok = false;
    }
    return ok;
}

/* ---- All together ---- */

static void widen_span(struct world *world, const struct table_version *version, const struct events *events)
{
    if (version->first_time == INT_MISSING || version->states)
        return;
    int64_t first = version->known == NULL ? version->first_time : events_first_known(events);
    if (first != INT_MISSING && (world->first_time == INT_MISSING || first < world->first_time))
        world->first_time = first;
    if (world->last_time == INT_MISSING || version->last_time > world->last_time)
        world->last_time = version->last_time;
}

/* Which columns are known from their own times on, which are late as well. */
bool read_late(const struct table *table, const char *late, size_t **out, struct error *err)
{
    *out = NULL;
    if (late == NULL)
        return true;
    *out = allocate(table->n_columns + 1, sizeof **out);
    bool ok = true;
    for (const char *at = late; ok && *at != '\0';) {
        size_t length = strcspn(at, ","), name = strcspn(at, ":"), column, time;
        if (name >= length)
            return fail(err, ERROR_SYSTEM, E_CORRUPT, "the catalog does not say which columns of '%s' are late",
                        table->name);
        char *of = copy_bytes(at, name), *from = copy_bytes(at + name + 1, length - name - 1);
        ok = column_number_of(table, of, &column, err) && column_number_of(table, from, &time, err);
        if (ok && table->columns[time].type != TYPE_TIME)
            ok = fail(err, ERROR_SYSTEM, E_CORRUPT, "the catalog calls %s.%s a time, which it is not", table->name,
                      table->columns[time].name);
        if (ok)
            (*out)[column] = (*out)[time] = time + 1;
        free(of);
        free(from);
        at += length + (at[length] == ',');
    }
    return ok;
}

/* Whether something says when rows of VERSION became known: of them, or of the rows that they are known through. */
static bool says_when_known(struct held *held, size_t n, const struct table_version *version)
{
    for (size_t steps = 0; version->of != NULL && steps <= n; steps++) {
        const struct held *above = held_find(held, n, version->of);
        if (version->known != NULL)
            return true;
        if (above == NULL)
            break;
        version = &above->version;
    }
    return false;
}

/* What the events are to each other, once all are there. */
static bool relate_events(struct world *world, struct held *held, size_t n, const struct held *entity,
                          struct error *err)
{
    struct shared *shared = world->owner;
    bool ok = true;
    for (size_t i = 0, e = 0; ok && i < n; i++) {
        const struct table_version *version = &held[i].version;
        if (version->of == NULL || top_of(held, n, &held[i]) != entity)
            continue;
        struct events *events = &shared->events[e];
        size_t end = SIZE_MAX;
        for (size_t k = 0; ok && k < world->n_events; k++) {
            struct events *above = &shared->events[k];
            if (strcmp(above->table->name, version->of) != 0)
                continue;
            events->above = k + 1;
            ok = column_number_of(events->table, version->via, &events->link_column, err) &&
                 column_number_of(above->table, held_find(held, n, version->of)->version.key, &above->key_column, err);
        }
        ok = ok && column_number_of(events->table, version->ends, &end, err) &&
             version_late(version, events->table, &shared->late[e], err);
        events->states = version->states;
        events->known_by_link = events->known_column != SIZE_MAX && !says_when_known(held, n, version);
        events->end_column = end == SIZE_MAX ? 0 : end + 1;
        events->late = shared->late[e++];
    }
    shared->constant = ok && entity->version.constant ? copy_text(entity->version.constant) : NULL;
    world->constant = shared->constant;
    return ok;
}

static struct world *world_new(size_t n_events)
{
    struct shared *shared = allocate(1, sizeof *shared);
    atomic_init(&shared->n_users, 1);
    shared->n = n_events;
    shared->events = allocate(n_events + 1, sizeof *shared->events);
    shared->start_files = allocate(n_events + 1, sizeof *shared->start_files);
    shared->start_memory = allocate(n_events + 1, sizeof *shared->start_memory);
    shared->late = allocate(n_events + 1, sizeof *shared->late);
    struct world *world = allocate(1, sizeof *world);
    world->events = shared->events;
    world->first_time = world->last_time = INT_MISSING;
    world->owner = shared;
    world->free_owner = shared_free;
    return world;
}

/* What is known of the customers from when on. */
static bool read_people(struct world *world, const struct table_version *version, struct error *err)
{
    struct shared *shared = world->owner;
    size_t known;
    if (!column_number_of(world->customers, version->known, &known, err) ||
        !version_late(version, world->customers, &shared->customers_late, err))
        return false;
    world->customers_known = known == SIZE_MAX ? 0 : known + 1;
    world->customers_late = shared->customers_late;
    world->derived = version->derived;
    return true;
}

static struct world *world_make(struct workspace *workspace, struct held *held, size_t n, struct work *work,
                                struct error *err)
{
    const struct held *entity = find_entity(workspace, held, n);
    if (entity == NULL)
        return fail_null(err, ERROR_USER, E_NO_TABLE, "nothing is loaded");
    if (entity->version.key == NULL) {
        fail(err, ERROR_USER, E_KEY, "%s has no key, so that its rows have no names", entity->version.name);
        error_mend(err, "load %s again with key=COLUMN", entity->version.name);
        return NULL;
    }
    struct world *world = world_new(count_below(held, n, entity));
    world->customers = version_map(workspace, entity, PART_TABLE, err);
    bool ok = world->customers != NULL &&
              column_number_of(world->customers, entity->version.key, &world->key_column, err) &&
              column_number_of(world->customers, entity->version.time, &world->time_column, err) &&
              read_people(world, &entity->version, err);
    for (size_t i = 0; ok && i < n; i++) {
        if (held[i].version.of == NULL || top_of(held, n, &held[i]) != entity)
            continue;
        ok = open_events(workspace, held, n, &held[i], world->customers->n_rows, work, world->owner, world->n_events,
                         err);
        if (ok)
            widen_span(world, &held[i].version, &world->events[world->n_events++]);
    }
    struct shared *shared = world->owner;
    ok = ok && relate_events(world, held, n, entity, err) &&
         references_open(workspace, held, n, entity, world, &shared->references, err);
    if (!ok) {
        world_free(world);
        return NULL;
    }
    return world;
}

struct world *workspace_world(struct workspace *workspace, struct work *work, struct error *err)
{
    int64_t snapshot = snapshot_in_use(workspace);
    if (workspace->world == NULL || workspace->world_snapshot != snapshot) {
        struct held *held;
        size_t n;
        if (!held_list(workspace, snapshot, &held, &n, err))
            return NULL;
        struct world *world = world_make(workspace, held, n, work, err);
        held_free(held, n);
        if (world == NULL)
            return NULL;
        struct shared *shared = world->owner;
        world->store = shared->store = feature_store_new(workspace, world);
        world_forget(workspace);
        workspace->world = world;
        workspace->world_snapshot = snapshot;
    }
    return world_share(workspace->world);
}

/* ---- One table as it stood ---- */

/* The columns that say what was known of the rows of VERSION, of TABLE. *LATE is to be freed. */
static bool describe_rows(const struct table_version *version, struct table *table, struct events *rows, size_t **late,
                          struct error *err)
{
    size_t end = SIZE_MAX;
    *rows = (struct events){ .table = table, .people = version->of == NULL && !version->states };
    *late = NULL;
    bool ok = column_number_of(table, version->time, &rows->time_column, err) &&
              column_number_of(table, version->known, &rows->known_column, err) &&
              column_number_of(table, version->ends, &end, err) && version_late(version, table, late, err);
    rows->end_column = end == SIZE_MAX ? 0 : end + 1;
    rows->late = *late;
    return ok;
}

/* Events that have their times by their links: as they lie in the world. NULL without failure: VERSION has a time of
   its own, or needs none. */
static struct table *known_by_links(struct workspace *workspace, const struct table_version *version, bool in_use,
                                    int64_t cutoff, struct known_counts *counts, bool *failed, struct error *err)
{
    *failed = false;
    if (version->of == NULL || version->time != NULL)
        return NULL;
    struct error none = ERROR_INIT;
    struct world *world = in_use ? workspace_world(workspace, NULL, &none) : NULL;
    const struct events *events = world != NULL ? world_events(world, version->name) : NULL;
    struct table *known = events != NULL ? known_table(events, cutoff, counts, err) : NULL;
    error_release(&none);
    *failed = known == NULL;
    if (events == NULL)
        fail(err, ERROR_USER, E_NO_LINK, "nothing says when rows of %s happened: they lead to nobody", version->name);
    world_free(world);
    return known;
}

struct table *workspace_table_at(struct workspace *workspace, const char *name, int version, int64_t cutoff,
                                 struct known_counts *counts, struct error *err)
{
    struct table_version info = { 0 };
    struct events rows;
    size_t *late = NULL;
    bool failed;
    struct table *known = NULL, *table = workspace_table(workspace, name, version, err);
    if (table != NULL && workspace_table_info(workspace, name, version, &info, err)) {
        known = known_by_links(workspace, &info, version == 0, cutoff, counts, &failed, err);
        if (known == NULL && !failed && describe_rows(&info, table, &rows, &late, err))
            known = known_table(&rows, cutoff, counts, err);
    }
    table_version_release(&info);
    table_release(table);
    free(late);
    return known;
}
