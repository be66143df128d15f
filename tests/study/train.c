/* Tests of training. */
#include "patron/base/json.h"
#include "patron/base/random.h"
#include "patron/base/text.h"
#include "patron/base/work.h"
#include "patron/table/builder.h"
#include "study_tests.h"

static char *as_text(const struct model *model)
{
    struct text text = TEXT_EMPTY;
    struct json *json = model_write(model);
    json_write(json, 1, &text);
    json_free(json);
    return text_take(&text);
}

START_TEST(every_kind_learns_something)
{
    struct shop *shop = shop_open(800, 11);
    const char *const kinds[] = { "logit", "gbm", "bgnbd" };
    for (size_t k = 0; k < 3; k++) {
        struct scored test;
        struct study_request request = shop_request(shop, kinds[k], &shop->churn);
        struct model *model = shop_train(&request, &test);
        ck_assert_double_gt(model_metric_find(model, "roc_auc")->value.estimate, 0.75);
        ck_assert_double_lt(model_metric_find(model, "ece")->value.estimate, 0.15);
        ck_assert_uint_eq(model->n_test_rows, test.n);
        ck_assert_str_eq(model->target, "churn90");
        ck_assert_uint_eq(strlen(model->test_rows), 64);
        for (size_t i = 0; i < test.n; i++)
            ck_assert(test.score[i] >= 0 && test.score[i] <= 1 && test.cutoff[i] == shop->split.test);
        scored_release(&test);
        model_free(model);
    }
    shop_close(shop);
}
END_TEST

START_TEST(kinds_share_their_test_rows)
{
    struct shop *shop = shop_open(300, 12);
    struct study_request a = shop_request(shop, "logit", &shop->churn), b = shop_request(shop, "bgnbd", &shop->churn);
    struct model *logit = shop_train(&a, NULL), *process = shop_train(&b, NULL);
    ck_assert_str_eq(logit->test_rows, process->test_rows);
    ck_assert_uint_gt(logit->n_train_rows, process->n_train_rows); /* the process sees the last cutoff only */
    model_free(logit);
    model_free(process);
    shop_close(shop);
}
END_TEST

START_TEST(same_bytes_on_any_threads)
{
    struct shop *shop = shop_open(400, 13);
    const char *const kinds[] = { "logit", "gbm", "bgnbd", "gammagamma", "kmeans", "paretonbd", "bgbb" };
    struct work *eight = work_new(8);
    for (size_t k = 0; k < 7; k++) {
        const struct definition *target = k == 4 ? NULL : k == 3 ? &shop->value : &shop->churn;
        struct study_request request = shop_request(shop, kinds[k], target);
        if (k == 4)
            shop_set(shop, &request, "k", "3");
        if (k == 6)
            shop_set(shop, &request, "per", "30d");
        struct scored one, many;
        struct model *a = shop_train(&request, &one);
        request.work = eight;
        struct model *b = shop_train(&request, &many);
        ck_assert_uint_eq(one.n, many.n);
        ck_assert_mem_eq(one.score, many.score, one.n * sizeof *one.score);
        char *x = as_text(a), *y = as_text(b);
        ck_assert_str_eq(x, y);
        free(x);
        free(y);
        scored_release(&one);
        scored_release(&many);
        model_free(a);
        model_free(b);
    }
    work_free(eight);
    shop_close(shop);
}
END_TEST

/* Test rows are those of the test cutoff: a world whose orders after the last training label are noise gives the same
   fitted constants. */
START_TEST(nothing_fitted_depends_on_test_rows)
{
    struct shop *shop = shop_open(300, 14), *noise = shop_open(300, 14);
    const struct events *orders = world_events(noise->world, "orders");
    const int64_t *time = column_ints(&orders->table->columns[orders->time_column]);
    double *amount = (double *)table_column(orders->table, "amount")->values; /* a test may */
    struct random random = random_stream(1, 1);
    size_t changed = 0;
    for (size_t i = 0; i < orders->table->n_rows; i++) {
        if (time[i] >= day("2024-04-01")) {
            amount[i] = 1e6 * random_unit(&random);
            changed++;
        }
    }
    ck_assert_uint_gt(changed, 100);
    struct study_request a = shop_request(shop, "logit", &shop->churn), b = shop_request(noise, "logit", &noise->churn);
    struct scored s, t;
    struct model *clean = shop_train(&a, &s), *noisy = shop_train(&b, &t);
    ck_assert_uint_eq(clean->fit.n_terms, noisy->fit.n_terms);
    for (size_t i = 0; i < clean->fit.n_terms; i++)
        ck_assert(clean->fit.terms[i].estimate == noisy->fit.terms[i].estimate);
    for (size_t r = 0; r + 1 < clean->n_references; r++) /* the last one is of test scores */
        ck_assert_mem_eq(clean->references[r].counts, noisy->references[r].counts,
                         clean->references[r].n_cells * sizeof(double));
    ck_assert_mem_ne(s.score, t.score, s.n * sizeof *s.score); /* aov of the test rows did change */
    scored_release(&s);
    scored_release(&t);
    model_free(clean);
    model_free(noisy);
    shop_close(shop);
    shop_close(noise);
}
END_TEST

/* A world where the outcome is drawn by chance: nothing can be learnt, so the area under the curve stays in the 99 %
   band of its null distribution, sqrt((p + n + 1) / (12 p n)) around 0.5, for all but at most one of 20 seeds. */
START_TEST(chance_cannot_be_learnt)
{
    size_t outside = 0;
    for (uint64_t seed = 0; seed < 20; seed++) {
        struct random random = random_stream(90, seed);
        struct builder *builder = builder_new("customers");
        size_t id = builder_add_column(builder, "id", TYPE_INT), x = builder_add_column(builder, "x", TYPE_REAL);
        size_t z = builder_add_column(builder, "z", TYPE_REAL), y = builder_add_column(builder, "churn", TYPE_TEXT);
        for (int i = 0; i < 400; i++) {
            builder_set_int(builder, id, i);
            builder_set_real(builder, x, random_normal(&random));
            builder_set_real(builder, z, (double)random_below(&random, 5));
            builder_set_text(builder, y, random_unit(&random) < 0.4 ? "Yes" : "No ", 3);
            builder_end_row(builder);
        }
        struct table *table = builder_finish(builder, NULL);
        struct shop *shop = allocate(1, sizeof *shop);
        arena_init(&shop->arena);
        shop->world = world_build(table, "id", NULL, NULL, 0, NULL, NULL, NULL);
        shop_feature(shop, "x", "customers.x");
        shop_feature(shop, "z", "customers.z");
        shop->churn = define(shop, DEFINITION_TARGET, "churn", "customers.churn == \"Yes\"");
        shop->split = (struct split){ .test = TIME_MISSING, .test_share = 0.4, .stratify = true, .seed = seed };
        struct study_request request = shop_request(shop, seed % 2 ? "gbm" : "logit", &shop->churn);
        request.population = NULL;
        request.asof = TIME_MISSING;
        struct model *model = shop_train(&request, NULL);
        double p = model->n_test_positives, n = (double)model->n_test_rows - p;
        double auc = model_metric_find(model, "roc_auc")->value.estimate;
        outside += fabs(auc - 0.5) > 2.576 * sqrt((p + n + 1) / (12 * p * n));
        model_free(model);
        shop_close(shop);
        table_release(table);
    }
    ck_assert_uint_le(outside, 1);
}
END_TEST

START_TEST(what_does_not_fit_is_refused)
{
    struct shop *shop = shop_open(200, 15);
    struct error err = ERROR_INIT;
    struct study_request request = shop_request(shop, "gammagamma", &shop->churn);
    ck_assert_ptr_null(study_train(&request, NULL, &err));
    ck_assert_ptr_nonnull(strstr(err.reason, "logit gbm bgnbd"));
    check_error(&err, E_NO_KIND);
    request = shop_request(shop, "logit", &shop->value);
    ck_assert_ptr_null(study_train(&request, NULL, &err));
    ck_assert_ptr_nonnull(strstr(err.reason, "kinds that fit: gbm gammagamma"));
    check_error(&err, E_NO_KIND);
    request = shop_request(shop, "kmeans", &shop->churn);
    ck_assert_ptr_null(study_train(&request, NULL, &err));
    check_error(&err, E_NO_KIND);
    struct definition tenfold = define(shop, DEFINITION_TARGET, "tenfold", "count(orders) * 10 within 90d");
    request = shop_request(shop, "bgnbd", &tenfold); /* purchases are expected, not ten times as many */
    ck_assert_ptr_null(study_train(&request, NULL, &err));
    check_error(&err, E_NOT_FIT);
    struct definition buys = define(shop, DEFINITION_TARGET, "buys", "count(orders) > 2 within 90d");
    request = shop_request(shop, "bgnbd", &buys);
    ck_assert_ptr_null(study_train(&request, NULL, &err));
    check_error(&err, E_NOT_FIT);
    request = shop_request(shop, "logit", &shop->churn);
    request.split = NULL;
    ck_assert_ptr_null(study_train(&request, NULL, &err));
    check_error(&err, E_NO_SPLIT);
    request.split = &shop->split;
    shop->split.train[1] = day("2024-05-01");
    ck_assert_ptr_null(study_train(&request, NULL, &err));
    check_error(&err, E_SPLIT_OVERLAP);
    shop_close(shop);
}
END_TEST

START_TEST(what_cannot_be_learnt_is_refused)
{
    struct shop *shop = shop_open(200, 16);
    struct error err = ERROR_INIT;
    struct study_request request = shop_request(shop, "logit", &shop->churn);
    shop->split.test = day("2024-12-01");
    ck_assert_ptr_null(study_train(&request, NULL, &err));
    ck_assert_ptr_nonnull(strstr(err.what, "2024-12-01"));
    check_error(&err, E_IMMATURE);
    shop->split.test = day("2024-07-01");
    struct definition never = define(shop, DEFINITION_TARGET, "never", "count(orders) > 1000 within 90d");
    request.target = &never;
    ck_assert_ptr_null(study_train(&request, NULL, &err));
    check_error(&err, E_ONE_CLASS);
    request.target = &shop->churn;
    struct definition nobody =
        define(shop, DEFINITION_POPULATION, "nobody", "customers where count(orders) > 1000 over 365d");
    request.population = &nobody;
    ck_assert_ptr_null(study_train(&request, NULL, &err));
    check_error(&err, E_TOO_FEW);
    shop_close(shop);
}
END_TEST

TCase *train_tests(void)
{
    TCase *tests = tcase_create("train");
    tcase_add_test(tests, every_kind_learns_something);
    tcase_add_test(tests, kinds_share_their_test_rows);
    tcase_add_test(tests, same_bytes_on_any_threads);
    tcase_add_test(tests, nothing_fitted_depends_on_test_rows);
    tcase_add_test(tests, chance_cannot_be_learnt);
    tcase_add_test(tests, what_does_not_fit_is_refused);
    tcase_add_test(tests, what_cannot_be_learnt_is_refused);
    return tests;
}
