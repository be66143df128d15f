/* Tests of twins: rows that are equal but for the key, more than chance gives. */
#include "patron/study/twins.h"

#include <stdio.h>

#include "patron/base/json.h"
#include "patron/base/random.h"
#include "patron/table/builder.h"
#include "study_tests.h"

enum { LEVELS_MOST = 12, COLUMNS_MOST = 24 };

/* N rows of N_COLUMNS, the first N_REAL of them normal, the others levels of LEVELS each; after them N_TWINS copies of
   the first rows. */
static struct table *people(size_t n, size_t n_columns, size_t n_real, const size_t *levels, size_t n_twins,
                            struct random *random)
{
    struct builder *builder = builder_new("people");
    double *value = allocate(n * n_columns + 1, sizeof *value);
    for (size_t c = 0; c < n_columns; c++) {
        char name[32];
        snprintf(name, sizeof name, "c%zu", c);
        builder_add_column(builder, name, TYPE_REAL);
    }
    for (size_t i = 0; i < n * n_columns; i++)
        value[i] = i % n_columns < n_real ? random_normal(random) : (double)random_below(random, levels[i % n_columns]);
    for (size_t i = 0; i < n + n_twins; i++) {
        for (size_t c = 0; c < n_columns; c++)
            builder_set_real(builder, c, value[i % n * n_columns + c]);
        builder_end_row(builder);
    }
    free(value);
    return builder_finish(builder, NULL);
}

static struct twins find(const struct table *table)
{
    const struct column *columns[COLUMNS_MOST];
    struct twins twins;
    for (size_t c = 0; c < table->n_columns; c++)
        columns[c] = &table->columns[c];
    struct twin_part all = { .n_rows = table->n_rows, .columns = columns, .asks = true, .answers = true };
    ck_assert(twins_find(&all, 1, table->n_columns, NULL, &twins, NULL));
    ck_assert_uint_eq(twins.n_asked, table->n_rows);
    size_t marked = 0;
    for (size_t i = 0; i < table->n_rows; i++)
        marked += twins.marks[i];
    ck_assert_uint_eq(marked, twins.n);
    return twins;
}

/* Independent features of two to twelve levels, one to fourteen of them: equal rows are chance, from nearly all of them
   to a few of ten thousand. */
START_TEST(chance_makes_no_twins)
{
    struct random random = random_stream(51, (uint64_t)_i);
    size_t n = 50 + random_below(&random, 6000), n_columns = 1 + random_below(&random, 14), levels[COLUMNS_MOST];
    for (size_t c = 0; c < n_columns; c++)
        levels[c] = 2 + random_below(&random, LEVELS_MOST - 1);
    struct table *table = people(n, n_columns, 0, levels, 0, &random);
    struct twins twins = find(table);
    ck_assert_msg(twins.n == 0, "%zu of %zu rows in %zu columns", twins.n, n, n_columns);
    twins_release(&twins);
    table_release(table);
}
END_TEST

/* Levels that hang together: each copies a hidden one with a chance, as plans, prices and regions do. */
START_TEST(bonds_make_no_twins)
{
    struct random random = random_stream(52, (uint64_t)_i);
    size_t n = 100 + random_below(&random, 4000), n_columns = 2 + random_below(&random, 10);
    size_t n_hidden = 2 + random_below(&random, n / 50); /* as many may be one person's: groups are larger */
    double copied = 0.9 * random_unit(&random);
    struct builder *builder = builder_new("people");
    for (size_t c = 0; c < n_columns; c++) {
        char name[32];
        snprintf(name, sizeof name, "c%zu", c);
        builder_add_column(builder, name, TYPE_REAL);
    }
    for (size_t i = 0; i < n; i++) {
        size_t hidden = random_below(&random, n_hidden);
        for (size_t c = 0; c < n_columns; c++) {
            size_t from = random_unit(&random) < copied ? hidden : random_below(&random, n_hidden);
            builder_set_real(builder, c, (double)(from * (c + 1) % (2 + c * 3)) + 100 * (double)c);
        }
        builder_end_row(builder);
    }
    struct table *table = builder_finish(builder, NULL);
    struct twins twins = find(table);
    ck_assert_msg(twins.n == 0, "%zu of %zu rows in %zu columns", twins.n, n, n_columns);
    twins_release(&twins);
    table_release(table);
}
END_TEST

/* One in a hundred to all of the people stand there twice, told apart by numbers, or by many levels. */
START_TEST(planted_twins_are_found)
{
    struct random random = random_stream(53, (uint64_t)_i);
    size_t n = 300 + random_below(&random, 3000), n_real = _i % 2 ? 2 + random_below(&random, 3) : 0,
           levels[COLUMNS_MOST];
    size_t n_columns = n_real + (_i % 2 ? random_below(&random, 8) : 16);
    for (size_t c = 0; c < n_columns; c++)
        levels[c] = _i % 2 ? 2 + random_below(&random, LEVELS_MOST - 1) : 6 + random_below(&random, 7);
    size_t n_twins = n / 100 + random_below(&random, n - n / 100 + 1);
    struct table *table = people(n, n_columns, n_real, levels, n_twins, &random);
    struct twins twins = find(table);
    /* where levels alone tell, a few rows are so common that chance could have made them */
    ck_assert_msg(twins.n <= 2 * n_twins && (double)twins.n >= 1.6 * (double)n_twins,
                  "%zu of %zu twins of %zu rows in %zu + %zu columns", twins.n, 2 * n_twins, n, n_real,
                  n_columns - n_real);
    twins_release(&twins);
    table_release(table);
}
END_TEST

/* Customers who buy at their own rates; features of their orders hang together in every way, and nobody is there twice.
 */
START_TEST(customers_of_a_shop_are_different_people)
{
    struct shop *shop = shop_open(600, 60 + (uint64_t)_i);
    shop_feature(shop, "spend", "sum(orders.amount) over 30d,365d");
    shop_feature(shop, "age", "days since first(orders.order_ts)");
    struct study_request request = shop_request(shop, "logit", &shop->churn);
    request.population = NULL;
    if (_i % 2)
        shop->split = (struct split){ .test = TIME_MISSING, .test_share = 0.5, .seed = 42 };
    struct model *model = shop_train(&request, NULL);
    ck_assert_uint_eq(model->n_test_twins, 0);
    model_free(model);
    shop_close(shop);
}
END_TEST

/* Coins; each person under two keys. Trees know their training rows, and so half of the test, by heart: without those
   rows the area covers a half again. */
START_TEST(coins_are_not_foretold_without_twins)
{
    struct shop shop = { .n_features = 0 };
    struct random random = random_stream(54, 0);
    struct builder *builder = builder_new("customers");
    builder_add_column(builder, "id", TYPE_INT);
    builder_add_column(builder, "a", TYPE_REAL);
    builder_add_column(builder, "b", TYPE_REAL);
    builder_add_column(builder, "y", TYPE_INT);
    for (int i = 0; i < 600; i++) {
        double a = random_normal(&random), b = random_normal(&random);
        int64_t y = (int64_t)random_below(&random, 2);
        for (int k = 0; k < 2; k++) {
            builder_set_int(builder, 0, 1 + i + 600 * k);
            builder_set_real(builder, 1, a);
            builder_set_real(builder, 2, b);
            builder_set_int(builder, 3, y);
            builder_end_row(builder);
        }
    }
    struct table *table = builder_finish(builder, NULL);
    arena_init(&shop.arena);
    shop.world = world_build(table, "id", NULL, NULL, 0, NULL, NULL, NULL);
    ck_assert_ptr_nonnull(shop.world);
    shop_feature(&shop, "a", "customers.a");
    shop_feature(&shop, "b", "customers.b");
    struct definition coin = define(&shop, DEFINITION_TARGET, "coin", "customers.y == 1");
    shop.split = (struct split){ .test = TIME_MISSING, .test_share = 0.5, .seed = 42 };
    struct study_request request = shop_request(&shop, "gbm", &coin);
    request.population = NULL;
    shop_set(&shop, &request, "min_leaf", "1");
    shop_set(&shop, &request, "trees", "300");
    struct model *model = shop_train(&request, NULL);
    const struct model_metric *auc = model_metric_find(model, "roc_auc");
    ck_assert_double_gt(auc->value.low, 0.6);
    ck_assert_uint_gt(model->n_test_twins, model->n_test_rows / 3);
    ck_assert(model->without_twins.low <= 0.5 && 0.5 <= model->without_twins.high);
    struct json *json = model_write(model);
    struct model *again = model_read(json, NULL);
    ck_assert_ptr_nonnull(again);
    ck_assert_uint_eq(again->n_test_twins, model->n_test_twins);
    ck_assert(again->without_twins.estimate == model->without_twins.estimate);
    model_free(again);
    json_free(json);
    model_free(model);
    table_release(table);
    world_free(shop.world);
    arena_release(&shop.arena);
}
END_TEST

TCase *twins_tests(void)
{
    TCase *tests = tcase_create("twins");
    tcase_add_loop_test(tests, chance_makes_no_twins, 0, 200);
    tcase_add_loop_test(tests, bonds_make_no_twins, 0, 100);
    tcase_add_loop_test(tests, planted_twins_are_found, 0, 100);
    tcase_add_loop_test(tests, customers_of_a_shop_are_different_people, 0, 8);
    tcase_add_test(tests, coins_are_not_foretold_without_twins);
    return tests;
}
