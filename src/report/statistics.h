/* What a column holds, in figures, for summaries and pictures of data. */
#ifndef REPORT_STATISTICS_H
#define REPORT_STATISTICS_H

#include "patron/table/table.h"

struct error;

enum { SHAPE_BINS = 12 };

struct column_statistics {
    size_t n, n_missing, n_distinct;
    double mean, sd, least, median, greatest; /* NaN for text */
    double shape[SHAPE_BINS]; /* counts between least and greatest; of text: of the most frequent values */
    size_t n_shape;
    /* Of whole numbers that doubles cannot tell apart (column_is_wide); of a median between two only when it is whole.
     */
    bool wide, whole_median;
    int64_t whole_least, whole_middle, whole_greatest;
};
bool column_statistics(const struct column *column, size_t n_rows, struct column_statistics *out, struct error *err);

/* The distinct values of a TEXT column by count, most frequent first, ties by text; missing last as TEXT_MISSING. */
struct level_count {
    uint32_t code;
    size_t n;
};
/* The text of a level for people; NULL for the missing one. Free. */
char *level_text(const struct column *column, uint32_t code);
struct level_count *level_counts(const struct column *column, size_t n_rows, size_t *n_levels, struct error *err);

/* The values that are not missing, sorted; *N of them. */
double *sorted_values(const struct column *column, size_t n_rows, size_t *n, struct error *err);

#endif
