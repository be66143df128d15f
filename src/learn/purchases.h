/* Purchase histories (x, t_x, T): checked, and grouped, since a large base has far fewer different histories than
   customers. */
#ifndef LEARN_PURCHASES_H
#define LEARN_PURCHASES_H

#include "learn.h"

struct history {
    double x, recency, age, weight; /* x first: they are sorted by it. Repeat purchases; weeks from first to last; weeks
                                       from first to the cutoff */
};

struct histories {
    size_t n;
    struct history *rows; /* sorted by x; all different; weights above 0 */
    double weight;        /* of all */
    size_t n_counts;      /* different x */
    double *counts;       /* ascending */
    size_t *count_of;     /* row -> index into counts */
};

/* n x 3, x whole and at least 0, 0 <= t_x <= T, t_x = 0 for x = 0 and above 0 otherwise; or E_NOT_FIT with the row. */
bool purchases_check(const struct matrix *x, struct error *err);
/* DATA->x, checked, with DATA->weight. */
bool histories_init(struct histories *histories, const struct learn_data *data, struct error *err);
void histories_release(struct histories *histories);

#endif
