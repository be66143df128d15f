/* Tables whose values may be written, for worlds and tables with something taken out. */
#ifndef FEATURE_COPIED_H
#define FEATURE_COPIED_H

#include "patron/table/table.h"

/* TABLE with values of its own, which are COLUMNS' as long as it lives; names and dictionaries are TABLE's. */
struct table *table_copied(const struct table *table, struct column **columns, struct error *err);
/* ROW of such a column has no value. */
void column_set_missing(const struct column *column, size_t row);

#endif
