/* Pictures of columns: each kind on a table small enough to be worked out by hand. */
#include "patron/base/calendar.h"
#include "patron/base/error.h"
#include "patron/report/plot_kind.h"
#include "patron/table/builder.h"
#include "report_tests.h"

enum { N_ROWS = 8 };

/* when        what  amount  by
   2024-01-30  a     1       x
   2024-02-05  b     2       x
   2024-02-28  a     3       y
   2024-04-01  a     4       y
   2024-04-02  c     NA      x
   NA          a     6       y
   2024-04-30  NA    70      NA
   2024-01-31  b     8       x     */
static struct table *sales(void)
{
    static const struct {
        const char *when, *what, *by;
        double amount;
    } rows[N_ROWS] = { { "2024-01-30", "a", "x", 1 },    { "2024-02-05", "b", "x", 2 }, { "2024-02-28", "a", "y", 3 },
                       { "2024-04-01", "a", "y", 4 },    { "2024-04-02", "c", "x", 0 }, { NULL, "a", "y", 6 },
                       { "2024-04-30", NULL, NULL, 70 }, { "2024-01-31", "b", "x", 8 } };
    struct builder *builder = builder_new("sales");
    size_t when = builder_add_column(builder, "when", TYPE_TIME), what = builder_add_column(builder, "what", TYPE_TEXT);
    size_t by = builder_add_column(builder, "by", TYPE_TEXT), amount = builder_add_column(builder, "amount", TYPE_REAL);
    for (size_t i = 0; i < N_ROWS; i++) {
        int64_t time;
        if (rows[i].when && time_parse(rows[i].when, strlen(rows[i].when), &time))
            builder_set_int(builder, when, time);
        if (rows[i].what)
            builder_set_text(builder, what, rows[i].what, 1);
        if (rows[i].by)
            builder_set_text(builder, by, rows[i].by, 1);
        if (rows[i].amount > 0)
            builder_set_real(builder, amount, rows[i].amount);
        builder_end_row(builder);
    }
    return builder_finish(builder, NULL);
}

static const struct plot_kind *kind_called(const char *name)
{
    for (const struct plot_kind *const *kind = plot_kinds; *kind; kind++)
        if (strcmp((*kind)->name, name) == 0)
            return *kind;
    ck_abort_msg("no kind %s", name);
}

/* The picture's numbers as CSV; free. */
static char *drawn(const char *kind, const char *x, const char *y, const char *of, const char *by,
                   enum plot_measure measure)
{
    struct table *table = sales();
    struct plot_request request = { .x = table_column(table, x),
                                    .y = y ? table_column(table, y) : NULL,
                                    .of = of ? table_column(table, of) : NULL,
                                    .by = by ? table_column(table, by) : NULL,
                                    .n_rows = N_ROWS,
                                    .measure = measure,
                                    .per = { 1, DURATION_MONTH } };
    struct error err = ERROR_INIT;
    struct report *report = report_plot(kind_called(kind), "sales", &request, NULL, &err);
    ck_assert_msg(report != NULL, "%s", err.what);
    char *csv = rendered(report, FORMAT_CSV, 80, TIER_ASCII, false);
    report_free(report);
    table_release(table);
    return csv;
}

START_TEST(lines_add_up_periods)
{
    char *csv = drawn("line", "when", NULL, "amount", NULL, PLOT_SUM);
    ck_assert_str_eq(csv, "block,series,x,y\n"
                          "curves,sum of amount,2024-01-01,9\n"
                          "curves,sum of amount,2024-02-01,5\n"
                          "curves,sum of amount,2024-03-01,0\n" /* a month without rows is there, and empty */
                          "curves,sum of amount,2024-04-01,74\n");
    free(csv);
    csv = drawn("line", "when", NULL, NULL, "what", PLOT_COUNT);
    assert_contains(csv, "curves,a,2024-01-01,1\ncurves,a,2024-02-01,1\ncurves,a,2024-03-01,0\ncurves,a,2024-04-01,1");
    assert_contains(csv, "curves,b,2024-01-01,1\ncurves,b,2024-02-01,1\n");
    free(csv);
    csv = drawn("line", "when", NULL, "amount", NULL, PLOT_MEAN);
    assert_contains(csv, "2024-01-01,4.5\n");
    assert_contains(csv, "2024-03-01,\n"); /* a mean of nothing is no number */
    free(csv);
}
END_TEST

START_TEST(bars_are_ordered_by_count)
{
    char *csv = drawn("bar", "what", NULL, NULL, NULL, PLOT_COUNT);
    ck_assert_str_eq(csv, "block,series,x,y\nrows,a,,4\nrows,b,,2\nrows,c,,1\n");
    free(csv);
    csv = drawn("bar", "what", NULL, "amount", NULL, PLOT_SUM);
    ck_assert_str_eq(csv, "block,series,x,y\nsum of amount,a,,14\nsum of amount,b,,10\nsum of amount,c,,0\n");
    free(csv);
}
END_TEST

START_TEST(boxes_are_quartiles)
{
    char *csv = drawn("box", "amount", NULL, NULL, NULL, PLOT_COUNT); /* 1 2 3 4 6 8 70: type 7 quartiles 2.5, 4, 7 */
    ck_assert_str_eq(csv, "column,n,min,q1,median,q3,max,outside\namount,7,1,2.5,4,7,70,1\n");
    free(csv);
    csv = drawn("box", "amount", NULL, NULL, "by", PLOT_COUNT); /* x: 1 2 8   y: 3 4 6 */
    assert_contains(csv, "x,3,1,1.5,2,5,8,0\ny,3,3,3.5,4,5,6,0\n");
    free(csv);
}
END_TEST

START_TEST(heat_counts_pairs)
{
    char *csv = drawn("heat", "what", "by", NULL, NULL, PLOT_COUNT);
    assert_contains(csv, "rows,a,x,1\nrows,a,y,3\nrows,b,x,2\nrows,b,y,0\nrows,c,x,1\nrows,c,y,0\n");
    free(csv);
    csv = drawn("heat", "when", NULL, NULL, NULL, PLOT_COUNT); /* 2024-01-30 and three more were Tuesdays */
    assert_contains(csv, "rows,Tuesday,00-03,3\n");
    assert_contains(csv, "rows,Sunday,00-03,0\n");
    free(csv);
}
END_TEST

START_TEST(scatters_show_rows_with_both)
{
    char *csv = drawn("scatter", "when", "amount", NULL, "by", PLOT_COUNT);
    ck_assert_str_eq(csv, "block,series,x,y\n"
                          "curves,x,2024-01-30,1\ncurves,x,2024-02-05,2\ncurves,x,2024-01-31,8\n"
                          "curves,y,2024-02-28,3\ncurves,y,2024-04-01,4\n");
    free(csv);
}
END_TEST

START_TEST(histograms_of_times_have_calendar_bins)
{
    char *csv = drawn("hist", "when", NULL, NULL, NULL, PLOT_COUNT);
    double total = 0;
    for (const char *line = strchr(csv, '\n'); line && line[1]; line = strchr(line + 1, '\n')) {
        const char *count = line + 1;
        for (int comma = 0; comma < 3; comma++)
            count = strchr(count, ',') + 1;
        total += strtod(count, NULL);
    }
    ck_assert_double_eq(total, 7);          /* every row with a time, once */
    assert_contains(csv, "2024-02-05,1\n"); /* a Monday begins a week */
    free(csv);
}
END_TEST

START_TEST(columns_of_no_use_are_refused)
{
    static const struct {
        const char *kind, *x, *what;
    } cases[] = { { "hist", "what", "'what' holds texts: a histogram wants numbers or times" },
                  { "line", "amount", "'amount' holds no times: a line is drawn over time" },
                  { "box", "when", "'when' holds no numbers" },
                  { "bar", "when", "'when' holds times, not groups" },
                  { "heat", "what", "'what' holds no times: a second column is wanted" } };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct table *table = sales();
        struct plot_request request = { .x = table_column(table, cases[i].x), .n_rows = N_ROWS };
        struct error err = ERROR_INIT;
        ck_assert_ptr_null(report_plot(kind_called(cases[i].kind), "sales", &request, NULL, &err));
        ck_assert_str_eq(err.what, cases[i].what);
        error_release(&err);
        table_release(table);
    }
}
END_TEST

TCase *plot_tests(void)
{
    TCase *tests = tcase_create("plots");
    tcase_add_test(tests, lines_add_up_periods);
    tcase_add_test(tests, bars_are_ordered_by_count);
    tcase_add_test(tests, boxes_are_quartiles);
    tcase_add_test(tests, heat_counts_pairs);
    tcase_add_test(tests, scatters_show_rows_with_both);
    tcase_add_test(tests, histograms_of_times_have_calendar_bins);
    tcase_add_test(tests, columns_of_no_use_are_refused);
    return tests;
}
