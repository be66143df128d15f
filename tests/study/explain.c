/* Tests of explanations. */
#include "study_tests.h"

static double logit(double p)
{
    return log(p) - log1p(-p);
}

/* The pushes of a linear kind add up to the distance of its log-odds from the median customer's: the same for
 * everybody. */
START_TEST(linear_pushes_add_up)
{
    struct shop *shop = shop_open(400, 26);
    struct study_request request = shop_request(shop, "logit", &shop->churn);
    struct model *model = shop_train(&request, NULL);
    struct scored scored;
    int64_t cutoff = day("2024-07-01");
    ck_assert(study_score(model, shop->world, &shop->active, cutoff, NULL, &scored, NULL));
    double base = NAN;
    for (size_t i = 0; i < scored.n; i += scored.n / 7) {
        struct contribution *c;
        size_t n;
        struct explanation e;
        double sum = 0;
        ck_assert(study_explain(model, shop->world, &shop->active, scored.customer[i], cutoff, NULL, &c, &n, &e, NULL));
        ck_assert(e.score == scored.score[i]);
        ck_assert_uint_eq(n, shop->n_features);
        for (size_t f = 0; f < n; f++) {
            ck_assert_str_eq(c[f].feature, shop->features[f].name);
            ck_assert(strcmp(c[f].feature, "plan") != 0 || (c[f].text && isnan(c[f].value)));
            ck_assert(isfinite(c[f].push));
            if (c[f].value == c[f].median)
                assert_near(c[f].push, 0, 1e-12);
            sum += c[f].push;
        }
        base = isnan(base) ? e.base : base;
        ck_assert(e.base == base); /* the median customer is the same for everybody */
        ck_assert_str_eq(e.against, "the median customer");
        assert_near(e.margin, logit(e.score), 1e-12);
        assert_near(e.base + sum, e.margin, 1e-9);
        contributions_free(c, n);
    }
    scored_release(&scored);
    model_free(model);
    shop_close(shop);
}
END_TEST

/* SHAP values and the base add up to the margin, so the rest is the same for everybody here too. */
START_TEST(tree_pushes_add_up)
{
    struct shop *shop = shop_open(400, 27);
    struct study_request request = shop_request(shop, "gbm", &shop->churn);
    shop_set(shop, &request, "trees", "40");
    struct model *model = shop_train(&request, NULL);
    struct scored scored;
    int64_t cutoff = day("2024-07-01");
    ck_assert(study_score(model, shop->world, &shop->active, cutoff, NULL, &scored, NULL));
    double base = NAN;
    for (size_t i = 0; i < scored.n; i += scored.n / 5) {
        struct contribution *c;
        size_t n;
        struct explanation e;
        double sum = 0;
        ck_assert(study_explain(model, shop->world, &shop->active, scored.customer[i], cutoff, NULL, &c, &n, &e, NULL));
        for (size_t f = 0; f < n; f++)
            sum += c[f].push;
        base = isnan(base) ? e.base : base;
        ck_assert(e.base == base);
        ck_assert_str_eq(e.against, "the average of the training rows");
        assert_near(e.base + sum, logit(e.score), 4e-6); /* margins are sums of floats */
        contributions_free(c, n);
    }
    scored_release(&scored);
    model_free(model);
    shop_close(shop);
}
END_TEST

START_TEST(processes_are_explained_by_medians)
{
    struct shop *shop = shop_open(400, 28);
    struct study_request request = shop_request(shop, "bgnbd", &shop->churn);
    struct model *model = shop_train(&request, NULL);
    struct scored scored;
    int64_t cutoff = day("2024-07-01");
    ck_assert(study_score(model, shop->world, &shop->active, cutoff, NULL, &scored, NULL));
    for (size_t i = 0; i < scored.n; i += scored.n / 10) {
        struct contribution *c;
        size_t n;
        struct explanation e;
        ck_assert(study_explain(model, shop->world, &shop->active, scored.customer[i], cutoff, NULL, &c, &n, &e, NULL));
        double sum = 0;
        ck_assert_uint_eq(n, 3);
        for (size_t f = 0; f < n; f++) {
            ck_assert(isfinite(c[f].push) && isfinite(c[f].value) && isfinite(c[f].median));
            sum += c[f].push;
        }
        assert_near(e.base + sum, e.margin, 1e-9);
        contributions_free(c, n);
    }
    scored_release(&scored);
    model_free(model);
    shop_close(shop);
}
END_TEST

START_TEST(customers_of_later_are_refused)
{
    struct shop *shop = shop_open(200, 29);
    struct study_request request = shop_request(shop, "logit", &shop->churn);
    struct model *model = shop_train(&request, NULL);
    const int64_t *signup = column_ints(table_column(shop->world->customers, "signup_date"));
    uint32_t late = 0;
    for (uint32_t c = 1; c < 200; c++)
        late = signup[c] > signup[late] ? c : late;
    struct contribution *c = NULL;
    size_t n = 0;
    struct explanation e;
    struct error err = ERROR_INIT;
    ck_assert(!study_explain(model, shop->world, NULL, late, signup[late], NULL, &c, &n, &e, &err));
    check_error(&err, E_NO_CUSTOMER);
    /* known since yesterday, not yet in the population: explained all the same */
    ck_assert(study_explain(model, shop->world, &shop->active, late, signup[late] + 1, NULL, &c, &n, &e, &err));
    contributions_free(c, n);
    model_free(model);
    shop_close(shop);
}
END_TEST

TCase *explain_tests(void)
{
    TCase *tests = tcase_create("explain");
    tcase_add_test(tests, linear_pushes_add_up);
    tcase_add_test(tests, tree_pushes_add_up);
    tcase_add_test(tests, processes_are_explained_by_medians);
    tcase_add_test(tests, customers_of_later_are_refused);
    return tests;
}
