/* Tests of src/base/kinds.c. */
#include <string.h>

#include "base_tests.h"
#include "patron/base/kinds.h"

struct kind {
    const char *name;
    int number;
};
static const struct kind logit = { "logit", 1 }, forest = { "forest", 2 }, kmeans = { "kmeans", 3 };
static const void *const kinds[] = { &logit, &forest, &kmeans, NULL };

START_TEST(kinds_are_found)
{
    ck_assert_ptr_eq(kind_find(kinds, "forest"), &forest);
    ck_assert_ptr_null(kind_find(kinds, "fores"));
    ck_assert_ptr_null(kind_find(kinds, ""));
}
END_TEST

START_TEST(the_nearest_is_proposed)
{
    ck_assert_str_eq(kind_nearest(kinds, "logti"), "logit");
    ck_assert_str_eq(kind_nearest(kinds, "Forest"), "forest");
    ck_assert_str_eq(kind_nearest(kinds, "k-means"), "kmeans");
    ck_assert_ptr_null(kind_nearest(kinds, "gbm"));
    ck_assert_ptr_null(kind_nearest(kinds, "x"));
    ck_assert_ptr_null(kind_nearest(kinds, ""));
}
END_TEST

START_TEST(of_equally_near_ones_the_first)
{
    struct nearest nearest;
    nearest_init(&nearest, "spend_31d");
    nearest_offer(&nearest, "spend_30d");
    nearest_offer(&nearest, "spend_32d");
    ck_assert_str_eq(nearest.best, "spend_30d");
    nearest_offer(&nearest, "spend_31d");
    ck_assert_str_eq(nearest.best, "spend_31d");
    ck_assert_uint_eq(nearest.distance, 0);
}
END_TEST

START_TEST(a_swap_is_nearer_than_a_letter_too_many)
{
    struct nearest nearest;
    nearest_init(&nearest, "plian");
    nearest_offer(&nearest, "plan");
    nearest_offer(&nearest, "plain");
    ck_assert_str_eq(nearest.best, "plain");
    nearest_offer(&nearest, "plan");
    ck_assert_str_eq(nearest.best, "plain");
}
END_TEST

START_TEST(distances)
{
    static const struct {
        const char *a, *b;
        size_t distance;
    } cases[] = {
        { "", "", 0 },        { "", "abc", 3 },        { "abc", "abc", 0 },   { "kitten", "sitting", 3 },
        { "ab", "ba", 1 },    { "churn", "chrun", 1 }, { "abc", "ABC", 1 },   { "abc", "aBd", 2 },
        { "abc", "abcd", 1 }, { "abcd", "bcd", 1 },    { "flaw", "lawn", 2 }, { "ca", "abc", 3 },
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        ck_assert_msg(edit_distance(cases[i].a, cases[i].b) == cases[i].distance, "%s %s", cases[i].a, cases[i].b);
        ck_assert_uint_eq(edit_distance(cases[i].b, cases[i].a), cases[i].distance);
    }
}
END_TEST

TCase *kinds_cases(void)
{
    TCase *cases = tcase_create("kinds");
    tcase_add_test(cases, kinds_are_found);
    tcase_add_test(cases, the_nearest_is_proposed);
    tcase_add_test(cases, of_equally_near_ones_the_first);
    tcase_add_test(cases, a_swap_is_nearer_than_a_letter_too_many);
    tcase_add_test(cases, distances);
    return cases;
}
