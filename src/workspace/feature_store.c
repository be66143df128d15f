/* The feature store: columns of features that were computed, under the hash of all that their bits depend on. Files lie
   among the tables' columns, named by their content; the catalog says which key each belongs to and which was used
   last. A file that is not what it should be is forgotten, and the feature computed again. */
#include "patron/feature/store.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "patron/base/calendar.h"
#include "patron/base/error.h"
#include "patron/base/memory.h"
#include "patron/table/builder.h"
#include "room.h"

static const char limit_key[] = ".store_limit";
static const int64_t usual_limit = INT64_C(4) << 30;

/* ---- What a world is ---- */

static void add_events(struct hasher *hasher, const struct events *events)
{
    hasher_add_text(hasher, events->table->name);
    size_t places[] = { events->time_column, events->known_column,   events->above,     events->link_column,
                        events->key_column,  (size_t)events->states, events->end_column };
    hasher_add(hasher, places, sizeof places);
    if (events->late != NULL)
        hasher_add(hasher, events->late, events->table->n_columns * sizeof *events->late);
    hasher_add_text(hasher, events->late != NULL ? "late" : "");
}

/* The snapshot's hash covers contents and roles; what the world makes of them is in here too. */
static void world_hash(struct workspace *workspace, const struct world *world, char out[HASH_TEXT])
{
    char snapshot[HASH_TEXT];
    workspace_snapshot_hash(workspace, snapshot);
    struct hasher hasher;
    hasher_init(&hasher);
    hasher_add_text(&hasher, "patron world 1");
    hasher_add_text(&hasher, snapshot);
    hasher_add_text(&hasher, world->customers->name);
    size_t places[] = { world->key_column, world->time_column, world->n_events };
    hasher_add(&hasher, places, sizeof places);
    hasher_add(&hasher, &world->customers_known, sizeof world->customers_known);
    if (world->customers_late != NULL)
        hasher_add(&hasher, world->customers_late, world->customers->n_columns * sizeof *world->customers_late);
    hasher_add_text(&hasher, world->customers_late != NULL ? "late" : "");
    int64_t span[] = { world->first_time, world->last_time };
    hasher_add(&hasher, span, sizeof span);
    for (size_t i = 0; i < world->n_events; i++)
        add_events(&hasher, &world->events[i]);
    for (size_t i = 0; i < world->n_references; i++) {
        const struct reference_data *reference = &world->references[i];
        hasher_add_text(&hasher, "reference");
        add_events(&hasher, &reference->rows);
        hasher_add(&hasher, &reference->key_column, sizeof reference->key_column);
        hasher_add(&hasher, reference->links, (world->n_events + 1) * sizeof *reference->links);
    }
    struct hash hash = hasher_finish(&hasher);
    hash_text(&hash, out);
}

/* ---- Finding ---- */

struct kept { /* a mapped column; freed with its table */
    struct column_file file;
    struct column column;
};

static void kept_free(void *pointer)
{
    struct kept *kept = pointer;
    column_file_close(&kept->file);
    free(kept);
}

static struct table *kept_map(struct workspace *workspace, const char *hash, struct stamp stamp, size_t n_rows)
{
    struct kept *kept = allocate(1, sizeof *kept);
    char *path = column_file_path(workspace, hash);
    bool ok = column_file_trust(workspace, hash, stamp, NULL) &&
              column_file_open(path, hash, TYPE_REAL, n_rows, &kept->file, NULL);
    free(path);
    if (!ok) {
        free(kept);
        return NULL;
    }
    kept->column = (struct column){ .name = "feature", .type = TYPE_REAL, .values = kept->file.content.values };
    return table_wrap("feature", n_rows, &kept->column, 1, kept_free, kept);
}

static void forget_key(struct workspace *workspace, const char *key)
{
    if (workspace->read_only || !change_begin(workspace, NULL))
        return;
    struct query *query = query_new(workspace->catalog, "DELETE FROM feature_column WHERE key = ?");
    query_bind_text(query, key);
    change_end(workspace, query_end(query, NULL), NULL);
}

static struct table *key_find(struct workspace *workspace, const char *key, size_t n_rows, int64_t *used)
{
    struct query *query =
        query_new(workspace->catalog, "SELECT c.file, c.n_rows, c.used, f.bytes, f.modified, f.changed "
                                      "FROM feature_column c JOIN column_file f ON f.hash = c.file WHERE c.key = ?");
    query_bind_text(query, key);
    char *hash = NULL;
    struct stamp stamp = { 0 };
    int64_t rows = 0;
    if (query_row(query)) {
        hash = query_copy(query, 0);
        rows = query_integer(query, 1);
        *used = query_integer(query, 2);
        stamp = (struct stamp){ query_integer(query, 3), query_integer(query, 4), query_integer(query, 5) };
    }
    query_end(query, NULL);
    if (hash == NULL)
        return NULL;
    struct table *table = (size_t)rows == n_rows ? kept_map(workspace, hash, stamp, n_rows) : NULL;
    free(hash);
    if (table == NULL)
        forget_key(workspace, key);
    return table;
}

/* The number after the last use of anything. */
static int64_t next_use(struct workspace *workspace)
{
    int64_t last = 0;
    bool found;
    query_one_integer(query_new(workspace->catalog, "SELECT coalesce(max(used), 0) FROM feature_column"), &last, &found,
                      NULL);
    return last + 1;
}

/* Says that KEYS were used now, unless they are the ones used last. */
static void keys_used(struct workspace *workspace, char (*keys)[HASH_TEXT], size_t n, struct table *const *found,
                      int64_t least_used)
{
    int64_t use = next_use(workspace);
    if (workspace->read_only || least_used + 1 >= use || !change_begin(workspace, NULL))
        return;
    bool ok = true;
    for (size_t i = 0; ok && i < n; i++) {
        if (found[i] == NULL)
            continue;
        struct query *query = query_new(workspace->catalog, "UPDATE feature_column SET used = ? WHERE key = ?");
        query_bind_integer(query, use);
        query_bind_text(query, keys[i]);
        ok = query_end(query, NULL);
    }
    change_end(workspace, ok, NULL);
}

static void store_find(void *context, char (*keys)[HASH_TEXT], size_t n, size_t n_rows, struct table **out)
{
    struct workspace *workspace = context;
    int64_t least = INT64_MAX;
    for (size_t i = 0; i < n; i++) {
        int64_t used = INT64_MAX;
        out[i] = key_find(workspace, keys[i], n_rows, &used);
        if (out[i] != NULL && used < least)
            least = used;
    }
    if (least != INT64_MAX)
        keys_used(workspace, keys, n, out, least);
}

/* ---- Keeping ---- */

static bool key_record(struct workspace *workspace, const struct stored_feature *feature, const char *hash,
                       size_t n_rows, int64_t use, struct error *err)
{
    struct query *query = query_new(
        workspace->catalog, "INSERT OR REPLACE INTO feature_column (key, name, definition, file, n_rows, bytes, used, "
                            "made, snapshot) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");
    char snapshot[HASH_TEXT];
    workspace_snapshot_hash(workspace, snapshot);
    query_bind_text(query, feature->key);
    query_bind_text(query, feature->name);
    query_bind_text(query, feature->definition);
    query_bind_text(query, hash);
    query_bind_integer(query, (int64_t)n_rows);
    query_bind_integer(query, (int64_t)(n_rows * sizeof(double)));
    query_bind_integer(query, use);
    query_bind_integer(query, time_now());
    query_bind_text(query, snapshot);
    return query_end(query, err);
}

/* Forgets what was used longest ago until the rest takes no more than the limit; *N_FORGOTTEN counts. */
static bool store_trim(struct workspace *workspace, size_t *n_forgotten, struct error *err)
{
    int64_t limit = state_integer(workspace, limit_key), before = 0, after = 0;
    bool found;
    struct query *query = query_new(workspace->catalog,
                                    "DELETE FROM feature_column WHERE key IN (SELECT key FROM (SELECT key, sum(bytes) "
                                    "OVER (ORDER BY used DESC, key) AS so_far FROM feature_column) WHERE so_far > ?)");
    query_bind_integer(query, limit > 0 ? limit : usual_limit);
    bool ok =
        query_one_integer(query_new(workspace->catalog, "SELECT count(*) FROM feature_column"), &before, &found, err);
    ok = query_end(query, ok ? err : NULL) && ok &&
         query_one_integer(query_new(workspace->catalog, "SELECT count(*) FROM feature_column"), &after, &found, err);
    *n_forgotten = (size_t)(before - after);
    return ok;
}

static void store_keep(void *context, const struct stored_feature *features, size_t n, size_t n_rows, struct work *work)
{
    struct workspace *workspace = context;
    if (workspace->read_only || !change_begin(workspace, NULL))
        return;
    struct column *columns = allocate(n + 1, sizeof *columns);
    char(*hashes)[HASH_TEXT] = allocate(n + 1, sizeof *hashes);
    for (size_t i = 0; i < n; i++)
        columns[i] = features[i].column;
    bool ok = columns_store(workspace, columns, n, n_rows, NULL, hashes, work, NULL);
    int64_t use = ok ? next_use(workspace) : 0;
    for (size_t i = 0; ok && i < n; i++)
        ok = key_record(workspace, &features[i], hashes[i], n_rows, use, NULL);
    size_t n_forgotten = 0;
    ok = ok && store_trim(workspace, &n_forgotten, NULL);
    ok = change_end(workspace, ok, NULL);
    free(hashes);
    free(columns);
    if (ok && n_forgotten > 0 && workspace->depth == 0)
        workspace_vacuum(workspace, &n_forgotten, NULL);
}

struct feature_store *feature_store_new(struct workspace *workspace, const struct world *world)
{
    struct feature_store *store = allocate(1, sizeof *store);
    *store = (struct feature_store){ .context = workspace, .find = store_find, .keep = store_keep };
    world_hash(workspace, world, store->world);
    return store;
}

bool workspace_store_limit(struct workspace *workspace, int64_t bytes, struct error *err)
{
    char text[32];
    if (!change_begin(workspace, err))
        return false;
    snprintf(text, sizeof text, "%lld", (long long)bytes);
    size_t n_forgotten;
    bool ok = state_write(workspace, limit_key, text, err) && store_trim(workspace, &n_forgotten, err);
    return change_end(workspace, ok, err);
}

/* ---- The list ---- */

struct table *workspace_stored_features(struct workspace *workspace, struct error *err)
{
    static const char *const names[] = { "feature", "definition", "rows", "bytes", "made", "snapshot", "last_use" };
    static const enum type types[] = { TYPE_TEXT, TYPE_TEXT, TYPE_INT, TYPE_INT, TYPE_TIME, TYPE_TEXT, TYPE_INT };
    struct builder *builder = builder_new("stored");
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        builder_add_column(builder, names[i], types[i]);
    struct query *query = query_new(workspace->catalog, "SELECT name, definition, n_rows, bytes, made, "
                                                        "substr(snapshot, 1, 8), used FROM feature_column "
                                                        "ORDER BY used DESC, name, key");
    while (query_row(query)) {
        for (int i = 0; i < (int)(sizeof types / sizeof *types); i++) {
            const char *text = types[i] == TYPE_TEXT ? query_text(query, i) : NULL;
            if (text != NULL)
                builder_set_text(builder, (size_t)i, text, strlen(text));
            else if (types[i] != TYPE_TEXT)
                builder_set_int(builder, (size_t)i, query_integer(query, i));
        }
        builder_end_row(builder);
    }
    query_end(query, NULL); /* a workspace of before the store has none */
    return builder_finish(builder, err);
}
