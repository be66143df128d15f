/* Names to what they name. */
#include "command/names/resolve.h"

#include "fixture.h"

static struct session *session;
static struct arena arena;

static void setup(void)
{
    session = shop_open(&arena);
}

static void teardown(void)
{
    shop_close(session, &arena);
}

static const struct {
    const char *names[4];
    const char *found;
} lists[] = {
    { { "recency" }, "recency" },
    { { "spend" }, "spend_30d spend_90d" },
    { { "spend_9*" }, "spend_90d" },
    { { "both" }, "recency spend_90d" },
    { { "both", "spend_30d", "recency" }, "recency spend_90d spend_30d" },
    { { "spend_*", "-spend_30d" }, "spend_90d" },
    { { "customers.plan", "n" }, "plan n" },
    { { "customers.*" }, "plan" }, /* neither the key nor times */
    { { "*" }, "recency spend_30d spend_90d n" },
};

START_TEST(features_by_name_family_set_and_pattern)
{
    struct feature_list list;
    struct error err = ERROR_INIT;
    struct text names = TEXT_EMPTY;
    size_t n = 0;
    while (n < 4 && lists[_i].names[n])
        n++;
    ck_assert_msg(resolve_feature_texts(session, lists[_i].names, n, &arena, &list, &err), "%s", err.what);
    for (size_t i = 0; i < list.n; i++)
        text_add_format(&names, "%s%s", i > 0 ? " " : "", list.features[i].name);
    ck_assert_str_eq(text_string(&names), lists[_i].found);
    text_release(&names);
}
END_TEST

static const struct {
    const char *name;
    int code;
    const char *mend;
} missing[] = { { "recncy", E_NO_FEATURE, "recency" },
                { "spend_91d", E_NO_FEATURE, "spend_90d" },
                { "zzz*", E_NO_FEATURE, NULL },
                { "customers.pln", E_NO_COLUMN, "plan" },
                { "custmers.plan", E_NO_TABLE, "customers" } };

START_TEST(what_is_not_there_has_a_nearest)
{
    struct feature_list list;
    struct error err = ERROR_INIT;
    ck_assert(!resolve_feature_texts(session, &missing[_i].name, 1, &arena, &list, &err));
    ck_assert_int_eq(err.code, missing[_i].code);
    if (missing[_i].mend)
        ck_assert_str_eq(err.mend[0], missing[_i].mend);
    error_release(&err);
}
END_TEST

START_TEST(splits_read_back)
{
    static const char *const texts[] = { "train=2024-01-01,2024-04-01 test=2024-07-01", "share=0.25 stratify=yes",
                                         "share=0.1 stratify=no" };
    for (size_t i = 0; i < 3; i++) {
        struct split split;
        struct text text = TEXT_EMPTY;
        ck_assert(split_parse(texts[i], 7, &split));
        ck_assert_uint_eq(split.seed, 7);
        split_text(&split, &text);
        ck_assert_str_eq(text_string(&text), texts[i]);
        text_release(&text);
    }
    struct split split;
    ck_assert(!split_parse("test=2024-07-01", 7, &split));
}
END_TEST

START_TEST(states_that_are_missing_are_errors_with_a_mend)
{
    struct error err = ERROR_INIT;
    struct split split;
    ck_assert(!resolve_split(session, &split, &err));
    ck_assert_int_eq(err.code, E_NO_SPLIT);
    error_release(&err);
    ck_assert_ptr_null(resolve_target(session, "chrn", &arena, &err));
    ck_assert_int_eq(err.code, E_NO_TARGET);
    ck_assert_str_eq(err.mend[0], "churn");
    error_release(&err);
    free(ran(session, "new bare"));
    int64_t asof;
    ck_assert(!resolve_asof(session, NULL, &asof, &err));
    ck_assert_int_eq(err.code, E_NO_ASOF);
    error_release(&err);
}
END_TEST

START_TEST(test_scores_are_kept)
{
    struct error err = ERROR_INIT;
    free(ran(session, "segment s = kmeans on both k=2"));
    const struct world *world = resolve_world(session, &arena, &err);
    struct model *model = resolve_model(session, "s", &arena, &err);
    const struct scored *first = resolve_scores(session, model, world, &err);
    ck_assert_ptr_nonnull(first);
    ck_assert_uint_eq(first->n, 40);
    ck_assert_ptr_eq(resolve_scores(session, model, world, &err), first);
}
END_TEST

Suite *resolve_suite(void)
{
    Suite *suite = suite_create("resolve");
    TCase *tcase = tcase_create("names");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_loop_test(tcase, features_by_name_family_set_and_pattern, 0, sizeof lists / sizeof *lists);
    tcase_add_loop_test(tcase, what_is_not_there_has_a_nearest, 0, sizeof missing / sizeof *missing);
    tcase_add_test(tcase, splits_read_back);
    tcase_add_test(tcase, states_that_are_missing_are_errors_with_a_mend);
    tcase_add_test(tcase, test_scores_are_kept);
    suite_add_tcase(suite, tcase);
    return suite;
}
