/* Newton's method for a handful of parameters. */
#include "minimise.h"

#include <math.h>
#include <string.h>

#include "patron/base/error.h"
#include "patron/base/matrix.h"

enum { N = MOST_PARAMETERS, HALVINGS = 40 };
static const double LONGEST_STEP = 2; /* in any one logarithm */

struct point {
    double at[N], value, gradient[N], hessian[N * N];
};

static double dot(const double *a, const double *b, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += a[i] * b[i];
    return sum;
}

static double greatest(const double *a, size_t n)
{
    double most = 0;
    for (size_t i = 0; i < n; i++)
        most = fmax(most, fabs(a[i]));
    return most;
}

static bool evaluate(const struct objective *objective, struct point *point, struct error *err)
{
    return objective->evaluate(objective->context, point->at, &point->value, point->gradient, point->hessian, err);
}

/* The Newton direction, and the factor it came from; *DEFINITE: no ridge was needed. */
static void newton_direction(const struct point *point, size_t n, double *factor, double *direction, bool *definite)
{
    size_t bad;
    double scale = fmax(greatest(point->hessian, n * n), 1e-300);
    for (double ridge = 0;; ridge = fmax(ridge * 10, 1e-8 * scale)) {
        memcpy(factor, point->hessian, n * n * sizeof *factor);
        for (size_t j = 0; j < n; j++) {
            factor[j * n + j] += ridge;
            direction[j] = -point->gradient[j];
        }
        *definite = ridge == 0;
        if (cholesky_factor(factor, n, &bad))
            break;
    }
    cholesky_solve(factor, n, direction);
}

/* POINT moves along DIRECTION, by less and less until the value falls enough (Armijo). *MOVED: whether it did. */
static bool step_along(const struct objective *objective, struct point *point, const double *direction, bool *moved,
                       struct error *err)
{
    size_t n = objective->n;
    double slope = dot(direction, point->gradient, n), most = greatest(direction, n);
    double length = most > LONGEST_STEP ? LONGEST_STEP / most : 1;
    double noise = 1e-13 * fabs(point->value); /* a difference of values below this says nothing */
    struct point trial;
    *moved = false;
    for (int i = 0; i < HALVINGS && !*moved; i++, length /= 2) {
        for (size_t j = 0; j < n; j++)
            trial.at[j] = point->at[j] + length * direction[j];
        if (!evaluate(objective, &trial, err))
            return false;
        *moved = isfinite(trial.value) && trial.value <= point->value + 1e-4 * length * slope + noise;
    }
    if (*moved)
        *point = trial;
    return true;
}

bool minimise(const struct objective *objective, const double *start, size_t max_steps, double tolerance,
              struct minimum *minimum, struct error *err)
{
    size_t n = objective->n;
    struct point point = { .value = 0 };
    memcpy(point.at, start, n * sizeof *start);
    *minimum = (struct minimum){ 0 };
    if (!numerics_open(err) || !evaluate(objective, &point, err))
        return false;
    double factor[N * N], direction[N];
    for (bool moved = true; moved; minimum->n_steps++) {
        bool definite;
        newton_direction(&point, n, factor, direction, &definite);
        double gain = -dot(direction, point.gradient, n) / 2;
        minimum->converged = definite && gain <= tolerance;
        if (gain <= tolerance || minimum->n_steps == max_steps)
            break;
        if (!step_along(objective, &point, direction, &moved, err))
            return false;
    }
    memcpy(minimum->at, point.at, n * sizeof *point.at);
    minimum->value = point.value;
    minimum->gradient_norm = greatest(point.gradient, n);
    for (size_t i = 0; i < n * n; i++)
        minimum->covariance[i] = NAN;
    if (minimum->converged)
        cholesky_inverse(factor, n, minimum->covariance);
    return true;
}
