/* The canvas: text in columns, wide and combining characters, frames, cutting. */
#include <stdlib.h>

#include "draw_tests.h"

START_TEST(puts_cuts_and_aligns)
{
    struct canvas *canvas = canvas_new(12, 3, TIER_BRAILLE);
    ck_assert_int_eq(canvas_put(canvas, 1, 0, 5, ROLE_TITLE, "abcdefgh"), 5);
    ck_assert_int_eq(canvas_put(canvas, 9, 0, 9, ROLE_PLAIN, "xyzzy"), 3);
    ck_assert_int_eq(canvas_put_right(canvas, 0, 1, 6, ROLE_NUMBER, "42"), 2);
    canvas_put_right(canvas, 6, 1, 4, ROLE_NUMBER, "toolong");
    canvas_format(canvas, 0, 2, 12, ROLE_PLAIN, "%d of %d", 3, 7);
    assert_drawn(canvas, " abcde   xyz\n    42tool\n3 of 7\n");
    ck_assert_int_eq(canvas->cells[1].role, ROLE_TITLE);
    canvas_role(canvas, (struct rect){ 1, 0, 2, 1 }, ROLE_BAD);
    ck_assert_int_eq(canvas->cells[2].role, ROLE_BAD);
    ck_assert_int_eq(canvas->cells[3].role, ROLE_TITLE);
    canvas_clear(canvas);
    assert_drawn(canvas, "\n\n\n");
    canvas_free(canvas);
}
END_TEST

START_TEST(keeps_wide_characters_whole)
{
    struct canvas *canvas = canvas_new(5, 2, TIER_BRAILLE);
    ck_assert_int_eq(canvas_put(canvas, 0, 0, 5, ROLE_PLAIN, "\u65E5\u672C\u8A9E"), 4); /* the third does not fit */
    assert_drawn(canvas, "\u65E5\u672C\n\n");
    canvas_put(canvas, 1, 0, 1, ROLE_PLAIN, "x"); /* tears the first: its left half becomes a blank */
    assert_drawn(canvas, " x\u672C\n\n");
    canvas_put(canvas, 2, 0, 1, ROLE_PLAIN, "y");
    assert_drawn(canvas, " xy\n\n");
    canvas_put(canvas, 0, 1, 5, ROLE_PLAIN, "e\u0301a"); /* a combining accent takes no column */
    assert_drawn(canvas, " xy\nea\n");
    canvas_free(canvas);
}
END_TEST

START_TEST(draws_outside_without_harm)
{
    struct canvas *canvas = canvas_new(4, 2, TIER_BLOCK);
    canvas_put(canvas, -2, 0, 10, ROLE_PLAIN, "abcdefgh");
    canvas_put(canvas, 0, -1, 4, ROLE_PLAIN, "no");
    canvas_put(canvas, 0, 9, 4, ROLE_PLAIN, "no");
    canvas_set(canvas, 9, 1, 'n', ROLE_PLAIN);
    canvas_fill(canvas, (struct rect){ 2, 1, 50, 50 }, '.', ROLE_PLAIN);
    assert_drawn(canvas, "cdef\n  ..\n");
    canvas_free(canvas);
}
END_TEST

START_TEST(never_writes_control_or_empty_braille)
{
    struct canvas *canvas = canvas_new(8, 1, TIER_BRAILLE);
    canvas_put(canvas, 0, 0, 8, ROLE_PLAIN,
               "a\x1b"
               "b\tc\u2800d");
    assert_drawn(canvas, "a?b c d\n");
    canvas_put(canvas, 0, 0, 8, ROLE_PLAIN, "\xff\xfe");
    assert_drawn(canvas, "??b c d\n");
    canvas_free(canvas);
}
END_TEST

START_TEST(frames)
{
    struct canvas *canvas = canvas_new(24, 3, TIER_BRAILLE);
    canvas_frame(canvas, (struct rect){ 0, 0, 24, 3 }, true, "roc", "n 7");
    assert_drawn(
        canvas, "\u250F\u2501 roc \u2501\u2501\u2501\u2501\u2501\u2501\u2501\u2501\u2501\u2501 n 7 \u2501\u2513\n"
                "\u2503                      \u2503\n"
                "\u2517\u2501\u2501\u2501\u2501\u2501\u2501\u2501\u2501\u2501\u2501\u2501\u2501\u2501\u2501\u2501\u2501"
                "\u2501\u2501\u2501\u2501\u2501\u2501\u251B\n");
    canvas_free(canvas);
    canvas = canvas_new(24, 3, TIER_ASCII);
    canvas_frame(canvas, (struct rect){ 0, 0, 24, 3 }, true, "roc", "n 7");
    assert_drawn(canvas, "+= roc ========== n 7 =+\n|                      |\n+======================+\n");
    canvas_clear(canvas);
    canvas_frame(canvas, (struct rect){ 0, 0, 24, 3 }, false, "a long title that fills it", "right");
    assert_drawn(canvas, "+- a long title that  -+\n|                      |\n+----------------------+\n");
    canvas_free(canvas);
}
END_TEST

TCase *canvas_tests(void)
{
    TCase *tests = tcase_create("canvas");
    tcase_add_test(tests, puts_cuts_and_aligns);
    tcase_add_test(tests, keeps_wide_characters_whole);
    tcase_add_test(tests, draws_outside_without_harm);
    tcase_add_test(tests, never_writes_control_or_empty_braille);
    tcase_add_test(tests, frames);
    return tests;
}
