#include "source/infer.h"

#include <math.h>

#include "support.h"

/* A block of one column. */
static struct cells column_of(const char *const *texts, size_t n)
{
    struct cells cells = { .width = 1, .decimal = '.' };
    for (size_t i = 0; i < n; i++) {
        cells_add(&cells, 0, texts[i], strlen(texts[i]));
        cells_end_row(&cells, (uint32_t)i, (uint32_t)i);
    }
    return cells;
}

static struct part learn(const char *const *texts, size_t n)
{
    struct cells cells = column_of(texts, n);
    struct missing_texts missing;
    struct part part;
    missing_texts_init(&missing, NULL);
    ck_assert(part_learn(&part, &cells, 0, NULL, &missing));
    cells_release(&cells);
    return part;
}
#define LEARN(...)                                                                                                     \
    learn((const char *const[]){ __VA_ARGS__ }, sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(char *))

START_TEST(best_types)
{
    struct part part = LEARN("1", "", "-3");
    ck_assert_int_eq(part.shape.type, TYPE_INT);
    ck_assert_int_eq(((int64_t *)part.values)[1], INT_MISSING);
    ck_assert_int_eq(((int64_t *)part.values)[2], -3);
    ck_assert_uint_eq(part.n_missing, 1);
    part_release(&part);
    part = LEARN("0", "1", "1");
    ck_assert_int_eq(part.shape.type, TYPE_INT);
    part_release(&part);
    part = LEARN("Yes", "no", "NA");
    ck_assert_int_eq(part.shape.type, TYPE_BOOL);
    ck_assert_int_eq(((int8_t *)part.values)[0], 1);
    ck_assert_int_eq(((int8_t *)part.values)[2], BOOL_MISSING);
    part_release(&part);
    part = LEARN("00004", "1");
    ck_assert_int_eq(part.shape.type, TYPE_TEXT);
    part_release(&part);
    part = LEARN("", "NULL", " ");
    ck_assert_int_eq(part.shape.type, TYPE_TEXT);
    ck_assert(!part.fit.any);
    ck_assert_uint_eq(part.n_missing, 3);
    part_release(&part);
    part = LEARN("19970101", "20240229");
    ck_assert_int_eq(part.shape.type, TYPE_TIME);
    part_release(&part);
    part = LEARN("19970101", "20230229");
    ck_assert_int_eq(part.shape.type, TYPE_INT);
    part_release(&part);
}
END_TEST

START_TEST(whole_numbers_widen)
{
    struct part part = LEARN("3", "", "9007199254740992", "0.5", "7", "NA");
    const double *values = part.values;
    ck_assert_int_eq(part.shape.type, TYPE_REAL);
    ck_assert_double_eq(values[0], 3);
    ck_assert(isnan(values[1]) && isnan(values[5]));
    ck_assert_double_eq(values[2], 0x1p53);
    ck_assert_double_eq(values[3], 0.5);
    ck_assert_double_eq(values[4], 7);
    part_release(&part);
}
END_TEST

/* Digits that a double does not give back are kept: as whole numbers, and beside others as texts. */
START_TEST(long_digits_are_kept)
{
    struct part part = LEARN("1925036343869802844", "6144039378640938.000000", "", "1352171357E+5");
    const int64_t *values = part.values;
    ck_assert_int_eq(part.shape.type, TYPE_INT);
    ck_assert(values[0] == INT64_C(1925036343869802844) && values[1] == INT64_C(6144039378640938));
    ck_assert(values[2] == INT_MISSING && values[3] == INT64_C(135217135700000));
    part_release(&part);
    part = LEARN("3", "9007199254740993", "0.5");
    ck_assert_int_eq(part.shape.type, TYPE_TEXT);
    part_release(&part);
    part = LEARN("1E5", "100", "-2e2"); /* only the exponent keeps them from being whole numbers */
    ck_assert_int_eq(part.shape.type, TYPE_INT);
    ck_assert_int_eq(((const int64_t *)part.values)[2], -200);
    part_release(&part);
    part = LEARN("1.0", "2.0", "17850.0"); /* amounts that happen to be whole */
    ck_assert_int_eq(part.shape.type, TYPE_REAL);
    part_release(&part);
    part = LEARN("1.9250363438698028e+18", "0.10000000000000001"); /* what programs write of doubles */
    ck_assert_int_eq(part.shape.type, TYPE_REAL);
    part_release(&part);
    part = LEARN("-0.0", "-0", "1.5");
    ck_assert(!signbit(((const double *)part.values)[0]) && !signbit(((const double *)part.values)[1]));
    part_release(&part);
}
END_TEST

START_TEST(a_late_text_keeps_spellings)
{
    struct part part = LEARN("1.50", "2", "C7");
    size_t length;
    ck_assert_int_eq(part.shape.type, TYPE_TEXT);
    const char *text = codes_text(&part.codes, ((uint32_t *)part.values)[0], &length);
    ck_assert_uint_eq(length, 4);
    ck_assert_mem_eq(text, "1.50", 4);
    part_release(&part);
}
END_TEST

START_TEST(spellings_meet_over_blocks)
{
    struct part a = LEARN("03/04/2024", "05/06/2024"), b = LEARN("12/25/2024");
    struct fit fit = fit_everything();
    ck_assert_int_eq(a.shape.type, TYPE_TIME);
    fit_meet(&fit, &a.fit);
    struct shape before = fit_shape(&fit);
    fit_meet(&fit, &b.fit);
    struct shape after = fit_shape(&fit);
    ck_assert_int_eq(after.type, TYPE_TIME);
    ck_assert_int_ne(before.spelling, after.spelling);
    ck_assert_int_eq(after.spelling, b.shape.spelling);
    part_release(&a);
    part_release(&b);
}
END_TEST

START_TEST(missing_texts)
{
    struct missing_texts missing;
    missing_texts_init(&missing, (const char *const[]){ "-", "n/a", NULL });
    ck_assert(is_missing_text(&missing, "", 0));
    ck_assert(is_missing_text(&missing, "n/a", 3));
    ck_assert(is_missing_text(&missing, "-", 1));
    ck_assert(!is_missing_text(&missing, "n/ab", 4));
    ck_assert(!is_missing_text(&missing, "n/", 2));
    ck_assert(!is_missing_text(&missing, "NA", 2));
}
END_TEST

START_TEST(declared_values_that_do_not_fit)
{
    struct cells cells = column_of((const char *const[]){ "1", "x", "", "4.5", "12346.0" }, 5);
    struct missing_texts missing;
    struct part part;
    missing_texts_init(&missing, NULL);
    ck_assert(part_convert(&part, &cells, 0, (struct shape){ TYPE_INT, -1 }, true, &missing));
    ck_assert_uint_eq(part.n_bad, 2);
    ck_assert_uint_eq(part.bad[0], 1);
    ck_assert_uint_eq(part.bad[1], 3);
    ck_assert_int_eq(((int64_t *)part.values)[1], INT_MISSING);
    ck_assert_int_eq(((int64_t *)part.values)[4], 12346);
    part_release(&part);
    cells_release(&cells);
}
END_TEST

TCase *infer_tests(void)
{
    TCase *tests = tcase_create("infer");
    tcase_add_test(tests, best_types);
    tcase_add_test(tests, whole_numbers_widen);
    tcase_add_test(tests, long_digits_are_kept);
    tcase_add_test(tests, a_late_text_keeps_spellings);
    tcase_add_test(tests, spellings_meet_over_blocks);
    tcase_add_test(tests, missing_texts);
    tcase_add_test(tests, declared_values_that_do_not_fit);
    return tests;
}
