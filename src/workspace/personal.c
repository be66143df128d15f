/* Which columns are hidden: personal ones that nobody has revealed. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "patron/base/error.h"

#include "patron/base/memory.h"
#include "patron/base/text.h"
#include "room.h"

void revealed_forget(struct workspace *workspace)
{
    for (size_t i = 0; i < workspace->n_revealed; i++)
        free(workspace->revealed[i]);
    free(workspace->revealed);
    workspace->revealed = NULL;
    workspace->n_revealed = 0;
}

void workspace_reveal(struct workspace *workspace, const char *const *patterns, size_t n)
{
    if (n == 0)
        revealed_forget(workspace);
    workspace->revealed = reallocate(workspace->revealed, workspace->n_revealed + n + 1, sizeof *workspace->revealed);
    for (size_t i = 0; i < n; i++)
        workspace->revealed[workspace->n_revealed++] = copy_text(patterns[i]);
    mapped_forget(workspace);
}

void workspace_cover(struct workspace *workspace, bool covered)
{
    size_t before = workspace->n_revealed;
    workspace->n_revealed = covered ? 0 : workspace->n_covered;
    workspace->n_covered = covered ? before : 0;
    if (workspace->n_revealed != before)
        mapped_forget(workspace);
}

static bool is_revealed(const struct workspace *workspace, const char *table, const char *column)
{
    struct text whole = TEXT_EMPTY;
    bool found = false;
    text_add_format(&whole, "%s.%s", table, column);
    for (size_t i = 0; i < workspace->n_revealed && !found; i++) {
        const char *pattern = workspace->revealed[i];
        found = glob_match(pattern, strchr(pattern, '.') ? text_string(&whole) : column);
    }
    text_release(&whole);
    return found;
}

static bool is_called(const char *name, const char *other)
{
    return name != NULL && strcmp(name, other) == 0;
}

/* ---- What is known of a column beside its name: an entry of the state for each, "personal" or "public" ---- */

static const char *const privacy_names[] = { "", "personal", "public" };

static char *privacy_key(const char *table, const char *column)
{
    struct text key = TEXT_EMPTY;
    text_add_format(&key, ".privacy %s.%s", table, column);
    return text_take(&key);
}

enum privacy workspace_privacy(struct workspace *workspace, const char *table, const char *column)
{
    char *key = privacy_key(table, column), *kept = workspace_state(workspace, key);
    enum privacy privacy = PRIVACY_UNKNOWN;
    for (size_t i = 1; kept != NULL && i < sizeof privacy_names / sizeof *privacy_names; i++)
        if (strcmp(kept, privacy_names[i]) == 0)
            privacy = (enum privacy)i;
    free(kept);
    free(key);
    return privacy;
}

bool workspace_set_privacy(struct workspace *workspace, const char *table, const char *column, enum privacy privacy,
                           struct error *err)
{
    if (workspace_privacy(workspace, table, column) == privacy)
        return true;
    char *key = privacy_key(table, column);
    bool ok = change_begin(workspace, err);
    if (ok)
        ok = change_end(workspace, state_write(workspace, key, privacy_names[privacy], err), err);
    free(key);
    mapped_forget(workspace);
    return ok;
}

bool privacy_keep(struct workspace *workspace, const char *name, const struct table *table, struct error *err)
{
    bool ok = true;
    for (size_t i = 0; ok && i < table->n_columns; i++) {
        const struct column *column = &table->columns[i];
        if (!column_name_is_personal(column->name, column->type) &&
            workspace_privacy(workspace, name, column->name) == PRIVACY_UNKNOWN &&
            (column->privacy == PRIVACY_PERSONAL || column_content_is_personal(column)))
            ok = workspace_set_privacy(workspace, name, column->name, PRIVACY_PERSONAL, err);
    }
    return ok;
}

static bool is_personal(struct workspace *workspace, const char *table, const char *column, enum type type)
{
    enum privacy known = workspace_privacy(workspace, table, column);
    return known == PRIVACY_PERSONAL || (known == PRIVACY_UNKNOWN && column_name_is_personal(column, type));
}

/* Whether the table that VERSION belongs to has a key that is personal: then so is the link, however it is called. */
static bool leads_to_personal(struct workspace *workspace, const struct table_version *version, enum type type)
{
    struct query *query = query_new(workspace->catalog, "SELECT key FROM version WHERE name = ? AND key IS NOT NULL "
                                                        "ORDER BY id DESC LIMIT 1");
    query_bind_text(query, version->of);
    char *key = query_row(query) ? query_copy(query, 0) : NULL;
    query_end(query, NULL);
    bool personal = key != NULL && is_personal(workspace, version->of, key, type);
    free(key);
    return personal;
}

enum hiding column_hiding(struct workspace *workspace, const struct table_version *version, const char *name,
                          enum type type, bool marked, enum privacy *privacy)
{
    bool link = is_called(version->via, name), personal = is_personal(workspace, version->name, name, type);
    bool led = marked || (link && version->of != NULL && leads_to_personal(workspace, version, type));
    personal = personal || (led && workspace_privacy(workspace, version->name, name) != PRIVACY_PUBLIC);
    *privacy = personal ? PRIVACY_PERSONAL : PRIVACY_UNKNOWN;
    if (!personal || is_revealed(workspace, version->name, name))
        return HIDES_NOTHING;
    return link || is_called(version->key, name) ? HIDES_WHO : HIDES_VALUES;
}

bool workspace_hides(struct workspace *workspace, const char *table, const struct table_role *role, const char *name,
                     enum type type)
{
    const struct table_version version = { .name = (char *)table, /* only read */
                                           .key = (char *)role->key,
                                           .of = (char *)role->of,
                                           .via = (char *)role->via };
    enum privacy privacy;
    return column_hiding(workspace, &version, name, type, false, &privacy) != HIDES_NOTHING;
}

/* ---- The secret of the workspace ---- */

static const char secret_key[] = ".secret";

static bool read_secret(struct workspace *workspace)
{
    char *text = workspace_state(workspace, secret_key);
    bool ok = text != NULL && strlen(text) == 2 * SECRET_BYTES;
    for (size_t i = 0; ok && i < SECRET_BYTES; i++) {
        unsigned byte = 0;
        ok = sscanf(text + 2 * i, "%2x", &byte) == 1;
        workspace->secret.bytes[i] = (uint8_t)byte;
    }
    free(text);
    return ok;
}

bool secret_take(struct workspace *workspace, struct error *err)
{
    if (read_secret(workspace))
        return true;
    if (getrandom(workspace->secret.bytes, SECRET_BYTES, 0) != SECRET_BYTES)
        return fail_errno(err, errno, "no random bytes for", workspace->folder);
    if (workspace->read_only) /* of a workspace that has none yet: for this opening */
        return true;
    char text[2 * SECRET_BYTES + 1];
    for (size_t i = 0; i < SECRET_BYTES; i++)
        snprintf(text + 2 * i, 3, "%02x", workspace->secret.bytes[i]);
    if (!change_begin(workspace, err))
        return false;
    return change_end(workspace, state_write(workspace, secret_key, text, err), err);
}
