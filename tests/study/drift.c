/* Tests of drift. */
#include "patron/base/random.h"
#include "patron/base/work.h"
#include "patron/table/builder.h"
#include "study_tests.h"

/* N rows of a normal feature with the given mean, a count and a text; shaped as feature tables are when KEYED. */
static struct table *sample(size_t n, double mean, double gold, bool keyed, uint64_t seed)
{
    struct random random = random_stream(seed, 0);
    struct builder *b = builder_new("features");
    size_t id = 0, cutoff = 0;
    if (keyed) {
        id = builder_add_column(b, "id", TYPE_INT);
        cutoff = builder_add_column(b, "cutoff", TYPE_TIME);
    }
    size_t x = builder_add_column(b, "x", TYPE_REAL), k = builder_add_column(b, "k", TYPE_REAL);
    size_t plan = builder_add_column(b, "plan", TYPE_TEXT);
    for (size_t i = 0; i < n; i++) {
        if (keyed) {
            builder_set_int(b, id, (int64_t)i);
            builder_set_int(b, cutoff, 0);
        }
        builder_set_real(b, x, mean + random_normal(&random));
        builder_set_real(b, k, (double)random_below(&random, 4));
        const char *text = random_unit(&random) < gold ? "gold" : "base";
        builder_set_text(b, plan, text, 4);
        builder_end_row(b);
    }
    return builder_finish(b, NULL);
}

START_TEST(equal_samples_have_none)
{
    struct table *then = sample(1000, 0, 0.3, true, 1);
    struct drift drift;
    ck_assert(study_drift(then, then, NULL, &drift, NULL));
    ck_assert_uint_eq(drift.n, 3);
    ck_assert_uint_eq(drift.n_moved, 0);
    for (size_t i = 0; i < 3; i++) {
        const struct drift_feature *f = &drift.features[i];
        ck_assert(f->psi == 0 && f->p == 1 && f->state == DRIFT_OK);
        ck_assert(f->chi_square ? isnan(f->ks) : f->ks == 0 && f->mean_then == f->mean_now);
    }
    drift_release(&drift);
    table_release(then);
}
END_TEST

START_TEST(what_moved_comes_first)
{
    struct table *then = sample(2000, 0, 0.3, false, 1), *now = sample(1500, 1, 0.48, false, 2);
    struct drift one, many;
    struct work *work = work_new(4);
    ck_assert(study_drift(then, now, NULL, &one, NULL));
    ck_assert(study_drift(then, now, work, &many, NULL));
    ck_assert_str_eq(one.features[0].feature, "x");
    ck_assert_str_eq(one.features[1].feature, "plan");
    ck_assert_str_eq(one.features[2].feature, "k");
    ck_assert_int_eq(one.features[0].state, DRIFT_SHIFT);
    ck_assert_int_eq(one.features[1].state, DRIFT_WATCH);
    ck_assert_int_eq(one.features[2].state, DRIFT_OK);
    ck_assert_uint_eq(one.n_moved, 2);
    assert_near(one.features[0].ks, 0.383, 0.05); /* 2 Phi(1/2) - 1 */
    ck_assert(one.features[0].p < 1e-9 && one.features[1].p < 1e-9 && one.features[2].p > 0.001);
    const double *a = one.features[1].reference.counts, *b = one.features[1].now; /* base, gold, other, missing */
    double psi = (b[0] / 1500 - a[0] / 2000) * log(b[0] / 1500 / (a[0] / 2000)) +
                 (b[1] / 1500 - a[1] / 2000) * log(b[1] / 1500 / (a[1] / 2000));
    assert_near(one.features[1].psi, psi, 1e-12);
    assert_near(one.features[0].mean_now - one.features[0].mean_then, 1, 0.1);
    for (size_t i = 0; i < 3; i++) {
        double n_then = 0, n_now = 0;
        for (size_t c = 0; c < one.features[i].reference.n_cells; c++) {
            n_then += one.features[i].reference.counts[c];
            n_now += one.features[i].now[c];
        }
        ck_assert(n_then == 2000 && n_now == 1500);
        ck_assert(one.features[i].psi == many.features[i].psi && one.features[i].p == many.features[i].p);
    }
    drift_release(&one);
    drift_release(&many);
    work_free(work);
    table_release(then);
    table_release(now);
}
END_TEST

/* With 11 cells of which one is always empty, PSI of two samples of one distribution is about chi-square (9 degrees)
   times (1/n + 1/m): its 95 % level is passed in about 5 % of 200 splits. Four standard deviations are 6.2 %. */
START_TEST(false_alarms_are_as_stated)
{
    size_t alarms = 0;
    const double level = 16.919 * (1.0 / 1000 + 1.0 / 1000);
    for (uint64_t seed = 0; seed < 200; seed++) {
        struct table *then = sample(1000, 0, 0.3, false, 100 + 2 * seed),
                     *now = sample(1000, 0, 0.3, false, 101 + 2 * seed);
        struct drift drift;
        ck_assert(study_drift(then, now, NULL, &drift, NULL));
        for (size_t i = 0; i < drift.n; i++) {
            if (strcmp(drift.features[i].feature, "x") == 0)
                alarms += drift.features[i].psi > level;
            ck_assert_int_eq(drift.features[i].state, DRIFT_OK);
        }
        drift_release(&drift);
        table_release(then);
        table_release(now);
    }
    ck_assert_uint_le(alarms, 22);
    ck_assert_uint_ge(alarms, 1);
}
END_TEST

START_TEST(a_model_carries_its_reference)
{
    struct shop *shop = shop_open(400, 30);
    shop->split = (struct split){ .n_train = 1, .train = { day("2024-04-01") }, .test = day("2024-07-01"), .seed = 1 };
    struct study_request request = shop_request(shop, "logit", &shop->churn);
    struct model *model = shop_train(&request, NULL);
    struct table *same =
        study_features(shop->world, &shop->active, shop->features, shop->n_features, day("2024-04-01"), NULL, NULL);
    struct drift drift;
    ck_assert(study_drift_model(model, same, NULL, &drift, NULL)); /* the training rows themselves */
    ck_assert_uint_eq(drift.n, shop->n_features);
    for (size_t i = 0; i < drift.n; i++)
        ck_assert(drift.features[i].psi == 0 && isnan(drift.features[i].ks) && drift.features[i].p == 1);
    drift_release(&drift);
    struct table *later =
        study_features(shop->world, &shop->active, shop->features, shop->n_features, day("2024-12-15"), NULL, NULL);
    ck_assert(study_drift_model(model, later, NULL, &drift, NULL));
    ck_assert(drift.features[0].psi > drift.features[drift.n - 1].psi);
    drift_release(&drift);
    table_release(same);
    table_release(later);
    model_free(model);
    shop_close(shop);
}
END_TEST

START_TEST(other_columns_are_refused)
{
    struct table *then = sample(50, 0, 0.3, false, 1);
    struct builder *b = builder_new("t");
    builder_add_column(b, "x", TYPE_REAL);
    builder_end_row(b);
    struct table *now = builder_finish(b, NULL);
    struct drift drift;
    struct error err = ERROR_INIT;
    ck_assert(!study_drift(then, now, NULL, &drift, &err));
    check_error(&err, E_NO_COLUMN);
    table_release(now);
    b = builder_new("t");
    builder_add_column(b, "x", TYPE_REAL);
    now = builder_finish(b, NULL); /* no rows */
    ck_assert(!study_drift(then, now, NULL, &drift, &err));
    check_error(&err, E_NO_ROWS);
    table_release(then);
    table_release(now);
}
END_TEST

TCase *drift_tests(void)
{
    TCase *tests = tcase_create("drift");
    tcase_add_test(tests, equal_samples_have_none);
    tcase_add_test(tests, what_moved_comes_first);
    tcase_add_test(tests, false_alarms_are_as_stated);
    tcase_add_test(tests, a_model_carries_its_reference);
    tcase_add_test(tests, other_columns_are_refused);
    return tests;
}
