/* Loading: a table becomes a version, and the tables in use with it a snapshot. One transaction, files first. */
#include <stdlib.h>
#include <string.h>

#include "patron/base/calendar.h"
#include "patron/base/error.h"
#include "patron/base/memory.h"
#include "patron/base/work.h"
#include "role.h"

/* The load of one table, as far as it has come. */
struct load {
    struct workspace *workspace;
    struct work *work;
    struct held *held; /* the tables in use, and those that this load has stored */
    size_t n_held;
    int64_t *stored; /* versions to put in use */
    size_t n_stored;
};

/* A table on its way into a version. */
struct draft {
    struct table_version version;
    const struct table *table, *quarantine;
    char (*hashes)[HASH_TEXT];     /* of the columns as given */
    const struct table_role *role; /* as given; NULL: made by us */
};

static void draft_release(struct draft *draft)
{
    table_version_release(&draft->version);
    free(draft->hashes);
}

/* ---- The hash of a version: its columns' content, names and roles, in the order of its file ---- */

static void hash_optional(struct hasher *hasher, const char *text)
{
    hasher_add_text(hasher, text != NULL ? "+" : "-");
    hasher_add_text(hasher, text != NULL ? text : "");
}

static bool draft_hash(struct draft *draft, struct work *work, struct error *err)
{
    const struct table *table = draft->table;
    draft->hashes = allocate(table->n_columns + 1, sizeof *draft->hashes);
    if (!columns_hash(table->columns, table->n_columns, table->n_rows, draft->hashes, work, err))
        return false;
    struct hasher hasher;
    hasher_init(&hasher);
    hasher_add_text(&hasher, draft->version.derived ? "patron derived table 1" : "patron table 1");
    const char *roles[] = { draft->version.key, draft->version.time, draft->version.of, draft->version.via,
                            draft->version.known };
    for (size_t i = 0; i < sizeof roles / sizeof *roles; i++)
        hash_optional(&hasher, roles[i]);
    const char *further[][2] = { { "states", draft->version.states ? "" : NULL },
                                 { "ends", draft->version.ends },
                                 { "late", draft->version.late },
                                 { "constant", draft->version.constant },
                                 { "planned", draft->version.planned } };
    for (size_t i = 0; i < sizeof further / sizeof *further; i++) {
        if (further[i][1] == NULL) /* a table without them has the hash that it always had */
            continue;
        hasher_add_text(&hasher, further[i][0]);
        hasher_add_text(&hasher, further[i][1]);
    }
    for (size_t i = 0; i < table->n_columns; i++) {
        const struct column *column = &table->columns[i];
        hasher_add_text(&hasher, column->name);
        hasher_add_text(&hasher, column->date_only ? "date" : "");
        hash_optional(&hasher, column->unit);
        hasher_add_text(&hasher, draft->hashes[i]);
    }
    struct hash hash = hasher_finish(&hasher);
    hash_text(&hash, draft->version.hash);
    return true;
}

/* ---- Rows of the catalog ---- */

static bool version_insert(struct workspace *workspace, const struct table_version *version, int64_t *id,
                           struct error *err)
{
    struct query *query = query_new(
        workspace->catalog,
        "INSERT INTO version (name, number, hash, n_rows, n_columns, n_quarantined, key, time, of, via, known, "
        "  source, command, first_time, last_time, loaded, derived, states, ends, late, constant, "
        "  planned, found, found_planned, statement, sources) "
        "VALUES (?1, 1 + max((SELECT coalesce(max(number), 0) FROM version WHERE name = ?1), "
        "  coalesce((SELECT CAST(value AS INTEGER) FROM state WHERE key = '.number.' || ?1), 0)), " /* drop.c */
        "  ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, "
        "?25)");
    query_bind_text(query, version->name);
    query_bind_text(query, version->hash);
    query_bind_integer(query, (int64_t)version->n_rows);
    query_bind_integer(query, (int64_t)version->n_columns);
    query_bind_integer(query, (int64_t)version->n_quarantined);
    const char *texts[] = { version->key,   version->time,   version->of,     version->via,
                            version->known, version->source, version->command };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        query_bind_text(query, texts[i]);
    query_bind_integer(query, version->first_time);
    query_bind_integer(query, version->last_time);
    query_bind_integer(query, time_now());
    query_bind_integer(query, version->derived);
    query_bind_integer(query, version->states);
    query_bind_text(query, version->ends);
    query_bind_text(query, version->late);
    query_bind_text(query, version->constant);
    query_bind_text(query, version->planned);
    query_bind_text(query, version->found);
    query_bind_text(query, version->found_planned);
    query_bind_text(query, version->statement);
    query_bind_text(query, version->sources);
    if (!query_end(query, err))
        return false;
    *id = catalog_last_id(workspace->catalog);
    return true;
}

static bool columns_insert(struct workspace *workspace, int64_t id, enum part part, const struct table *table,
                           char (*hashes)[HASH_TEXT], struct error *err)
{
    for (size_t i = 0; i < table->n_columns; i++) {
        const struct column *column = &table->columns[i];
        struct query *query =
            query_new(workspace->catalog, "INSERT INTO version_column (version, part, position, name, type, date_only, "
                                          "unit, file, personal) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");
        query_bind_integer(query, id);
        query_bind_integer(query, part);
        query_bind_integer(query, (int64_t)i);
        query_bind_text(query, column->name);
        query_bind_integer(query, column->type);
        query_bind_integer(query, column->date_only);
        query_bind_text(query, column->unit);
        query_bind_text(query, hashes[i]);
        query_bind_integer(query, column->personal);
        if (!query_end(query, err))
            return false;
    }
    return true;
}

/* The row of the version, or its columns taken out to be put in anew when it is there already: *ID not 0. */
static bool version_prepare(struct workspace *workspace, const struct table_version *version, int64_t *id,
                            struct error *err)
{
    if (*id == 0)
        return version_insert(workspace, version, id, err);
    mapped_forget(workspace);
    struct query *query = query_new(workspace->catalog, "DELETE FROM version_column WHERE version = ?");
    query_bind_integer(query, *id);
    return query_end(query, err);
}

/* ---- Storing one version ---- */

static bool quarantine_store(struct load *load, const struct draft *draft, int64_t id, struct error *err)
{
    const struct table *table = draft->quarantine;
    if (table == NULL || table->n_rows == 0)
        return true;
    char(*hashes)[HASH_TEXT] = allocate(table->n_columns + 1, sizeof *hashes);
    bool ok = columns_store(load->workspace, table->columns, table->n_columns, table->n_rows, NULL, hashes, load->work,
                            err) &&
              columns_insert(load->workspace, id, PART_QUARANTINE, table, hashes, err);
    free(hashes);
    return ok;
}

/* The rows set aside belong to the file, not to the content: loaded again, a version has those of the last load. */
static bool quarantine_replace(struct load *load, const struct draft *draft, int64_t id, struct error *err)
{
    struct query *query =
        query_new(load->workspace->catalog, "DELETE FROM version_column WHERE version = ? AND part = ?");
    query_bind_integer(query, id);
    query_bind_integer(query, PART_QUARANTINE);
    if (!query_end(query, err))
        return false;
    query = query_new(load->workspace->catalog, "UPDATE version SET n_quarantined = ? WHERE id = ?");
    query_bind_integer(query, (int64_t)draft->version.n_quarantined);
    query_bind_integer(query, id);
    mapped_forget(load->workspace);
    return query_end(query, err) && quarantine_store(load, draft, id, err);
}

static bool version_store(struct load *load, const struct draft *draft, int64_t *id, struct error *err)
{
    const struct table *table = draft->table;
    bool is_events = draft->version.of != NULL;
    struct arrangement arrangement = { .rows = NULL };
    if (is_events && !arrangement_make(load->workspace, load->held, load->n_held, table, &draft->version, load->work,
                                       &arrangement, err))
        return false;
    bool ok = columns_store(load->workspace, table->columns, table->n_columns, table->n_rows, arrangement.rows,
                            draft->hashes, load->work, err) &&
              version_prepare(load->workspace, &draft->version, id, err) &&
              columns_insert(load->workspace, *id, PART_TABLE, table, draft->hashes, err) &&
              quarantine_replace(load, draft, *id, err) &&
              (!is_events || arrangement_record(load->workspace, *id, &arrangement, draft->hashes, table->n_columns,
                                                table->n_rows, load->work, err));
    arrangement_release(&arrangement);
    return ok;
}

/* ---- Where a version came from ---- */

/* The hash of role->origin and of the role. A link that is not given is guessed by the key of the table above; when
   that is made from these events, it has the key that it is guessed by again. */
static void origin_hash(const struct load *load, const struct table_role *role, char out[HASH_TEXT])
{
    out[0] = '\0';
    if (role->origin == NULL)
        return;
    const struct held *above = role->of != NULL ? held_find(load->held, load->n_held, role->of) : NULL;
    struct hasher hasher;
    hasher_init(&hasher);
    const char *texts[] = { role->origin, role->key, role->time, role->of, role->via, role->known };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        hash_optional(&hasher, texts[i]);
    hash_optional(&hasher, role->via == NULL && above != NULL ? above->version.key : NULL);
    struct hash hash = hasher_finish(&hasher);
    hash_text(&hash, out);
}

static bool reading_record(struct load *load, const struct draft *draft, int64_t id, struct error *err)
{
    if (draft->role == NULL || draft->role->reading == NULL)
        return true;
    struct query *query = query_new(load->workspace->catalog, "UPDATE version SET reading = ? WHERE id = ?");
    query_bind_text(query, draft->role->reading);
    query_bind_integer(query, id);
    return query_end(query, err);
}

char *workspace_reading(struct workspace *workspace, const char *name, int version)
{
    struct query *query = query_new(workspace->catalog, "SELECT reading FROM version WHERE name = ? AND number = ?");
    query_bind_text(query, name);
    query_bind_integer(query, version);
    char *reading = query_row(query) ? query_copy(query, 0) : NULL;
    query_end(query, NULL);
    return reading;
}

static bool origin_record(struct load *load, const struct draft *draft, int64_t id, struct error *err)
{
    char origin[HASH_TEXT];
    if (draft->role == NULL || draft->role->origin == NULL)
        return true;
    origin_hash(load, draft->role, origin);
    struct query *query = query_new(load->workspace->catalog, "UPDATE version SET origin = ? WHERE id = ?");
    query_bind_text(query, origin);
    query_bind_integer(query, id);
    return query_end(query, err);
}

/* A version that was there may now be made otherwise, and from other versions. */
static bool lineage_record(struct load *load, const struct draft *draft, int64_t id, struct error *err)
{
    if (draft->role == NULL)
        return true;
    struct query *query =
        query_new(load->workspace->catalog, "UPDATE version SET statement = ?1, sources = ?2 WHERE id = ?3 AND "
                                            "(statement IS NOT ?1 OR sources IS NOT ?2)");
    query_bind_text(query, draft->role->statement);
    query_bind_text(query, draft->role->sources);
    query_bind_integer(query, id);
    return query_end(query, err);
}

/* Version ID is one of those that this load puts in use. */
static bool version_use(struct load *load, int64_t id, struct error *err)
{
    load->stored = reallocate(load->stored, load->n_stored + 1, sizeof *load->stored);
    load->stored[load->n_stored++] = id;
    return held_replace(load->workspace, &load->held, &load->n_held, id, err);
}

/* The version of DRAFT: the one that has its content, made whole if need be, or a new one. */
static bool draft_store(struct load *load, struct draft *draft, int64_t *id, struct error *err)
{
    struct query *query = query_new(load->workspace->catalog, "SELECT id FROM version WHERE name = ? AND hash = ?");
    query_bind_text(query, draft->version.name);
    query_bind_text(query, draft->version.hash);
    bool found;
    *id = 0;
    if (!query_one_integer(query, id, &found, err))
        return false;
    bool whole = found && version_is_whole(load->workspace, *id);
    if (whole ? !quarantine_replace(load, draft, *id, err) : !version_store(load, draft, id, err))
        return false;
    return origin_record(load, draft, *id, err) && reading_record(load, draft, *id, err) &&
           lineage_record(load, draft, *id, err) && version_use(load, *id, err);
}

/* ---- Entities made from events ---- */

/* The events of OF: those in use, and DRAFT in the place of its own earlier version. Their tables stay mapped through
   TABLES. *KEY: how the first of them calls its link. */
static bool seen_collect(struct load *load, const char *of, const struct draft *draft, struct seen *seen,
                         struct table **tables, size_t *n, const char **key, struct error *err)
{
    *n = 0;
    *key = NULL;
    for (size_t i = 0; i <= load->n_held; i++) {
        bool is_draft = i == load->n_held;
        const struct table_version *version = is_draft ? &draft->version : &load->held[i].version;
        if (version->of == NULL || strcmp(version->of, of) != 0 ||
            (!is_draft && strcmp(version->name, draft->version.name) == 0))
            continue;
        struct table *table =
            is_draft ? table_retain(draft->table) : version_map(load->workspace, &load->held[i], PART_TABLE, err);
        if (table == NULL)
            return false;
        tables[*n] = table;
        seen[*n] =
            (struct seen){ table_need_column(table, version->via, err), table_need_column(table, version->time, err),
                           version->known != NULL ? table_need_column(table, version->known, err) : NULL, table->n_rows,
                           false };
        (*n)++;
        if (seen[*n - 1].link == NULL || seen[*n - 1].time == NULL)
            return false;
        if (*key == NULL)
            *key = version->via;
    }
    return true;
}

/* The table OF, made from the ids in its events. */
static bool entity_store(struct load *load, const char *of, const struct draft *draft, struct load_outcome *out,
                         struct error *err)
{
    struct held *before = held_find(load->held, load->n_held, of);
    struct seen *seen = allocate(load->n_held + 1, sizeof *seen);
    struct table **tables = allocate(load->n_held + 1, sizeof *tables);
    size_t n;
    const char *key;
    struct table *entity = NULL;
    if (seen_collect(load, of, draft, seen, tables, &n, &key, err) && n > 0)
        entity = entity_derive(of, before != NULL ? before->version.key : key, seen, n, err);
    bool ok = entity != NULL;
    if (ok) {
        struct draft made = { .table = entity };
        struct table_role role = { .key = entity->columns[0].name, .time = entity->columns[1].name };
        for (size_t i = 0; i < n; i++)
            role.known = seen[i].known != NULL ? role.time : role.known;
        int64_t id, id_before = before != NULL ? before->id : 0;
        ok = role_resolve(of, entity, &role, load->held, load->n_held, &made.version, err);
        made.version.derived = true;
        ok = ok && privacy_keep(load->workspace, of, entity, err) && draft_hash(&made, load->work, err) &&
             draft_store(load, &made, &id, err);
        out->derived = ok && id != id_before;
        out->n_derived = entity->n_rows;
        draft_release(&made);
    }
    for (size_t i = 0; i < n; i++)
        table_release(tables[i]);
    table_release(entity);
    free(tables);
    free(seen);
    return ok;
}

/* Makes the entity that DRAFT's rows belong to when there is none, and again when it is one that was made. */
static bool entity_prepare(struct load *load, const struct draft *draft, struct load_outcome *out, struct error *err)
{
    const char *of = draft->version.of;
    if (of == NULL)
        return true;
    const struct held *entity = held_find(load->held, load->n_held, of);
    if (entity != NULL && !entity->version.derived)
        return true;
    return (entity != NULL || name_check(load->workspace, of, NAME_TABLE, err)) &&
           entity_store(load, of, draft, out, err);
}

/* ---- The load ---- */

static bool load_draft(struct load *load, struct draft *draft, struct load_outcome *out, struct error *err)
{
    const struct held *before = held_find(load->held, load->n_held, draft->version.name);
    int64_t id, id_before = before != NULL ? before->id : 0;
    if (!draft_hash(draft, load->work, err) || !entity_prepare(load, draft, out, err) ||
        !draft_store(load, draft, &id, err) || !snapshot_with(load->workspace, load->stored, load->n_stored, err))
        return false;
    const struct held *after = held_find(load->held, load->n_held, draft->version.name);
    out->outcome = id == id_before && !out->derived ? STORE_UNCHANGED : STORE_NEW;
    out->version = after->version.version;
    out->n_orphans = after->version.n_orphans;
    out->n_untimed = after->version.n_untimed;
    return true;
}

static bool load_table(struct workspace *workspace, const char *name, const struct table *table,
                       const struct table *quarantine, const struct table_role *role, bool derived, struct work *work,
                       struct load_outcome *out, struct error *err)
{
    memset(out, 0, sizeof *out);
    if (!change_begin(workspace, err))
        return false;
    struct load load = { .workspace = workspace, .work = work };
    struct draft draft = { .table = table, .quarantine = quarantine, .role = role };
    bool ok = name_check(workspace, name, NAME_TABLE, err) && privacy_keep(workspace, name, table, err) &&
              held_list(workspace, snapshot_in_use(workspace), &load.held, &load.n_held, err) &&
              role_resolve(name, table, role, load.held, load.n_held, &draft.version, err);
    if (ok) {
        draft.version.derived = derived;
        draft.version.n_quarantined = quarantine != NULL ? quarantine->n_rows : 0;
        ok = load_draft(&load, &draft, out, err);
    }
    draft_release(&draft);
    held_free(load.held, load.n_held);
    free(load.stored);
    return change_end(workspace, ok, err);
}

/* ---- The same again ---- */

/* Puts version AGAIN in use, which is not, and makes the table that its rows belong to anew when that is a made one. */
static bool again_use(struct load *load, struct held *again, struct load_outcome *out, struct error *err)
{
    struct table *table = version_map(load->workspace, again, PART_TABLE, err);
    if (table == NULL)
        return false;
    struct draft draft = { .version = again->version, .table = table };
    bool ok = entity_prepare(load, &draft, out, err) && version_use(load, again->id, err) &&
              snapshot_with(load->workspace, load->stored, load->n_stored, err);
    table_release(table);
    return ok;
}

static bool again_find(struct load *load, const char *name, const struct table_role *role, bool *found,
                       struct load_outcome *out, struct error *err)
{
    char origin[HASH_TEXT];
    int64_t id = 0;
    origin_hash(load, role, origin);
    struct query *query = query_new(load->workspace->catalog,
                                    "SELECT id FROM version WHERE name = ? AND origin = ? ORDER BY id DESC LIMIT 1");
    query_bind_text(query, name);
    query_bind_text(query, origin);
    if (!query_one_integer(query, &id, found, err))
        return false;
    *found = *found && version_is_whole(load->workspace, id);
    struct held again;
    if (!*found || !held_read(load->workspace, id, &again, err))
        return !*found;
    const struct held *before = held_find(load->held, load->n_held, name);
    bool in_use = before != NULL && before->id == id;
    bool ok = in_use || again_use(load, &again, out, err);
    out->outcome = in_use ? STORE_UNCHANGED : STORE_NEW;
    out->version = again.version.version;
    out->n_orphans = again.version.n_orphans;
    out->n_untimed = again.version.n_untimed;
    out->n_rows = again.version.n_rows;
    out->n_quarantined = again.version.n_quarantined;
    table_version_release(&again.version);
    return ok;
}

bool workspace_load_again(struct workspace *workspace, const char *name, const struct table_role *role,
                          struct work *work, bool *found, struct load_outcome *out, struct error *err)
{
    memset(out, 0, sizeof *out);
    *found = false;
    if (role->origin == NULL || workspace->read_only)
        return true;
    if (!change_begin(workspace, err))
        return false;
    struct load load = { .workspace = workspace, .work = work };
    bool ok = held_list(workspace, snapshot_in_use(workspace), &load.held, &load.n_held, err) &&
              again_find(&load, name, role, found, out, err);
    held_free(load.held, load.n_held);
    free(load.stored);
    return change_end(workspace, ok, err);
}

bool workspace_load(struct workspace *workspace, const char *name, const struct table *table,
                    const struct table *quarantine, const struct table_role *role, struct work *work,
                    struct load_outcome *out, struct error *err)
{
    return load_table(workspace, name, table, quarantine, role, false, work, out, err);
}

bool workspace_store_table(struct workspace *workspace, const char *name, const struct table *table,
                           const struct table *quarantine, const struct table_role *role, bool derived,
                           struct work *work, enum store_outcome *outcome, int *version, struct error *err)
{
    struct load_outcome out;
    if (!load_table(workspace, name, table, quarantine, role, derived, work, &out, err))
        return false;
    if (outcome != NULL)
        *outcome = out.outcome;
    if (version != NULL)
        *version = out.version;
    return true;
}
