/* Whole pictures of curves: axes, labels, and a key that covers no curve. */
#include <stdlib.h>
#include <string.h>

#include "draw_tests.h"

static const double ends[2] = { 0, 1 }, half[2] = { 0.5, 0.5 };

START_TEST(small_picture)
{
    double ticks[3] = { 0, 0.5, 1 };
    struct axis x = { 0, 1, "fpr", ticks, 3, false }, y = { 0, 1, "tpr", ticks, 3, false };
    struct series series[2] = { { "m1", 2, ends, ends, false, false, "0.5" },
                                { "no skill", 2, ends, half, false, true, NULL } };
    struct canvas *canvas = canvas_new(30, 10, TIER_ASCII);
    plot_curves(canvas, (struct rect){ 0, 0, 30, 10 }, &x, &y, series, 2);
    assert_drawn(canvas, "tpr\n"
                         "1.0 +                      ***\n"
                         "    |                 *****\n"
                         "    |             ****\n"
                         "0.5 +. . . . ***** . . . . . .\n"
                         "    |   ***** * m1        0.5\n"
                         "0.0 +***      . no skill\n"
                         "    ++-----------+-----------+\n"
                         "    0.0         0.5        1.0\n"
                         "     fpr\n"
                         "");
    canvas_free(canvas);
}
END_TEST

/* Counts how often NEEDLE occurs. */
static size_t occurrences(const char *text, const char *needle)
{
    size_t n = 0;
    for (const char *at = text; (at = strstr(at, needle)); at += strlen(needle))
        n++;
    return n;
}

START_TEST(key_names_every_series)
{
    double ticks[3] = { 0, 0.5, 1 };
    double low[2] = { 0, 0.1 }, high[2] = { 0.9, 1 };
    struct axis x = { 0, 1, "x", ticks, 3, false }, y = { 0, 1, "y", ticks, 3, false };
    struct series series[4] = { { "first", 2, ends, ends, false, false, "0.910 [0.906, 0.914]" },
                                { "second", 2, ends, low, false, false, "0.895 [0.890, 0.900]" },
                                { "third", 2, ends, high, false, false, "0.862 [0.857, 0.867]" },
                                { "chance", 2, ends, half, false, true, NULL } };
    for (int tier = TIER_ASCII; tier <= TIER_BRAILLE; tier++)
        for (int width = 24; width <= 120; width += 8) {
            struct canvas *canvas = canvas_new(width, 16, (enum tier)tier);
            plot_curves(canvas, (struct rect){ 0, 0, width, 16 }, &x, &y, series, 4);
            char *text = drawn(canvas);
            ck_assert_uint_eq(occurrences(text, "first"), 1);
            ck_assert_uint_eq(occurrences(text, "second"), 1);
            ck_assert_uint_eq(occurrences(text, "third"), 1);
            ck_assert_uint_eq(occurrences(text, "chance"), 1);
            ck_assert_uint_eq(occurrences(text, "0.910"), 1);
            ck_assert_uint_ge(occurrences(text, "0.5"), 2); /* both axes have numbers */
            free(text);
            canvas_free(canvas);
        }
}
END_TEST

START_TEST(too_small_for_a_picture_keeps_the_key)
{
    struct axis axis = { 0, 1, "x", ends, 2, false };
    struct series series = { "m1", 2, ends, ends, false, false, "0.5" };
    struct canvas *canvas = canvas_new(12, 2, TIER_ASCII);
    plot_curves(canvas, (struct rect){ 0, 0, 12, 2 }, &axis, &axis, &series, 1);
    assert_drawn(canvas, "* m1  0.5\n\n");
    canvas_free(canvas);
}
END_TEST

TCase *curves_tests(void)
{
    TCase *tests = tcase_create("curves");
    tcase_add_test(tests, small_picture);
    tcase_add_test(tests, key_names_every_series);
    tcase_add_test(tests, too_small_for_a_picture_keeps_the_key);
    return tests;
}
