/* Tests of src/learn/two_powers.c. */
#include "learn/two_powers.h"

#include "learn_tests.h"

static double integral(double a, double p, double b, double q, double from, double to)
{
    struct two_powers powers;
    double sum = 0;
    two_powers(a, p, b, q, from, to, &powers);
    for (size_t k = 0; k < powers.n; k++) {
        ck_assert(powers.t[k] >= 0.999999 * from && powers.t[k] <= 1.000001 * to);
        expect_near(exp(powers.log_a[k]), a + powers.t[k], 1e-12 * (a + powers.t[k]));
        expect_near(exp(powers.log_b[k]), b + powers.t[k], 1e-12 * (b + powers.t[k]));
        sum += exp(powers.log_weight[k]);
    }
    return sum;
}

/* The integral of (a + t)^-p, in closed form. */
static double one_power(double a, double p, double from, double to)
{
    double longer = log1p((to - from) / (a + from));
    return p == 1 ? longer : exp((1 - p) * log(a + from)) * expm1((1 - p) * longer) / (1 - p);
}

START_TEST(is_exact_where_the_integral_is_known)
{
    const double p[] = { 0.3, 1, 2.5, 40, 2000 }, a[] = { 1e-6, 0.01, 3, 5000 }, to[] = { 1e-3, 1, 60, 3000 };
    for (size_t i = 0; i < 5; i++)
        for (size_t j = 0; j < 4; j++)
            for (size_t k = 0; k < 4; k++)
                for (double from = 0; from < to[k]; from += 0.4 * to[k]) {
                    if (p[i] * log(a[j] + from) < -600)
                        continue;
                    double right = one_power(a[j], p[i], from, to[k]);
                    /* As one power, whole or divided into two with one base; and with a power of nothing. */
                    expect_near(integral(a[j], p[i], 7, 0, from, to[k]), right, 2e-12 * right);
                    expect_near(integral(a[j], p[i] / 3, a[j], p[i] / 1.5, from, to[k]), right, 2e-12 * right);
                    if (a[j] > 7)
                        expect_near(integral(7, 1e-300, a[j], p[i], from, to[k]), right, 2e-12 * right);
                }
    ck_assert(integral(2, 3, 4, 5, 6, 6) == 0);
}
END_TEST

/* Two different bases: 1 / ((a + t)(b + t)) and 1 / ((a + t)^2 (b + t)) by partial fractions. */
START_TEST(is_exact_with_two_bases)
{
    const double bases[] = { 1e-4, 0.3, 12, 900 };
    for (size_t i = 0; i < 4; i++)
        for (size_t j = 0; j < 4; j++) {
            double a = bases[i], b = bases[j], from = 0.5, to = 80, apart = b - a;
            if (i == j)
                continue;
            double both = (one_power(a, 1, from, to) - one_power(b, 1, from, to)) / apart;
            double right = (one_power(a, 2, from, to) - both) / apart;
            expect_near(integral(a, 1, b, 1, from, to), both, 1e-11 * both);
            expect_near(integral(a, 2, b, 1, from, to), right, 1e-9 * right); /* the right side cancels */
        }
}
END_TEST

TCase *two_powers_tests(void)
{
    TCase *tests = tcase_create("two_powers");
    tcase_add_test(tests, is_exact_where_the_integral_is_known);
    tcase_add_test(tests, is_exact_with_two_bases);
    return tests;
}
