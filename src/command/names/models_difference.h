/* Two models, or versions of one, or model files, compared by what they record. */
#ifndef COMMAND_MODELS_DIFFERENCE_H
#define COMMAND_MODELS_DIFFERENCE_H

#include <stddef.h>

struct arena;
struct error;
struct model;
struct report;

/* Only what differs: parameters, features, figures, coefficients; how NAMES[0] was, how NAMES[1] is. */
struct report *models_difference(const struct model *const models[2], const char *const names[2], struct arena *arena,
                                 struct error *err);

#endif
