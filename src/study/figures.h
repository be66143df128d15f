/* The test figures of a model. Private to study. */
#ifndef PATRON_SRC_STUDY_FIGURES_H
#define PATRON_SRC_STUDY_FIGURES_H

#include "study/input.h"

void model_add_metric(struct model *model, const char *name, struct interval value);
/* All metrics of the rows of TEST whose outcome is known, with intervals. */
bool figures_add(struct model *model, const struct scored *test, struct work *work, struct error *err);
/* 1 where OUTCOME is not 0; freed by the caller. */
uint8_t *outcome_bytes(const double *outcome, size_t n, struct error *err);
/* The figures of a segmentation in the space clustered. */
bool figures_add_segments(struct model *model, const struct matrix *x, const double *score, struct work *work,
                          struct error *err);
uint32_t *segment_labels(const double *score, size_t n, struct error *err);

enum { SILHOUETTE_ROWS = 10000 }; /* as many as the page shows when it is not told otherwise: one figure */

#endif
