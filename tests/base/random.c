/* Tests of src/base/random.c. Quantiles were computed with mpmath at 30 digits. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base_tests.h"
#include "patron/base/random.h"

START_TEST(published_outputs)
{
    /* xoshiro256** from state 1, 2, 3, 4: the authors' program */
    struct random random = { { 1, 2, 3, 4 } };
    static const uint64_t expected[] = { 11520,
                                         0,
                                         1509978240,
                                         UINT64_C(1215971899390074240),
                                         UINT64_C(1216172134540287360),
                                         UINT64_C(607988272756665600),
                                         UINT64_C(16172922978634559625),
                                         UINT64_C(8476171486693032832) };
    for (size_t i = 0; i < sizeof(expected) / sizeof(*expected); i++)
        ck_assert_uint_eq(random_bits(&random), expected[i]);
}
END_TEST

START_TEST(streams_repeat_and_differ)
{
    uint64_t first[64];
    size_t n = 0;
    for (uint64_t seed = 0; seed < 8; seed++)
        for (uint64_t stream = 0; stream < 8; stream++) {
            struct random random = random_stream(seed, stream), again = random_stream(seed, stream);
            first[n] = random_bits(&random);
            ck_assert(first[n] == random_bits(&again));
            for (size_t i = 0; i < n; i++)
                require(first[i] != first[n]);
            n++;
        }
}
END_TEST

START_TEST(neighbouring_streams_are_uncorrelated)
{
    /* 10,000 pairs: the correlation has a deviation of 0.01 */
    for (uint64_t stream = 0; stream < 20; stream++) {
        struct random a = random_stream(7, stream), b = random_stream(7, stream + 1);
        double sum = 0;
        for (int i = 0; i < 10000; i++)
            sum += (random_unit(&a) - 0.5) * (random_unit(&b) - 0.5);
        ck_assert_double_lt(fabs(sum / 10000 * 12), 0.05);
    }
}
END_TEST

START_TEST(the_first_outputs_are_fixed)
{
    /* A change here changes every seeded result of the program. */
    struct random random = random_stream(42, 0);
    ck_assert_uint_eq(random_bits(&random), UINT64_C(1733212723803207350));
    ck_assert_uint_eq(random_bits(&random), UINT64_C(17151158172115738963));
    random = random_stream(42, 1);
    ck_assert_uint_eq(random_bits(&random), UINT64_C(9044064972310771852));
}
END_TEST

START_TEST(units_are_uniform)
{
    struct random random = random_stream(1, 0);
    enum { N = 400000 };
    int bins[20] = { 0 };
    double sum = 0;
    for (int i = 0; i < N; i++) {
        double value = random_unit(&random);
        require(value >= 0 && value < 1);
        bins[(int)(value * 20)]++;
        sum += value;
    }
    double chi = 0; /* 19 degrees: beyond 50 has probability 1e-4 */
    for (int i = 0; i < 20; i++)
        chi += (bins[i] - N / 20.0) * (bins[i] - N / 20.0) / (N / 20.0);
    ck_assert_double_lt(chi, 50);
    ck_assert_double_eq_tol(sum / N, 0.5, 0.002); /* 4 deviations */
}
END_TEST

START_TEST(below_is_uniform)
{
    struct random random = random_stream(3, 0);
    for (size_t n = 1; n <= 12; n++) {
        int counts[12] = { 0 };
        for (int i = 0; i < 12000; i++) {
            size_t value = random_below(&random, n);
            require(value < n);
            counts[value]++;
        }
        for (size_t i = 0; i < n; i++) /* 5 deviations */
            ck_assert_double_eq_tol(counts[i], 12000.0 / (double)n, 5 * sqrt(12000.0 / (double)n));
    }
    /* a bound for which plain multiplication would favour the lower third threefold */
    size_t bound = (size_t)3 << 62;
    int low = 0;
    for (int i = 0; i < 30000; i++)
        low += random_below(&random, bound) < (size_t)1 << 62;
    ck_assert_double_eq_tol(low, 10000, 5 * sqrt(30000 * 2.0 / 9));
}
END_TEST

/* The stream whose next output is BITS: the output is rotate(s1 * 5, 7) * 9. */
static struct random random_with_next(uint64_t bits)
{
    uint64_t rotated = bits * UINT64_C(0x8E38E38E38E38E39);
    struct random random = { { 1, (rotated >> 7 | rotated << 57) * UINT64_C(0xCCCCCCCCCCCCCCCD), 3, 4 } };
    return random;
}

START_TEST(normals_are_quantiles)
{
    static const struct {
        uint64_t bits;
        double quantile;
    } cases[] = {
        { 0, -8.2095361516013868556 },
        { 0x1000, -8.0765710041301246502 },
        { UINT64_C(0x10000000000), -5.2947040845142037233 },
        { UINT64_C(0x0666666666666666), -1.9599639845400538556 },
        { UINT64_C(0x4CCCCCCCCCCCCCCC), -0.52440051270804097563 },
        { UINT64_MAX, 8.2095361516013868556 },
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct random random = random_with_next(cases[i].bits);
        ck_assert_double_eq_tol(random_normal(&random), cases[i].quantile, 2e-15 * fabs(cases[i].quantile));
    }
}
END_TEST

START_TEST(normals_have_their_moments)
{
    struct random random = random_stream(5, 0);
    enum { N = 400000 };
    double sum = 0, squares = 0, fourths = 0;
    int beyond_2 = 0;
    for (int i = 0; i < N; i++) {
        double z = random_normal(&random);
        sum += z;
        squares += z * z;
        fourths += z * z * z * z;
        beyond_2 += fabs(z) > 1.959963984540054;
    }
    ck_assert_double_eq_tol(sum / N, 0, 0.0065); /* 4 deviations each */
    ck_assert_double_eq_tol(squares / N, 1, 0.009);
    ck_assert_double_eq_tol(fourths / N, 3, 0.062);
    ck_assert_double_eq_tol(beyond_2 / (double)N, 0.05, 0.0014);
}
END_TEST

START_TEST(shuffles_reach_every_order)
{
    struct random random = random_stream(9, 0);
    int counts[27] = { 0 };
    for (int i = 0; i < 6000; i++) {
        size_t values[3] = { 0, 1, 2 };
        random_shuffle(&random, values, 3);
        require(values[0] + values[1] + values[2] == 3);
        counts[values[0] * 9 + values[1] * 3 + values[2]]++;
    }
    int orders = 0;
    for (int i = 0; i < 27; i++)
        if (counts[i]) {
            orders++;
            ck_assert_double_eq_tol(counts[i], 1000, 5 * sqrt(1000.0));
        }
    ck_assert_int_eq(orders, 6);
}
END_TEST

TCase *random_cases(void)
{
    TCase *cases = tcase_create("random");
    tcase_add_test(cases, published_outputs);
    tcase_add_test(cases, streams_repeat_and_differ);
    tcase_add_test(cases, neighbouring_streams_are_uncorrelated);
    tcase_add_test(cases, the_first_outputs_are_fixed);
    tcase_add_test(cases, units_are_uniform);
    tcase_add_test(cases, below_is_uniform);
    tcase_add_test(cases, normals_are_quantiles);
    tcase_add_test(cases, normals_have_their_moments);
    tcase_add_test(cases, shuffles_reach_every_order);
    return cases;
}
