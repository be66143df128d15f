/* Tests of averages of models. */
#include "patron/study/average.h"

#include "patron/base/json.h"
#include "patron/study/nested.h"
#include "study_tests.h"

static struct model *copy_of(const struct model *model, struct error *err)
{
    struct json *json = model_write(model);
    struct model *copy = model_read(json, err);
    json_free(json);
    return copy;
}

/* CONTEXT: two models, a@1 and b@1. */
static struct model *give(void *context, const char *spec, struct error *err)
{
    struct model **models = context;
    return copy_of(models[spec[0] == 'b'], err);
}

static struct model *named(const struct study_request *request, const char *name, struct scored *test)
{
    struct model *model = shop_train(request, test);
    model->name = copy_text(name);
    model->version = 1;
    return model;
}

/* On the test rows the mean is that of its models' answers, for probabilities and for amounts, also read from a file.
 */
START_TEST(means_are_of_the_models_answers)
{
    static const char *const specs[] = { "a@1", "b@1" };
    struct shop *shop = shop_open(500, 5);
    for (int amounts = 0; amounts < 2; amounts++) {
        const struct definition *target = amounts ? &shop->value : &shop->churn;
        struct study_request request = shop_request(shop, "gbm", target), averaging;
        struct scored tests[2], test, again;
        struct model *models[2];
        size_t at;
        shop_set(shop, &request, "trees", "20");
        models[0] = named(&request, "a", &tests[0]);
        shop_set(shop, &request, "leaves", "3");
        models[1] = named(&request, "b", &tests[1]);
        struct score_source *source = scores_of_models(give, models);
        shop->world->scores = source;
        const struct model *const both[] = { models[0], models[1] };
        ck_assert(
            study_average_request(both, specs, 2, "0.3,0.7", shop->world, NULL, &shop->arena, &averaging, &at, NULL));
        struct model *average = shop_train(&averaging, &test), *read = copy_of(average, NULL);
        ck_assert_str_eq(average->test_rows, models[0]->test_rows);
        ck_assert_str_eq(average->fit.terms[0].name, amounts ? "mean_a" : "p_a");
        struct score_source *own = scores_of_nested(read, false);
        shop->world->scores = own;
        ck_assert(
            study_test(read, shop->world, read->population_definition, read->target_definition, NULL, &again, NULL));
        for (size_t i = 0; i < test.n; i++) {
            double right = 0.3 * tests[0].score[i] + 0.7 * tests[1].score[i];
            assert_near(test.score[i], right, 1e-12 * fmax(1, fabs(right)));
            ck_assert_double_eq(again.score[i], test.score[i]);
        }
        shop->world->scores = NULL;
        scores_free(own);
        scores_free(source);
        for (int m = 0; m < 2; m++) {
            scored_release(&tests[m]);
            model_free(models[m]);
        }
        scored_release(&test);
        scored_release(&again);
        model_free(average);
        model_free(read);
    }
    shop_close(shop);
}
END_TEST

START_TEST(what_has_no_mean_is_refused)
{
    static const char *const specs[] = { "a@1", "b@1" }, *const twice[] = { "a@1", "a@1" };
    struct shop *shop = shop_open(400, 5);
    struct study_request request = shop_request(shop, "logit", &shop->churn), out;
    struct model *churn = named(&request, "a", NULL);
    request = shop_request(shop, "gbm", &shop->value);
    struct model *value = named(&request, "b", NULL);
    const struct model *const both[] = { churn, value }, *const same[] = { churn, churn };
    struct error err = ERROR_INIT;
    size_t at;
    ck_assert(!study_average_request(both, specs, 2, NULL, shop->world, NULL, &shop->arena, &out, &at, &err));
    check_error(&err, E_DIFFERENT_ROWS);
    ck_assert_uint_eq(at, 1);
    ck_assert(!study_average_request(same, twice, 2, NULL, shop->world, NULL, &shop->arena, &out, &at, &err));
    check_error(&err, E_BAD_VALUE);
    ck_assert_uint_eq(at, 1);
    ck_assert(!study_average_request(same, specs, 2, "0.5,0.6", shop->world, NULL, &shop->arena, &out, &at, &err));
    check_error(&err, E_BAD_VALUE);
    ck_assert_uint_eq(at, 2);
    model_free(churn);
    model_free(value);
    shop_close(shop);
}
END_TEST

TCase *average_tests(void)
{
    TCase *tests = tcase_create("average");
    tcase_set_timeout(tests, 30);
    tcase_add_test(tests, means_are_of_the_models_answers);
    tcase_add_test(tests, what_has_no_mean_is_refused);
    return tests;
}
