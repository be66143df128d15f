/* Settings as limits. */
#include "command/data/load_limits.h"

#include <string.h>

#include "patron/base/number.h"
#include "patron/command/session.h"
#include "patron/source/limits.h"

static void take(const struct session *session, const char *name, size_t *out)
{
    const char *text = session_setting(session, name);
    int64_t number;
    if (text && integer_parse(text, strlen(text), &number) && number > 0)
        *out = (size_t)number;
}

void load_limits(struct session *session)
{
    struct source_limits limits = source_limits();
    take(session, "most_columns", &limits.columns);
    take(session, "longest_cell", &limits.cell_bytes);
    take(session, "most_expansion", &limits.expansion);
    source_limits_set(&limits);
}
