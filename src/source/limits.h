/* Who meets a limit. Private to source/. */
#ifndef SOURCE_LIMITS_H
#define SOURCE_LIMITS_H

#include <stdbool.h>

#include "patron/source/limits.h"

struct error;

/* E_LIMIT when N columns of PATH are too many, or N bytes out of PACKED ones. */
bool limit_columns(size_t n, const char *path, struct error *err);
bool limit_expansion(size_t n, size_t packed, const char *path, struct error *err);
/* E_LONG_FIELD of WHAT ("a field"), and behind its other mends the setting; each returns false. */
bool fail_long_cell(struct error *err, const char *what);
bool mend_long_cell(struct error *err);

#endif
