/* Which columns are hidden: personal ones that nobody has revealed. */
#include <stdlib.h>
#include <string.h>

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

bool column_is_hidden(const struct workspace *workspace, const struct table_version *version, const char *name,
                      enum type type)
{
    const struct table_role role = { .key = version->key, .via = version->via };
    return workspace_hides(workspace, version->name, &role, name, type);
}

bool workspace_hides(const struct workspace *workspace, const char *table, const struct table_role *role,
                     const char *name, enum type type)
{
    return column_name_is_personal(name, type) && !is_called(role->key, name) && !is_called(role->via, name) &&
           !is_revealed(workspace, table, name);
}
