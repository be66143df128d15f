/* Which columns are personal is told by their names and by what they hold; whoever loads them knows better. */
#include "command/data/load_privacy.h"

#include <string.h>

static bool keep_each(struct session *session, const struct value *columns, const char *name, const struct table *table,
                      enum privacy privacy, struct error *err)
{
    for (size_t i = 0; columns->given && i < columns->n_texts; i++)
        if (!table_need_column(table, columns->texts[i], err) ||
            !workspace_set_privacy(session->workspace, name, columns->texts[i], privacy, err))
            return fail_value_at(err, columns, i);
    return true;
}

bool load_privacy_keep(struct session *session, const struct invocation *invocation, const char *name,
                       const struct table *table, struct error *err)
{
    const struct value *personal = values_get(&invocation->values, "personal");
    const struct value *open = values_get(&invocation->values, "public");
    for (size_t i = 0; personal->given && i < personal->n_texts; i++)
        for (size_t j = 0; open->given && j < open->n_texts; j++)
            if (strcmp(personal->texts[i], open->texts[j]) == 0) {
                fail(err, ERROR_USER, E_BAD_VALUE, "'%s' is declared personal and public", open->texts[j]);
                return fail_value_at(err, open, j);
            }
    return keep_each(session, personal, name, table, PRIVACY_PERSONAL, err) &&
           keep_each(session, open, name, table, PRIVACY_PUBLIC, err);
}
