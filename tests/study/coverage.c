/* Every interval that a model prints is held against a truth that is known: drawn many times from one world, it holds
   the world's own figure in about 95 of 100 draws, and always its own estimate. Bounds that are stated to hold for 95 %
   or more may hold it always. Whatever metric is added is held against it too. */
#include "patron/base/random.h"
#include "study/figures.h"
#include "study_tests.h"

enum { DRAWS = 400, ROWS = 400, WORLD_ROWS = 400000 };

typedef void world_function(struct random *random, double *score, double *outcome);

static double logistic(double x)
{
    return 1 / (1 + exp(-x));
}

static void calibrated(struct random *random, double *score, double *outcome)
{
    *score = logistic(-1 + random_normal(random));
    *outcome = random_unit(random) < *score;
}

static void strong(struct random *random, double *score, double *outcome)
{
    *score = logistic(-1 + 5 * random_normal(random));
    *outcome = random_unit(random) < *score;
}

static void rare(struct random *random, double *score, double *outcome)
{
    *score = logistic(-3.5 + 1.3 * random_normal(random));
    *outcome = random_unit(random) < *score;
}

static void useless(struct random *random, double *score, double *outcome)
{
    *score = 0.1 + 0.4 * random_unit(random);
    *outcome = random_unit(random) < 0.3;
}

static void overconfident(struct random *random, double *score, double *outcome)
{
    double margin = -1 + random_normal(random);
    *score = logistic(2 * margin);
    *outcome = random_unit(random) < logistic(margin);
}

static void tied(struct random *random, double *score, double *outcome)
{
    *score = 0.1 * (1 + (double)random_below(random, 5));
    *outcome = random_unit(random) < 0.8 * *score;
}

static void amounts(struct random *random, double *score, double *outcome)
{
    double mean = random_normal(random);
    *score = exp(3 + 0.4 * mean);
    *outcome = exp(3 + 0.4 * mean + 0.3 * random_normal(random));
}

/* Many buy nothing. */
static void zeros(struct random *random, double *score, double *outcome)
{
    double chance = random_unit(random);
    *score = 20 * chance;
    *outcome = random_unit(random) < chance ? 40 * random_unit(random) : 0;
}

static struct model *draw(world_function *world, bool outcomes, size_t n, uint64_t seed, uint64_t stream)
{
    struct model *model = allocate(1, sizeof *model);
    struct random random = random_stream(seed, stream);
    struct scored rows = sample_scored(outcomes ? &target_yes_no : &target_amount, n);
    *model = (struct model){ .target_kind = outcomes ? &target_yes_no : &target_amount, .seed = stream };
    for (size_t i = 0; i < n; i++)
        world(&random, &rows.score[i], &rows.outcome[i]);
    ck_assert(figures_add(model, &rows, NULL, NULL));
    scored_release(&rows);
    return model;
}

static void draw_free(struct model *model)
{
    free(model->metrics);
    free(model);
}

/* Five binomial deviations below 95 %, so that a fixed seed decides nothing; a bound may hold more often. */
static void expect_coverage(world_function *world, bool outcomes, uint64_t seed)
{
    struct model *truth = draw(world, outcomes, WORLD_ROWS, seed, 0);
    size_t covered[32] = { 0 }, printed[32] = { 0 };
    for (size_t time = 1; time <= DRAWS; time++) {
        struct model *model = draw(world, outcomes, ROWS, seed, time);
        ck_assert_uint_eq(model->n_metrics, truth->n_metrics);
        for (size_t i = 0; i < model->n_metrics; i++) {
            const struct interval *interval = &model->metrics[i].value;
            double right = truth->metrics[i].value.estimate;
            if (isnan(interval->low) && isnan(interval->high))
                continue;
            ck_assert_msg(interval->low <= interval->estimate && interval->estimate <= interval->high, "%s %g [%g, %g]",
                          model->metrics[i].name, interval->estimate, interval->low, interval->high);
            printed[i]++;
            covered[i] += interval->low <= right && right <= interval->high;
        }
        draw_free(model);
    }
    for (size_t i = 0; i < truth->n_metrics; i++) {
        double share = (double)covered[i] / (double)printed[i], spread = 5 * sqrt(0.95 * 0.05 / DRAWS);
        const char *name = truth->metrics[i].name;
        ck_assert_msg(printed[i] == 0 || printed[i] == DRAWS, "%s: %zu printed", name, printed[i]);
        ck_assert_msg(printed[i] == 0 || share > 0.95 - spread, "%s covers %g in %.3f of draws", name,
                      truth->metrics[i].value.estimate, share);
    }
    draw_free(truth);
}

START_TEST(intervals_cover_the_truth_of_good_scores)
{
    expect_coverage(calibrated, true, 1);
    expect_coverage(strong, true, 2);
}
END_TEST

START_TEST(intervals_cover_the_truth_of_rare_outcomes)
{
    expect_coverage(rare, true, 3);
}
END_TEST

START_TEST(intervals_cover_the_truth_of_bad_scores)
{
    expect_coverage(useless, true, 4);
    expect_coverage(overconfident, true, 5);
}
END_TEST

START_TEST(intervals_cover_the_truth_of_tied_scores)
{
    expect_coverage(tied, true, 6);
}
END_TEST

START_TEST(intervals_cover_the_truth_of_amounts)
{
    expect_coverage(amounts, false, 7);
    expect_coverage(zeros, false, 8);
}
END_TEST

/* Where resampling knows nothing there is no interval; the area has one that holds at its end too. */
START_TEST(few_rows_of_a_class_have_no_resampled_interval)
{
    struct scored rows = sample_scored(&target_yes_no, 40);
    for (size_t i = 0; i < 40; i++) {
        rows.score[i] = (double)i / 40;
        rows.outcome[i] = i >= 32; /* eight, all on top: the area is 1 */
    }
    struct model model = { .target_kind = &target_yes_no };
    ck_assert(figures_add(&model, &rows, NULL, NULL));
    const struct interval *auc = &model_metric_find(&model, "roc_auc")->value;
    ck_assert(auc->estimate == 1 && auc->high == 1);
    assert_near(auc->low, 0.8446750432, 1e-9); /* Newcombe 2006, method 5, its equation solved by SciPy's brentq */
    ck_assert(isnan(model_metric_find(&model, "pr_auc")->value.low));
    ck_assert(isnan(model_metric_find(&model, "brier")->value.low));
    free(model.metrics);
    scored_release(&rows);
}
END_TEST

TCase *coverage_tests(void)
{
    TCase *tests = tcase_create("coverage");
    tcase_add_test(tests, intervals_cover_the_truth_of_good_scores);
    tcase_add_test(tests, intervals_cover_the_truth_of_rare_outcomes);
    tcase_add_test(tests, intervals_cover_the_truth_of_bad_scores);
    tcase_add_test(tests, intervals_cover_the_truth_of_tied_scores);
    tcase_add_test(tests, intervals_cover_the_truth_of_amounts);
    tcase_add_test(tests, few_rows_of_a_class_have_no_resampled_interval);
    return tests;
}
