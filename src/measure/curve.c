/* Points of a curve: room for them, and thinning. */
#include "measure/curve.h"

#include <math.h>
#include <stdlib.h>

#include "patron/base/error.h"
#include "patron/base/memory.h"

bool curve_reserve(struct curve *curve, size_t n, struct error *err)
{
    *curve = (struct curve){ .n = n };
    curve->x = allocate_large(n, sizeof *curve->x, "the points of a curve", err);
    curve->y = curve->x ? allocate_large(n, sizeof *curve->y, "the points of a curve", err) : NULL;
    curve->threshold = curve->y ? allocate_large(n, sizeof *curve->threshold, "the points of a curve", err) : NULL;
    if (curve->threshold)
        return true;
    curve_release(curve);
    return false;
}

void curve_release(struct curve *curve)
{
    free(curve->x);
    free(curve->y);
    free(curve->threshold);
    *curve = (struct curve){ 0 };
}

static double step(const struct curve *curve, size_t i)
{
    return fabs(curve->x[i] - curve->x[i - 1]) + fabs(curve->y[i] - curve->y[i - 1]);
}

void curve_thin(struct curve *curve, size_t max)
{
    if (max < 3)
        max = 3;
    if (curve->n <= max)
        return;
    double length = 0, way = 0;
    for (size_t i = 1; i < curve->n; i++)
        length += step(curve, i);
    size_t kept = 1, last = curve->n - 1, piece = 0;
    for (size_t i = 1; i < last; i++) {
        way += step(curve, i);
        size_t own = (size_t)(way / length * (double)(max - 1));
        if (own > piece && kept < max - 1) {
            curve_set(curve, kept++, curve->x[i], curve->y[i], curve->threshold[i]);
            piece = own;
        }
    }
    curve_set(curve, kept++, curve->x[last], curve->y[last], curve->threshold[last]);
    curve->n = kept;
}
