/* Points of a curve while it is made. Private to measure. */
#ifndef PATRON_SRC_MEASURE_CURVE_H
#define PATRON_SRC_MEASURE_CURVE_H

#include "patron/measure/measure.h"

bool curve_reserve(struct curve *curve, size_t n, struct error *err);
static inline void curve_set(struct curve *curve, size_t i, double x, double y, double threshold)
{
    curve->x[i] = x;
    curve->y[i] = y;
    curve->threshold[i] = threshold;
}
/* Leaves at most MAX points (at least 3): the ends, and one point for each equal piece of the way along the curve. */
void curve_thin(struct curve *curve, size_t max);

#endif
