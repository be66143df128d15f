/* CSV and TSV: nasty texts survive the way there and back, missing is told from empty where asked, pictures list what
   they draw. */
#include "patron/base/number.h"
#include "patron/table/table.h"
#include "report_tests.h"

/* The next field of RFC 4180 text at *AT into OUT; returns the separator that ended it: ',' '\n' or 0. */
static char next_field(const char **at, struct text *out)
{
    text_clear(out);
    if (**at == '"') {
        for (++*at; **at; ++*at) {
            if (**at == '"' && (*at)[1] != '"')
                break;
            if (**at == '"')
                ++*at;
            text_add_char(out, **at);
        }
        ++*at;
    } else {
        size_t length = strcspn(*at, ",\n");
        text_add_bytes(out, *at, length);
        *at += length;
    }
    char end = **at;
    if (end)
        ++*at;
    return end;
}

/* What a text cell becomes: bytes that are no UTF-8 turn into U+FFFD. */
static void expected_text(const struct column *column, size_t row, struct text *out)
{
    size_t length;
    text_clear(out);
    if (column_is_missing(column, row)) {
        text_add(out, "NA");
        return;
    }
    const char *bytes = dictionary_text(column->dictionary, column_codes(column)[row], &length);
    for (size_t i = 0; i < length; i++) {
        if ((unsigned char)bytes[i] == 0xFF)
            text_add(out, "\uFFFD");
        else
            text_add_char(out, bytes[i]);
    }
}

START_TEST(round_trip)
{
    struct table *table = sample_table(40);
    struct report *report = report_new("show", NULL, NULL);
    report_add_table(report, NULL, view_new(table));
    struct render_options options = {
        .width = 80, .height = 24, .tier = TIER_ASCII, .limit_rows = true, .missing = "NA"
    };
    struct text csv = TEXT_EMPTY, field = TEXT_EMPTY, wanted = TEXT_EMPTY;
    report_text(report, FORMAT_CSV, &options, &csv);
    const char *at = text_string(&csv);
    for (size_t j = 0; j < table->n_columns; j++) {
        ck_assert_int_eq(next_field(&at, &field), j + 1 < table->n_columns ? ',' : '\n');
        ck_assert_str_eq(text_string(&field), table->columns[j].name);
    }
    for (size_t i = 0; i < table->n_rows; i++) /* all rows, although the terminal would show fewer */
        for (size_t j = 0; j < table->n_columns; j++) {
            const struct column *column = &table->columns[j];
            ck_assert_int_eq(next_field(&at, &field), j + 1 < table->n_columns ? ',' : '\n');
            if (column->type == TYPE_TEXT) {
                expected_text(column, i, &wanted);
                ck_assert_str_eq(text_string(&field), text_string(&wanted));
            } else if (column->type == TYPE_REAL && !column_is_missing(column, i)) {
                double back; /* to the bit */
                ck_assert(number_parse(text_string(&field), field.length, &back));
                ck_assert(back == column_reals(column)[i]);
            } else if (column_is_missing(column, i)) {
                ck_assert_str_eq(text_string(&field), "NA");
            }
        }
    ck_assert_int_eq(*at, 0);
    text_release(&csv);
    text_release(&field);
    text_release(&wanted);
    report_free(report);
    table_release(table);
}
END_TEST

START_TEST(quotes_only_when_needed)
{
    struct report *report = sample_report("table");
    char *csv = rendered(report, FORMAT_CSV, 80, TIER_ASCII, true);
    assert_contains(csv, "\n1001,plain,23.43,false,2022-01-08,2022-04-18T00:00:00,0\n");
    assert_contains(csv, "1002,\"with, comma\",");
    assert_contains(csv, "1003,\"with \"\"quotes\"\"\",");
    assert_contains(csv, "1004,\"line\nbreak\",");
    assert_contains(csv, "1005,tab\there,,"); /* missing is empty */
    assert_lacks(csv, "\r");
    free(csv);
    report_free(report);
}
END_TEST

START_TEST(tsv_has_one_line_a_row)
{
    struct report *report = sample_report("table");
    char *tsv = rendered(report, FORMAT_TSV, 80, TIER_ASCII, true);
    size_t lines = 0, tabs = 0;
    for (const char *c = tsv; *c; c++) {
        lines += *c == '\n';
        tabs += *c == '\t';
    }
    ck_assert_uint_eq(lines, 13);
    ck_assert_uint_eq(tabs, 13 * 6);
    assert_contains(tsv, "1004\tline\\nbreak\t");
    assert_contains(tsv, "1005\ttab\\there\t");
    assert_contains(tsv, "1011\tback\\\\slash\t");
    free(tsv);
    report_free(report);
}
END_TEST

START_TEST(pictures_list_what_they_draw)
{
    const double x[3] = { 0, 0.1, 1.0 / 3 }, y[3] = { 1e-9, 0.25, 2.0 / 3 };
    struct report *report = report_new("plot", NULL, NULL);
    struct block *block = report_add_curves(report, "roc, test", "x", 0, 1, "y", 0, 1);
    curves_add(block, "m1", NULL, 3, x, y);
    char *csv = rendered(report, FORMAT_CSV, 80, TIER_ASCII, true);
    ck_assert_str_eq(csv, "block,series,x,y\n\"roc, test\",m1,0,1e-09\n\"roc, test\",m1,0.1,0.25\n"
                          "\"roc, test\",m1,0.3333333333333333,0.6666666666666666\n");
    free(csv);
    report_free(report);
}
END_TEST

START_TEST(continued_tables_are_one)
{
    struct report *report = sample_report("compare");
    char *csv = rendered(report, FORMAT_CSV, 80, TIER_ASCII, true);
    static const char begin[] = "metric,m1,m2,m3\nkind,logit rfm,logit full,gbm full\nroc_auc,0.67";
    ck_assert_int_eq(strncmp(csv, begin, strlen(begin)), 0);
    assert_contains(csv, "\n\npair,metric,change,low,high,p,method,verdict\n");
    free(csv);
    report_free(report);
}
END_TEST

START_TEST(shapes_are_for_people)
{
    struct report *report = sample_report("drift");
    char *csv = rendered(report, FORMAT_CSV, 80, TIER_ASCII, true);
    ck_assert_int_eq(strncmp(csv, "feature,psi,chance,effect,ks,p,q,then,now,state\n", 48), 0);
    assert_contains(csv, "plan,0.0001,0.001,0.005,,0.863,0.863,,,ok\n");
    free(csv);
    report_free(report);
}
END_TEST

START_TEST(notes_alone_are_written)
{
    struct report *report = report_message(VERDICT_NONE, "%d rows, \"%s\"", 3, "x");
    char *csv = rendered(report, FORMAT_CSV, 80, TIER_ASCII, true),
         *tsv = rendered(report, FORMAT_TSV, 80, TIER_ASCII, true);
    ck_assert_str_eq(csv, "\"3 rows, \"\"x\"\"\"\n");
    ck_assert_str_eq(tsv, "3 rows, \"x\"\n");
    free(csv);
    free(tsv);
    report_free(report);
}
END_TEST

/* What begins a formula is written as it is and counted, or gets an apostrophe; numbers are left alone. */
START_TEST(formulas_are_defused)
{
    static const struct {
        const char *text;
        bool formula;
    } cells[] = {
        { "=1+1", true },
        { "=HYPERLINK(\"x\")", true },
        { "+49 30 1234", true },
        { "-2+3+cmd", true },
        { "@SUM(A1)", true },
        { "\t=1", true },
        { "\rx", true },
        { " =1", true },
        { "\uFEFF=1", true },
        { "\uFF1D1+1", true },
        { "\uFF0Bx", true },
        { "\uFF0Dx", true },
        { "\uFF20x", true },
        { "-5", false },
        { "+1.5e-3", false },
        { "-2,50", false },
        { "-1.234,5", false },
        { "-12%", false },
        { "-1e", true },
        { "-5-3", true },
        { "-.", true },
        { "-", false },
        { "a=1", false },
        { "'=1", false },
        { "x@example.org", false },
        { "", false },
    };
    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++)
        for (int defuse = 0; defuse < 2; defuse++) {
            struct report *report = report_message(VERDICT_NONE, "%s", cells[i].text);
            size_t n = 0;
            struct render_options options = { .formulas_text = defuse, .formulas = &n };
            struct text csv = TEXT_EMPTY, field = TEXT_EMPTY, wanted = TEXT_EMPTY;
            report_text(report, FORMAT_CSV, &options, &csv);
            const char *at = text_string(&csv);
            next_field(&at, &field);
            text_add_format(&wanted, "%s%s", defuse && cells[i].formula ? "'" : "", cells[i].text);
            ck_assert_str_eq(text_string(&field), text_string(&wanted));
            ck_assert_msg(n == cells[i].formula, "%s: %zu", cells[i].text, n);
            text_release(&csv);
            text_release(&field);
            text_release(&wanted);
            report_free(report);
        }
}
END_TEST

TCase *csv_tests(void)
{
    TCase *tests = tcase_create("csv");
    tcase_add_test(tests, round_trip);
    tcase_add_test(tests, quotes_only_when_needed);
    tcase_add_test(tests, tsv_has_one_line_a_row);
    tcase_add_test(tests, pictures_list_what_they_draw);
    tcase_add_test(tests, continued_tables_are_one);
    tcase_add_test(tests, shapes_are_for_people);
    tcase_add_test(tests, notes_alone_are_written);
    tcase_add_test(tests, formulas_are_defused);
    return tests;
}
