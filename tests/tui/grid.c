/* The grid: rows on demand, a cursor that stays in sight, search, and what Enter goes to. */
#include <check.h>
#include <limits.h>

#include "patron/base/error.h"
#include "patron/base/text.h"
#include "patron/report/report.h"
#include "patron/table/builder.h"
#include "suites.h"
#include "tui/grid.h"

/* Customers C0000 .. with a score that falls and a text. */
static struct pane *customers(size_t n)
{
    struct error err = ERROR_INIT;
    struct builder *builder = builder_new("customers");
    size_t key = builder_add_column(builder, "customer_id", TYPE_TEXT);
    size_t score = builder_add_column(builder, "p_churn", TYPE_REAL);
    size_t plan = builder_add_column(builder, "plan", TYPE_TEXT);
    for (size_t i = 0; i < n; i++) {
        char text[16];
        int length = snprintf(text, sizeof text, "C%04zu", i);
        builder_set_text(builder, key, text, (size_t)length);
        builder_set_real(builder, score, 1.0 - (double)i / (double)(n + 1));
        builder_set_text(builder, plan, i % 3 ? "basic" : "premium", i % 3 ? 5 : 7);
        builder_end_row(builder);
    }
    struct table *table = builder_finish(builder, &err);
    ck_assert_ptr_nonnull(table);
    struct report *report = report_new("show", "customers", NULL);
    report_add_table(report, NULL, view_new(table));
    table_release(table);
    struct pane *pane = pane_new(pane_kind_find("table"), "show customers");
    pane_set_report(pane, report);
    return pane;
}

static char *drawn(struct pane *pane, int width, int height, bool framed)
{
    struct text text = TEXT_EMPTY;
    struct canvas *canvas = canvas_new(width, height, TIER_ASCII);
    pane_draw(pane, canvas, (struct rect){ 0, 0, width, height }, framed, true, 1);
    canvas_text(canvas, 0, height, &text);
    canvas_free(canvas);
    return text_take(&text);
}

START_TEST(shows_header_rows_and_cursor)
{
    struct pane *pane = customers(50);
    ck_assert(pane_is_grid(pane));
    char *text = drawn(pane, 60, 12, true);
    ck_assert_msg(strstr(text, "customer_id") != NULL, "%s", text);
    ck_assert_msg(strstr(text, ">C0000") != NULL, "%s", text);
    ck_assert_msg(strstr(text, "C0006") != NULL, "%s", text); /* 12 - 2 frame - 3 head = 7 rows */
    ck_assert_msg(strstr(text, "C0007") == NULL, "%s", text);
    ck_assert_msg(strstr(text, "row 1 of 50") != NULL, "%s", text);
    free(text);
    pane_free(pane);
}
END_TEST

START_TEST(cursor_stays_in_sight)
{
    struct pane *pane = customers(50);
    free(drawn(pane, 60, 12, true));
    pane_move(pane, 30, 0);
    char *text = drawn(pane, 60, 12, true);
    ck_assert_msg(strstr(text, ">C0030") != NULL, "%s", text);
    free(text);
    pane_move(pane, INT_MAX, 0);
    text = drawn(pane, 60, 12, true);
    ck_assert_msg(strstr(text, ">C0049") != NULL, "%s", text);
    free(text);
    pane_page(pane, -1);
    text = drawn(pane, 60, 12, true);
    ck_assert_msg(strstr(text, ">C0043") != NULL, "%s", text);
    free(text);
    pane_move(pane, INT_MIN, 0);
    ck_assert_uint_eq(pane->row, 0);
    pane_free(pane);
}
END_TEST

START_TEST(narrow_pane_slides_columns_but_keeps_the_key)
{
    struct pane *pane = customers(5);
    char *text = drawn(pane, 22, 9, true);
    ck_assert_msg(strstr(text, "plan") == NULL, "%s", text);
    free(text);
    pane_move(pane, 0, 2);
    text = drawn(pane, 22, 9, true);
    ck_assert_msg(strstr(text, "plan") != NULL, "%s", text);
    ck_assert_msg(strstr(text, "customer_id") != NULL, "%s", text);
    free(text);
    pane_free(pane);
}
END_TEST

START_TEST(search_walks_forward_backward_and_wraps)
{
    struct pane *pane = customers(50);
    ck_assert(pane_search(pane, "premium", false));
    ck_assert_uint_eq(pane->row, 3);
    ck_assert(pane_search(pane, "premium", true));
    ck_assert_uint_eq(pane->row, 0);
    ck_assert(pane_search(pane, "premium", true));
    ck_assert_uint_eq(pane->row, 48);
    ck_assert(pane_search(pane, "c0011", false)); /* case does not matter */
    ck_assert_uint_eq(pane->row, 11);
    ck_assert(!pane_search(pane, "no such text", false));
    ck_assert_uint_eq(pane->row, 11);
    pane_free(pane);
}
END_TEST

START_TEST(enter_goes_to_the_key_of_the_row)
{
    const char *column;
    struct pane *pane = customers(50);
    pane_move(pane, 7, 0);
    char *word = pane_word(pane, &column);
    ck_assert_str_eq(word, "C0007");
    ck_assert_str_eq(column, "customer_id");
    free(word);
    pane_free(pane);
}
END_TEST

START_TEST(an_empty_table_is_no_trouble)
{
    const char *column;
    struct pane *pane = customers(0);
    free(drawn(pane, 40, 10, true));
    pane_move(pane, 1, 1);
    pane_page(pane, 1);
    ck_assert_ptr_null(pane_word(pane, &column));
    ck_assert(!pane_search(pane, "x", false));
    pane_free(pane);
}
END_TEST

START_TEST(a_report_of_words_scrolls_and_is_searched)
{
    struct report *report = report_new("help", "help load", NULL);
    for (int i = 0; i < 40; i++)
        report_add_note(report, VERDICT_NONE, "line%d of the page", i);
    struct pane *pane = pane_new(pane_kind_find("help"), "help load");
    pane_set_report(pane, report);
    ck_assert(!pane_is_grid(pane));
    char *text = drawn(pane, 60, 10, true);
    ck_assert_msg(strstr(text, "line0 of") != NULL, "%s", text);
    ck_assert_msg(strstr(text, "line39 of") == NULL, "%s", text);
    free(text);
    ck_assert(pane_search(pane, "line33 of", false));
    text = drawn(pane, 60, 10, true);
    ck_assert_msg(strstr(text, "line33 of") != NULL, "%s", text);
    free(text);
    pane_free(pane);
}
END_TEST

Suite *grid_suite(void)
{
    Suite *suite = suite_create("grid and panes");
    TCase *tests = tcase_create("grid");
    tcase_add_test(tests, shows_header_rows_and_cursor);
    tcase_add_test(tests, cursor_stays_in_sight);
    tcase_add_test(tests, narrow_pane_slides_columns_but_keeps_the_key);
    tcase_add_test(tests, search_walks_forward_backward_and_wraps);
    tcase_add_test(tests, enter_goes_to_the_key_of_the_row);
    tcase_add_test(tests, an_empty_table_is_no_trouble);
    tcase_add_test(tests, a_report_of_words_scrolls_and_is_searched);
    suite_add_tcase(suite, tests);
    return suite;
}
