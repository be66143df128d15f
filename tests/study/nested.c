/* Tests of scores of models as features: simulated customers whose truth is known. */
#include "patron/study/nested.h"
#include "patron/base/json.h"
#include "patron/base/random.h"
#include "patron/base/text.h"
#include "patron/base/work.h"
#include "patron/feature/store.h"
#include "patron/table/builder.h"
#include "patron/table/view.h"
#include "study_tests.h"

enum { NOISES = 8 };

/* ---- Models to ask ---- */

static struct model *copy_of(const struct model *model)
{
    struct json *json = model_write(model);
    struct error err = ERROR_INIT;
    struct model *copy = model_read(json, &err);
    ck_assert_msg(copy != NULL, "%s", err.what);
    json_free(json);
    return copy;
}

/* The one model there is, whatever it is called. */
static struct model *give(void *context, const char *spec, struct error *err)
{
    (void)spec;
    (void)err;
    return copy_of(context);
}

/* WORLD where MODEL can be asked as base@1. */
static struct score_source *let_ask(struct world *world, struct model *model)
{
    free(model->name);
    model->name = copy_text("base");
    model->version = 1;
    struct score_source *source = scores_of_models(give, model);
    world->scores = source;
    return source;
}

/* score(base@1) of ROWS in WORLD. */
static double *ask(const struct world *world, const char *definition_text, const uint32_t *customers,
                   const int64_t *cutoffs, size_t n, struct work *work)
{
    struct arena arena;
    struct definition definition;
    struct error err = ERROR_INIT;
    arena_init(&arena);
    ck_assert_msg(definition_parse(DEFINITION_FEATURE, "p", definition_text, 0, &arena, &definition, &err), "%s",
                  err.what);
    struct feature feature = { "p", &definition, 0 };
    struct feature_rows rows = { n, customers, cutoffs };
    struct table *table = features_compute(world, &feature, 1, &rows, "features", work, &err);
    ck_assert_msg(table != NULL, "%s (%s)", err.what, err.reason ? err.reason : "");
    double *scores = allocate(n + 1, sizeof *scores);
    memcpy(scores, table->columns[2].values, n * sizeof *scores);
    table_release(table);
    arena_release(&arena);
    return scores;
}

static double auc_of(const double *scores, const double *outcomes, size_t n)
{
    uint8_t *bytes = allocate(n + 1, 1);
    for (size_t i = 0; i < n; i++)
        bytes[i] = outcomes[i] != 0;
    double auc = measure_auc(scores, bytes, n);
    free(bytes);
    return auc;
}

/* ---- Customers of noise: eight numbers and an answer that has nothing to do with seven of them ---- */

/* The answer is yes with probability 1 / (1 + exp(-STRENGTH x0)). */
static struct world *noise_world(size_t n, double strength, double *answers)
{
    struct builder *customers = builder_new("customers");
    size_t key = builder_add_column(customers, "id", TYPE_TEXT), answer, noise[NOISES];
    for (size_t k = 0; k < NOISES; k++)
        noise[k] = builder_add_column(customers, (char[]){ 'x', (char)('0' + k), 0 }, TYPE_REAL);
    answer = builder_add_column(customers, "answer", TYPE_INT);
    struct random random = random_stream(99, 0);
    for (size_t i = 0; i < n; i++) {
        char name[32];
        double first = 0;
        snprintf(name, sizeof name, "N%05zu", i);
        builder_set_text(customers, key, name, strlen(name));
        for (size_t k = 0; k < NOISES; k++) {
            double x = random_normal(&random);
            first = k == 0 ? x : first;
            builder_set_real(customers, noise[k], x);
        }
        answers[i] = random_unit(&random) < 1 / (1 + exp(-strength * first));
        builder_set_int(customers, answer, (int64_t)answers[i]);
        builder_end_row(customers);
    }
    struct table *table = builder_finish(customers, NULL);
    struct world *world = world_build(table, "id", NULL, NULL, 0, NULL, NULL, NULL);
    ck_assert_ptr_nonnull(world);
    table_release(table);
    return world;
}

struct study { /* of noise */
    struct shop shop;
    struct study_request request;
    struct split split;
};

/* A request for KIND on the features of STUDY, whose test customers are a quarter by SEED. */
static void study_open(struct study *study, struct world *world, const char *kind, uint64_t seed)
{
    *study = (struct study){ .shop = { .world = world } };
    arena_init(&study->shop.arena);
    study->shop.churn = define(&study->shop, DEFINITION_TARGET, "answers", "customers.answer == 1");
    study->split = (struct split){ .test = TIME_MISSING, .test_share = 0.25, .seed = seed };
    study->request = shop_request(&study->shop, kind, &study->shop.churn);
    study->request.split = &study->split;
    study->request.asof = TIME_MISSING;
    study->request.population = NULL;
}

static void study_ready(struct study *study)
{
    study->request.features = study->shop.features;
    study->request.n_features = study->shop.n_features;
}

static struct model *train_base(struct world *world)
{
    struct study study;
    study_open(&study, world, "gbm", 1);
    for (size_t k = 0; k < NOISES; k++) {
        char *name = arena_format(&study.shop.arena, "x%zu", k);
        shop_feature(&study.shop, name, arena_format(&study.shop.arena, "customers.%s", name));
    }
    study_ready(&study);
    shop_set(&study.shop, &study.request, "trees", "60");
    shop_set(&study.shop, &study.request, "leaves", "31");
    struct model *model = shop_train(&study.request, NULL);
    arena_release(&study.shop.arena);
    return model;
}

/* The test figure of a model on the score alone. */
static double train_outer(struct world *world)
{
    struct study study;
    study_open(&study, world, "logit", 2); /* other test customers: most of them trained the model that is asked */
    shop_feature(&study.shop, "p", "score(base@1)");
    study_ready(&study);
    struct model *model = shop_train(&study.request, NULL);
    ck_assert_uint_eq(model->n_nested, 1);
    double auc = model_metric_find(model, "roc_auc")->value.estimate;
    model_free(model);
    arena_release(&study.shop.arena);
    return auc;
}

static void all_rows(size_t n, uint32_t **customers, int64_t **cutoffs, int64_t cutoff)
{
    *customers = allocate(n, sizeof **customers);
    *cutoffs = allocate(n, sizeof **cutoffs);
    for (size_t i = 0; i < n; i++) {
        (*customers)[i] = (uint32_t)i;
        (*cutoffs)[i] = cutoff;
    }
}

START_TEST(a_model_of_noise_tells_nothing)
{
    enum { N = 1200, TESTED = N / 4 };
    double answers[N];
    struct world *world = noise_world(N, 0, answers);
    struct model *base = train_base(world);
    struct score_source *source = let_ask(world, base);
    uint32_t *customers;
    int64_t *cutoffs;
    all_rows(N, &customers, &cutoffs, TIME_MISSING);
    /* Under no relation an AUC of n yes and m no has variance (n + m + 1) / (12 n m); 2.5758 of its roots is 99 %. */
    double n = N / 2.0, m = TESTED / 2.0;
    double band = 2.5758 * sqrt((2 * n + 1) / (12 * n * n)), test_band = 2.5758 * sqrt((2 * m + 1) / (12 * m * m));

    double *out_of_fold = ask(world, "score(base@1)", customers, cutoffs, N, NULL);
    assert_near(auc_of(out_of_fold, answers, N), 0.5, band);
    assert_near(train_outer(world), 0.5, test_band);

    /* The same model's own fit knows the answers of its training customers by heart: what this test would see. */
    struct study outer;
    study_open(&outer, world, "logit", 2);
    shop_feature(&outer.shop, "p", "score(base@1)");
    study_ready(&outer);
    struct model *model = shop_train(&outer.request, NULL);
    struct score_source *served = scores_of_nested(model, true);
    world->scores = served;
    double *own = ask(world, "score(base@1)", customers, cutoffs, N, NULL);
    ck_assert_double_gt(auc_of(own, answers, N), 0.9);
    scores_free(served);
    scores_free(source);
    model_free(model);
    arena_release(&outer.shop.arena);
    free(own);
    free(out_of_fold);
    free(customers);
    free(cutoffs);
    model_free(base);
    world_free(world);
}
END_TEST

START_TEST(a_model_that_knows_something_keeps_it)
{
    enum { N = 1200 };
    double answers[N];
    struct world *world = noise_world(N, 2, answers);
    struct model *base = train_base(world);
    struct score_source *source = let_ask(world, base);
    uint32_t *customers;
    int64_t *cutoffs;
    all_rows(N, &customers, &cutoffs, TIME_MISSING);
    double *scores = ask(world, "score(base@1)", customers, cutoffs, N, NULL);
    /* The truth's own AUC is 0.83 here; trees on eight columns, seven of noise, lose some of it. */
    ck_assert_double_gt(auc_of(scores, answers, N), 0.72);
    ck_assert_double_lt(auc_of(scores, answers, N), 0.86);
    ck_assert_double_gt(train_outer(world), 0.70);
    free(scores);
    free(customers);
    free(cutoffs);
    scores_free(source);
    model_free(base);
    world_free(world);
}
END_TEST

/* ---- Dates ---- */

/* A model of the simulated shop, trained on 2024-01-01 and 2024-04-01: all it learnt from was over by 2024-06-30. */
static struct model *shop_base(struct shop *shop, const char *kind, const struct definition *target)
{
    struct study_request request = shop_request(shop, kind, target);
    if (strcmp(kind, "gbm") == 0)
        shop_set(shop, &request, "trees", "20");
    return shop_train(&request, NULL);
}

START_TEST(a_day_decides_which_fit_answers)
{
    struct shop *shop = shop_open(300, 31);
    struct model *base = shop_base(shop, "gbm", &shop->churn);
    struct score_source *source = let_ask(shop->world, base);
    ck_assert_int_eq(model_known(base), day("2024-06-30"));
    struct scored scored;
    for (int early = 0; early < 2; early++) {
        int64_t at = early ? day("2024-06-29") : day("2024-06-30");
        size_t same = 0;
        ck_assert(study_score(base, shop->world, &shop->active, at, NULL, &scored, NULL));
        double *scores = ask(shop->world, "score(base@1)", scored.customer, scored.cutoff, scored.n, NULL);
        for (size_t i = 0; i < scored.n; i++)
            same += scores[i] == scored.score[i];
        ck_assert_uint_gt(scored.n, 100);
        if (early)
            ck_assert_uint_lt(same, scored.n / 4);
        else
            ck_assert_uint_eq(same, scored.n);
        free(scores);
        scored_release(&scored);
    }
    scores_free(source);
    model_free(base);
    shop_close(shop);
}
END_TEST

/* WORLD without what customer GONE bought from FROM on. */
static struct world *world_without_orders(const struct world *world, uint32_t gone, int64_t from)
{
    const struct table *orders = world_events(world, "orders")->table;
    const int64_t *times = column_ints(table_column(orders, "order_ts"));
    const struct events *events = world_events(world, "orders");
    uint32_t *rows = allocate(orders->n_rows + 1, sizeof *rows);
    size_t n = 0;
    for (size_t row = 0; row < orders->n_rows; row++)
        if (row < events->start[gone] || row >= events->start[gone + 1] || times[row] < from)
            rows[n++] = (uint32_t)row;
    ck_assert_uint_lt(n, orders->n_rows);
    struct table *fewer = table_take(orders, "orders", rows, n, NULL);
    struct event_source source = { fewer, "order_ts", "customer_id", NULL };
    struct world *copy = world_build(world->customers, "customer_id", "signup_date", &source, 1, NULL, NULL, NULL);
    ck_assert_ptr_nonnull(copy);
    table_release(fewer);
    free(rows);
    return copy;
}

/* Somebody who bought in the label window that begins on AT, of CUSTOMERS. */
static size_t who_stayed(const struct world *world, const uint32_t *customers, size_t n, int64_t at)
{
    const struct events *events = world_events(world, "orders");
    const int64_t *times = column_ints(&events->table->columns[events->time_column]);
    for (size_t i = 0; i < n; i++)
        for (uint64_t row = events->start[customers[i]]; row < events->start[customers[i] + 1]; row++)
            if (times[row] >= at && times[row] < time_shift(at, (struct duration){ 90, DURATION_DAY }, 1))
                return i;
    ck_abort_msg("nobody stayed");
}

START_TEST(nobodys_own_outcome_is_in_his_score)
{
    struct shop *shop = shop_open(300, 32);
    struct model *base = shop_base(shop, "gbm", &shop->churn);
    struct score_source *source = let_ask(shop->world, base);
    int64_t at = day("2024-04-01");
    uint32_t *customers;
    size_t n, changed = 0;
    ck_assert(population_rows(shop->world, &shop->active, at, NULL, &customers, &n, NULL));
    int64_t *cutoffs = allocate(n + 1, sizeof *cutoffs);
    for (size_t i = 0; i < n; i++)
        cutoffs[i] = at;
    size_t who = who_stayed(shop->world, customers, n, at);
    struct world *other = world_without_orders(shop->world, customers[who], at);
    other->scores = source;
    double *before = ask(shop->world, "score(base@1)", customers, cutoffs, n, NULL);
    double *after = ask(other, "score(base@1)", customers, cutoffs, n, NULL);
    for (size_t i = 0; i < n; i++)
        changed += memcmp(&before[i], &after[i], sizeof *before) != 0;
    ck_assert_msg(memcmp(&before[who], &after[who], sizeof *before) == 0, "his own outcome changed his score");
    ck_assert_uint_gt(changed, n / 2);      /* those of the other folds: his outcome is in their fits */
    ck_assert_uint_lt(changed, n - n / 10); /* those of his fold know nothing of it either */
    free(before);
    free(after);
    free(customers);
    free(cutoffs);
    world_free(other);
    scores_free(source);
    model_free(base);
    shop_close(shop);
}
END_TEST

START_TEST(threads_and_folds)
{
    struct shop *shop = shop_open(300, 33);
    struct model *base = shop_base(shop, "gbm", &shop->churn);
    struct score_source *source = let_ask(shop->world, base);
    uint32_t *customers;
    int64_t *cutoffs;
    all_rows(300, &customers, &cutoffs, day("2024-04-01"));
    struct work *one = work_new(1), *eight = work_new(8);
    double *a = ask(shop->world, "score(base@1)", customers, cutoffs, 300, one);
    double *b = ask(shop->world, "score(base@1)", customers, cutoffs, 300, eight);
    double *c = ask(shop->world, "score(base@1, 5)", customers, cutoffs, 300, eight);
    double *d = ask(shop->world, "score(base@1, 10)", customers, cutoffs, 300, eight);
    ck_assert(memcmp(a, b, 300 * sizeof *a) == 0);
    ck_assert(memcmp(a, c, 300 * sizeof *a) == 0);
    ck_assert(memcmp(a, d, 300 * sizeof *a) != 0);
    double *none = ask(shop->world, "score(base@1)", customers, cutoffs, 0, one);
    double *twice = ask(shop->world, "score(base@1) * 2 - score(base@1)", customers, cutoffs, 300, one);
    for (size_t i = 0; i < 300; i++)
        assert_near(twice[i], a[i], 1e-15);
    double *all[] = { a, b, c, d, none, twice };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        free(all[i]);
    work_free(one);
    work_free(eight);
    free(customers);
    free(cutoffs);
    scores_free(source);
    model_free(base);
    shop_close(shop);
}
END_TEST

/* Kinds that read purchases have no labels: they are known at their training date. */
START_TEST(purchase_processes_are_asked_too)
{
    static const char *const kinds[] = { "bgnbd", "gammagamma" };
    for (size_t k = 0; k < 2; k++) {
        struct shop *shop = shop_open(300, 34);
        struct model *base = shop_base(shop, kinds[k], k == 0 ? &shop->churn : &shop->value);
        struct score_source *source = let_ask(shop->world, base);
        ck_assert_int_eq(model_known(base), day("2024-04-01"));
        struct scored scored;
        for (int early = 0; early < 2; early++) {
            int64_t at = early ? day("2024-03-31") : day("2024-04-01");
            size_t same = 0;
            ck_assert(study_score(base, shop->world, &shop->active, at, NULL, &scored, NULL));
            double *scores = ask(shop->world, "score(base@1)", scored.customer, scored.cutoff, scored.n, NULL);
            for (size_t i = 0; i < scored.n; i++) {
                same += scores[i] == scored.score[i];
                assert_near(scores[i] / scored.score[i], 1, 0.5);
            }
            ck_assert_uint_eq(same == scored.n, !early);
            free(scores);
            scored_release(&scored);
        }
        scores_free(source);
        model_free(base);
        shop_close(shop);
    }
}
END_TEST

/* ---- Models of models ---- */

static struct study_request outer_request(struct shop *shop)
{
    shop->n_features = 1; /* recency */
    shop_feature(shop, "p", "score(base@1)");
    return shop_request(shop, "logit", &shop->churn);
}

START_TEST(a_file_holds_what_it_asks)
{
    struct shop *shop = shop_open(300, 35);
    struct model *base = shop_base(shop, "gbm", &shop->churn);
    struct score_source *source = let_ask(shop->world, base);
    struct study_request request = outer_request(shop);
    struct model *outer = shop_train(&request, NULL), *copy = copy_of(outer);
    struct scored a, b;
    ck_assert_int_eq(model_known(outer), day("2024-06-30"));
    shop->world->scores = NULL; /* nobody else to ask */
    ck_assert(study_score(outer, shop->world, &shop->active, day("2024-09-01"), NULL, &a, NULL));
    ck_assert(study_score(copy, shop->world, &shop->active, day("2024-09-01"), NULL, &b, NULL));
    ck_assert_uint_eq(a.n, b.n);
    ck_assert(memcmp(a.score, b.score, a.n * sizeof *a.score) == 0);

    struct json *json = model_write(outer);
    struct error err = ERROR_INIT;
    json_set(json, "nested", json_array());
    ck_assert_ptr_null(model_read(json, &err));
    ck_assert_msg(strstr(err.what, "base@1") != NULL, "%s", err.what);
    check_error(&err, E_MODEL_FILE);
    json_free(json);
    scored_release(&a);
    scored_release(&b);
    scores_free(source);
    model_free(copy);
    model_free(outer);
    model_free(base);
    shop_close(shop);
}
END_TEST

START_TEST(a_model_from_later_is_refused)
{
    struct shop *shop = shop_open(300, 36);
    struct model *base = shop_base(shop, "logit", &shop->churn);
    struct score_source *source = let_ask(shop->world, base);
    struct study_request request = outer_request(shop);
    struct split split = { .n_train = 1, .train = { day("2024-01-01") }, .test = day("2024-06-29"), .seed = 42 };
    struct error err = ERROR_INIT;
    request.split = &split;
    ck_assert_ptr_null(study_train(&request, NULL, &err));
    ck_assert_msg(strstr(err.what, "2024-06-30") != NULL, "%s", err.what);
    check_error(&err, E_MODEL_LATER);
    split.test = day("2024-06-30");
    struct model *outer = shop_train(&request, NULL);
    model_free(outer);
    scores_free(source);
    model_free(base);
    shop_close(shop);
}
END_TEST

/* Segments are texts, and made of the past only. */
START_TEST(segments_are_asked)
{
    struct shop *shop = shop_open(300, 37);
    struct study_request request = shop_request(shop, "kmeans", NULL);
    request.asof = day("2024-01-01");
    shop_set(shop, &request, "k", "3");
    struct model *base = shop_train(&request, NULL);
    struct score_source *source = let_ask(shop->world, base);
    request = outer_request(shop);
    struct model *outer = shop_train(&request, NULL);
    ck_assert_int_eq(outer->references[1].type, TYPE_TEXT);
    ck_assert_uint_ge(outer->references[1].n_levels, 2);
    struct error err = ERROR_INIT;
    struct split early = shop->split;
    early.train[0] = day("2023-12-31");
    request.split = &early;
    ck_assert_ptr_null(study_train(&request, NULL, &err));
    check_error(&err, E_MODEL_LATER);
    scores_free(source);
    model_free(outer);
    model_free(base);
    shop_close(shop);
}
END_TEST

TCase *nested_tests(void)
{
    TCase *tests = tcase_create("nested");
    tcase_add_test(tests, a_model_of_noise_tells_nothing);
    tcase_add_test(tests, a_model_that_knows_something_keeps_it);
    tcase_add_test(tests, a_day_decides_which_fit_answers);
    tcase_add_test(tests, nobodys_own_outcome_is_in_his_score);
    tcase_add_test(tests, threads_and_folds);
    tcase_add_test(tests, purchase_processes_are_asked_too);
    tcase_add_test(tests, a_file_holds_what_it_asks);
    tcase_add_test(tests, a_model_from_later_is_refused);
    tcase_add_test(tests, segments_are_asked);
    return tests;
}
