/* Tables as text: what is hidden is counted, and nothing is hidden when all was asked for. */
#include "patron/base/memory.h"
#include "patron/base/work.h"
#include "report_tests.h"

static struct report *show(size_t n, size_t limit)
{
    struct table *table = sample_table(n);
    struct report *report = report_new("show", NULL, NULL);
    struct block *block = report_add_table(report, NULL, view_owning(table));
    table_block_format(block, 0, "i");
    table_block_limit(block, limit);
    return report;
}

static size_t lines_of(const char *text)
{
    size_t n = 0;
    for (; *text; text++)
        n += *text == '\n';
    return n;
}

START_TEST(rows_are_limited_and_counted)
{
    struct report *report = show(1234, 7);
    char *text = rendered(report, FORMAT_TEXT, 200, TIER_ASCII, true);
    assert_contains(text, "7 of 1,234 rows shown\n");
    assert_contains(text, " 1007 ");
    assert_lacks(text, " 1008 ");
    ck_assert_uint_eq(lines_of(text), 3 + 7 + 1);
    free(text);
    report_free(report);
}
END_TEST

START_TEST(columns_and_cells_are_counted)
{
    struct report *report = show(12, 0);
    char *text = rendered(report, FORMAT_TEXT, 60, TIER_ASCII, true);
    assert_contains(text, "columns hidden (");
    assert_contains(text, "cells cut");
    free(text);
    report_free(report);
}
END_TEST

START_TEST(whole_texts_lose_nothing)
{
    struct report *report = show(300, 7);
    for (int width = 20; width <= 100; width += 20) {
        char *text = rendered(report, FORMAT_TEXT, width, TIER_ASCII, false);
        assert_lacks(text, "~");
        assert_lacks(text, "hidden");
        assert_contains(text, "1300");
        if (width >= 40) {
            assert_contains(text, "return_rate");
            assert_contains(text, "2022-01-08");
        }
        free(text);
    }
    report_free(report);
}
END_TEST

START_TEST(columns_align)
{
    struct report *report = show(12, 0);
    char *text = rendered(report, FORMAT_TEXT, 200, TIER_ASCII, true);
    assert_contains(text, "customer_id  remark ");
    assert_contains(text, "spend_365d  active  signup ");
    assert_contains(text, "       EUR\n");
    assert_contains(text, "    727.32  no      2022-01-14 ");
    assert_contains(text, "       1001  plain ");
    free(text);
    report_free(report);
}
END_TEST

START_TEST(no_rows)
{
    struct table *table = sample_table(0);
    struct report *report = report_new("show", "nothing", NULL);
    report_add_table(report, NULL, view_owning(table));
    char *text = rendered(report, FORMAT_TEXT, 80, TIER_ASCII, true),
         *csv = rendered(report, FORMAT_CSV, 80, TIER_ASCII, true);
    assert_contains(text, "customer_id");
    ck_assert_str_eq(csv, "customer_id,remark,spend_365d,active,signup,seen,return_rate\n");
    free(text);
    free(csv);
    report_free(report);
}
END_TEST

struct pipe {
    size_t pieces, bytes, stop_after;
};

static bool count_pieces(void *context, const char *bytes, size_t length)
{
    struct pipe *pipe = context;
    (void)bytes;
    pipe->pieces++;
    pipe->bytes += length;
    return pipe->pieces < pipe->stop_after;
}

START_TEST(streams_in_pieces_and_stops)
{
    struct report *report = show(50000, 0);
    struct render_options options = { .width = 120, .height = 24, .tier = TIER_ASCII };
    for (int format = 0; format < N_FORMATS; format++) {
        struct pipe whole = { 0, 0, SIZE_MAX }, closed = { 0, 0, 2 };
        ck_assert(report_render(report, (enum format)format, &options, count_pieces, &whole));
        ck_assert_uint_gt(whole.pieces, 20);
        ck_assert_uint_lt(whole.bytes / whole.pieces, 200000);
        ck_assert(!report_render(report, (enum format)format, &options, count_pieces, &closed));
        ck_assert_uint_eq(closed.pieces, 2); /* a closed pipe ends it at once */
    }
    report_free(report);
}
END_TEST

/* A stop breaks off what is long, before anything of it is written; a short report is said to its end. */
START_TEST(a_stop_breaks_off_what_is_long)
{
    struct work *work = work_new(1), *before = work_enter(work);
    struct report *large = show(50000, 0), *small = show(3, 0);
    struct render_options options = { .width = 120, .height = 24, .tier = TIER_ASCII };
    work_stop(work);
    for (int format = 0; format < N_FORMATS; format++) {
        struct pipe cut = { 0, 0, SIZE_MAX }, whole = { 0, 0, SIZE_MAX };
        ck_assert(!report_render(large, (enum format)format, &options, count_pieces, &cut));
        ck_assert_uint_eq(cut.pieces, 0);
        ck_assert(report_render(small, (enum format)format, &options, count_pieces, &whole));
        ck_assert_uint_eq(whole.pieces, 1);
    }
    work_enter(before);
    work_free(work);
    report_free(large);
    report_free(small);
}
END_TEST

TCase *table_tests(void)
{
    TCase *tests = tcase_create("table");
    tcase_add_test(tests, rows_are_limited_and_counted);
    tcase_add_test(tests, columns_and_cells_are_counted);
    tcase_add_test(tests, whole_texts_lose_nothing);
    tcase_add_test(tests, columns_align);
    tcase_add_test(tests, no_rows);
    tcase_add_test(tests, streams_in_pieces_and_stops);
    tcase_add_test(tests, a_stop_breaks_off_what_is_long);
    return tests;
}
