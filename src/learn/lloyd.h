/* Lloyd's algorithm for k-means with Hamerly's bounds (2010): after the first passes most rows are known to stay where
   they are without a distance being computed. */
#ifndef LEARN_LLOYD_H
#define LEARN_LLOYD_H

#include <stdint.h>

#include "learn.h"

struct lloyd {
    const struct matrix *x;
    const double *weight; /* or NULL */
    size_t k;
    struct matrix centroids; /* k x columns; set by the caller before the run */
    uint32_t *label;         /* a row */
    double *size;            /* k; the sum of weights */
    double inertia;          /* sum of weight x squared distance to the own centroid */
    size_t n_steps;
    bool converged; /* no label changed, or no centroid moved, in the last step */
    /* Private. */
    double *upper, *lower; /* bounds of the distance to the own and to the second nearest centroid */
    double *sums;          /* k x columns */
    size_t *counts;
};

bool lloyd_init(struct lloyd *lloyd, const struct matrix *x, const double *weight, size_t k, struct error *err);
void lloyd_release(struct lloyd *lloyd);

/* From the centroids to a local minimum, until no label changes, or the centroids move less than TOLERANCE (sum of
   squares), or MAX_STEPS. An empty cluster gets the row farthest from its centroid; E_TOO_FEW when there is none.
   THREADS NULL: on the calling thread; STOP is asked whether to go on. */
bool lloyd_run(struct lloyd *lloyd, size_t max_steps, double tolerance, struct work *threads, const struct work *stop,
               struct error *err);

/* Squared distances of ROW to K centroids laid out column by column in LANES (see lanes_fill); OUT has lanes_width(k)
   places. Summed over the columns in order, so the bits do not depend on the processor's vectors. */
size_t lanes_width(size_t k);
void lanes_fill(const struct matrix *centroids, double *lanes);
void lanes_distances(const double *row, const double *lanes, size_t n_columns, size_t width, double *out);
double squared_distance(const double *a, const double *b, size_t n); /* the same bits */

#endif
