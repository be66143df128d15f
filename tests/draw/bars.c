/* Bars in eighths, sparklines, columns, bins, shades. */
#include <math.h>
#include <stdlib.h>

#include "draw_tests.h"

START_TEST(eighths)
{
    struct canvas *canvas = canvas_new(6, 6, TIER_BRAILLE);
    plot_bar(canvas, 0, 0, 4, 1, 1, ROLE_SERIES1);
    plot_bar(canvas, 0, 1, 4, 0.53125, 1, ROLE_SERIES1); /* 17 eighths */
    plot_bar(canvas, 0, 2, 4, 0.001, 1, ROLE_SERIES1);   /* something is never nothing */
    plot_bar(canvas, 0, 3, 4, 0, 1, ROLE_SERIES1);
    plot_bar(canvas, 0, 4, 4, 9, 1, ROLE_SERIES1); /* never over its width */
    plot_bar(canvas, 0, 5, 4, NAN, 1, ROLE_SERIES1);
    assert_drawn(canvas, "\u2588\u2588\u2588\u2588\n\u2588\u2588\u258F\n\u258F\n\n\u2588\u2588\u2588\u2588\n\n");
    canvas_free(canvas);
    canvas = canvas_new(6, 2, TIER_ASCII);
    plot_bar(canvas, 0, 0, 4, 0.53125, 1, ROLE_SERIES1);
    plot_bar(canvas, 0, 1, 4, 0.001, 1, ROLE_SERIES1);
    assert_drawn(canvas, "##\n\n");
    canvas_free(canvas);
}
END_TEST

START_TEST(signed_bars)
{
    struct canvas *canvas = canvas_new(11, 4, TIER_ASCII);
    plot_signed_bar(canvas, 0, 0, 11, -1, -1, 1, ROLE_SERIES1);
    plot_signed_bar(canvas, 0, 1, 11, 1, -1, 1, ROLE_SERIES1);
    plot_signed_bar(canvas, 0, 2, 11, 0, -1, 1, ROLE_SERIES1);
    plot_signed_bar(canvas, 0, 3, 11, 4, 0, 4, ROLE_SERIES1);
    assert_drawn(canvas, "-----|\n     |#####\n     |\n|##########\n");
    canvas_free(canvas);
}
END_TEST

START_TEST(sparks)
{
    const double values[] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 0, 0.01 };
    struct canvas *canvas = canvas_new(11, 1, TIER_BLOCK);
    plot_spark(canvas, 0, 0, values, 11, ROLE_PLAIN);
    assert_drawn(canvas, " \u2581\u2582\u2583\u2584\u2585\u2586\u2587\u2588 \u2581\n"); /* zero is blank */
    canvas_free(canvas);
    canvas = canvas_new(11, 1, TIER_ASCII);
    plot_spark(canvas, 0, 0, values, 11, ROLE_PLAIN);
    assert_drawn(canvas, " .:-=+*## .\n");
    canvas_free(canvas);
}
END_TEST

START_TEST(columns_and_bins)
{
    const double values[] = { 4, 2, 0, 1 }, other[] = { 1, 4, 0, 4 };
    const double *both[] = { values, other };
    struct canvas *canvas = canvas_new(8, 4, TIER_ASCII);
    plot_columns(canvas, (struct rect){ 0, 0, 8, 4 }, values, 4, ROLE_PLAIN);
    assert_drawn(canvas, "##\n##\n####\n####  ##\n");
    canvas_clear(canvas);
    plot_bins(canvas, (struct rect){ 0, 0, 8, 4 }, both, 2, 4);
    assert_drawn(canvas, ":  #   #\n:  #   #\n: :#   #\n:#:#  :#\n");
    canvas_free(canvas);
}
END_TEST

START_TEST(shades)
{
    struct canvas *canvas = canvas_new(5, 1, TIER_BLOCK), *ascii = canvas_new(5, 1, TIER_ASCII);
    for (int level = 0; level < 5; level++) {
        plot_shade(canvas, (struct rect){ level, 0, 1, 1 }, level, ROLE_PLAIN);
        plot_shade(ascii, (struct rect){ level, 0, 1, 1 }, level, ROLE_PLAIN);
    }
    assert_drawn(canvas, " \u2591\u2592\u2593\u2588\n");
    assert_drawn(ascii, " .:+#\n");
    canvas_free(canvas);
    canvas_free(ascii);
}
END_TEST

TCase *bars_tests(void)
{
    TCase *tests = tcase_create("bars");
    tcase_add_test(tests, eighths);
    tcase_add_test(tests, signed_bars);
    tcase_add_test(tests, sparks);
    tcase_add_test(tests, columns_and_bins);
    tcase_add_test(tests, shades);
    return tests;
}
