/* Calibrating a yes/no model: another model, whose only feature is its score, and what that changes on the test rows.

   The calibrator has the split, target and population of the model. On the training rows the score is out of fold
   (nested.h), so no row that the calibrator learns from has trained the score it sees; the test rows are those of the
   model, and chose nothing. */
#ifndef PATRON_STUDY_CALIBRATION_H
#define PATRON_STUDY_CALIBRATION_H

#include "patron/study/study.h"

/* The request of a calibrator of KIND for MODEL, which WORLD's source of scores knows as SPEC ("m2@3"); lives as long as
   MODEL and ARENA. E_NOT_FIT when the model answers no yes/no target. */
bool study_calibration_request(const struct model *model, const char *spec, const struct model_kind *kind,
                               const struct world *world, struct work *work, struct arena *arena,
                               struct study_request *out, struct error *err);

enum { CALIBRATION_FIGURES = 3 };
struct calibration_figure {
    const struct metric *metric; /* log_loss, brier, ece */
    double before, after;
    struct interval change; /* without interval where there is no test */
    double p;               /* of no change; NaN: not tested */
};
struct calibration_gain {
    struct calibration_figure figures[CALIBRATION_FIGURES];
    const char *verdict; /* that of study_compare on log loss: "better", "worse", "no clear difference", "not known" */
};
/* The figures of AFTER against those of BEFORE (nested_asked), the same rows. */
bool study_calibration_gain(const struct scored *before, const struct scored *after, uint64_t seed, struct work *work,
                            struct calibration_gain *out, struct error *err);

#endif
