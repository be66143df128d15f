/* Tests of src/learn/trees.c. */
#include "learn/trees.h"

#include <stdlib.h>
#include <string.h>

#include "learn_tests.h"

/* One tree on two columns: x0 < 1.5 ? (x1 < 0 ? 1 : 2) : 4, missing x0 right, missing x1 left. */
static const char *const booster =
    "{\"learner\":{\"gradient_booster\":{\"name\":\"gbtree\",\"model\":{\"gbtree_model_param\":{\"num_trees\":\"1\"},"
    "\"tree_info\":[0],\"trees\":[{\"tree_param\":{\"num_nodes\":\"5\"},\"left_children\":[1,3,-1,-1,-1],"
    "\"right_children\":[2,4,-1,-1,-1],\"split_indices\":[0,1,0,0,0],\"split_conditions\":[1.5,0,4,1,2],"
    "\"default_left\":[0,1,0,0,0],\"loss_changes\":[10,5,0,0,0],\"base_weights\":[0,0,0,0,0],\"parents\":[0,0,0,0,0],"
    "\"split_type\":[0,0,0,0,0],\"sum_hessian\":[5,3,2,1,2],\"categories\":[],\"categories_nodes\":[],"
    "\"categories_segments\":[],\"categories_sizes\":[]}]}},\"learner_model_param\":{\"num_feature\":\"2\","
    "\"num_class\":\"0\",\"base_score\":\"5E-1\"},\"objective\":{\"name\":\"reg:squarederror\"}}}";

static bool read_text(struct trees *trees, const char *text, struct error *err)
{
    struct json *json = json_parse(text, strlen(text), "booster", err);
    ck_assert_ptr_nonnull(json);
    bool done = trees_read(trees, json, err);
    json_free(json);
    return done;
}

START_TEST(a_tree_by_hand)
{
    struct trees trees;
    struct error err = ERROR_INIT;
    double values[] = { 1, -1, 1, 0, 1.5, 9, NAN, -1, 0, NAN, -INFINITY, -0.0 };
    const float right[] = { 1.5f, 2.5f, 4.5f, 4.5f, 1.5f, 2.5f };
    float out[6];
    struct matrix x = { 6, 2, values };
    ck_assert_msg(read_text(&trees, booster, &err), "%s", err.what);
    ck_assert(trees_margins(&trees, &x, NULL, out, &err));
    ck_assert(memcmp(out, right, sizeof out) == 0);
    ck_assert(trees.gain[0] == 10 && trees.gain[1] == 5);
    trees_release(&trees);
}
END_TEST

/* Each damage is one replacement in a booster that is whole. */
START_TEST(damaged_boosters_are_refused)
{
    static const char *const damage[][2] = {
        { "[1,3,-1,-1,-1]", "[1,9,-1,-1,-1]" },
        { "[1,3,-1,-1,-1]", "[1,0,-1,-1,-1]" },
        { "[1,3,-1,-1,-1]", "[1,2,-1,-1,-1]" },
        { "[1,3,-1,-1,-1]", "[1,-3,-1,-1,-1]" },
        { "[1,3,-1,-1,-1]", "[1,3,-1,-1]" },
        { "[1,3,-1,-1,-1]", "[1,3,-1,-1,\"a\"]" },
        { "[1,3,-1,-1,-1]", "[1,1.5,-1,-1,-1]" },
        { "[0,1,0,0,0],\"split_c", "[0,2,0,0,0],\"split_c" },
        { "[1.5,0,4,1,2]", "[1.5,0,4,1e300,2]" },
        { "[1.5,0,4,1,2]", "[1.5,0,null,1,2]" },
        { "\"num_nodes\":\"5\"", "\"num_nodes\":\"6\"" },
        { "\"num_nodes\":\"5\"", "\"num_nodes\":\"x\"" },
        { "\"num_trees\":\"1\"", "\"num_trees\":\"2\"" },
        { "\"sum_hessian\":[5,3,2,1,2]", "\"sum_hessian\":[5]" },
        { "\"categories\":[]", "\"categories\":[1]" },
        { "reg:squarederror", "rank:ndcg" },
        { "\"num_feature\":\"2\"", "\"num_feature\":\"0\"" },
        { "\"5E-1\"", "\"1e99\"" },
        { "gbtree\",\"model", "dart\",\"model" },
        { "\"num_class\":\"0\"", "\"num_class\":\"3\"" },
    };
    for (size_t i = 0; i < sizeof damage / sizeof *damage; i++) {
        const char *at = strstr(booster, damage[i][0]);
        ck_assert_ptr_nonnull(at);
        struct text text = TEXT_EMPTY;
        text_add_bytes(&text, booster, (size_t)(at - booster));
        text_add(&text, damage[i][1]);
        text_add(&text, at + strlen(damage[i][0]));
        struct error err = ERROR_INIT;
        struct trees trees;
        ck_assert_msg(!read_text(&trees, text_string(&text), &err), "read in spite of %s", damage[i][1]);
        ck_assert_int_eq(err.code, E_MODEL_FILE);
        error_release(&err);
        text_release(&text);
    }
}
END_TEST

/* By hand, for (1, -1): x0 < 1.5 holds 3 of 5 rows, of those x1 < 0 holds 1 of 3. Known columns and the mean that
   follows: none 0.6 * (1 / 3 * 1 + 2 / 3 * 2) + 0.4 * 4 = 2.6; x0: 5 / 3; x1: 0.6 * 1 + 0.4 * 4 = 2.2; both: 1. */
START_TEST(contributions_by_hand)
{
    struct trees trees;
    struct error err = ERROR_INIT;
    double row[] = { 1, -1 }, out[3];
    ck_assert(read_text(&trees, booster, &err));
    trees_contributions(&trees, row, out);
    expect_near(out[0], ((5.0 / 3 - 2.6) + (1 - 2.2)) / 2, 1e-12);
    expect_near(out[1], ((2.2 - 2.6) + (1 - 5.0 / 3)) / 2, 1e-12);
    expect_near(out[2], 2.6 + 0.5, 1e-12); /* the booster's base is 0.5 */
    trees_release(&trees);
}
END_TEST

TCase *trees_tests(void)
{
    TCase *tests = tcase_create("trees");
    tcase_add_test(tests, a_tree_by_hand);
    tcase_add_test(tests, contributions_by_hand);
    tcase_add_test(tests, damaged_boosters_are_refused);
    return tests;
}
