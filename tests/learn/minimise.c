/* Tests of src/learn/minimise.c. */
#include "learn/minimise.h"

#include <string.h>

#include "learn_tests.h"

/* Rosenbrock's valley: minimum 0 at (1, 1); Hessian there [802, -400; -400, 200], inverse [0.5, 1; 1, 2.005]. */
static bool rosenbrock(void *context, const double *at, double *value, double *gradient, double *hessian,
                       struct error *err)
{
    (void)err;
    ++*(size_t *)context;
    double slope = at[1] - at[0] * at[0];
    *value = 100 * slope * slope + (1 - at[0]) * (1 - at[0]);
    gradient[0] = -400 * at[0] * slope - 2 * (1 - at[0]);
    gradient[1] = 200 * slope;
    hessian[0] = 800 * at[0] * at[0] - 400 * slope + 2;
    hessian[1] = hessian[2] = -400 * at[0];
    hessian[3] = 200;
    return true;
}

START_TEST(finds_the_end_of_the_valley)
{
    size_t n_calls = 0;
    struct objective objective = { 2, rosenbrock, &n_calls };
    struct minimum minimum;
    ck_assert(minimise(&objective, (double[]){ -1.2, 1 }, 500, 1e-12, &minimum, NULL));
    ck_assert(minimum.converged);
    expect_near(minimum.at[0], 1, 1e-9);
    expect_near(minimum.at[1], 1, 1e-9);
    expect_near(minimum.covariance[0], 0.5, 1e-8);
    expect_near(minimum.covariance[1], 1, 1e-8);
    expect_near(minimum.covariance[3], 2.005, 1e-8);
    ck_assert(n_calls < 100);
}
END_TEST

/* cosh(t) - 1/2 exp(-(t - 3)^2) bends the other way around t = 2: a ridge is needed on the way from there to the
   minimum, where sinh(t) + (t - 3) exp(-(t - 3)^2) = 0. */
static bool bumpy(void *context, const double *at, double *value, double *gradient, double *hessian, struct error *err)
{
    (void)context, (void)err;
    double t = at[0], bump = 40 * exp(-(t - 3) * (t - 3));
    *value = cosh(t) - bump / 2;
    gradient[0] = sinh(t) + (t - 3) * bump;
    hessian[0] = cosh(t) + bump * (1 - 2 * (t - 3) * (t - 3));
    return true;
}

START_TEST(bends_the_other_way)
{
    struct objective objective = { 1, bumpy, NULL };
    struct minimum minimum;
    for (double start = -3; start <= 4; start += 0.25) {
        ck_assert(minimise(&objective, &start, 100, 1e-14, &minimum, NULL));
        ck_assert(minimum.converged);
        expect_near(minimum.gradient_norm, 0, 1e-5);
        ck_assert(minimum.covariance[0] > 0);
    }
}
END_TEST

static bool refuse(void *context, const double *at, double *value, double *gradient, double *hessian, struct error *err)
{
    (void)context, (void)at, (void)value, (void)gradient, (void)hessian;
    return fail(err, ERROR_CANCELLED, E_CANCELLED, "stopped");
}

START_TEST(failure_of_the_objective_is_passed_on)
{
    struct objective objective = { 1, refuse, NULL };
    struct minimum minimum;
    struct error err = ERROR_INIT;
    ck_assert(!minimise(&objective, (double[]){ 0 }, 10, 1e-9, &minimum, &err));
    ck_assert_int_eq(err.code, E_CANCELLED);
    error_release(&err);
}
END_TEST

TCase *minimise_tests(void)
{
    TCase *tests = tcase_create("minimise");
    tcase_add_test(tests, finds_the_end_of_the_valley);
    tcase_add_test(tests, bends_the_other_way);
    tcase_add_test(tests, failure_of_the_objective_is_passed_on);
    return tests;
}
