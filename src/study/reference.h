/* Distributions in cells that are cut once, in training, and counted ever after. Private to study. */
#ifndef PATRON_SRC_STUDY_REFERENCE_H
#define PATRON_SRC_STUDY_REFERENCE_H

#include "patron/study/study.h"

struct column_summary;

/* Cells cut from a column's deciles, or its levels; counts of the column. */
void reference_make(struct reference *reference, const char *name, const struct column *column, size_t n_rows,
                    const struct column_summary *summary);
/* COLUMN's counts in the cells of REFERENCE; n_cells, freed by the caller. MEAN (may be NULL) of the numbers. */
double *reference_count(const struct reference *reference, const struct column *column, size_t n_rows, double *mean);
/* A copy. */
struct reference reference_copy(const struct reference *reference);
void reference_release(struct reference *reference);
/* "score": cells cut from N scores. */
bool reference_of_scores(struct reference *reference, const double *score, size_t n, struct error *err);

struct json *references_write(const struct model *model);
bool references_read(struct model *model, const struct json *json, struct error *err);

#endif
