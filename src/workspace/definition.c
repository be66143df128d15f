/* Definitions and small state, each change kept with what was before it, so that it can be undone. */
#include <stdlib.h>
#include <string.h>

#include "patron/base/calendar.h"
#include "patron/base/error.h"
#include "patron/base/memory.h"
#include "patron/base/number.h"
#include "patron/base/text.h"
#include "room.h"

/* State that people set by commands of their own and expect undo to take back. */
static const char *const undone_states[] = { "asof", "population", "target", "split", NULL };
static const char rules_prefix[] = "rules of "; /* and the name of a table: what `check` declared for it */
enum { KIND_STATE = NAME_NONE };                /* in the table of changes */

/* ---- Values as they stand ---- */

static char *read_one(struct query *query)
{
    char *text = query_row(query) ? query_copy(query, 0) : NULL;
    query_end(query, NULL);
    return text;
}

char *workspace_state(struct workspace *workspace, const char *key)
{
    struct query *query = query_new(workspace->catalog, "SELECT value FROM state WHERE key = ?");
    query_bind_text(query, key);
    return read_one(query);
}

char *workspace_definition(struct workspace *workspace, enum name_kind kind, const char *name)
{
    struct query *query = query_new(workspace->catalog, "SELECT text FROM definition WHERE name = ? AND kind = ?");
    query_bind_text(query, name);
    query_bind_integer(query, kind);
    return read_one(query);
}

/* The least text that is greater than all that begin with PREFIX, to be freed; NULL: there is none. */
static char *beyond_prefix(const char *prefix)
{
    size_t n = strlen(prefix);
    char *beyond = copy_bytes(prefix, n);
    while (n > 0 && (unsigned char)beyond[n - 1] == 0xff)
        n--;
    if (n == 0) {
        free(beyond);
        return NULL;
    }
    beyond[n - 1]++;
    beyond[n] = '\0';
    return beyond;
}

size_t workspace_definitions(struct workspace *workspace, enum name_kind kind, const char *name, bool begins,
                             struct kept_definition **out)
{
    char *beyond = begins ? beyond_prefix(name) : NULL;
    struct query *query =
        query_new(workspace->catalog, !begins  ? "SELECT id, name, text FROM definition WHERE name = ? AND kind = ?"
                                      : beyond ? "SELECT id, name, text FROM definition WHERE name >= ? AND kind = ? "
                                                 "AND name < ? ORDER BY id"
                                               : "SELECT id, name, text FROM definition WHERE name >= ? AND kind = ? "
                                                 "ORDER BY id");
    query_bind_text(query, name);
    query_bind_integer(query, kind);
    if (beyond)
        query_bind_text(query, beyond);
    size_t n = 0;
    *out = NULL;
    while (query_row(query)) {
        *out = reallocate(*out, n + 1, sizeof **out);
        (*out)[n++] = (struct kept_definition){ query_integer(query, 0), query_copy(query, 1), query_copy(query, 2) };
    }
    query_end(query, NULL);
    free(beyond);
    return n;
}

void kept_definitions_free(struct kept_definition *definitions, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        free(definitions[i].name);
        free(definitions[i].text);
    }
    free(definitions);
}

int64_t state_integer(struct workspace *workspace, const char *key)
{
    char *text = workspace_state(workspace, key);
    int64_t value = 0;
    if (text != NULL && !integer_parse(text, strlen(text), &value))
        value = 0;
    free(text);
    return value;
}

bool state_write(struct workspace *workspace, const char *key, const char *value, struct error *err)
{
    struct query *query =
        query_new(workspace->catalog, value != NULL ? "INSERT INTO state (key, value) VALUES (?1, ?2) "
                                                      "ON CONFLICT (key) DO UPDATE SET value = excluded.value "
                                                      "WHERE value IS NOT excluded.value"
                                                    : "DELETE FROM state WHERE key = ?1");
    query_bind_text(query, key);
    if (value != NULL)
        query_bind_text(query, value);
    return query_end(query, err);
}

static bool definition_put(struct workspace *workspace, int64_t kind, const char *name, const char *text,
                           struct error *err)
{
    struct query *query =
        query_new(workspace->catalog, text != NULL ? "INSERT INTO definition (name, kind, text) VALUES (?1, ?2, ?3) "
                                                     "ON CONFLICT (name) DO UPDATE SET text = excluded.text"
                                                   : "DELETE FROM definition WHERE name = ?1 AND kind = ?2");
    query_bind_text(query, name);
    query_bind_integer(query, kind);
    if (text != NULL)
        query_bind_text(query, text);
    return query_end(query, err);
}

/* ---- Changes ---- */

static bool change_record(struct workspace *workspace, int64_t kind, const char *name, const char *before,
                          const char *after, struct error *err)
{
    if (workspace->step == 0) {
        int64_t last = 0;
        bool found;
        if (!query_one_integer(query_new(workspace->catalog, "SELECT coalesce(max(step), 0) FROM change"), &last,
                               &found, err))
            return false;
        workspace->step = last + 1;
    }
    struct query *query = query_new(workspace->catalog, "INSERT INTO change (step, kind, name, before, after, made) "
                                                        "VALUES (?, ?, ?, ?, ?, ?)");
    query_bind_integer(query, workspace->step);
    query_bind_integer(query, kind);
    query_bind_text(query, name);
    query_bind_text(query, before);
    query_bind_text(query, after);
    query_bind_integer(query, time_now());
    return query_end(query, err);
}

static bool same_text(const char *a, const char *b)
{
    return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

bool workspace_define(struct workspace *workspace, enum name_kind kind, const char *name, const char *text,
                      struct error *err)
{
    if (!change_begin(workspace, err))
        return false;
    char *before = workspace_definition(workspace, kind, name);
    bool ok = name_check(workspace, name, kind, err);
    if (ok && !same_text(before, text))
        ok =
            definition_put(workspace, kind, name, text, err) && change_record(workspace, kind, name, before, text, err);
    free(before);
    return change_end(workspace, ok, err);
}

static bool is_undone_state(const char *key)
{
    if (strncmp(key, rules_prefix, strlen(rules_prefix)) == 0)
        return true;
    for (size_t i = 0; undone_states[i] != NULL; i++)
        if (strcmp(undone_states[i], key) == 0)
            return true;
    return false;
}

bool workspace_set_state(struct workspace *workspace, const char *key, const char *value, struct error *err)
{
    if (!change_begin(workspace, err))
        return false;
    char *before = workspace_state(workspace, key);
    bool ok = true;
    if (!same_text(before, value))
        ok = state_write(workspace, key, value, err) &&
             (!is_undone_state(key) || change_record(workspace, KIND_STATE, key, before, value, err));
    free(before);
    return change_end(workspace, ok, err);
}

/* ---- Undo ---- */

/* Takes back the changes of STEP, last first; *WHAT tells of a definition if one was among them, else of a state. */
static bool step_undo(struct workspace *workspace, int64_t step, char **what, struct error *err)
{
    bool ok = true, told = false;
    struct query *query =
        query_new(workspace->catalog, "SELECT kind, name, before FROM change WHERE step = ? ORDER BY id DESC");
    query_bind_integer(query, step);
    while (ok && query_row(query)) {
        int64_t kind = query_integer(query, 0);
        const char *name = query_text(query, 1), *before = query_text(query, 2);
        ok = kind == KIND_STATE ? state_write(workspace, name, before, err)
                                : definition_put(workspace, kind, name, before, err);
        if (told)
            continue;
        struct text text = TEXT_EMPTY;
        if (kind != KIND_STATE)
            text_add_format(&text, "%s %s", name_kind_text((enum name_kind)kind), name);
        else
            text_add(&text, name);
        told = kind != KIND_STATE;
        free(*what);
        *what = text_take(&text);
    }
    if (!query_end(query, ok ? err : NULL) || !ok)
        return false;
    query = query_new(workspace->catalog, "UPDATE change SET undone = 1 WHERE step = ?");
    query_bind_integer(query, step);
    return query_end(query, err);
}

bool workspace_undo(struct workspace *workspace, char **what, struct error *err)
{
    *what = NULL;
    if (!change_begin(workspace, err))
        return false;
    int64_t step = 0;
    bool found;
    bool ok = query_one_integer(
        query_new(workspace->catalog, "SELECT step FROM change WHERE undone = 0 ORDER BY id DESC LIMIT 1"), &step,
        &found, err);
    if (ok && !found)
        ok = fail(err, ERROR_USER, E_NO_NAME, "there is nothing to undo");
    ok = ok && step_undo(workspace, step, what, err);
    if (!change_end(workspace, ok, err)) {
        free(*what);
        *what = NULL;
        return false;
    }
    return true;
}
