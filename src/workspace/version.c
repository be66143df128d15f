/* Table versions: their rows in the catalog, and their columns mapped from files. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "patron/base/error.h"
#include "patron/base/file.h"
#include "patron/base/kinds.h"
#include "patron/base/memory.h"
#include "patron/base/text.h"
#include "patron/table/builder.h"
#include "patron/table/packed.h"
#include "room.h"

enum { MAPPED_LIMIT = 64 }; /* tables kept mapped for the next who asks */

/* ---- Rows of the catalog ---- */

/* "FROM version v .." with all that version_from_row reads. */
static struct query *version_query(struct workspace *workspace, const char *from)
{
    struct text text = TEXT_EMPTY;
    text_add_format(
        &text,
        "SELECT v.id, v.name, v.key, v.time, v.of, v.via, v.known, v.source, v.command, v.number, v.hash, v.n_rows, "
        "v.n_columns, v.first_time, v.last_time, v.loaded, v.n_quarantined, v.derived, "
        "coalesce((SELECT a.n_orphans FROM arrangement a WHERE a.version = v.id ORDER BY a.id DESC LIMIT 1), 0), "
        "coalesce((SELECT a.n_untimed FROM arrangement a WHERE a.version = v.id ORDER BY a.id DESC LIMIT 1), 0), "
        "v.states, v.ends, v.late, v.constant, v.planned, v.found, v.found_planned, v.statement, v.sources %s",
        from);
    struct query *query = query_new(workspace->catalog, text_string(&text));
    text_release(&text);
    return query;
}

static void version_from_row(struct query *query, struct held *out)
{
    memset(out, 0, sizeof *out);
    struct table_version *version = &out->version;
    out->id = query_integer(query, 0);
    char **texts[] = { &version->name, &version->key,   &version->time,   &version->of,
                       &version->via,  &version->known, &version->source, &version->command };
    for (int i = 0; i < (int)(sizeof texts / sizeof *texts); i++)
        *texts[i] = query_copy(query, 1 + i);
    version->version = (int)query_integer(query, 9);
    snprintf(version->hash, sizeof version->hash, "%s", query_text(query, 10));
    version->n_rows = (size_t)query_integer(query, 11);
    version->n_columns = (size_t)query_integer(query, 12);
    version->first_time = query_integer(query, 13);
    version->last_time = query_integer(query, 14);
    version->loaded = query_integer(query, 15);
    version->n_quarantined = (size_t)query_integer(query, 16);
    version->derived = query_integer(query, 17) != 0;
    version->n_orphans = (size_t)query_integer(query, 18);
    version->n_untimed = (size_t)query_integer(query, 19);
    version->states = query_integer(query, 20) != 0;
    version->ends = query_copy(query, 21);
    version->late = query_copy(query, 22);
    version->constant = query_copy(query, 23);
    version->planned = query_copy(query, 24);
    version->found = query_copy(query, 25);
    version->found_planned = query_copy(query, 26);
    version->statement = query_copy(query, 27);
    version->sources = query_copy(query, 28);
}

void table_version_release(struct table_version *version)
{
    char *texts[] = { version->name,  version->key,           version->time,      version->of,
                      version->via,   version->known,         version->source,    version->command,
                      version->ends,  version->late,          version->constant,  version->planned,
                      version->found, version->found_planned, version->statement, version->sources };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        free(texts[i]);
    memset(version, 0, sizeof *version);
}

struct table_role table_version_role(const struct table_version *version, const char *command)
{
    return (struct table_role){ .key = version->key,
                                .time = version->time,
                                .of = version->of,
                                .via = version->via,
                                .known = version->known,
                                .source = version->source,
                                .command = command,
                                .states = version->states,
                                .ends = version->ends,
                                .late = version->late,
                                .constant = version->constant,
                                .planned = version->planned,
                                .found = version->found,

                                .statement = version->statement,
                                .sources = version->sources };
}

bool held_list(struct workspace *workspace, int64_t snapshot, struct held **out, size_t *n, struct error *err)
{
    *out = NULL;
    *n = 0;
    struct query *query = version_query(workspace, "FROM snapshot_table t JOIN version v ON v.id = t.version "
                                                   "WHERE t.snapshot = ? ORDER BY t.position");
    query_bind_integer(query, snapshot);
    while (query_row(query)) {
        *out = reallocate(*out, *n + 1, sizeof **out);
        version_from_row(query, &(*out)[(*n)++]);
    }
    if (query_end(query, err))
        return true;
    held_free(*out, *n);
    *out = NULL;
    *n = 0;
    return false;
}

void held_free(struct held *held, size_t n)
{
    for (size_t i = 0; i < n; i++)
        table_version_release(&held[i].version);
    free(held);
}

struct held *held_find(struct held *held, size_t n, const char *name)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(held[i].version.name, name) == 0)
            return &held[i];
    return NULL;
}

static bool read_one(struct query *query, struct held *out, bool *found, struct error *err)
{
    *found = query_row(query);
    if (*found)
        version_from_row(query, out);
    if (query_end(query, err))
        return true;
    if (*found)
        table_version_release(&out->version);
    return false;
}

bool held_read(struct workspace *workspace, int64_t version_id, struct held *out, struct error *err)
{
    struct query *query = version_query(workspace, "FROM version v WHERE v.id = ?");
    query_bind_integer(query, version_id);
    bool found;
    if (!read_one(query, out, &found, err))
        return false;
    return found || fail(err, ERROR_SYSTEM, E_CORRUPT, "the catalog names a table version that it does not hold");
}

static bool no_table(struct workspace *workspace, const char *name, int version, struct error *err)
{
    struct nearest nearest;
    nearest_init(&nearest, name);
    char **names = workspace_tables(workspace);
    bool there = false;
    for (size_t i = 0; names[i] != NULL; i++) {
        nearest_offer(&nearest, names[i]);
        there = there || strcmp(names[i], name) == 0;
    }
    if (there && version > 0)
        fail(err, ERROR_USER, E_NO_TABLE, "table '%s' has no version %d", name, version);
    else
        fail(err, ERROR_USER, E_NO_TABLE, "no table named '%s'", name);
    if (!there && nearest.best != NULL)
        error_mend(err, "%s", nearest.best);
    else if (!there)
        error_mend(err, "load %s from FILE", name);
    for (size_t i = 0; names[i] != NULL; i++)
        free(names[i]);
    free(names);
    return false;
}

/* Version VERSION of NAME; 0: the one of the snapshot in use. */
static bool held_named(struct workspace *workspace, const char *name, int version, struct held *out, struct error *err)
{
    struct query *query = version > 0
                              ? version_query(workspace, "FROM version v WHERE v.name = ? AND v.number = ?")
                              : version_query(workspace, "FROM snapshot_table t JOIN version v ON v.id = t.version "
                                                         "WHERE v.name = ? AND t.snapshot = ?");
    query_bind_text(query, name);
    query_bind_integer(query, version > 0 ? version : snapshot_in_use(workspace));
    bool found;
    if (!read_one(query, out, &found, err))
        return false;
    return found || no_table(workspace, name, version, err);
}

bool workspace_table_info(struct workspace *workspace, const char *name, int version, struct table_version *out,
                          struct error *err)
{
    struct held held;
    if (!held_named(workspace, name, version, &held, err))
        return false;
    *out = held.version;
    return true;
}

/* ---- Mapping ---- */

struct stored_column { /* a column as the catalog describes it */
    char *name, *unit, *file;
    enum type type;
    bool date_only, personal;
    struct stamp stamp;
};

/* A mapped table's memory; freed with its last user. */
struct mapping {
    size_t n;
    struct stored_column *stored;
    struct column_file *files; /* those opened; zero bytes for the others */
    struct packed *packed;     /* of those that are */
    struct column *columns;
    char *name;
};

struct mapped { /* a place in the workspace's list of mapped tables */
    int64_t id;
    int source;
    struct table *table;
};
enum { SOURCE_ARRANGEMENT = PART_QUARANTINE + 1 };

static void stored_free(struct stored_column *stored, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        free(stored[i].name);
        free(stored[i].unit);
        free(stored[i].file);
    }
    free(stored);
}

static void mapping_free(void *pointer)
{
    struct mapping *mapping = pointer;
    for (size_t i = 0; i < mapping->n; i++) {
        if (mapping->columns[i].packed != NULL)
            packed_release(mapping->columns[i].packed);
        column_file_close(&mapping->files[i]);
    }
    stored_free(mapping->stored, mapping->n);
    free(mapping->files);
    free(mapping->packed);
    free(mapping->columns);
    free(mapping->name);
    free(mapping);
}

static bool stored_columns(struct workspace *workspace, int64_t id, int source, struct stored_column **out, size_t *n,
                           struct error *err)
{
    struct query *query = query_new(
        workspace->catalog,
        source == SOURCE_ARRANGEMENT
            ? "SELECT coalesce(x.clock, c.name), c.unit, x.file, coalesce(c.type, ?3), "
              "coalesce(c.date_only, x.date_only), f.bytes, f.modified, f.changed, coalesce(c.personal, 0) "
              "FROM arrangement a JOIN arrangement_column x ON x.arrangement = a.id "
              "LEFT JOIN version_column c ON c.version = a.version AND c.part = ?2 AND c.position = x.position "
              "JOIN column_file f ON f.hash = x.file WHERE a.id = ?1 ORDER BY x.position"
            : "SELECT c.name, c.unit, c.file, c.type, c.date_only, f.bytes, f.modified, f.changed, c.personal "
              "FROM version_column c JOIN column_file f ON f.hash = c.file "
              "WHERE c.version = ?1 AND c.part = ?2 ORDER BY c.position");
    query_bind_integer(query, id);
    query_bind_integer(query, source == SOURCE_ARRANGEMENT ? PART_TABLE : source);
    if (source == SOURCE_ARRANGEMENT)
        query_bind_integer(query, TYPE_TIME);
    *out = NULL;
    *n = 0;
    while (query_row(query)) {
        *out = reallocate(*out, *n + 1, sizeof **out);
        struct stored_column *column = &(*out)[(*n)++];
        column->name = query_copy(query, 0);
        column->unit = query_copy(query, 1);
        column->file = query_copy(query, 2);
        column->type = (enum type)query_integer(query, 3);
        column->date_only = query_integer(query, 4) != 0;
        column->stamp = (struct stamp){ query_integer(query, 5), query_integer(query, 6), query_integer(query, 7) };
        column->personal = query_integer(query, 8) != 0;
    }
    return query_end(query, err);
}

char *column_file_path(const struct workspace *workspace, const char *hash)
{
    char *folder = path_join(workspace->folder, "columns");
    char *path = path_join(folder, hash);
    free(folder);
    return path;
}

bool column_file_trust(struct workspace *workspace, const char *hash, struct stamp known, struct error *err)
{
    char *path = column_file_path(workspace, hash);
    struct stamp found;
    bool ok = stamp_read(path, &found) && stamp_equal(known, found);
    if (!ok && column_file_verify(path, hash, NULL, err)) {
        ok = true;
        if (!workspace->read_only && stamp_read(path, &found))
            column_file_record(workspace, hash, found, NULL); /* not kept: verified again next time */
    }
    free(path);
    return ok;
}

/* A table that came by a preset is loaded again by the line that the user wrote: whoever loads by a preset leaves
   "PRESET", that line, and the line of the preset in the state "preset of TABLE". */
static bool mend_by_preset(struct workspace *workspace, const char *table, struct error *err)
{
    struct text key = TEXT_EMPTY;
    text_add_format(&key, "preset of %s", table);
    char *kept = workspace_state(workspace, text_string(&key)), *place;
    text_release(&key);
    char *line = kept != NULL ? strchr(kept, '\n') : NULL, *end = line != NULL ? strchr(line + 1, '\n') : NULL;
    if (end != NULL) {
        *line = *end = '\0';
        place = copy_text(err->reason);
        error_reason(err, "%s; line %s of preset %s made it", place, end + 1, kept);
        error_mend(err, "%s", line + 1);
        free(place);
    }
    free(kept);
    return end != NULL;
}

void damage_explain(struct workspace *workspace, const char *table, const char *column, const char *command,
                    struct error *err)
{
    if (err == NULL || err->code != E_CORRUPT)
        return;
    char *reason = err->reason != NULL ? copy_text(err->reason) : copy_text("it cannot be read");
    bool loaded = command != NULL && strncmp(command, "load ", 5) == 0;
    error_reason(err, "%s; it holds %s.%s%s", reason, table, column,
                 command != NULL && !loaded ? ", and the rules of clean follow the load, in their order" : "");
    free(reason);
    if (mend_by_preset(workspace, table, err))
        return;
    struct query *query = query_new(
        workspace->catalog, "SELECT command FROM version WHERE command LIKE 'load %' AND (name = ?1 OR of = ?1) "
                            "ORDER BY name = ?1 DESC, id DESC LIMIT 1");
    query_bind_text(query, table);
    if (!loaded && query_row(query))
        error_mend(err, "%s", query_text(query, 0));
    else if (loaded)
        error_mend(err, "%s", command);
    else
        error_mend(err, "load %s again from its source", table);
    query_end(query, NULL);
}

/* A raw line of a table with masked columns may hold what they hide. */
static void mark_personal(struct workspace *workspace, const struct held *held, int source, struct mapping *mapping)
{
    const struct table_version *version = &held->version;
    struct stored_column *columns = mapping->stored;
    size_t n = mapping->n;
    bool any = source == PART_QUARANTINE && !stored_columns(workspace, held->id, PART_TABLE, &columns, &n, NULL);
    for (size_t i = 0; i < n; i++) {
        enum privacy privacy;
        enum hiding hiding =
            column_hiding(workspace, version, columns[i].name, columns[i].type, columns[i].personal, &privacy);
        any |= hiding != HIDES_NOTHING;
        if (source == PART_QUARANTINE || privacy != PRIVACY_PERSONAL)
            continue;
        mapping->columns[i].privacy = privacy;
        mapping->columns[i].secret = workspace->secret;
        mapping->columns[i].personal = hiding != HIDES_NOTHING;
        mapping->columns[i].identifies = hiding == HIDES_WHO;
    }
    if (source != PART_QUARANTINE)
        return;
    stored_free(columns, n);
    for (size_t i = 0; i < mapping->n; i++)
        mapping->columns[i].personal = any && strcmp(mapping->stored[i].name, "raw") == 0;
}

static bool column_map(struct workspace *workspace, const struct held *held, size_t n_rows, struct mapping *mapping,
                       size_t i, struct error *err)
{
    struct stored_column *stored = &mapping->stored[i];
    char *path = column_file_path(workspace, stored->file);
    bool ok = column_file_trust(workspace, stored->file, stored->stamp, err) &&
              column_file_open(path, stored->file, stored->type, n_rows, &mapping->files[i], err);
    free(path);
    if (!ok) {
        damage_explain(workspace, held->version.name, stored->name, held->version.command, err);
        return false;
    }
    const struct column_content *content = &mapping->files[i].content;
    mapping->columns[i] = (struct column){ .name = stored->name,
                                           .type = stored->type,
                                           .date_only = stored->date_only,
                                           .unit = stored->unit,
                                           .values = content->values,
                                           .dictionary = content->dictionary };
    if (content->width == type_size(content->type))
        return true;
    packed_init(&mapping->packed[i], content->type, content->values, content->width, n_rows);
    mapping->columns[i].packed = &mapping->packed[i];
    mapping->columns[i].values = NULL;
    return true;
}

static struct table *map_columns(struct workspace *workspace, const struct held *held, int64_t id, int source,
                                 struct error *err)
{
    size_t n_rows = source == PART_QUARANTINE ? held->version.n_quarantined : held->version.n_rows;
    struct mapping *mapping = allocate(1, sizeof *mapping);
    mapping->name = copy_text(held->version.name);
    bool ok = stored_columns(workspace, id, source, &mapping->stored, &mapping->n, err);
    mapping->files = allocate(mapping->n + 1, sizeof *mapping->files);
    mapping->packed = allocate(mapping->n + 1, sizeof *mapping->packed);
    mapping->columns = allocate(mapping->n + 1, sizeof *mapping->columns);
    size_t most = held->version.n_columns + (source == SOURCE_ARRANGEMENT ? ARRANGEMENT_CLOCKS : 0);
    if (ok && mapping->n == 0 && n_rows > 0)
        ok = fail(err, ERROR_SYSTEM, E_CORRUPT, "the catalog lacks columns of table '%s'", held->version.name);
    if (ok && source != PART_QUARANTINE && (mapping->n < held->version.n_columns || mapping->n > most))
        ok = fail(err, ERROR_SYSTEM, E_CORRUPT, "the catalog lacks columns of table '%s'", held->version.name);
    for (size_t i = 0; ok && i < mapping->n; i++)
        ok = column_map(workspace, held, n_rows, mapping, i, err);
    if (ok)
        mark_personal(workspace, held, source, mapping);
    if (ok)
        return table_wrap(mapping->name, n_rows, mapping->columns, mapping->n, mapping_free, mapping);
    mapping_free(mapping);
    return NULL;
}

static void mapped_keep(struct workspace *workspace, int64_t id, int source, const struct table *table)
{
    if (workspace->mapped == NULL)
        workspace->mapped = allocate(MAPPED_LIMIT, sizeof *workspace->mapped);
    if (workspace->n_mapped == MAPPED_LIMIT)
        table_release(workspace->mapped[--workspace->n_mapped].table);
    memmove(workspace->mapped + 1, workspace->mapped, workspace->n_mapped * sizeof *workspace->mapped);
    workspace->mapped[0] = (struct mapped){ id, source, table_retain(table) };
    workspace->n_mapped++;
}

void mapped_forget(struct workspace *workspace)
{
    for (size_t i = 0; i < workspace->n_mapped; i++)
        table_release(workspace->mapped[i].table);
    free(workspace->mapped);
    workspace->mapped = NULL;
    workspace->n_mapped = 0;
    world_forget(workspace);
}

static struct table *map(struct workspace *workspace, const struct held *held, int64_t id, int source,
                         struct error *err)
{
    for (size_t i = 0; i < workspace->n_mapped; i++)
        if (workspace->mapped[i].id == id && workspace->mapped[i].source == source)
            return table_retain(workspace->mapped[i].table);
    struct table *table = map_columns(workspace, held, id, source, err);
    if (table != NULL)
        mapped_keep(workspace, id, source, table);
    return table;
}

struct table *version_map(struct workspace *workspace, const struct held *held, enum part part, struct error *err)
{
    return map(workspace, held, held->id, (int)part, err);
}

struct table *arrangement_map(struct workspace *workspace, const struct held *held, int64_t arrangement,
                              struct error *err)
{
    return map(workspace, held, arrangement, SOURCE_ARRANGEMENT, err);
}

struct table *workspace_table(struct workspace *workspace, const char *name, int version, struct error *err)
{
    struct held held;
    if (!held_named(workspace, name, version, &held, err))
        return NULL;
    struct table *table = version_map(workspace, &held, PART_TABLE, err);
    table_version_release(&held.version);
    return table;
}

/* What a reader's quarantine looks like when no row is in it. */
static struct table *empty_quarantine(const char *name, struct error *err)
{
    struct builder *builder = builder_new(name);
    builder_add_column(builder, "file", TYPE_TEXT);
    builder_add_column(builder, "line", TYPE_INT);
    builder_add_column(builder, "column", TYPE_TEXT);
    builder_add_column(builder, "reason", TYPE_TEXT);
    builder_add_column(builder, "raw", TYPE_TEXT);
    return builder_finish(builder, err);
}

struct table *workspace_quarantine(struct workspace *workspace, const char *name, int version, struct error *err)
{
    struct held held;
    if (!held_named(workspace, name, version, &held, err))
        return NULL;
    struct table *table = held.version.n_quarantined == 0 ? empty_quarantine(name, err)
                                                          : version_map(workspace, &held, PART_QUARANTINE, err);
    table_version_release(&held.version);
    return table;
}

bool version_is_whole(struct workspace *workspace, int64_t id)
{
    bool whole = true;
    for (int part = PART_TABLE; part <= PART_QUARANTINE; part++) {
        struct stored_column *stored;
        size_t n;
        whole = stored_columns(workspace, id, part, &stored, &n, NULL) && whole;
        for (size_t i = 0; i < n; i++) {
            whole = whole && column_file_trust(workspace, stored[i].file, stored[i].stamp, NULL);
            free(stored[i].name);
            free(stored[i].unit);
            free(stored[i].file);
        }
        free(stored);
    }
    return whole;
}
