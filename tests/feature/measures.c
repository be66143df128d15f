/* Measures over ranges against values worked out by hand. */
#include "feature/measures.h"
#include "feature_tests.h"

static const uint32_t low[] = { 0, 2, 5, 5, 1 }, high[] = { 5, 4, 5, 6, 2 };
static const struct ranges ranges = { 5, low, high };

static void check_doubles(const double *got, const double *expected)
{
    for (size_t i = 0; i < ranges.n; i++)
        ck_assert_msg(same_bits(got[i], expected[i]), "range %zu: %.17g, expected %.17g", i, got[i], expected[i]);
}

/* Ranges: all five; the third and fourth; none; the sixth, which is missing; the second, which is 4. */
START_TEST(numbers)
{
    static const double values[] = { 2, 4, NAN, 4, 5, NAN };
    double arrays[N_MEASURES][5], *out[N_MEASURES];
    struct measure_room room = { 0 };
    for (size_t m = 0; m < N_MEASURES; m++)
        out[m] = arrays[m];
    measure_numbers(values, &ranges, (1U << N_MEASURES) - 1, out, &room);
    check_doubles(out[MEASURE_N], (double[]){ 4, 1, 0, 0, 1 });
    check_doubles(out[MEASURE_SUM], (double[]){ 15, 4, 0, 0, 4 });
    check_doubles(out[MEASURE_SQUARES], (double[]){ 4.75, 0, 0, 0, 0 }); /* 1.75^2 + 0.25^2 + 0.25^2 + 1.25^2 */
    check_doubles(out[MEASURE_LEAST], (double[]){ 2, 4, NAN, NAN, 4 });
    check_doubles(out[MEASURE_GREATEST], (double[]){ 5, 4, NAN, NAN, 4 });
    check_doubles(out[MEASURE_FIRST], (double[]){ 2, 4, NAN, NAN, 4 });
    check_doubles(out[MEASURE_LAST], (double[]){ 5, 4, NAN, NAN, 4 });
    check_doubles(out[MEASURE_MEDIAN], (double[]){ 4, 4, NAN, NAN, 4 });
    check_doubles(out[MEASURE_DISTINCT], (double[]){ 3, 1, 0, 0, 1 });
    measure_room_release(&room);
}
END_TEST

START_TEST(times)
{
    static const int64_t values[] = { 50, 40, TIME_MISSING, 40, 70, TIME_MISSING };
    double counts[5], distinct[5];
    int64_t least[5], greatest[5], first[5], last[5];
    void *out[N_MEASURES] = { [MEASURE_N] = counts,          [MEASURE_DISTINCT] = distinct, [MEASURE_LEAST] = least,
                              [MEASURE_GREATEST] = greatest, [MEASURE_FIRST] = first,       [MEASURE_LAST] = last };
    unsigned needs = 0;
    for (unsigned m = 0; m < N_MEASURES; m++)
        needs |= out[m] ? MEASURE_BIT(m) : 0;
    struct measure_room room = { 0 };
    measure_times(values, &ranges, needs, out, &room);
    check_doubles(counts, (double[]){ 4, 1, 0, 0, 1 });
    check_doubles(distinct, (double[]){ 3, 1, 0, 0, 1 });
    ck_assert_mem_eq(least, ((int64_t[]){ 40, 40, TIME_MISSING, TIME_MISSING, 40 }), sizeof least);
    ck_assert_mem_eq(greatest, ((int64_t[]){ 70, 40, TIME_MISSING, TIME_MISSING, 40 }), sizeof greatest);
    ck_assert_mem_eq(first, ((int64_t[]){ 50, 40, TIME_MISSING, TIME_MISSING, 40 }), sizeof first);
    ck_assert_mem_eq(last, ((int64_t[]){ 70, 40, TIME_MISSING, TIME_MISSING, 40 }), sizeof last);
    measure_room_release(&room);
}
END_TEST

/* The same codes in a dictionary of 64 texts (bits) and of 65 (stamps), the highest code among them. */
START_TEST(codes)
{
    for (size_t n_codes = 64; n_codes <= 65; n_codes++) {
        uint32_t top = (uint32_t)n_codes - 1;
        const uint32_t values[] = { 0, top, TEXT_MISSING, top, 7, TEXT_MISSING };
        double counts[5], distinct[5];
        uint32_t first[5], last[5];
        void *out[N_MEASURES] = {
            [MEASURE_N] = counts, [MEASURE_DISTINCT] = distinct, [MEASURE_FIRST] = first, [MEASURE_LAST] = last
        };
        struct measure_room room = { 0 };
        measure_codes(values, n_codes, &ranges,
                      MEASURE_BIT(MEASURE_N) | MEASURE_BIT(MEASURE_DISTINCT) | MEASURE_BIT(MEASURE_FIRST) |
                          MEASURE_BIT(MEASURE_LAST),
                      out, &room);
        check_doubles(counts, (double[]){ 4, 1, 0, 0, 1 });
        check_doubles(distinct, (double[]){ 3, 1, 0, 0, 1 });
        ck_assert_mem_eq(first, ((uint32_t[]){ 0, top, TEXT_MISSING, TEXT_MISSING, top }), sizeof first);
        ck_assert_mem_eq(last, ((uint32_t[]){ 7, top, TEXT_MISSING, TEXT_MISSING, top }), sizeof last);
        measure_room_release(&room);
    }
}
END_TEST

/* Stamps that run over begin anew. */
START_TEST(stamps_run_over)
{
    static const uint32_t values[] = { 1, 2, 1, 90, 90, 3 };
    struct measure_room room = { 0 };
    double distinct[5];
    void *out[N_MEASURES] = { [MEASURE_DISTINCT] = distinct };
    for (size_t i = 0; i < 3; i++) {
        measure_codes(values, 100, &ranges, MEASURE_BIT(MEASURE_DISTINCT), out, &room);
        check_doubles(distinct, (double[]){ 3, 2, 0, 1, 1 });
        room.stamp = UINT32_MAX - 7 - (uint32_t)i;
    }
    measure_room_release(&room);
}
END_TEST

/* Long ranges are sorted by another algorithm than short ones: an odd and an even median of 0 .. n-1, shuffled. */
START_TEST(long_ranges)
{
    for (size_t n = 20; n < 30; n++) {
        double values[30], median, distinct, *out[N_MEASURES] = { NULL };
        for (size_t i = 0; i < n; i++)
            values[i] = (double)(i * 7 % n == 3 ? 3 : i * 7 % n);
        double sorted_distinct = 0;
        for (size_t v = 0; v < n; v++) {
            bool found = false;
            for (size_t i = 0; i < n; i++)
                found = found || values[i] == (double)v;
            sorted_distinct += found;
        }
        uint32_t begin = 0, end = (uint32_t)n;
        struct ranges one = { 1, &begin, &end };
        struct measure_room room = { 0 };
        out[MEASURE_MEDIAN] = &median;
        out[MEASURE_DISTINCT] = &distinct;
        measure_numbers(values, &one, MEASURE_BIT(MEASURE_MEDIAN) | MEASURE_BIT(MEASURE_DISTINCT), out, &room);
        ck_assert_double_eq(distinct, sorted_distinct);
        if (n % 7 != 0) /* then i * 7 % n takes every value once */
            ck_assert_double_eq(median, (double)(n - 1) / 2);
        measure_room_release(&room);
    }
}
END_TEST

Suite *measures_suite(void)
{
    Suite *suite = suite_create("measures");
    TCase *tcase = tcase_create("measures");
    tcase_add_test(tcase, numbers);
    tcase_add_test(tcase, times);
    tcase_add_test(tcase, codes);
    tcase_add_test(tcase, stamps_run_over);
    tcase_add_test(tcase, long_ranges);
    suite_add_tcase(suite, tcase);
    return suite;
}
