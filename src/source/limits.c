/* The limits, and the errors of who meets them. */
#include "source/limits.h"

#include <stdatomic.h>

#include "patron/base/error.h"

static _Atomic size_t most_columns = 65536, most_cell_bytes = 16000000, most_expansion = 250;

struct source_limits source_limits(void)
{
    return (struct source_limits){ most_columns, most_cell_bytes, most_expansion };
}

void source_limits_set(const struct source_limits *limits)
{
    most_columns = limits->columns;
    most_cell_bytes = limits->cell_bytes;
    most_expansion = limits->expansion;
}

bool limit_columns(size_t n, const char *path, struct error *err)
{
    size_t most = most_columns;
    if (n <= most)
        return true;
    fail(err, ERROR_DATA, E_LIMIT, "%s has over %zu columns", path, most);
    error_reason(err, "a file of commas alone would take all memory");
    error_mend(err, "set most_columns=%zu, if it truly is so wide", 4 * most);
    return false;
}

bool fail_long_cell(struct error *err, const char *what)
{
    size_t longest = most_cell_bytes;
    bool millions = longest % 1000000 == 0;
    return fail(err, ERROR_DATA, E_LONG_FIELD, "%s has over %zu%s characters", what,
                millions ? longest / 1000000 : longest, millions ? " million" : "");
}

bool mend_long_cell(struct error *err)
{
    error_mend(err, "set longest_cell=%zu, if it truly is so long", 4 * most_cell_bytes);
    return false;
}

bool limit_expansion(size_t n, size_t packed, const char *path, struct error *err)
{
    size_t most = most_expansion;
    if (n <= EXPANSION_FREE || n / most <= packed)
        return true;
    fail(err, ERROR_DATA, E_LIMIT, "%s unpacks to over %zu times its size", path, most);
    error_reason(err, "%zu bytes came out of %zu so far", n, packed);
    error_mend(err, "set most_expansion=%zu, if it truly is so", 4 * most);
    return false;
}
