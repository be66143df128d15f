/* Tests of the metrics' rows. */
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

TCase *metrics_tests(void)
{
    TCase *tests = tcase_create("metrics");
    tcase_add_test(tests, rows_are_whole);
    tcase_add_test(tests, direction_is_right);
    return tests;
}
