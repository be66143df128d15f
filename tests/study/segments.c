/* Tests of segments: three obvious groups of customers. */
#include "patron/base/random.h"
#include "patron/table/builder.h"
#include "study_tests.h"

/* APART: how far the groups lie from each other; 0: there is one cloud. */
static struct shop *clouds(size_t n, double apart, uint64_t seed)
{
    struct random random = random_stream(seed, 0);
    struct builder *b = builder_new("customers");
    size_t id = builder_add_column(b, "id", TYPE_INT), x = builder_add_column(b, "x", TYPE_REAL);
    size_t y = builder_add_column(b, "y", TYPE_REAL);
    static const double centre[3][2] = { { 0, 0 }, { 10, 0 }, { 0, 100 } };
    for (size_t i = 0; i < n; i++) {
        size_t group = i % 4 < 2 ? 0 : i % 4 - 1; /* half, a quarter, a quarter */
        builder_set_int(b, id, (int64_t)i);
        builder_set_real(b, x, apart * centre[group][0] + 0.5 * random_normal(&random));
        builder_set_real(b, y, apart * centre[group][1] + 5 * random_normal(&random));
        builder_end_row(b);
    }
    struct table *table = builder_finish(b, NULL);
    struct shop *shop = allocate(1, sizeof *shop);
    arena_init(&shop->arena);
    shop->world = world_build(table, "id", NULL, NULL, 0, NULL, NULL, NULL);
    table_release(table);
    shop_feature(shop, "x", "customers.x");
    shop_feature(shop, "y", "customers.y");
    return shop;
}

static struct shop *blobs(size_t n)
{
    return clouds(n, 1, 4);
}

static struct model *segment(struct shop *shop, const char *k, struct scored *scored)
{
    struct study_request request = shop_request(shop, "kmeans", NULL);
    request.population = NULL;
    request.asof = TIME_MISSING;
    shop_set(shop, &request, "k", k);
    return shop_train(&request, scored);
}

START_TEST(obvious_segments_are_found)
{
    struct shop *shop = blobs(800);
    struct scored scored;
    struct model *model = segment(shop, "3", &scored);
    ck_assert_uint_eq(model->n_segments, 3);
    double sizes = 0;
    for (size_t s = 0; s < 3; s++) {
        ck_assert(model->segment_sizes[s] == 400 || model->segment_sizes[s] == 200);
        sizes += model->segment_sizes[s];
    }
    ck_assert(sizes == 800);
    for (size_t i = 4; i < scored.n; i++)
        ck_assert(scored.score[i] == scored.score[i % 4]);
    ck_assert(model_metric_find(model, "silhouette")->value.estimate > 0.8);
    ck_assert(model_metric_find(model, "inertia")->value.estimate == model->fit.inertia);
    scored_release(&scored);
    model_free(model);
    shop_close(shop);
}
END_TEST

START_TEST(silhouette_agrees_with_the_model)
{
    struct shop *shop = blobs(800);
    struct model *model = segment(shop, "3", NULL);
    struct silhouette_result all, some;
    ck_assert(study_silhouette(model, shop->world, NULL, 10000, NULL, &all, NULL));
    ck_assert_uint_eq(all.n_sampled, 800);
    assert_near(all.mean, model_metric_find(model, "silhouette")->value.estimate, 1e-12);
    assert_near(all.davies_bouldin, model_metric_find(model, "davies_bouldin")->value.estimate, 1e-12);
    double sum = 0, weighted = 0;
    for (size_t i = 0; i < 800; i++) {
        sum += all.value[i];
        ck_assert(all.nearest[i] != all.label[i] && all.row[i] == i);
    }
    for (size_t s = 0; s < 3; s++) {
        weighted += all.segment_mean[s] * all.segment_size[s];
        ck_assert(all.segment_negative[s] == 0 && all.segment_size[s] == model->segment_sizes[s]);
    }
    assert_near(weighted, sum, 1e-9);
    ck_assert(study_silhouette(model, shop->world, NULL, 200, NULL, &some, NULL));
    ck_assert_uint_eq(some.n_sampled, 200);
    assert_near(some.mean, all.mean, 0.02);
    silhouette_result_release(&all);
    silhouette_result_release(&some);
    model_free(model);
    shop_close(shop);
}
END_TEST

START_TEST(the_right_k_is_best)
{
    struct shop *shop = blobs(400);
    struct model *model = segment(shop, "5", NULL);
    struct k_choice choice[5];
    ck_assert(study_choose_k(model, shop->world, NULL, 2, 6, 400, NULL, choice, NULL));
    size_t best = 0;
    for (size_t i = 0; i < 5; i++) {
        ck_assert_uint_eq(choice[i].k, i + 2);
        ck_assert(i == 0 || choice[i].inertia < choice[i - 1].inertia);
        best = choice[i].silhouette > choice[best].silhouette ? i : best;
    }
    ck_assert_uint_eq(choice[best].k, 3);
    assert_near(choice[3].inertia, model->fit.inertia, 1e-9);
    assert_near(choice[3].silhouette, model_metric_find(model, "silhouette")->value.estimate, 1e-12);
    ck_assert_double_gt(choice[1].other_half.low, choice[1].noise);
    assert_near(choice[1].other_half.estimate, choice[1].first_half, 0.02);
    assert_near(choice[1].agreement, 1, 1e-12);
    ck_assert_double_lt(choice[4].agreement, 0.9);
    model_free(model);
    shop_close(shop);
}
END_TEST

/* In one cloud there are no segments: the best k of one half is worth on the other what it is worth on shuffled
   columns, and halves make other segments. */
START_TEST(a_chosen_k_does_not_flatter_noise)
{
    enum { WORLDS = 12, CHOICES = 5 };
    double gain = 0, agreement = 0;
    for (uint64_t world = 0; world < WORLDS; world++) {
        struct shop *shop = clouds(300, 0, 50 + world);
        struct model *model = segment(shop, "3", NULL);
        struct k_choice choice[CHOICES];
        size_t best = 0;
        ck_assert(study_choose_k(model, shop->world, NULL, 2, 6, 400, NULL, choice, NULL));
        for (size_t i = 1; i < CHOICES; i++)
            best = choice[i].first_half > choice[best].first_half ? i : best;
        gain += (choice[best].other_half.estimate - choice[best].noise) / WORLDS;
        agreement += choice[best].agreement / WORLDS;
        model_free(model);
        shop_close(shop);
    }
    ck_assert_double_lt(fabs(gain), 0.015);
    ck_assert_double_lt(agreement, 0.6);
}
END_TEST

START_TEST(profiles_are_means)
{
    struct shop *shop = blobs(800);
    struct model *model = segment(shop, "3", NULL);
    struct profile profile;
    ck_assert(study_profile(model, shop->world, NULL, NULL, &profile, NULL));
    ck_assert_uint_eq(profile.n_features, 2);
    ck_assert_str_eq(profile.features[1], "y");
    double all[2] = { 0, 0 };
    for (size_t s = 0; s < 3; s++) {
        double x = profile.mean[s * 2], y = profile.mean[s * 2 + 1];
        ck_assert(fabs(x) < 0.2 || fabs(x - 10) < 0.2);
        ck_assert(fabs(y) < 2 || fabs(y - 100) < 2);
        for (size_t c = 0; c < 2; c++) {
            all[c] += profile.mean[s * 2 + c] * profile.size[s] / 800;
            assert_near(profile.z[s * 2 + c], (profile.mean[s * 2 + c] - profile.all_mean[c]) / profile.all_sd[c],
                        1e-12);
        }
    }
    assert_near(all[0], profile.all_mean[0], 1e-10);
    assert_near(all[1], profile.all_mean[1], 1e-10);
    profile_release(&profile);
    model_free(model);
    shop_close(shop);
}
END_TEST

START_TEST(only_segments_have_silhouettes)
{
    struct shop *shop = shop_open(200, 31);
    struct study_request request = shop_request(shop, "logit", &shop->churn);
    struct model *model = shop_train(&request, NULL);
    struct silhouette_result result;
    struct error err = ERROR_INIT;
    ck_assert(!study_silhouette(model, shop->world, NULL, 100, NULL, &result, &err));
    check_error(&err, E_NOT_FIT);
    model_free(model);
    shop_close(shop);
}
END_TEST

TCase *segments_tests(void)
{
    TCase *tests = tcase_create("segments");
    tcase_add_test(tests, obvious_segments_are_found);
    tcase_add_test(tests, silhouette_agrees_with_the_model);
    tcase_add_test(tests, the_right_k_is_best);
    tcase_add_test(tests, a_chosen_k_does_not_flatter_noise);
    tcase_add_test(tests, profiles_are_means);
    tcase_add_test(tests, only_segments_have_silhouettes);
    return tests;
}
