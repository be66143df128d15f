/* Tests of suspects: a simulated truth that some columns give away, and many that do not. */
#include "patron/study/suspects.h"

#include <stdio.h>

#include "patron/base/random.h"
#include "patron/table/builder.h"
#include "study_tests.h"

enum { N_CUSTOMERS = 1000, N_NOISE = 200 };

/* Each customer left or stayed by a fair coin. word says so; reason has 20 numbers, even ones of those who left; share
   is under a half of those who left; closed is a date that only they have; status is right in 995 of 1,000. The noise
   is numbers, few levels, many texts, and numbers that are often missing. ORDERED: keys are given to those who left
   first. */
static struct table *simulate(bool ordered, uint64_t seed)
{
    struct builder *b = builder_new("customers");
    struct random random = random_stream(seed, 0);
    char name[32];
    builder_add_column(b, "id", TYPE_TEXT);
    builder_add_column(b, "left", TYPE_INT);
    builder_add_column(b, "word", TYPE_TEXT);
    builder_add_column(b, "reason", TYPE_INT);
    builder_add_column(b, "share", TYPE_REAL);
    builder_add_column(b, "closed", TYPE_TIME);
    builder_add_column(b, "status", TYPE_TEXT);
    for (size_t k = 0; k < N_NOISE; k++) {
        snprintf(name, sizeof name, "noise%zu", k);
        builder_add_column(b, name, k % 4 == 2 ? TYPE_TEXT : TYPE_REAL);
    }
    for (size_t i = 0; i < N_CUSTOMERS; i++) {
        bool left = ordered ? random_unit(&random) < (i < N_CUSTOMERS / 2 ? 0.8 : 0.2) : random_below(&random, 2) == 1;
        snprintf(name, sizeof name, "C%zu", i);
        builder_set_text(b, 0, name, strlen(name));
        builder_set_int(b, 1, left);
        builder_set_text(b, 2, left ? "gone" : "here", 4);
        builder_set_int(b, 3, (int64_t)(2 * random_below(&random, 10)) + (left ? 0 : 1));
        builder_set_real(b, 4, (random_unit(&random) + (left ? 0 : 1)) / 2);
        if (left)
            builder_set_int(b, 5, day("2024-01-01") + (int64_t)random_below(&random, 300) * TIME_DAY);
        builder_set_text(b, 6, left == (i % 200 != 7) ? "off" : "on ", left == (i % 200 != 7) ? 3 : 2);
        for (size_t k = 0; k < N_NOISE; k++) {
            snprintf(name, sizeof name, "%u", (unsigned)random_below(&random, 300));
            if (k % 4 == 0)
                builder_set_real(b, 7 + k, random_normal(&random));
            else if (k % 4 == 1)
                builder_set_real(b, 7 + k, (double)random_below(&random, 3));
            else if (k % 4 == 2)
                builder_set_text(b, 7 + k, name, strlen(name));
            else if (random_unit(&random) < 0.3)
                builder_set_real(b, 7 + k, random_unit(&random));
        }
        builder_end_row(b);
    }
    return builder_finish(b, NULL);
}

static struct world *world_of(bool ordered, uint64_t seed)
{
    struct table *customers = simulate(ordered, seed);
    struct error err = ERROR_INIT;
    struct world *world = world_build(customers, "id", NULL, NULL, 0, NULL, NULL, &err);
    ck_assert_msg(world != NULL, "%s", err.what);
    table_release(customers);
    return world;
}

static const struct suspect *find(const struct suspects *suspects, const char *name)
{
    for (size_t i = 0; i < suspects->n; i++)
        if (strcmp(suspects->list[i].name, name) == 0)
            return &suspects->list[i];
    return NULL;
}

static void check_kind(const struct suspects *suspects, const char *name, enum suspect_kind kind)
{
    const struct suspect *suspect = find(suspects, name);
    ck_assert_msg(suspect != NULL, "%s was not found", name);
    ck_assert_msg(suspect->kind == kind, "%s is %d", name, (int)suspect->kind);
}

static struct suspects look(struct world *world, const char *target, const struct split *split, const char *feature)
{
    struct shop shop = { .world = world };
    struct error err = ERROR_INIT;
    struct suspects suspects;
    arena_init(&shop.arena);
    struct definition definition = define(&shop, DEFINITION_TARGET, "goal", target);
    if (feature)
        shop_feature(&shop, "f", feature);
    struct study_request request = { .world = world,
                                     .target = &definition,
                                     .features = shop.features,
                                     .n_features = shop.n_features,
                                     .split = split,
                                     .asof = TIME_MISSING,
                                     .seed = 3 };
    ck_assert_msg(study_suspects(&request, &suspects, &err), "%s", err.what);
    arena_release(&shop.arena);
    world_free(world);
    return suspects;
}

START_TEST(what_gives_the_answer_is_found_and_noise_is_not)
{
    struct split split = { .test = TIME_MISSING, .test_share = 0.25, .seed = 1 };
    struct suspects s = look(world_of(false, 1), "customers.left == 1", &split, "customers.left + 0");
    ck_assert_int_eq(s.skipped, SUSPECTS_CHECKED);
    ck_assert_uint_eq(s.n_rows, 750);
    ck_assert_uint_eq(s.n_columns, 5 + N_NOISE); /* not the key, not the column that the target names */
    check_kind(&s, "f", SUSPECT_SAME);
    check_kind(&s, "customers.word", SUSPECT_OTHER);
    check_kind(&s, "customers.reason", SUSPECT_COMPUTED);
    ck_assert_uint_eq(find(&s, "customers.reason")->n, 20);
    check_kind(&s, "customers.share", SUSPECT_LIMIT);
    check_kind(&s, "customers.closed", SUSPECT_PRESENCE);
    check_kind(&s, "customers.status", SUSPECT_WRITTEN);
    ck_assert_uint_eq(s.n, 6);
    ck_assert_uint_eq(s.n_train_customers, 750);
    ck_assert_uint_eq(s.n_test_customers, 250);
    ck_assert_uint_eq(s.n_shared_customers, 0);
    suspects_release(&s);
}
END_TEST

START_TEST(amounts_too)
{
    struct suspects s = look(world_of(false, 2), "customers.share", NULL, "customers.share ^ 2");
    ck_assert(!target_is(s.target_kind, &target_yes_no));
    check_kind(&s, "f", SUSPECT_LIMIT); /* rises with it */
    ck_assert_uint_eq(s.n, 1);          /* two halves alone do not tell the amount */
    suspects_release(&s);
}
END_TEST

START_TEST(keys_in_the_order_of_the_answer)
{
    struct suspects s = look(world_of(true, 3), "customers.left == 1", NULL, NULL);
    check_kind(&s, "id", SUSPECT_KEY_ORDER); /* C10 comes after C9: not the order of bytes */
    /* those who left: 0.8 of the first half and 0.2 of the second: area 0.2^2/2 + 0.8 * 0.2 + .. = 0.2 */
    ck_assert_double_eq_tol(find(&s, "id")->value, 0.2, 0.05);
    ck_assert_ptr_null(find(&s, "noise0"));
    suspects_release(&s);
}
END_TEST

/* The split of the shop moved so that the labels of the last training date overlap the test's. */
START_TEST(tests_inside_training)
{
    struct shop *shop = shop_open(300, 5);
    struct study_request request = shop_request(shop, "logit", &shop->churn);
    struct suspects s;
    shop_feature(shop, "n", "count(orders) over 90d");
    request.features = shop->features;
    request.n_features = shop->n_features;
    ck_assert(study_suspects(&request, &s, NULL));
    ck_assert_uint_eq(s.n, 0);
    ck_assert_int_eq(s.shared_days, 0);
    ck_assert_uint_eq(s.n_shared_periods, 0);
    ck_assert_uint_gt(s.n_shared_customers, 0); /* at other times: that is no leak */
    suspects_release(&s);
    shop->split.test = shop->split.train[1] + 30 * TIME_DAY;
    ck_assert(study_suspects(&request, &s, NULL));
    ck_assert_int_eq(s.shared_days, 60); /* labels of 90 days, 30 days later */
    ck_assert_uint_gt(s.n_shared_periods, 0);
    ck_assert_uint_le(s.n_shared_periods, s.n_shared_customers);
    ck_assert_uint_eq(s.n, 2);
    shop->split.test = shop->split.train[1];
    suspects_release(&s);
    ck_assert(study_suspects(&request, &s, NULL));
    ck_assert_uint_eq(s.n, 3);
    ck_assert_int_eq(s.list[0].kind, SUSPECT_TEST_DATE);
    suspects_release(&s);
    shop_close(shop);
}
END_TEST

START_TEST(few_rows_accuse_nobody)
{
    struct shop *shop = shop_open(20, 5);
    struct study_request request = shop_request(shop, "logit", &shop->churn);
    struct suspects s;
    ck_assert(study_suspects(&request, &s, NULL));
    ck_assert_int_ne(s.skipped, SUSPECTS_CHECKED);
    ck_assert_uint_eq(s.n, 0);
    suspects_release(&s);
    shop_close(shop);
}
END_TEST

TCase *suspects_tests(void)
{
    TCase *tests = tcase_create("suspects");
    tcase_add_test(tests, what_gives_the_answer_is_found_and_noise_is_not);
    tcase_add_test(tests, amounts_too);
    tcase_add_test(tests, keys_in_the_order_of_the_answer);
    tcase_add_test(tests, tests_inside_training);
    tcase_add_test(tests, few_rows_accuse_nobody);
    return tests;
}
