/* Tests of the metrics' rows. */
#include <stdlib.h>
#include <string.h>

#include "measure_tests.h"
#include "patron/measure/measure.h"

START_TEST(rows_are_whole)
{
    struct sample s = sample_make(500, 60, 1);
    for (size_t i = 0; metrics[i]; i++) {
        const struct metric *m = metrics[i];
        ck_assert(m->name && *m->name && m->title && m->definition && m->trap);
        ck_assert(metric_find(m->name) == m);
        ck_assert(m->takes != NULL);
        ck_assert_msg(m->takes != &measured_outcomes || m->compute, "%s", m->name);
        ck_assert_msg(m->takes != &measured_amounts || m->of_amounts, "%s", m->name);
        ck_assert_msg(!(m->walk || m->interval || m->loss) || m->method, "%s has an interval and no name for it",
                      m->name);
        ck_assert(!m->other || metric_find(m->other) == m);
        if (!m->compute)
            continue;
        double value = m->compute(s.score, s.outcome, s.n);
        ck_assert(isfinite(value));
        ck_assert(isnan(m->least) || value >= m->least);
        ck_assert(isnan(m->greatest) || value <= m->greatest);
    }
    ck_assert_ptr_null(metric_find("roc"));
    sample_free(&s);
}
END_TEST

/* Whether a metric moves to its better side when the scores know the outcome. */
START_TEST(direction_is_right)
{
    struct sample s = sample_make(2000, 1e9, 2), t = sample_make(2000, 1e9, 2);
    for (size_t i = 0; i < s.n; i++)
        t.score[i] = s.outcome[i] ? 0.5 + s.score[i] / 2 : s.score[i] / 2; /* half way to the outcome */
    const char *const sharper[] = { "roc_auc", "pr_auc", "ks", "lift10", "gain20", "log_loss", "brier" };
    for (size_t i = 0; i < sizeof sharper / sizeof *sharper; i++) {
        const struct metric *m = metric_find(sharper[i]);
        double before = m->compute(s.score, s.outcome, s.n), after = m->compute(t.score, t.outcome, t.n);
        ck_assert_msg(m->bigger_is_better ? after > before : after < before, "%s", m->name);
    }
    sample_free(&s);
    sample_free(&t);
}
END_TEST

/* What models are measured by is the table, in its order; each estimate lies within its interval. */
START_TEST(measuring_walks_the_table)
{
    struct sample s = sample_make(800, 1e9, 4);
    double amount[800];
    for (size_t i = 0; i < s.n; i++)
        amount[i] = s.outcome[i] * (double)(i % 7);
    for (int of_amounts = 0; of_amounts < 2; of_amounts++) {
        struct metric_rows rows = { .takes = of_amounts ? &measured_amounts : &measured_outcomes,
                                    .n = s.n,
                                    .score = s.score,
                                    .outcome = s.outcome,
                                    .amount = amount,
                                    .probability = true };
        struct metric_value *values;
        size_t n, at = 0;
        ck_assert(metrics_measure(&rows, 100, 5, NULL, &values, &n, NULL));
        for (size_t i = 0; metrics[i]; i++) {
            if (metrics[i]->takes != rows.takes)
                continue;
            ck_assert(values[at].metric == metrics[i]);
            ck_assert(isfinite(values[at].value.estimate));
            ck_assert_msg(!metrics[i]->method == isnan(values[at].value.low), "%s", metrics[i]->name);
            assert_near(metric_figure(metrics[i], &rows), values[at].value.estimate,
                        1e-12 * fabs(values[at].value.estimate));
            at++;
        }
        ck_assert_uint_eq(at, n);
        ck_assert(metric_main(rows.takes)->takes == rows.takes);
        free(values);
    }
    sample_free(&s);
}
END_TEST

TCase *metrics_tests(void)
{
    TCase *tests = tcase_create("metrics");
    tcase_add_test(tests, rows_are_whole);
    tcase_add_test(tests, direction_is_right);
    tcase_add_test(tests, measuring_walks_the_table);
    return tests;
}
