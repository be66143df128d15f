/* Tests of two-sample figures. */
#include <stdlib.h>

#include "measure/distribution.h"
#include "measure_tests.h"
#include "patron/base/random.h"
#include "patron/measure/measure.h"

START_TEST(eight_and_eight)
{
    const double x[] = { 38.7, 41.5, 43.8, 44.5, 45.5, 46.0, 47.7, 58.0 };
    const double y[] = { 39.2, 39.3, 39.7, 41.4, 41.8, 42.9, 43.3, 45.8 };
    double distance, p;
    ck_assert(measure_ks_two_sample(x, 8, y, 8, &distance, &p, NULL));
    ck_assert(distance == 0.625);
    assert_near(p, 0.0870240870, 1e-9); /* exact; the limit distribution gives 0.0879 */
}
END_TEST

START_TEST(agrees_with_reference)
{
    struct json *expected = read_expected(REFERENCE "drift/expected.json");
    static double u[3000], v[2500];
    double distance, p;
    for (size_t i = 0; i < 60; i++)
        u[i] = (double)(i * 37 % 101) / 101;
    for (size_t i = 0; i < 45; i++)
        v[i] = (double)(i * 29 % 103) / 103 + 0.11;
    ck_assert(measure_ks_two_sample(u, 60, v, 45, &distance, &p, NULL));
    assert_near(distance, json_get_number(expected, "ks_mid", 0), 1e-12);
    assert_near(p, json_get_number(expected, "ks_mid_p", 0), 1e-9);
    for (size_t i = 0; i < 3000; i++)
        u[i] = (double)(i * 1237 % 7919) / 7919;
    for (size_t i = 0; i < 2500; i++)
        v[i] = (double)(i * 1237 % 7919) / 7919 + 0.02;
    ck_assert(measure_ks_two_sample(u, 3000, v, 2500, &distance, &p, NULL));
    assert_near(distance, json_get_number(expected, "ks_large", 0), 1e-12);
    assert_near(p, json_get_number(expected, "ks_large_p", 0), 1e-9);
    json_free(expected);
}
END_TEST

START_TEST(ties_are_exact)
{
    const double x[] = { 1, 1, 2, 2, 2, 3, 4, 4, 5, 7 }, y[] = { 2, 3, 3, 4, 5, 5, 5, 6, 6, 7, 7, 8 };
    double distance, p;
    ck_assert(measure_ks_two_sample(x, 10, y, 12, &distance, &p, NULL));
    assert_near(distance, 0.466666666666667, 1e-14); /* tests/reference/drift/ties.txt: R */
    assert_near(p, 0.0747704308075751, 1e-12);
}
END_TEST

START_TEST(equal_samples_do_not_differ)
{
    const double x[] = { 3, 1, 2, 2 };
    double distance, p;
    ck_assert(measure_ks_two_sample(x, 4, x, 4, &distance, &p, NULL));
    ck_assert(distance == 0 && p == 1);
    ck_assert(!measure_ks_two_sample(x, 4, x, 0, &distance, &p, NULL));
}
END_TEST

START_TEST(limit_distribution_is_continuous)
{
    assert_near(kolmogorov_upper(1 - 1e-12), kolmogorov_upper(1 + 1e-12), 1e-10);
    assert_near(kolmogorov_upper(1.3580986393), 0.05, 1e-9); /* the classical 5 % point */
    ck_assert(kolmogorov_upper(0) == 1);
}
END_TEST

START_TEST(stability_index)
{
    const double then[] = { 16, 18, 16, 14, 12, 12 }, now[] = { 16, 16, 16, 16, 16, 8 };
    assert_near(measure_psi(then, now, 6), 0.037218381577290835, 1e-12);
    ck_assert(measure_psi(then, then, 6) == 0);
    const double ten[] = { 10, 10, 10, 10, 10, 10, 10, 10, 10, 10 }, moved[] = { 8, 9, 9, 10, 11, 12, 11, 10, 10, 10 };
    assert_near(measure_psi(ten, moved, 10), 0.0121227161, 1e-10);
    /* an empty cell: half a count each, shares again adding to one */
    const double a[] = { 10, 10, 0 }, b[] = { 10, 5, 5 };
    double p[] = { 10.5 / 21.5, 10.5 / 21.5, 0.5 / 21.5 }, q[] = { 10.5 / 21.5, 5.5 / 21.5, 5.5 / 21.5 }, sum = 0;
    for (size_t i = 0; i < 3; i++)
        sum += (q[i] - p[i]) * log(q[i] / p[i]);
    assert_near(measure_psi(a, b, 3), sum, 1e-14);
    /* a cell that nobody is in on either side changes nothing */
    const double c[] = { 16, 18, 16, 14, 12, 12, 0 }, d[] = { 16, 16, 16, 16, 16, 8, 0 };
    assert_near(measure_psi(c, d, 7), 0.037218381577290835, 1e-12);
    const double none[] = { 0, 0 };
    ck_assert(isnan(measure_psi(none, then, 2)));
}
END_TEST

START_TEST(chi_square)
{
    const double then[] = { 16, 18, 16, 14, 12, 12, 0 }, now[] = { 16, 16, 16, 16, 16, 8, 0 };
    double p;
    assert_near(measure_chi_square(then, now, 7, &p), 1.6224089635854342, 1e-12);
    assert_near(p, 0.8985262394026607, 1e-12);
    assert_near(measure_chi_square(then, then, 7, &p), 0, 1e-15);
    ck_assert(p == 1);
}
END_TEST

/* NumPy 1.24, SciPy 1.10: jensenshannon(a, b, 2), wasserstein_distance; statsmodels 0.13: multipletests fdr_bh. */
START_TEST(effects_are_as_elsewhere)
{
    const double then[] = { 16, 18, 16, 14, 12, 12 }, now[] = { 16, 16, 16, 16, 16, 8 };
    assert_near(measure_jensen_shannon(then, now, 6), 0.08173421, 1e-8);
    ck_assert(measure_jensen_shannon(then, then, 6) == 0);
    const double a[] = { 1, 0 }, b[] = { 0, 3 };
    assert_near(measure_jensen_shannon(a, b, 2), 1, 1e-15);
    const double x[] = { 38.7, 41.5, 43.8, 44.5, 45.5, 46.0, 47.7, 58.0 };
    const double y[] = { 39.2, 39.3, 39.7, 41.4, 41.8, 42.9, 43.3, 45.8 };
    assert_near(measure_wasserstein_sorted(x, 8, y, 8), 4.1625, 1e-12);
    const double u[] = { 0, 0, 1 }, v[] = { 0.25, 2 };
    assert_near(measure_wasserstein_sorted(u, 3, v, 2), 0.25 * 2 / 3 + 0.75 / 6 + 0.5, 1e-14); /* by hand */
    ck_assert(isnan(measure_wasserstein_sorted(u, 0, v, 2)));
    assert_near(measure_psi_null_level(x, y, 8) / (1 / (38.7 + 41.5 + 43.8 + 44.5 + 45.5 + 46.0 + 47.7 + 58.0) +
                                                   1 / (39.2 + 39.3 + 39.7 + 41.4 + 41.8 + 42.9 + 43.3 + 45.8)),
                14.06714, 1e-5); /* qchisq(0.95, 7) */
    double ten[10];
    for (size_t i = 0; i < 10; i++)
        ten[i] = 100;
    assert_near(measure_psi_null_level(ten, ten, 10), 0.033838, 1e-6);
    const double p[] = { 0.01, 0.04, NAN, 0.03, 0.005 }, want[] = { 0.02, 0.04, NAN, 0.04, 0.02 };
    double q[5];
    measure_benjamini_hochberg(p, 5, q);
    for (size_t i = 0; i < 5; i++)
        ck_assert(isnan(want[i]) ? isnan(q[i]) : fabs(q[i] - want[i]) < 1e-15);
}
END_TEST

/* Under one distribution p is below 5 % about one time in twenty: 1,000 pairs, 4 standard deviations are 2.8 %. */
START_TEST(false_alarms_are_as_stated)
{
    size_t alarms = 0;
    for (uint64_t seed = 0; seed < 1000; seed++) {
        struct random random = random_stream(31, seed);
        double x[80], y[60], distance, p;
        for (size_t i = 0; i < 80; i++)
            x[i] = random_normal(&random);
        for (size_t i = 0; i < 60; i++)
            y[i] = random_normal(&random);
        ck_assert(measure_ks_two_sample(x, 80, y, 60, &distance, &p, NULL));
        alarms += p < 0.05;
    }
    ck_assert_uint_gt(alarms, 22);
    ck_assert_uint_lt(alarms, 78);
}
END_TEST

TCase *two_sample_tests(void)
{
    TCase *tests = tcase_create("two_sample");
    tcase_add_test(tests, eight_and_eight);
    tcase_add_test(tests, agrees_with_reference);
    tcase_add_test(tests, ties_are_exact);
    tcase_add_test(tests, equal_samples_do_not_differ);
    tcase_add_test(tests, limit_distribution_is_continuous);
    tcase_add_test(tests, stability_index);
    tcase_add_test(tests, chi_square);
    tcase_add_test(tests, effects_are_as_elsewhere);
    tcase_add_test(tests, false_alarms_are_as_stated);
    return tests;
}
