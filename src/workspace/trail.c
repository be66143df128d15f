/* The trail: notes, the audit chain, files written, and the tables that show them. */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "patron/base/calendar.h"
#include "patron/base/error.h"
#include "patron/base/file.h"
#include "patron/base/kinds.h"
#include "patron/base/memory.h"
#include "patron/base/number.h"
#include "patron/table/builder.h"
#include "room.h"

bool workspace_note(struct workspace *workspace, const char *on, const char *text, struct error *err)
{
    if (!change_begin(workspace, err))
        return false;
    /* The same again is no news. */
    struct query *query =
        query_new(workspace->catalog, "INSERT INTO note (thing, text, made) SELECT ?1, ?2, ?3 WHERE ?2 IS NOT "
                                      "(SELECT text FROM note WHERE thing = ?1 ORDER BY id DESC LIMIT 1)");
    query_bind_text(query, on);
    query_bind_text(query, text);
    query_bind_integer(query, time_now());
    return change_end(workspace, query_end(query, err), err);
}

/* ---- Audit: each entry's hash covers the one before, and the last one is kept apart, so that an entry cannot be
   changed, taken out or cut off without being seen ---- */

static const char head_key[] = ".audit";

struct entry {
    int64_t id, made;
    const char *command, *outcome, *snapshot;
    double seconds;
};

static void entry_hash(const struct entry *entry, const char *before, char out[HASH_TEXT])
{
    char numbers[160], seconds[32];
    number_format(entry->seconds, seconds);
    snprintf(numbers, sizeof numbers, "%lld %lld %s", (long long)entry->id, (long long)entry->made, seconds);
    struct hasher hasher;
    hasher_init(&hasher);
    hasher_add_text(&hasher, before);
    hasher_add_text(&hasher, numbers);
    hasher_add_text(&hasher, entry->command);
    hasher_add_text(&hasher, entry->outcome);
    hasher_add_text(&hasher, entry->snapshot);
    struct hash hash = hasher_finish(&hasher);
    hash_text(&hash, out);
}

static bool audit_last(struct workspace *workspace, int64_t *id, char hash[HASH_TEXT], struct error *err)
{
    *id = 0;
    hash[0] = '\0';
    struct query *query = query_new(workspace->catalog, "SELECT id, hash FROM audit ORDER BY id DESC LIMIT 1");
    if (query_row(query)) {
        *id = query_integer(query, 0);
        snprintf(hash, HASH_TEXT, "%s", query_text(query, 1));
    }
    return query_end(query, err);
}

static bool audit_insert(struct workspace *workspace, const struct entry *entry, const char *hash, struct error *err)
{
    struct query *query = query_new(workspace->catalog, "INSERT INTO audit (id, made, command, outcome, seconds, "
                                                        "snapshot, hash) VALUES (?, ?, ?, ?, ?, ?, ?)");
    query_bind_integer(query, entry->id);
    query_bind_integer(query, entry->made);
    query_bind_text(query, entry->command);
    query_bind_text(query, entry->outcome);
    query_bind_real(query, entry->seconds);
    query_bind_text(query, entry->snapshot);
    query_bind_text(query, hash);
    return query_end(query, err) && state_write(workspace, head_key, hash, err);
}

bool workspace_audit(struct workspace *workspace, const char *command, const char *outcome, double seconds,
                     struct error *err)
{
    if (!change_begin(workspace, err))
        return false;
    char snapshot[HASH_TEXT], before[HASH_TEXT], hash[HASH_TEXT];
    char *typed = typed_copy(command), *told = typed_copy(outcome != NULL ? outcome : "");
    workspace_snapshot_hash(workspace, snapshot);
    struct entry entry = {
        .made = time_now(), .command = typed, .outcome = told, .snapshot = snapshot, .seconds = seconds
    };
    bool ok = audit_last(workspace, &entry.id, before, err);
    if (ok) {
        entry.id++;
        entry_hash(&entry, before, hash);
        ok = audit_insert(workspace, &entry, hash, err);
    }
    free(typed);
    free(told);
    return change_end(workspace, ok, err);
}

bool workspace_audit_verify(struct workspace *workspace, struct error *err)
{
    char before[HASH_TEXT] = "", hash[HASH_TEXT];
    int64_t expected = 1, broken = 0;
    struct query *query = query_new(workspace->catalog, "SELECT id, made, command, outcome, seconds, snapshot, hash "
                                                        "FROM audit ORDER BY id");
    while (broken == 0 && query_row(query)) {
        struct entry entry = { query_integer(query, 0), query_integer(query, 1), query_text(query, 2),
                               query_text(query, 3),    query_text(query, 5),    query_real(query, 4) };
        entry_hash(&entry, before, hash);
        if (entry.id != expected || strcmp(hash, query_text(query, 6)) != 0)
            broken = expected;
        memcpy(before, hash, sizeof before);
        expected++;
    }
    if (!query_end(query, err))
        return false;
    char *head = workspace_state(workspace, head_key);
    if (broken == 0 && strcmp(head != NULL ? head : "", before) != 0)
        broken = expected;
    free(head);
    if (broken == 0)
        return true;
    fail(err, ERROR_DATA, E_CORRUPT, "the audit trail of %s is broken at entry %lld", workspace->folder,
         (long long)broken);
    error_reason(err, "an entry was changed, put in or taken out: its hash does not follow from the one before");
    return false;
}

/* ---- Tables of the trail: one row each, a query and the columns it gives ---- */

struct trail_column {
    const char *name;
    enum type type;
};
struct trail {
    const char *name, *sql;
    struct trail_column columns[8]; /* ends with name NULL */
};

static const struct trail audit_trail = {
    "audit",
    "SELECT id, made, command, outcome, seconds, snapshot, hash FROM audit ORDER BY id",
    { { "entry", TYPE_INT },
      { "time", TYPE_TIME },
      { "command", TYPE_TEXT },
      { "outcome", TYPE_TEXT },
      { "seconds", TYPE_REAL },
      { "snapshot", TYPE_TEXT },
      { "hash", TYPE_TEXT } },
};
static const struct trail note_trail = {
    "notes",
    "SELECT made, thing, text FROM note ORDER BY id",
    { { "time", TYPE_TIME }, { "on", TYPE_TEXT }, { "note", TYPE_TEXT } },
};
static const struct trail promotion_trail = {
    "promotions",
    "SELECT p.made, m.name, m.version, p.note FROM promotion p JOIN model m ON m.id = p.model ORDER BY p.id",
    { { "time", TYPE_TIME }, { "model", TYPE_TEXT }, { "version", TYPE_INT }, { "note", TYPE_TEXT } },
};
static const struct trail file_trail = {
    "files",
    "SELECT made, path, command, hash FROM file ORDER BY made, path",
    { { "time", TYPE_TIME }, { "path", TYPE_TEXT }, { "command", TYPE_TEXT }, { "hash", TYPE_TEXT } },
};
static const void *const trails[] = { &audit_trail, &note_trail, &promotion_trail, &file_trail, NULL };

static void set_value(struct builder *builder, size_t column, enum type type, struct query *query)
{
    const char *text = query_text(query, (int)column);
    if (text == NULL)
        return;
    if (type == TYPE_TEXT)
        builder_set_text(builder, column, text, strlen(text));
    else if (type == TYPE_REAL)
        builder_set_real(builder, column, query_real(query, (int)column));
    else
        builder_set_int(builder, column, query_integer(query, (int)column));
}

struct table *workspace_trail(struct workspace *workspace, const char *which, struct error *err)
{
    const struct trail *trail = kind_find(trails, which);
    if (trail == NULL)
        return fail_null(err, ERROR_USER, E_NO_NAME, "no trail named '%s'", which);
    struct builder *builder = builder_new(trail->name);
    size_t n_columns = 0;
    for (; trail->columns[n_columns].name != NULL; n_columns++)
        builder_add_column(builder, trail->columns[n_columns].name, trail->columns[n_columns].type);
    struct query *query = query_new(workspace->catalog, trail->sql);
    while (query_row(query)) {
        for (size_t i = 0; i < n_columns; i++)
            set_value(builder, i, trail->columns[i].type, query);
        builder_end_row(builder);
    }
    if (!query_end(query, err)) {
        builder_free(builder);
        return NULL;
    }
    return builder_finish(builder, err);
}
