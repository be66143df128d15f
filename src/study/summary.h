/* What a column of a feature table looks like: for preparation, references and drift. Private to study. */
#ifndef PATRON_SRC_STUDY_SUMMARY_H
#define PATRON_SRC_STUDY_SUMMARY_H

#include "patron/study/study.h"

enum { N_DECILES = 9, LEVELS_MAX = 50 };

struct column_summary {
    bool is_text;
    size_t n, n_missing;
    /* numbers: of the values present; NaN when there are none */
    double least, median, mean, sd; /* sd divides by the number of values less one */
    double deciles[N_DECILES];
    /* texts: the levels by falling frequency, then by name; at most LEVELS_MAX, others are "other" */
    size_t n_levels, n_other;
    char **levels;
    double *counts;
};

bool column_summarise(const struct column *column, size_t n_rows, struct column_summary *out, struct error *err);
void column_summary_release(struct column_summary *summary);
/* Columns FIRST .. of TABLE, in parallel; the caller releases each and frees the array. */
struct column_summary *table_summarise(const struct table *table, size_t first, struct work *work, struct error *err);
void summaries_free(struct column_summary *summaries, size_t n);

enum { KEY_COLUMNS = 2 }; /* feature tables begin with key and cutoff */

/* For each text of DICTIONARY its place among LEVELS, or N_LEVELS; the caller frees. */
size_t *levels_of_dictionary(const struct dictionary *dictionary, char *const *levels, size_t n_levels);

#endif
