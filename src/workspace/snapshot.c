/* Snapshots: sets of table versions, each known by the hash of its content. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "patron/base/calendar.h"
#include "patron/base/error.h"
#include "patron/base/kinds.h"
#include "patron/base/memory.h"
#include "room.h"

static const char in_use_key[] = ".snapshot";
enum { SHORTEST_HASH = 4 }; /* digits that name a snapshot */

int64_t snapshot_in_use(struct workspace *workspace)
{
    return workspace->used_snapshot != 0 ? workspace->used_snapshot : state_integer(workspace, in_use_key);
}

static bool snapshot_put_in_use(struct workspace *workspace, int64_t snapshot, struct error *err)
{
    char text[32];
    snprintf(text, sizeof text, "%lld", (long long)snapshot);
    return state_write(workspace, in_use_key, text, err);
}

/* ---- The hash: of names and version hashes, sorted by name, so that the order of loading cannot be seen ---- */

static int compare_names(const void *a, const void *b)
{
    const struct held *const *first = a, *const *second = b;
    return strcmp((*first)->version.name, (*second)->version.name);
}

static void held_hash(const struct held *held, size_t n, char out[HASH_TEXT])
{
    const struct held **sorted = allocate(n + 1, sizeof(struct held *));
    for (size_t i = 0; i < n; i++)
        sorted[i] = &held[i];
    qsort(sorted, n, sizeof *sorted, compare_names);
    struct hasher hasher;
    hasher_init(&hasher);
    hasher_add_text(&hasher, "patron snapshot 1");
    for (size_t i = 0; i < n; i++) {
        hasher_add_text(&hasher, sorted[i]->version.name);
        hasher_add_text(&hasher, sorted[i]->version.hash);
    }
    struct hash hash = hasher_finish(&hasher);
    hash_text(&hash, out);
    free(sorted);
}

void workspace_snapshot_hash(struct workspace *workspace, char out[HASH_TEXT])
{
    struct query *query = query_new(workspace->catalog, "SELECT hash FROM snapshot WHERE id = ?");
    query_bind_integer(query, snapshot_in_use(workspace));
    if (query_row(query))
        snprintf(out, HASH_TEXT, "%s", query_text(query, 0));
    else
        held_hash(NULL, 0, out);
    query_end(query, NULL);
}

/* ---- New snapshots ---- */

/* The snapshot whose hash is HASH: *ID 0 when there is none. */
static bool snapshot_find(struct workspace *workspace, const char *hash, int64_t *id, struct error *err)
{
    struct query *query = query_new(workspace->catalog, "SELECT id FROM snapshot WHERE hash = ?");
    query_bind_text(query, hash);
    bool found;
    *id = 0;
    return query_one_integer(query, id, &found, err);
}

static bool snapshot_insert(struct workspace *workspace, const char *hash, const struct held *held, size_t n,
                            int64_t *id, struct error *err)
{
    struct query *query = query_new(workspace->catalog, "INSERT INTO snapshot (hash, made) VALUES (?, ?)");
    query_bind_text(query, hash);
    query_bind_integer(query, time_now());
    if (!query_end(query, err))
        return false;
    *id = catalog_last_id(workspace->catalog);
    for (size_t i = 0; i < n; i++) {
        query =
            query_new(workspace->catalog, "INSERT INTO snapshot_table (snapshot, position, version) VALUES (?, ?, ?)");
        query_bind_integer(query, *id);
        query_bind_integer(query, (int64_t)i);
        query_bind_integer(query, held[i].id);
        if (!query_end(query, err))
            return false;
    }
    return true;
}

bool held_replace(struct workspace *workspace, struct held **held, size_t *n, int64_t version_id, struct error *err)
{
    struct held version;
    if (!held_read(workspace, version_id, &version, err))
        return false;
    struct held *old = held_find(*held, *n, version.version.name);
    if (old != NULL) {
        table_version_release(&old->version);
        *old = version;
    } else {
        *held = reallocate(*held, *n + 1, sizeof **held);
        (*held)[(*n)++] = version;
    }
    return true;
}

/* The snapshot of the tables HELD comes into use. */
static bool snapshot_of(struct workspace *workspace, const struct held *held, size_t n, struct error *err)
{
    int64_t id = 0;
    char hash[HASH_TEXT];
    held_hash(held, n, hash);
    return snapshot_find(workspace, hash, &id, err) &&
           (id != 0 || snapshot_insert(workspace, hash, held, n, &id, err)) && snapshot_put_in_use(workspace, id, err);
}

bool snapshot_with(struct workspace *workspace, const int64_t *versions, size_t n_versions, struct error *err)
{
    struct held *held = NULL;
    size_t n = 0;
    bool ok = held_list(workspace, snapshot_in_use(workspace), &held, &n, err);
    for (size_t i = 0; ok && i < n_versions; i++)
        ok = held_replace(workspace, &held, &n, versions[i], err);
    ok = ok && snapshot_of(workspace, held, n, err);
    held_free(held, n);
    return ok;
}

/* Whether SOURCES, "orders@3,web@1", has NAME. */
static bool sources_have(const char *sources, const char *name)
{
    size_t length = strlen(name);
    for (const char *at = sources; at != NULL && *at != '\0'; at += strcspn(at, ",") + (at[strcspn(at, ",")] == ','))
        if (strncmp(at, name, length) == 0 && at[length] == '@')
            return true;
    return false;
}

static bool is_needed(const struct held *held, size_t n, const char *name, struct error *err)
{
    for (size_t i = 0; i < n; i++) {
        const struct table_version *version = &held[i].version;
        bool belongs = version->of != NULL && strcmp(version->of, name) == 0;
        if (!belongs && !sources_have(version->sources, name))
            continue;
        fail(err, ERROR_USER, E_NO_LINK, "%s %s %s", version->name, belongs ? "belongs to" : "is made from", name);
        error_reason(err, "without %s it would be of nothing", name);
        return true;
    }
    return false;
}

bool workspace_leave_out(struct workspace *workspace, const char *name, struct error *err)
{
    struct held *held = NULL;
    size_t n = 0, left = 0;
    if (!change_begin(workspace, err))
        return false;
    bool ok = held_list(workspace, snapshot_in_use(workspace), &held, &n, err) && !is_needed(held, n, name, err);
    for (size_t i = 0; ok && i < n; i++) {
        if (strcmp(held[i].version.name, name) == 0)
            table_version_release(&held[i].version);
        else
            held[left++] = held[i];
    }
    n = ok ? left : n;
    ok = ok && snapshot_of(workspace, held, n, err);
    held_free(held, n);
    mapped_forget(workspace);
    return change_end(workspace, ok, err);
}

/* ---- Names ---- */

bool workspace_snapshot_name(struct workspace *workspace, const char *name, const char *note, struct error *err)
{
    if (!change_begin(workspace, err))
        return false;
    int64_t snapshot = snapshot_in_use(workspace), named = 0;
    bool found = false;
    struct query *query = query_new(workspace->catalog, "SELECT snapshot FROM snapshot_name WHERE name = ?");
    query_bind_text(query, name);
    bool ok = query_one_integer(query, &named, &found, err) && name_check(workspace, name, NAME_SNAPSHOT, err);
    if (ok && snapshot == 0) {
        ok = fail(err, ERROR_USER, E_NO_TABLE, "nothing is loaded, so there is nothing to name");
        error_mend(err, "load NAME from FILE");
    }
    if (ok && found && named != snapshot) {
        ok = fail(err, ERROR_USER, E_NAME_TAKEN, "'%s' is the name of another snapshot", name);
        error_reason(err, "a snapshot's name stays with it");
    }
    if (ok) {
        query =
            query_new(workspace->catalog, "INSERT INTO snapshot_name (name, snapshot, note, made) VALUES (?, ?, ?, ?) "
                                          "ON CONFLICT (name) DO UPDATE SET note = excluded.note "
                                          "WHERE note IS NOT coalesce(excluded.note, note)");
        query_bind_text(query, name);
        query_bind_integer(query, snapshot);
        query_bind_text(query, note);
        query_bind_integer(query, time_now());
        ok = query_end(query, err);
    }
    return change_end(workspace, ok, err);
}

static bool is_hash_beginning(const char *text)
{
    size_t length = strlen(text);
    for (size_t i = 0; i < length; i++)
        if (!isxdigit((unsigned char)text[i]))
            return false;
    return length >= SHORTEST_HASH && length < HASH_TEXT;
}

static bool no_snapshot(struct workspace *workspace, const char *name, struct error *err)
{
    struct nearest nearest;
    nearest_init(&nearest, name);
    char **names = workspace_names(workspace, NAME_SNAPSHOT);
    for (size_t i = 0; names[i] != NULL; i++)
        nearest_offer(&nearest, names[i]);
    fail(err, ERROR_USER, E_NO_SNAPSHOT, "no snapshot named '%s'", name);
    if (nearest.best != NULL)
        error_mend(err, "%s", nearest.best);
    for (size_t i = 0; names[i] != NULL; i++)
        free(names[i]);
    free(names);
    return false;
}

/* The snapshot called NAME, or whose hash begins so. */
static bool snapshot_resolve(struct workspace *workspace, const char *name, int64_t *id, struct error *err)
{
    struct query *query = query_new(workspace->catalog, "SELECT snapshot FROM snapshot_name WHERE name = ?");
    query_bind_text(query, name);
    bool found;
    if (!query_one_integer(query, id, &found, err) || found)
        return found;
    if (!is_hash_beginning(name))
        return no_snapshot(workspace, name, err);
    query = query_new(workspace->catalog, "SELECT id FROM snapshot WHERE hash LIKE ? || '%' LIMIT 2");
    query_bind_text(query, name);
    size_t n = 0;
    while (query_row(query)) {
        *id = query_integer(query, 0);
        n++;
    }
    if (!query_end(query, err))
        return false;
    if (n > 1)
        return fail(err, ERROR_USER, E_AMBIGUOUS, "more than one snapshot's hash begins with %s", name);
    return n == 1 || no_snapshot(workspace, name, err);
}

bool workspace_use(struct workspace *workspace, const char *name, struct error *err)
{
    int64_t id = 0;
    if (workspace->read_only) { /* for this opening alone */
        if (!snapshot_resolve(workspace, name, &id, err))
            return false;
        workspace->used_snapshot = id;
        return true;
    }
    if (!change_begin(workspace, err))
        return false;
    bool ok = snapshot_resolve(workspace, name, &id, err) && snapshot_put_in_use(workspace, id, err);
    return change_end(workspace, ok, err);
}

bool workspace_has_snapshot(struct workspace *workspace, const char *hash)
{
    int64_t id = 0;
    return snapshot_find(workspace, hash, &id, NULL) && id != 0;
}

int workspace_snapshot_version(struct workspace *workspace, const char *hash, const char *table)
{
    struct query *query =
        query_new(workspace->catalog, "SELECT v.number FROM snapshot s JOIN snapshot_table t ON t.snapshot = s.id "
                                      "JOIN version v ON v.id = t.version WHERE s.hash = ? AND v.name = ?");
    query_bind_text(query, hash);
    query_bind_text(query, table);
    bool found;
    int64_t number = 0;
    return query_one_integer(query, &number, &found, NULL) && found ? (int)number : 0;
}

/* ---- The list ---- */

bool workspace_snapshots(struct workspace *workspace, struct snapshot_info **out, size_t *n, struct error *err)
{
    *out = NULL;
    *n = 0;
    int64_t in_use = snapshot_in_use(workspace);
    struct query *query =
        query_new(workspace->catalog,
                  "SELECT s.id, s.hash, s.made, n.name, n.note, n.made, "
                  "  (SELECT count(*) FROM snapshot_table t WHERE t.snapshot = s.id), "
                  "  (SELECT coalesce(sum(v.n_rows), 0) FROM snapshot_table t JOIN version v ON v.id = t.version "
                  "   WHERE t.snapshot = s.id) "
                  "FROM snapshot s LEFT JOIN snapshot_name n ON n.snapshot = s.id ORDER BY s.id, n.id");
    while (query_row(query)) {
        *out = reallocate(*out, *n + 1, sizeof **out);
        struct snapshot_info *info = &(*out)[(*n)++];
        memset(info, 0, sizeof *info);
        info->name = query_copy(query, 3);
        info->note = query_copy(query, 4);
        snprintf(info->hash, sizeof info->hash, "%s", query_text(query, 1));
        info->made = query_integer(query, info->name != NULL ? 5 : 2);
        info->n_tables = (size_t)query_integer(query, 6);
        info->n_rows = (uint64_t)query_integer(query, 7);
        info->in_use = query_integer(query, 0) == in_use;
    }
    return query_end(query, err);
}

void snapshot_infos_free(struct snapshot_info *infos, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        free(infos[i].name);
        free(infos[i].note);
    }
    free(infos);
}
