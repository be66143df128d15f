/* Dots: patterns, clipping, gaps, who owns a cell. */
#include <math.h>
#include <stdlib.h>

#include "draw/raster.h"
#include "draw_tests.h"

static const struct axis unit = { 0, 1, NULL, NULL, 0, false };
static const double ends[2] = { 0, 1 }, floor_y[2] = { 0, 0 };

static void draw(struct canvas *canvas, const struct series *series, size_t n)
{
    struct raster raster;
    raster_init(&raster, canvas->width, canvas->height, canvas->tier);
    for (size_t i = 0; i < n; i++)
        raster_series(&raster, &unit, &unit, &series[i], i);
    raster_put(&raster, canvas, 0, 0);
    raster_release(&raster);
}

/* Series number I alone along the bottom. */
static void assert_dashes(enum tier tier, size_t i, const char *wanted)
{
    struct series list[4];
    for (size_t k = 0; k <= i; k++)
        list[k] = (struct series){ "s", k == i ? 2 : 0, ends, floor_y, false, false, NULL };
    struct canvas *canvas = canvas_new(8, 1, tier);
    draw(canvas, list, i + 1);
    assert_drawn(canvas, wanted);
    canvas_free(canvas);
}

START_TEST(dash_patterns_differ)
{
    assert_dashes(TIER_BRAILLE, 0, "\u28C0\u28C0\u28C0\u28C0\u28C0\u28C0\u28C0\u28C0\n");
    assert_dashes(TIER_BRAILLE, 1, "\u28C0\u28C0\u2840 \u28C0\u28C0\u2840\n");
    assert_dashes(TIER_BRAILLE, 2, "\u2840\u2880 \u2840\u2880 \u2840\u2880\n");
    assert_dashes(TIER_BLOCK, 0, "\u2584\u2584\u2584\u2584\u2584\u2584\u2584\u2584\n");
    assert_dashes(TIER_BLOCK, 1, "\u2584\u2584\u2584  \u2584\u2584\u2584\n");
    assert_dashes(TIER_ASCII, 0, "********\n");
    assert_dashes(TIER_ASCII, 1, "xxxxxxxx\n");
}
END_TEST

START_TEST(first_series_stays_on_top)
{
    struct series two[2] = { { "a", 2, ends, floor_y, false, false, NULL },
                             { "b", 2, ends, floor_y, false, false, NULL } };
    struct canvas *canvas = canvas_new(5, 2, TIER_ASCII);
    draw(canvas, two, 2);
    assert_drawn(canvas, "\n*****\n");
    ck_assert_int_eq(canvas->cells[5].role, ROLE_SERIES1);
    canvas_free(canvas);
}
END_TEST

START_TEST(gaps_and_clipping)
{
    const double x[4] = { 0, 0.4, NAN, 1 }, y[4] = { 0, 0, 0, 0 };
    struct series gap = { "a", 4, x, y, false, false, NULL };
    struct canvas *canvas = canvas_new(11, 1, TIER_ASCII);
    draw(canvas, &gap, 1);
    assert_drawn(canvas, "*****     *\n"); /* the last point stands alone */
    canvas_free(canvas);
    const double far_x[2] = { -1e9, 1e9 }, far_y[2] = { 0.5, 0.5 }, outside[2] = { 2, 2 };
    struct series far[2] = { { "a", 2, far_x, far_y, false, false, NULL },
                             { "b", 2, ends, outside, false, false, NULL } };
    canvas = canvas_new(6, 3, TIER_ASCII);
    draw(canvas, far, 2);
    assert_drawn(canvas, "\n******\n\n");
    canvas_free(canvas);
}
END_TEST

START_TEST(points_and_muted_lines)
{
    const double x[2] = { 0, 1 }, y[2] = { 1, 0 };
    struct series mixed[2] = { { "p", 2, x, y, true, false, NULL }, { "m", 2, ends, ends, false, true, NULL } };
    struct canvas *canvas = canvas_new(5, 5, TIER_ASCII);
    draw(canvas, mixed, 2);
    assert_drawn(canvas, "*   .\n\n  .\n\n.   *\n");
    canvas_free(canvas);
    canvas = canvas_new(5, 5, TIER_BRAILLE);
    draw(canvas, mixed, 2);
    assert_drawn(canvas, "*\n   \u00B7\n\n\n\u00B7   *\n");
    canvas_free(canvas);
}
END_TEST

START_TEST(half_blocks)
{
    struct series rise = { "a", 2, ends, ends, false, false, NULL };
    struct canvas *canvas = canvas_new(4, 2, TIER_BLOCK);
    draw(canvas, &rise, 1);
    assert_drawn(canvas, "  \u2584\u2580\n\u2584\u2580\n");
    canvas_free(canvas);
}
END_TEST

TCase *raster_tests(void)
{
    TCase *tests = tcase_create("raster");
    tcase_add_test(tests, dash_patterns_differ);
    tcase_add_test(tests, first_series_stays_on_top);
    tcase_add_test(tests, gaps_and_clipping);
    tcase_add_test(tests, points_and_muted_lines);
    tcase_add_test(tests, half_blocks);
    return tests;
}
