/* Funnels: how many customers pass each of several conditions, one after the other. */
#ifndef PATRON_STUDY_FUNNEL_H
#define PATRON_STUDY_FUNNEL_H

#include "patron/feature/feature.h"

struct funnel {
    size_t n_steps;
    double *counts; /* n_steps + 1: those who begin, then those who passed the conditions so far */
};
/* The customers of POPULATION (NULL: all) as of CUTOFF who satisfy STEPS[0], those of them who also satisfy STEPS[1],
   ... On failure OUT->n_steps is the step that could not be decided; N_STEPS when it was the population. */
bool study_funnel(const struct world *world, const struct definition *population, const struct definition *const *steps,
                  size_t n_steps, int64_t cutoff, struct work *work, struct funnel *out, struct error *err);
void funnel_release(struct funnel *funnel);

#endif
