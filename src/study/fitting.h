/* Fitting a kind on prepared rows. Private to study. */
#ifndef PATRON_SRC_STUDY_FITTING_H
#define PATRON_SRC_STUDY_FITTING_H

#include "study/input.h"

/* Fills MODEL's fitted value, summary (terms named after the design's columns) and parts. INPUT is of ROWS. */
bool fit_model(struct model *model, const struct world *world, const struct study_rows *rows,
               const struct study_input *input, const struct values *parameters, struct work *work, struct error *err);

#endif
