/* Inspections: what they say agrees with what was measured, and what they must never say they do not. */
#include <math.h>

#include "patron/base/error.h"
#include "patron/base/json.h"
#include "patron/table/builder.h"
#include "report_tests.h"

static struct json *json_of(const struct report *report)
{
    char *text = rendered(report, FORMAT_JSON, 80, TIER_ASCII, true);
    struct json *json = json_parse(text, strlen(text), "report", NULL);
    ck_assert_ptr_nonnull(json);
    free(text);
    return json;
}

/* Row NAME (its first member) of the table block number B. */
static const struct json *row_of(const struct json *json, size_t b, const char *name)
{
    const struct json *rows = json_get(json_item(json_get(json, "blocks"), b), "rows");
    for (size_t i = 0; i < json_size(rows); i++) {
        struct json *value;
        json_member(json_item(rows, i), 0, &value);
        if (json_text(value) && strcmp(json_text(value), name) == 0)
            return json_item(rows, i);
    }
    ck_abort_msg("no row %s", name);
    return NULL;
}

START_TEST(compare_shows_what_was_measured)
{
    struct report *report = sample_report("compare");
    struct json *json = json_of(report);
    const double sharpness[3] = { 0.35, 0.7, 1 };
    static const char *const names[3] = { "m1", "m2", "m3" };
    uint8_t outcome[1500];
    for (int m = 0; m < 3; m++) {
        struct scored scored = sample_scored(1500, sharpness[m], true);
        for (size_t i = 0; i < 1500; i++)
            outcome[i] = scored.outcome[i] > 0;
        double auc = measure_auc(scored.score, outcome, 1500), brier = measure_brier(scored.score, outcome, 1500);
        ck_assert(json_get_number(row_of(json, 1, "roc_auc"), names[m], -1) == auc); /* to the bit */
        ck_assert(json_get_number(row_of(json, 1, "brier"), names[m], -1) == brier);
        scored_release(&scored);
    }
    ck_assert_str_eq(json_get_text(row_of(json, 4, "m1 - m2"), "verdict"), "worse");
    ck_assert_str_eq(json_get_text(row_of(json, 4, "m3 - m2"), "verdict"), "better");
    const struct json *better = row_of(json, 4, "m3 - m2");
    double change =
        json_get_number(row_of(json, 1, "roc_auc"), "m3", 0) - json_get_number(row_of(json, 1, "roc_auc"), "m2", 0);
    ck_assert_double_eq_tol(json_get_number(better, "change", 0), change, 1e-12);
    ck_assert(json_get_number(better, "low", 0) < change && json_get_number(better, "high", 0) > change);
    json_free(json);
    report_free(report);
}
END_TEST

START_TEST(stars_are_on_the_best)
{
    struct report *report = sample_report("compare");
    char *text = rendered(report, FORMAT_TEXT, 80, TIER_ASCII, true);
    static const char *const rows[] = { "roc_auc", "log_loss", "ece" };
    for (size_t i = 0; i < 3; i++) { /* m3 is best in all, in the last column */
        const char *line = strstr(text, rows[i]);
        size_t length = strcspn(line, "\n");
        ck_assert_int_eq(line[length - 1], '*');
    }
    free(text);
    report_free(report);
}
END_TEST

START_TEST(different_rows_are_said_and_not_tested)
{
    struct error err = ERROR_INIT;
    struct scored a = sample_scored(200, 1, true), b = sample_scored(300, 0.5, true);
    static const struct model_kind kind = { .name = "logit",
                                            .answers = sample_yes_no_answers,
                                            .input = &input_features };
    struct model model = { .kind = &kind };
    struct inspected two[2] = { { "a", &model, &a, NAN }, { "b", &model, &b, NAN } };
    struct report *report = report_compare(two, 2, 0, true, NULL, NULL, &err);
    char *text = rendered(report, FORMAT_TEXT, 100, TIER_ASCII, true);
    assert_contains(text, "(DIFFERENT ROWS)");
    assert_contains(text, "not comparable");
    assert_lacks(text, "better");
    assert_lacks(text, "fit seconds"); /* NaN: not shown */
    free(text);
    report_free(report);
    scored_release(&a);
    scored_release(&b);
}
END_TEST

START_TEST(undefined_figures_have_a_reason)
{
    struct report *report = sample_report("curves-one-class");
    char *text = rendered(report, FORMAT_TEXT, 80, TIER_ASCII, true);
    assert_contains(text, "all 50 test rows are positive");
    assert_lacks(text, "nan");
    free(text);
    report_free(report);
    struct error err = ERROR_INIT;
    struct scored scored = sample_scored(40, 1, true);
    for (size_t i = 0; i < 40; i++)
        scored.outcome[i] = 0;
    static const struct model_kind kind = { .name = "logit",
                                            .answers = sample_yes_no_answers,
                                            .input = &input_features };
    struct model model = { .kind = &kind };
    struct inspected one = { "m1", &model, &scored, NAN };
    report = report_compare(&one, 1, 0, false, NULL, NULL, &err);
    text = rendered(report, FORMAT_TEXT, 120, TIER_ASCII, true);
    assert_contains(text, "--");
    assert_contains(text, "all 40 test rows are negative");
    assert_lacks(text, "nan");
    free(text);
    report_free(report);
    scored_release(&scored);
}
END_TEST

START_TEST(charts_have_names_numbers_and_context)
{
    struct report *report = sample_report("curves");
    char *text = rendered(report, FORMAT_TEXT, 80, TIER_ASCII, true);
    static const char *const parts[] = { "n 1,500",
                                         "false positive rate",
                                         "true positive rate",
                                         "no skill",
                                         "ece 0.0",
                                         "ideal",
                                         "lift@10%",
                                         "gain@20%",
                                         "base rate 54.3%",
                                         "threshold 0.50",
                                         "predicted churned",
                                         "m1",
                                         "m2",
                                         "m3",
                                         "DeLong",
                                         "Wilson" };
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        assert_contains(text, parts[i]);
    free(text);
    report_free(report);
    report = sample_report("curves-more");
    text = rendered(report, FORMAT_TEXT, 80, TIER_ASCII, true);
    assert_contains(text, "base rate 0.543");
    assert_contains(text, "perfect");
    free(text);
    report_free(report);
}
END_TEST

START_TEST(silhouette_numbers_agree)
{
    struct report *report = sample_report("silhouette");
    struct json *json = json_of(report);
    const struct json *segments = json_get(json_item(json_get(json, "blocks"), 0), "segments");
    ck_assert_uint_eq(json_size(segments), 5);
    for (size_t s = 0; s < 5; s++) {
        const struct json *values = json_get(json_item(segments, s), "values");
        double sum = 0, negative = 0, before = 2;
        for (size_t i = 0; i < json_size(values); i++) {
            double value = json_value(json_item(values, i));
            ck_assert(value <= before); /* sorted, descending */
            before = value;
            sum += value;
            negative += value < 0;
        }
        double n = (double)json_size(values);
        ck_assert_double_eq_tol(json_get_number(json_item(segments, s), "mean", 9), sum / n, 1e-12);
        ck_assert_double_eq_tol(json_get_number(json_item(segments, s), "negative_share", 9), negative / n, 1e-12);
    }
    char *text = rendered(report, FORMAT_TEXT, 200, TIER_ASCII, true);
    assert_contains(text, "Segments overlap");
    assert_contains(text, "they disagree");
    free(text);
    json_free(json);
    report_free(report);
}
END_TEST

START_TEST(heat_prints_every_value)
{
    static const char *const values[] = { "-0.92", "+1.21", "+0.03", "+3.02", "-1.01", "-0.68", "110.82", "3,432" };
    struct report *report = sample_report("profile");
    for (int width = 40; width <= 160; width += 20) {
        char *text = rendered(report, FORMAT_TEXT, width, TIER_BRAILLE, true);
        for (size_t i = 0; i < sizeof values / sizeof values[0]; i++)
            assert_contains(text, values[i]);
        free(text);
    }
    report_free(report);
}
END_TEST

START_TEST(drift_judges_by_psi)
{
    struct report *report = sample_report("drift");
    char *text = rendered(report, FORMAT_TEXT, 120, TIER_ASCII, true);
    assert_contains(text, "!! 2 of 4 moved: sessions_n_30d 0.310, tenure 0.218");
    assert_contains(text, "1 moved by less than psi 0.1, yet above chance");
    assert_contains(text, "SHIFT");
    free(text);
    report_free(report);
}
END_TEST

START_TEST(customer_shows_no_future_and_masks)
{
    struct report *report = sample_report("customer");
    for (int format = 0; format < N_FORMATS; format++) {
        char *text = rendered(report, (enum format)format, 120, TIER_ASCII, false);
        assert_lacks(text, "hanna@");
        assert_lacks(text, "7946");
        assert_lacks(text, "2024-07-01 09:00"); /* the order after the cutoff */
        assert_lacks(text, "184.5");
        if (format == FORMAT_TEXT) {
            assert_contains(text, "h***@example.org");
            assert_contains(text, "2024-05-31 09:00:00");
            assert_contains(text, "models disagree by 0.28");
        }
        free(text);
    }
    report_free(report);
}
END_TEST

START_TEST(importance_is_sorted)
{
    struct report *report = sample_report("importance");
    char *csv = rendered(report, FORMAT_CSV, 80, TIER_ASCII, true);
    ck_assert_str_eq(csv, "feature,loss,sd\nrecency,0.2161,0.004\nsessions_n_90d,0.041,0.0012\ntenure,0.0052,0.0004\n"
                          "aov_365d,-0.0003,0.0002\n");
    free(csv);
    report_free(report);
}
END_TEST

START_TEST(slices_count_their_rows)
{
    struct report *report = sample_report("slices");
    struct json *json = json_of(report);
    const struct json *rows = json_get(json_item(json_get(json, "blocks"), 0), "rows");
    double n = 0;
    for (size_t i = 0; i < json_size(rows); i++)
        n += json_get_number(json_item(rows, i), "n", 0);
    ck_assert_double_eq_tol(n, 900, 1e-12);
    ck_assert_uint_eq(json_size(rows), 4); /* the missing are a slice of their own */
    json_free(json);
    report_free(report);
}
END_TEST

START_TEST(correlation_by_hand)
{
    static const double x[4] = { 1, 2, 3, 4 }, y[4] = { 1, 3, 2, 100 };
    struct builder *builder = builder_new("t");
    size_t a = builder_add_column(builder, "x", TYPE_REAL), b = builder_add_column(builder, "y", TYPE_REAL);
    for (size_t i = 0; i < 4; i++) {
        builder_set_real(builder, a, x[i]);
        builder_set_real(builder, b, y[i]);
        builder_end_row(builder);
    }
    builder_set_real(builder, b, 2.5); /* has no x: it is no part of the pair, and takes no rank */
    builder_end_row(builder);
    struct table *table = builder_finish(builder, NULL);
    struct report *report = report_correlation("t", table, true, NULL, NULL, NULL);
    struct json *json = json_of(report);
    double values[4];
    ck_assert(json_get_numbers(json_item(json_get(json, "blocks"), 0), "values", values, 4));
    ck_assert_double_eq_tol(values[1], 0.8, 1e-12); /* 1 - 6 * 2 / (4 * 15) */
    ck_assert_double_eq_tol(values[0], 1, 1e-12);
    json_free(json);
    report_free(report);
    table_release(table);
}
END_TEST

START_TEST(plot_counts_every_value)
{
    struct report *report = sample_report("plot");
    struct json *json = json_of(report);
    const struct json *block = json_item(json_get(json, "blocks"), 0), *series = json_get(block, "series");
    const struct json *edges = json_get(block, "edges"), *counts = json_get(json_item(series, 0), "counts");
    double n = 0;
    ck_assert_uint_eq(json_size(edges), json_size(counts) + 1);
    for (size_t i = 0; i < json_size(counts); i++)
        n += json_value(json_item(counts, i));
    ck_assert_double_eq_tol(n, 48, 1e-12);                              /* 60 rows, 12 missing */
    ck_assert_double_eq_tol(json_value(json_item(edges, 0)), 0, 1e-12); /* 8.61 to 968.16: edges are round */
    ck_assert_double_eq_tol(json_value(json_item(edges, 1)), 50, 1e-12);
    json_free(json);
    report_free(report);
}
END_TEST

START_TEST(whole_numbers_have_whole_bins)
{
    struct builder *builder = builder_new("t");
    size_t column = builder_add_column(builder, "n", TYPE_INT);
    for (int64_t i = 0; i < 10; i++) {
        builder_set_int(builder, column, i % 4);
        builder_end_row(builder);
    }
    struct table *table = builder_finish(builder, NULL);
    struct report *report = report_frequency(&table->columns[0], 10, 0, NULL);
    struct json *json = json_of(report);
    double counts[4];
    ck_assert(json_get_numbers(json_item(json_get(json_item(json_get(json, "blocks"), 0), "series"), 0), "counts",
                               counts, 4));
    ck_assert(counts[0] == 3 && counts[1] == 3 && counts[2] == 2 && counts[3] == 2);
    json_free(json);
    report_free(report);
    table_release(table);
}
END_TEST

START_TEST(sparks)
{
    const double counts[] = { 0, 1, 4, 8 };
    char *text = spark_text(counts, 4);
    ck_assert_str_eq(text, " \u2581\u2584\u2588");
    free(text);
}
END_TEST

TCase *inspect_tests(void)
{
    TCase *tests = tcase_create("inspect");
    tcase_add_test(tests, compare_shows_what_was_measured);
    tcase_add_test(tests, stars_are_on_the_best);
    tcase_add_test(tests, different_rows_are_said_and_not_tested);
    tcase_add_test(tests, undefined_figures_have_a_reason);
    tcase_add_test(tests, charts_have_names_numbers_and_context);
    tcase_add_test(tests, silhouette_numbers_agree);
    tcase_add_test(tests, heat_prints_every_value);
    tcase_add_test(tests, drift_judges_by_psi);
    tcase_add_test(tests, customer_shows_no_future_and_masks);
    tcase_add_test(tests, importance_is_sorted);
    tcase_add_test(tests, slices_count_their_rows);
    tcase_add_test(tests, correlation_by_hand);
    tcase_add_test(tests, plot_counts_every_value);
    tcase_add_test(tests, whole_numbers_have_whole_bins);
    tcase_add_test(tests, sparks);
    return tests;
}
