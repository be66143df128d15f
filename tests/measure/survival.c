/* Tests of src/measure/survival.c, concordance.c and times.c, against R's survival (tests/reference/survival). */
#include <math.h>
#include <stdlib.h>

#include "measure_tests.h"
#include "patron/base/memory.h"
#include "patron/base/random.h"
#include "patron/measure/measure.h"
#include "patron/measure/survival.h"

struct lung {
    struct reference_rows rows;
    double *time, *event, *age, *sex, *ecog;
    struct json *expected;
};

static struct lung lung_read(void)
{
    struct lung lung = { .rows = read_reference(REFERENCE "survival/lung.csv"),
                         .expected = read_expected(REFERENCE "survival/expected.json") };
    double **columns[] = { &lung.time, &lung.event, &lung.age, &lung.sex, &lung.ecog };
    for (size_t c = 0; c < 5; c++)
        *columns[c] = reference_column(&lung.rows, c);
    return lung;
}

static void lung_release(struct lung *lung)
{
    free(lung->rows.values);
    free(lung->time);
    free(lung->event);
    free(lung->age);
    free(lung->sex);
    free(lung->ecog);
    json_free(lung->expected);
}

static double expected(const struct lung *lung, const char *name, size_t i)
{
    double values[16];
    size_t n = json_size(json_get(lung->expected, name));
    ck_assert(i < n && json_get_numbers(lung->expected, name, values, n));
    return values[i];
}

START_TEST(kaplan_meier_agrees_with_r)
{
    struct lung lung = lung_read();
    struct survival_curve curve;
    ck_assert(measure_survival(lung.time, lung.event, lung.rows.n, &curve, NULL));
    const double times[] = { 180, 365, 730 }, shares[] = { 0.75, 0.5 };
    for (size_t i = 0; i < 3; i++) {
        struct interval at = survival_at(&curve, times[i]);
        ck_assert_double_eq_tol(at.estimate, expected(&lung, "km_survival", i), 1e-12);
        ck_assert_double_eq_tol(at.low, expected(&lung, "km_low", i), 1e-12);
        ck_assert_double_eq_tol(at.high, expected(&lung, "km_high", i), 1e-12);
        ck_assert_double_eq(survival_at_risk(&curve, times[i]), expected(&lung, "km_at_risk", i));
    }
    for (size_t i = 0; i < 2; i++) {
        struct interval at = survival_quantile(&curve, shares[i]);
        ck_assert_double_eq(at.estimate, expected(&lung, "km_quantile", i));
        ck_assert_double_eq(at.low, expected(&lung, "km_quantile_low", i));
        ck_assert_double_eq(at.high, expected(&lung, "km_quantile_high", i));
    }
    struct interval mean = survival_restricted_mean(&curve, 365);
    ck_assert_double_eq_tol(mean.estimate, expected(&lung, "km_restricted", 0), 1e-9);
    ck_assert_double_eq_tol((mean.high - mean.low) / 2 / 1.959963984540054, expected(&lung, "km_restricted", 1), 1e-9);
    ck_assert(isnan(survival_at(&curve, 2000).estimate) && isnan(survival_restricted_mean(&curve, 2000).estimate));
    survival_curve_release(&curve);
    lung_release(&lung);
}
END_TEST

static void expect_log_rank(const struct lung *lung, const double *column, double least, size_t k, const char *name)
{
    unsigned *group = allocate(lung->rows.n, sizeof *group);
    double observed[8], hoped[8];
    struct log_rank test;
    for (size_t i = 0; i < lung->rows.n; i++)
        group[i] = (unsigned)(column[i] - least);
    ck_assert(measure_log_rank(lung->time, lung->event, group, lung->rows.n, k, observed, hoped, &test, NULL));
    ck_assert_double_eq_tol(test.chi_square, expected(lung, name, 0), 1e-9);
    ck_assert_uint_eq(test.degrees, k - 1);
    for (size_t a = 0; a < k; a++) {
        ck_assert_double_eq(observed[a], expected(lung, name, 1 + a));
        ck_assert_double_eq_tol(hoped[a], expected(lung, name, 1 + k + a), 1e-9);
    }
    free(group);
}

START_TEST(log_rank_agrees_with_r)
{
    struct lung lung = lung_read();
    expect_log_rank(&lung, lung.sex, 1, 2, "log_rank_sex");
    expect_log_rank(&lung, lung.ecog, 0, 4, "log_rank_ecog");
    lung_release(&lung);
}
END_TEST

START_TEST(concordance_agrees_with_r)
{
    struct lung lung = lung_read();
    struct concordance pairs;
    ck_assert(measure_concordance(lung.age, lung.time, lung.event, lung.rows.n, false, &pairs, NULL));
    ck_assert_double_eq(pairs.concordant, expected(&lung, "harrell_age", 0));
    ck_assert_double_eq(pairs.discordant, expected(&lung, "harrell_age", 1));
    ck_assert_double_eq(pairs.tied, expected(&lung, "harrell_age", 2));
    ck_assert_double_eq_tol(pairs.value, expected(&lung, "harrell_age", 3), 1e-12);
    ck_assert(measure_concordance(lung.age, lung.time, lung.event, lung.rows.n, true, &pairs, NULL));
    ck_assert_double_eq_tol(pairs.value, expected(&lung, "uno_age", 0), 1e-9);
    lung_release(&lung);
}
END_TEST

/* Every pair, by its definition. */
static double slow_concordance(const double *risk, const double *time, const double *event, size_t n)
{
    double right = 0, all = 0;
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++)
            if (event[i] == 1 && (time[i] < time[j] || (time[i] == time[j] && event[j] == 0))) {
                all++;
                right += risk[i] > risk[j] ? 1 : risk[i] == risk[j] ? 0.5 : 0;
            }
    return right / all;
}

/* Without censoring, what is asked at a time is a yes/no question. */
START_TEST(figures_equal_their_definitions)
{
    enum { N = 300 };
    double risk[N], time[N], event[N];
    uint8_t within[N];
    for (uint64_t seed = 1; seed <= 20; seed++) {
        struct random random = random_stream(seed, 0);
        for (size_t i = 0; i < N; i++) {
            risk[i] = (double)random_below(&random, 20) / 20;
            time[i] = (double)random_below(&random, 30);
            event[i] = random_below(&random, 3) > 0;
        }
        struct concordance pairs;
        ck_assert(measure_concordance(risk, time, event, N, false, &pairs, NULL));
        ck_assert_double_eq_tol(pairs.value, slow_concordance(risk, time, event, N), 1e-12);
        double brier = 0;
        for (size_t i = 0; i < N; i++) {
            event[i] = 1;
            within[i] = time[i] <= 15;
            brier += (risk[i] - within[i]) * (risk[i] - within[i]) / N;
        }
        for (size_t i = 0; i < N; i++) /* who is seen to the end without an event */
            if (time[i] > 15) {
                time[i] = 16;
                event[i] = 0;
            }
        ck_assert_double_eq_tol(measure_censored_auc(risk, time, event, N, 16), measure_auc(risk, within, N), 1e-12);
        ck_assert_double_eq_tol(measure_censored_brier(risk, time, event, N, 16), brier, 1e-12);
    }
}
END_TEST

/* Who is censored at random changes neither figure but by chance: over many worlds they are right on average. */
START_TEST(censoring_biases_no_figure)
{
    enum { N = 400, WORLDS = 200 };
    double risk[N], time[N], event[N], seen[N], known[N], brier = 0, area = 0, uno = 0;
    for (uint64_t world = 0; world < WORLDS; world++) {
        struct random random = random_stream(77, world);
        for (size_t i = 0; i < N; i++) {
            double rate = exp(random_normal(&random) - 1), censored = -log(1 - random_unit(&random)) * 4;
            time[i] = -log(1 - random_unit(&random)) / rate;
            risk[i] = 1 - exp(-2 * rate);
            event[i] = time[i] < 2;
            time[i] = fmin(time[i], 2);
            known[i] = event[i] != 0 && time[i] < censored;
            seen[i] = fmin(time[i], censored);
        }
        struct concordance all, part;
        ck_assert(measure_concordance(risk, time, event, N, false, &all, NULL) &&
                  measure_concordance(risk, seen, known, N, true, &part, NULL));
        uno += (part.value - all.value) / WORLDS;
        brier += (measure_censored_brier(risk, seen, known, N, 2) - measure_censored_brier(risk, time, event, N, 2)) /
                 WORLDS;
        area +=
            (measure_censored_auc(risk, seen, known, N, 2) - measure_censored_auc(risk, time, event, N, 2)) / WORLDS;
    }
    ck_assert_double_lt(fabs(uno), 0.004);
    ck_assert_double_lt(fabs(brier), 0.002);
    ck_assert_double_lt(fabs(area), 0.004);
}
END_TEST

/* The interval of the curve covers the truth at its rate. */
START_TEST(the_interval_of_the_curve_covers)
{
    enum { N = 120, WORLDS = 2000 };
    double time[N], event[N], truth = exp(-1);
    size_t covered = 0;
    for (uint64_t world = 0; world < WORLDS; world++) {
        struct random random = random_stream(5, world);
        struct survival_curve curve;
        for (size_t i = 0; i < N; i++) {
            double dies = -log(1 - random_unit(&random)), goes = 4 * random_unit(&random);
            time[i] = fmin(dies, goes);
            event[i] = dies <= goes;
        }
        ck_assert(measure_survival(time, event, N, &curve, NULL));
        struct interval at = survival_at(&curve, 1);
        covered += at.low <= truth && truth <= at.high;
        survival_curve_release(&curve);
    }
    ck_assert_double_gt((double)covered / WORLDS, 0.935);
    ck_assert_double_lt((double)covered / WORLDS, 0.965);
}
END_TEST

START_TEST(few_rows)
{
    const double time[] = { 3, 3, 5 }, event[] = { 1, 0, 0 }, risk[] = { 0.5, 0.4, 0.5 }, none[] = { 0, 0, 0 };
    struct survival_curve curve;
    struct concordance pairs;
    ck_assert(measure_survival(time, event, 3, &curve, NULL));
    ck_assert_uint_eq(curve.n, 1);
    ck_assert_double_eq_tol(curve.survival[0], 2.0 / 3, 1e-15);
    ck_assert(isnan(survival_quantile(&curve, 0.5).estimate));
    survival_curve_release(&curve);
    ck_assert(measure_survival(time, event, 0, &curve, NULL));
    ck_assert(isnan(survival_at(&curve, 0).estimate));
    survival_curve_release(&curve);
    ck_assert(measure_concordance(risk, time, event, 3, false, &pairs, NULL));
    ck_assert_double_eq(pairs.value, 0.75); /* of the row censored then it is known, of equal risks half is counted */
    ck_assert(measure_concordance(risk, time, none, 3, false, &pairs, NULL));
    ck_assert(isnan(pairs.value));
    ck_assert(isnan(measure_censored_auc(risk, time, none, 3, 5)));
}
END_TEST

TCase *survival_tests(void)
{
    TCase *tests = tcase_create("survival");
    tcase_add_test(tests, kaplan_meier_agrees_with_r);
    tcase_add_test(tests, log_rank_agrees_with_r);
    tcase_add_test(tests, concordance_agrees_with_r);
    tcase_add_test(tests, figures_equal_their_definitions);
    tcase_add_test(tests, censoring_biases_no_figure);
    tcase_add_test(tests, the_interval_of_the_curve_covers);
    tcase_add_test(tests, few_rows);
    return tests;
}
