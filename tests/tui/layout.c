/* The layout: at every size nothing overlaps and nothing is lost that must be seen. */
#include <check.h>

#include "patron/base/memory.h"
#include "patron/base/text.h"
#include "patron/command/session.h"
#include "suites.h"
#include "tui/screen.h"

static struct screen screen;

static void set_up(void)
{
    memset(&screen, 0, sizeof screen);
    screen.session = session_new(SESSION_SCREEN);
    screen.worker = worker_new(screen.session);
    screen.title_workspace = copy_text("shop");
    screen.title_rest = copy_text(" | asof 2024-07-01");
    for (size_t i = 0; i < 4; i++) {
        char line[32];
        snprintf(line, sizeof line, "help pane%zu", i);
        struct report *report = report_new("help", line, NULL);
        for (int j = 0; j < 100; j++)
            report_add_note(report, VERDICT_NONE, "pane%zu text%d with some more words", i, j);
        screen.panes[i] = pane_new(pane_kind_find("help"), line);
        pane_set_report(screen.panes[i], report);
        screen.n_panes++;
    }
}

static void tear_down(void)
{
    worker_free(screen.worker);
    for (size_t i = 0; i < screen.n_panes; i++)
        pane_free(screen.panes[i]);
    session_free(screen.session);
    free(screen.title_workspace);
    free(screen.title_rest);
    free(screen.title_short);
    free(screen.message);
}

static char *drawn(int width, int height)
{
    int x, y;
    struct text text = TEXT_EMPTY;
    struct canvas *canvas = canvas_new(width, height, TIER_ASCII);
    screen_draw(&screen, canvas, &x, &y);
    canvas_text(canvas, 0, height, &text);
    ck_assert_int_lt(x, width);
    ck_assert_int_lt(y, height);
    canvas_free(canvas);
    return text_take(&text);
}

START_TEST(every_size_has_a_command_line_and_fits)
{
    static const int widths[] = { 20, 21, 39, 40, 59, 60, 79, 80, 119, 120, 159, 160, 200, 500 };
    static const int heights[] = { 5, 6, 7, 8, 12, 14, 15, 24, 39, 40, 48, 200 };
    for (size_t i = 0; i < sizeof widths / sizeof widths[0]; i++)
        for (size_t j = 0; j < sizeof heights / sizeof heights[0]; j++) {
            char *text = drawn(widths[i], heights[j]);
            ck_assert_ptr_nonnull(strstr(text, "patron>"));
            ck_assert_msg(strstr(text, "text0") != NULL, "%dx%d:\n%s", widths[i], heights[j], text);
            int lines = 0;
            for (char *at = text, *end; *at; at = end + 1) {
                end = strchr(at, '\n');
                ck_assert_ptr_nonnull(end);
                ck_assert_uint_le(utf8_width(at, (size_t)(end - at)), (size_t)widths[i]);
                lines++;
            }
            ck_assert_int_eq(lines, heights[j]);
            free(text);
        }
}
END_TEST

START_TEST(more_room_shows_more_panes)
{
    ck_assert_uint_eq(screen_visible(&screen, 80, 24), 1);
    ck_assert_uint_eq(screen_visible(&screen, 120, 40), 2);
    ck_assert_uint_eq(screen_visible(&screen, 160, 48), 4);
    screen.zoomed = true;
    ck_assert_uint_eq(screen_visible(&screen, 160, 48), 1);
    screen.zoomed = false;
    char *text = drawn(160, 48);
    for (int i = 0; i < 4; i++) {
        char wanted[16];
        snprintf(wanted, sizeof wanted, "pane%d text0", i);
        ck_assert_msg(strstr(text, wanted) != NULL, "%s", text);
    }
    free(text);
}
END_TEST

START_TEST(focus_is_seen_without_colour)
{
    screen.focus = 0;
    char *first = drawn(160, 48);
    screen.focus = 1;
    char *second = drawn(160, 48);
    ck_assert_str_ne(first, second); /* frames differ in their signs */
    free(first);
    free(second);
}
END_TEST

START_TEST(the_focused_pane_is_visible)
{
    for (size_t i = 0; i < 4; i++) {
        char wanted[16];
        screen.focus = i;
        char *text = drawn(80, 24);
        snprintf(wanted, sizeof wanted, "pane%zu text0", i);
        ck_assert_msg(strstr(text, wanted) != NULL, "%s", text);
        free(text);
    }
}
END_TEST

START_TEST(a_failed_line_stands_under_the_prompt)
{
    screen.message = copy_text("    show custmers\n         ^^^^^^^^\nerror: nothing is called 'custmers' [E0203]\n");
    screen.message_is_error = true;
    char *text = drawn(80, 24), *typed = strstr(text, "patron> show custmers\n");
    ck_assert_ptr_nonnull(typed);
    ck_assert_msg(strstr(typed, "\n             ^^^^^^^^\n error: nothing") != NULL, "%s", typed);
    free(text);
    text = drawn(20, 12); /* no room for the line: the error alone */
    ck_assert_ptr_null(strstr(text, "^^^"));
    ck_assert_ptr_nonnull(strstr(text, "error: nothing is"));
    free(text);
}
END_TEST

START_TEST(a_long_answer_says_that_there_is_more)
{
    struct text message = TEXT_EMPTY;
    for (int i = 0; i < 40; i++)
        text_add_format(&message, "line %d\n", i);
    screen.message = text_take(&message);
    char *text = drawn(80, 24);
    ck_assert_ptr_nonnull(strstr(text, " ... more"));
    ck_assert_ptr_nonnull(strstr(text, " line 0\n"));
    free(text);
}
END_TEST

START_TEST(a_narrow_title_is_the_short_one)
{
    free(screen.title_rest);
    screen.title_rest = copy_text(" | asof 2024-07-01 | everybody | churn90 | champion m3");
    screen.title_short = copy_text(" 2024-07-01 m3");
    char *text = drawn(80, 24);
    ck_assert_int_eq(strncmp(text, " shop | asof", 12), 0);
    free(text);
    text = drawn(40, 12);
    ck_assert_int_eq(strncmp(text, " shop 2024-07-01 m3 ", 20), 0);
    free(text);
}
END_TEST

START_TEST(closing_leads_back)
{
    screen.focus = 1;
    struct pane *second = screen.panes[1], *fourth = screen.panes[3];
    fourth->back = second;
    screen.focus = 3;
    screen_close_pane(&screen, 3);
    ck_assert_uint_eq(screen.n_panes, 3);
    ck_assert_ptr_eq(screen_pane(&screen), second);
    screen.panes[2]->back = second;
    screen.panes[2]->list = second;
    screen_close_pane(&screen, 1);
    ck_assert_ptr_null(screen.panes[1]->back);
    ck_assert_ptr_null(screen.panes[1]->list);
}
END_TEST

START_TEST(messages_open_upwards)
{
    screen.message = copy_text("error: no command 'tran' [E0101]\n  = mend:   train            (type: fix)");
    screen.message_is_error = true;
    char *text = drawn(80, 24);
    ck_assert_ptr_nonnull(strstr(text, "no command 'tran'"));
    ck_assert_ptr_nonnull(strstr(text, "= mend:"));
    free(text);
}
END_TEST

Suite *layout_suite(void)
{
    Suite *suite = suite_create("layout");
    TCase *tests = tcase_create("layout");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, every_size_has_a_command_line_and_fits);
    tcase_add_test(tests, more_room_shows_more_panes);
    tcase_add_test(tests, focus_is_seen_without_colour);
    tcase_add_test(tests, the_focused_pane_is_visible);
    tcase_add_test(tests, a_failed_line_stands_under_the_prompt);
    tcase_add_test(tests, a_long_answer_says_that_there_is_more);
    tcase_add_test(tests, a_narrow_title_is_the_short_one);
    tcase_add_test(tests, closing_leads_back);
    tcase_add_test(tests, messages_open_upwards);
    suite_add_tcase(suite, tests);
    return suite;
}
