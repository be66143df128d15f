/* Blocks beside and below each other. */
#include "report/layout.h"

#include "report/common.h"
#include "report_tests.h"

START_TEST(pictures_stand_beside_each_other)
{
    struct report *report = sample_report("curves");
    struct layout *wide = layout_new(report, 80, 0, EXTENT_LIMITED, 40),
                  *narrow = layout_new(report, 60, 0, EXTENT_LIMITED, 40);
    ck_assert_int_eq(wide->placed[0].top, wide->placed[1].top);
    ck_assert_int_eq(wide->placed[0].height, wide->placed[1].height);
    ck_assert_int_ge(wide->placed[1].x, wide->placed[0].x + wide->placed[0].width + 1);
    ck_assert_int_eq(wide->placed[1].x + wide->placed[1].width, 80);
    ck_assert_int_eq(narrow->placed[1].x, 0);
    ck_assert_int_eq(narrow->placed[1].top, narrow->placed[0].height);
    layout_free(wide);
    layout_free(narrow);
    report_free(report);
}
END_TEST

START_TEST(nothing_overlaps)
{
    for (const struct sample *sample = samples; sample->name; sample++) {
        struct report *report = sample->make();
        for (int width = 20; width <= 200; width += 9) {
            struct layout *layout = layout_new(report, width, 0, EXTENT_PANE, 40);
            for (size_t i = 0; i < layout->n; i++) {
                const struct placed *a = &layout->placed[i];
                ck_assert(a->x >= 0 && a->x + a->width <= width && a->top + a->height <= layout->lines);
                for (size_t k = i + 1; k < layout->n; k++) {
                    const struct placed *b = &layout->placed[k];
                    bool apart = a->x + a->width <= b->x || b->x + b->width <= a->x || a->top + a->height <= b->top ||
                                 b->top + b->height <= a->top;
                    ck_assert_msg(apart, "%s at %d: blocks %zu and %zu overlap", sample->name, width, i, k);
                }
            }
            layout_free(layout);
        }
        report_free(report);
    }
}
END_TEST

START_TEST(one_picture_fills_the_pane)
{
    struct report *report = sample_report("curves-block");
    ck_assert_int_eq(report_layout_height(report, 78, 22, TIER_BRAILLE), 22);
    ck_assert_int_eq(report_layout_height(report, 120, 40, TIER_BRAILLE), 40);
    report_free(report);
}
END_TEST

START_TEST(scrolling_shows_the_same_lines)
{
    struct report *report = sample_report("compare");
    int lines = report_layout_height(report, 78, 10, TIER_ASCII);
    struct canvas *whole = canvas_new(78, lines, TIER_ASCII), *part = canvas_new(78, 5, TIER_ASCII);
    report_draw(report, whole, (struct rect){ 0, 0, 78, lines }, 0);
    for (int scroll = 0; scroll + 5 <= lines; scroll++) {
        struct text a = TEXT_EMPTY, b = TEXT_EMPTY;
        report_draw(report, part, (struct rect){ 0, 0, 78, 5 }, scroll);
        canvas_text(whole, scroll, scroll + 5, &a);
        canvas_text(part, 0, 5, &b);
        ck_assert_str_eq(text_string(&a), text_string(&b));
        text_release(&a);
        text_release(&b);
    }
    canvas_free(whole);
    canvas_free(part);
    report_free(report);
}
END_TEST

/* In a pipe a cell, a note and a fact are one line each, however narrow the page. */
START_TEST(nothing_is_broken_in_a_pipe)
{
    struct text out = TEXT_EMPTY;
    char note[301], cell[201];
    memset(note, 'n', 300);
    memset(cell, 'c', 200);
    for (size_t i = 7; i < 300; i += 8)
        note[i] = ' ';
    for (size_t i = 7; i < 200; i += 8)
        cell[i] = ' ';
    cell[199] = 'c';
    note[300] = cell[200] = '\0';
    struct builder *builder = builder_new("t");
    builder_add_column(builder, "first", TYPE_TEXT);
    builder_add_column(builder, "second", TYPE_TEXT);
    builder_set_text(builder, 0, cell, 200);
    builder_set_text(builder, 1, "end", 3);
    builder_end_row(builder);
    struct report *report = report_new("test", "title", NULL);
    report_add_note(report, VERDICT_WATCH, "%s", note);
    facts_add_text(report_add_facts(report, "facts"), "a name that is long, very long, longer than is good for it",
                   cell);
    report_add_table(report, "table", view_owning(builder_finish(builder, NULL)));
    struct render_options options = { .width = 40, .tier = TIER_ASCII, .unbroken = true };
    report_text(report, FORMAT_TEXT, &options, &out);
    ck_assert_ptr_nonnull(strstr(text_string(&out), note));
    char *end = make_text("%s  end\n", cell), *fact = make_text("longer than is good for it  %s\n", cell);
    ck_assert_ptr_nonnull(strstr(text_string(&out), end));
    ck_assert_ptr_nonnull(strstr(text_string(&out), fact));
    text_clear(&out);
    options.unbroken = false;
    report_text(report, FORMAT_TEXT, &options, &out);
    for (const char *line = text_string(&out); *line; line += strcspn(line, "\n") + 1)
        ck_assert_uint_le(strcspn(line, "\n"), 40);
    text_release(&out);
    free(end);
    free(fact);
    report_free(report);
}
END_TEST

TCase *layout_tests(void)
{
    TCase *tests = tcase_create("layout");
    tcase_add_test(tests, pictures_stand_beside_each_other);
    tcase_add_test(tests, nothing_overlaps);
    tcase_add_test(tests, one_picture_fills_the_pane);
    tcase_add_test(tests, scrolling_shows_the_same_lines);
    tcase_add_test(tests, nothing_is_broken_in_a_pipe);
    return tests;
}
