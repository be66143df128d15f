/* Distributions in cells that are cut once, in training, and counted ever after. Private to study. */
#ifndef PATRON_SRC_STUDY_REFERENCE_H
#define PATRON_SRC_STUDY_REFERENCE_H

#include "patron/study/study.h"

/* What is there of a column of numbers, in rising order. */
struct sorted_numbers {
    size_t n, n_missing;
    double mean, *values; /* mean in the order of rows */
};
bool numbers_sort(const struct column *column, size_t n_rows, struct sorted_numbers *out, struct error *err);

/* Cells cut from COLUMN and counted; SORTED (may be NULL) gets its numbers, freed by the caller; of texts NULL. ROWS:
   whose they are. */
bool reference_make(struct reference *reference, const char *name, const char *rows, const struct column *column,
                    size_t n_rows, struct sorted_numbers *sorted, struct error *err);
/* Counts in the cells of REFERENCE; n_cells, freed by the caller. */
double *reference_count_numbers(const struct reference *reference, const struct sorted_numbers *now);
double *reference_count_texts(const struct reference *reference, const struct column *column, size_t n_rows);
/* The counts that NOW is held against; n_cells, freed by the caller: those of REFERENCE, with as many rows moved from
   the other levels to the unseen ones as may be expected there (Good 1953: the rows whose level is seen once), at most
   as many as NOW has. */
double *reference_expected(const struct reference *reference, const double *now);
/* KS distance, its p, and the Wasserstein distance to the numbers NOW; NaN without points. */
bool reference_distances(const struct reference *reference, const struct sorted_numbers *now, double *ks, double *p,
                         double *wasserstein, struct error *err);
/* A copy. */
struct reference reference_copy(const struct reference *reference);
void reference_release(struct reference *reference);
/* "score": cells cut from N scores of ROWS. */
bool reference_of_scores(struct reference *reference, const char *rows, const double *score, size_t n,
                         struct error *err);

struct json *references_write(const struct model *model);
bool references_read(struct model *model, const struct json *json, struct error *err);

#endif
