/* Twins across the rows of a study. */
#include "study/twin_rows.h"

#include <stdlib.h>
#include <string.h>

#include "patron/base/memory.h"
#include "study/summary.h"

static const struct column **columns_of(const struct table *table)
{
    const struct column **columns = allocate(table->n_columns + 1, sizeof *columns);
    for (size_t c = KEY_COLUMNS; c < table->n_columns; c++)
        columns[c - KEY_COLUMNS] = &table->columns[c];
    return columns;
}

bool twin_rows_find(const struct study_rows *train, const struct table *train_features, const struct study_rows *test,
                    const struct table *test_features, struct work *work, struct twins *out, struct error *err)
{
    const struct column **train_columns = columns_of(train_features), **test_columns = columns_of(test_features);
    /* the test first, so that its marks are those of its rows */
    const struct twin_part parts[] = {
        { .n_rows = test->n, .columns = test_columns, .customer = test->customer, .asks = true },
        { .n_rows = train->n, .columns = train_columns, .customer = train->customer, .answers = true },
    };
    bool ok = twins_find(parts, 2, test_features->n_columns - KEY_COLUMNS, work, out, err);
    free(train_columns);
    free(test_columns);
    return ok;
}
