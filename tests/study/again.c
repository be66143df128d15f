/* Tests of making a model again. */
#include "patron/base/json.h"
#include "study_tests.h"

static void inputs_of(const struct study_request *request, const char *snapshot, char out[HASH_TEXT])
{
    struct error err = ERROR_INIT;
    ck_assert_msg(study_inputs(request, snapshot, out, &err), "%s", err.what);
}

START_TEST(whatever_decides_a_model_is_in_its_inputs)
{
    struct shop *shop = shop_open(200, 3);
    const struct study_request request = shop_request(shop, "logit", &shop->churn);
    struct split other = shop->split;
    other.test_share = 0.5;
    struct study_request changed[7];
    for (size_t i = 0; i < 7; i++)
        changed[i] = request;
    changed[0].seed++;
    changed[1].kind = model_kind_find("gbm");
    changed[1].parameters = shop_request(shop, "gbm", &shop->churn).parameters;
    changed[2].target = &shop->value;
    changed[3].n_features--;
    changed[4].population = NULL;
    changed[5].split = &other;
    changed[6].scale = "none"; /* logit wants zscore */
    char first[HASH_TEXT], again[HASH_TEXT];
    inputs_of(&request, "aa", first);
    inputs_of(&request, "aa", again);
    ck_assert_str_eq(first, again);
    for (size_t i = 0; i < 7; i++) {
        inputs_of(&changed[i], "aa", again);
        ck_assert_msg(strcmp(first, again) != 0, "change %zu is not seen", i);
    }
    inputs_of(&request, "ab", again);
    ck_assert_str_ne(first, again);
    struct study_request said = request;
    said.scale = "zscore"; /* what it would be anyway */
    inputs_of(&said, "aa", again);
    ck_assert_str_eq(first, again);
    shop_set(shop, &said, "l2", "2.5");
    inputs_of(&said, "aa", again);
    ck_assert_str_ne(first, again);
    shop_close(shop);
}
END_TEST

static struct model *through_file(const struct model *model)
{
    struct json *json = model_write(model);
    struct model *read = model_read(json, NULL);
    ck_assert_ptr_nonnull(read);
    json_free(json);
    return read;
}

START_TEST(a_file_says_all_that_is_needed_to_make_it_again)
{
    static const char *const kinds[] = { "logit", "gbm", "bgnbd", "gammagamma", "kmeans", "paretonbd", "bgbb" };
    struct shop *shop = shop_open(400, 17);
    for (size_t k = 0; k < 7; k++) {
        struct arena arena;
        struct error err = ERROR_INIT;
        struct study_request recorded;
        struct model_differences differences;
        arena_init(&arena);
        struct study_request request = shop_request(shop, kinds[k],
                                                    k == 4   ? NULL
                                                    : k == 3 ? &shop->value
                                                             : &shop->churn);
        if (k == 0)
            shop_set(shop, &request, "l2", "0.25");
        if (k == 4)
            shop_set(shop, &request, "k", "4");
        if (k == 6)
            shop_set(shop, &request, "per", "30d");
        struct model *model = shop_train(&request, NULL), *read = through_file(model);
        ck_assert_msg(study_request_again(read, shop->world, NULL, &arena, &recorded, &err), "%s", err.what);
        struct model *again = study_train(&recorded, NULL, &err);
        ck_assert_msg(again != NULL, "%s: %s", kinds[k], err.what);
        study_differences(read, again, &arena, &differences);
        ck_assert_msg(differences.n == 0, "%s: %s", kinds[k], differences.n ? differences.items[0].what : "");
        ck_assert_uint_gt(differences.n_compared, 20);
        ck_assert_uint_eq(differences.n_identical, differences.n_compared);
        model_free(model);
        model_free(read);
        model_free(again);
        arena_release(&arena);
    }
    shop_close(shop);
}
END_TEST

START_TEST(differences_are_told_by_their_names)
{
    struct shop *shop = shop_open(300, 5);
    struct arena arena;
    struct model_differences differences;
    arena_init(&arena);
    struct study_request request = shop_request(shop, "logit", &shop->churn);
    struct model *one = shop_train(&request, NULL), *two = shop_train(&request, NULL);
    two->version = 9; /* a label: does not count */
    two->metrics[0].value.estimate += 1e-14;
    study_differences(one, two, &arena, &differences);
    ck_assert_uint_eq(differences.n, 0);
    ck_assert_uint_eq(differences.n_identical + 1, differences.n_compared);
    ck_assert_double_gt(differences.largest, 0);
    two->metrics[0].value.estimate += 1e-9;
    two->fit.terms[1].estimate *= 2;
    two->seed++;
    study_differences(one, two, &arena, &differences);
    ck_assert_uint_eq(differences.n, 3);
    char term[100];
    snprintf(term, sizeof term, "fit.terms.%s.estimate", one->fit.terms[1].name);
    ck_assert_str_eq(differences.items[0].what, "seed");
    ck_assert_str_eq(differences.items[1].what, "metrics.roc_auc.1");
    ck_assert_str_eq(differences.items[2].what, term);
    model_free(one);
    model_free(two);
    arena_release(&arena);
    shop_close(shop);
}
END_TEST

TCase *again_tests(void)
{
    TCase *tests = tcase_create("again");
    tcase_add_test(tests, whatever_decides_a_model_is_in_its_inputs);
    tcase_add_test(tests, a_file_says_all_that_is_needed_to_make_it_again);
    tcase_add_test(tests, differences_are_told_by_their_names);
    return tests;
}
