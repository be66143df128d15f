/* The customers a segmentation was made of, in the space clustered. Private to study. */
#ifndef PATRON_SRC_STUDY_PLACED_H
#define PATRON_SRC_STUDY_PLACED_H

#include "study/input.h"

struct placed {
    struct study_rows rows;
    struct study_input input;
    uint32_t *label;
};
bool placed_make(const struct model *model, const struct world *world, const struct definition *population,
                 struct work *work, struct placed *out, struct error *err);
void placed_release(struct placed *placed);

#endif
