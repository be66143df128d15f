/* Tests of model files. */
#include "patron/base/json.h"
#include "patron/base/text.h"
#include "study_tests.h"

static char *as_text(const struct model *model)
{
    struct text text = TEXT_EMPTY;
    struct json *json = model_write(model);
    json_write(json, 1, &text);
    json_free(json);
    return text_take(&text);
}

static struct model *from_text(const char *text, struct error *err)
{
    struct json *json = json_parse(text, strlen(text), "model.json", err);
    ck_assert_ptr_nonnull(json);
    struct model *model = model_read(json, err);
    json_free(json);
    return model;
}

START_TEST(written_read_and_scored_gives_the_same_bytes)
{
    struct shop *shop = shop_open(400, 17);
    const char *const kinds[] = { "logit", "gbm", "bgnbd", "gammagamma", "kmeans", "paretonbd", "bgbb" };
    for (size_t k = 0; k < 7; k++) {
        const struct definition *target = k == 4 ? NULL : k == 3 ? &shop->value : &shop->churn;
        struct study_request request = shop_request(shop, kinds[k], target);
        if (k == 4)
            shop_set(shop, &request, "k", "4");
        if (k == 6)
            shop_set(shop, &request, "per", "30d");
        struct scored test, before, after, again;
        struct error err = ERROR_INIT;
        struct model *model = shop_train(&request, &test);
        model->name = copy_text("m1");
        model->version = 3;
        char *text = as_text(model);
        struct model *read = from_text(text, &err);
        ck_assert_msg(read != NULL, "%s: %s", kinds[k], err.what);
        char *twice = as_text(read);
        ck_assert_str_eq(text, twice);
        int64_t cutoff = day("2024-09-15");
        ck_assert(study_score(model, shop->world, &shop->active, cutoff, NULL, &before, NULL));
        ck_assert(study_score(read, shop->world, &shop->active, cutoff, NULL, &after, NULL));
        ck_assert_uint_eq(before.n, after.n);
        ck_assert_mem_eq(before.score, after.score, before.n * sizeof *before.score);
        ck_assert(study_test(read, shop->world, &shop->active, target, NULL, &again, NULL));
        ck_assert_uint_eq(again.n, test.n);
        ck_assert_mem_eq(again.score, test.score, test.n * sizeof *test.score);
        scored_release(&test);
        scored_release(&before);
        scored_release(&after);
        scored_release(&again);
        free(text);
        free(twice);
        model_free(model);
        model_free(read);
    }
    shop_close(shop);
}
END_TEST

/* Errors that took each row for a customer, and percentiles that do not cover, came with no version of intervals. */
START_TEST(intervals_of_older_files_that_do_not_cover_are_not_shown)
{
    struct shop *shop = shop_open(200, 18);
    struct study_request request = shop_request(shop, "logit", &shop->churn);
    struct model *model = shop_train(&request, NULL);
    struct text older = TEXT_EMPTY;
    char *text = as_text(model), *place = strstr(text, "\"intervals\": 2,");
    ck_assert_ptr_nonnull(place);
    ck_assert_uint_gt(model->fit.n_clusters, 0);
    text_add_bytes(&older, text, (size_t)(place - text));
    text_add(&older, place + strlen("\"intervals\": 2,"));
    struct model *now = from_text(text, NULL), *then = from_text(text_string(&older), NULL);
    ck_assert(now && then);
    ck_assert(!isnan(now->fit.terms[1].standard_error) && isnan(then->fit.terms[1].standard_error));
    ck_assert(!isnan(model_metric_find(now, "ks")->value.low) && isnan(model_metric_find(then, "ks")->value.low));
    ck_assert(!isnan(model_metric_find(now, "ece")->value.low) && isnan(model_metric_find(then, "ece")->value.low));
    ck_assert(!isnan(model_metric_find(then, "roc_auc")->value.low));
    model_free(now);
    model_free(then);
    model_free(model);
    text_release(&older);
    free(text);
    shop_close(shop);
}
END_TEST

START_TEST(the_head_is_worth_reading)
{
    struct shop *shop = shop_open(200, 18);
    struct study_request request = shop_request(shop, "logit", &shop->churn);
    struct model *model = shop_train(&request, NULL);
    char *text = as_text(model);
    const char *const words[] = { "\"format\": \"patron model\"",
                                  "\"format_version\": 1",
                                  "\"kind\": \"logit\"",
                                  "\"asof\": \"2024-07-01\"",
                                  "no orders within 90d",
                                  "active365",
                                  "\"roc_auc\"" };
    const char *end = text;
    for (int line = 0; line < 60 && end; line++)
        end = strchr(end + 1, '\n');
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        const char *place = strstr(text, words[i]);
        ck_assert_msg(place && (!end || place < end), "%s in\n%.2000s", words[i], text);
    }
    ck_assert_ptr_nonnull(strstr(text, "count(orders) over 90d,365d"));
    free(text);
    model_free(model);
    shop_close(shop);
}
END_TEST

/* TEXT with the first FROM replaced by TO must be refused, naming MEMBER. */
static void expect_refusal(const char *text, const char *from, const char *to, int code, const char *member)
{
    struct text changed = TEXT_EMPTY;
    struct error err = ERROR_INIT;
    const char *place = strstr(text, from);
    ck_assert_msg(place != NULL, "no %s", from);
    text_add_bytes(&changed, text, (size_t)(place - text));
    text_add(&changed, to);
    text_add(&changed, place + strlen(from));
    struct model *model = from_text(text_string(&changed), &err);
    ck_assert_msg(model == NULL, "%s was accepted", to);
    ck_assert_msg(strstr(err.what, member) != NULL, "%s", err.what);
    check_error(&err, code);
    text_release(&changed);
}

START_TEST(changed_files_are_refused_by_member)
{
    struct shop *shop = shop_open(200, 19);
    struct study_request request = shop_request(shop, "logit", &shop->churn);
    struct model *model = shop_train(&request, NULL);
    char *text = as_text(model);
    expect_refusal(text, "patron model", "other model", E_MODEL_FILE, "format");
    expect_refusal(text, "\"format_version\": 1", "\"format_version\": 2", E_NEWER, "version 2");
    expect_refusal(text, "\"format_version\": 1", "\"format_version\": \"x\"", E_MODEL_FILE, "format_version");
    expect_refusal(text, "\"kind\": \"logit\"", "\"kind\": \"lagit\"", E_MODEL_FILE, "kind");
    expect_refusal(text, "\"asof\": \"2024-07-01\"", "\"asof\": \"2024-07-41\"", E_MODEL_FILE, "asof");
    expect_refusal(text, "no orders within 90d", "no orders within", E_MODEL_FILE, "target");
    expect_refusal(text, "\"metrics\": {", "\"metrics\": { \"auc\": 3,", E_MODEL_FILE, "metrics");
    expect_refusal(text, "\"name\": \"orders_n_90d\"", "\"name\": \"orders_n_91d\"", E_MODEL_FILE, "features");
    expect_refusal(text, "\"preparation\"", "\"preparing\"", E_MODEL_FILE, "preparation");
    expect_refusal(text, "\"fitted\"", "\"fit_ted\"", E_MODEL_FILE, "fitted");
    expect_refusal(text, "\"coefficients\"", "\"koefficients\"", E_MODEL_FILE, "fitted");
    expect_refusal(text, "\"references\"", "\"reference\"", E_MODEL_FILE, "references");
    expect_refusal(text, "\"state\": \"converged\"", "\"state\": \"done\"", E_MODEL_FILE, "fit");
    expect_refusal(text, "\"l2\": 1", "\"l2\": -1", E_MODEL_FILE, "parameters");
    expect_refusal(text, "\"split\"", "\"spilt\"", E_MODEL_FILE, "split");
    expect_refusal(text, "\"train\": [", "\"train\": [\"June\",", E_MODEL_FILE, "split");
    free(text);
    model_free(model);
    shop_close(shop);
}
END_TEST

/* No prefix of a file, and no file with one byte changed, may be read amiss or crash. */
START_TEST(damaged_files_do_no_harm)
{
    struct shop *shop = shop_open(150, 20);
    struct study_request request = shop_request(shop, "gbm", &shop->churn);
    shop_set(shop, &request, "trees", "2");
    struct model *model = shop_train(&request, NULL);
    char *text = as_text(model);
    size_t length = strlen(text);
    for (size_t i = 0; i < length; i += 1 + length / 400) {
        char byte = text[i];
        const char *const others = "0x\"]},-";
        for (size_t o = 0; o < 7; o++) {
            text[i] = others[o];
            struct json *json = json_parse(text, length, NULL, NULL);
            struct model *read = json ? model_read(json, NULL) : NULL;
            model_free(read);
            json_free(json);
        }
        text[i] = byte;
    }
    struct model *whole = from_text(text, NULL);
    ck_assert_ptr_nonnull(whole);
    model_free(whole);
    free(text);
    model_free(model);
    shop_close(shop);
}
END_TEST

TCase *model_file_tests(void)
{
    TCase *tests = tcase_create("model_file");
    tcase_add_test(tests, written_read_and_scored_gives_the_same_bytes);
    tcase_add_test(tests, the_head_is_worth_reading);
    tcase_add_test(tests, intervals_of_older_files_that_do_not_cover_are_not_shown);
    tcase_add_test(tests, changed_files_are_refused_by_member);
    tcase_add_test(tests, damaged_files_do_no_harm);
    return tests;
}
