/* Silhouette bands: heights by weight, negatives in another texture, the mean line. */
#include <stdlib.h>

#include "draw_tests.h"

START_TEST(bands)
{
    const double a[] = { 0.8, 0.6, 0.4, 0.2, 0, -0.2 }, b[] = { 0.5, 0.3 };
    const char *const notes[] = { "n 6" };
    double ticks[] = { -0.5, 0, 0.5, 1 };
    struct axis axis = { -0.5, 1, NULL, ticks, 4, false };
    struct band list[] = { { "one", notes, 1, 6, 0, a }, { "two", NULL, 0, 2, 0, b } };
    struct canvas *canvas = canvas_new(37, 10, TIER_ASCII);
    plot_bands(canvas, (struct rect){ 0, 0, 37, 10 }, &axis, 0.4, list, 2);
    assert_drawn(canvas, "one             ########!########\n"
                         "  n 6           ########!####\n"
                         "                ########:\n" /* a bar of 0.4 ends where the mean stands */
                         "                ####    :\n"
                         "                |       :\n"
                         "            %%%%|       :\n"
                         "two             ########!##\n"
                         "                ######  :\n"
                         "      +---------+---------+---------+\n"
                         "    -0.5       0.0       0.5      1.0\n");
    canvas_free(canvas);
}
END_TEST

START_TEST(narrow_bands_keep_names)
{
    const double a[] = { 0.4, 0.1 };
    const char *const notes[] = { "mean 0.250" };
    double ticks[] = { 0, 0.5 };
    struct axis axis = { 0, 0.5, NULL, ticks, 2, false };
    struct band list[] = { { "a long segment name", notes, 1, 2, 5, a } };
    struct canvas *canvas = canvas_new(20, 5, TIER_ASCII);
    plot_bands(canvas, (struct rect){ 0, 0, 20, 5 }, &axis, 0.25, list, 1);
    char *text = drawn(canvas);
    ck_assert_ptr_nonnull(strstr(text, "a long ~"));
    ck_assert_ptr_null(strstr(text, "mean")); /* rather no note than half of one */
    free(text);
    canvas_free(canvas);
}
END_TEST

TCase *bands_tests(void)
{
    TCase *tests = tcase_create("bands");
    tcase_add_test(tests, bands);
    tcase_add_test(tests, narrow_bands_keep_names);
    return tests;
}
