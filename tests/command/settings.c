/* Settings: whose value wins. */
#include "fixture.h"

START_TEST(the_order_of_origins_in_a_job)
{
    struct error err = ERROR_INIT;
    setenv("PATRON_SEED", "3", 1);
    struct session *session = session_new(SESSION_BATCH);
    ck_assert_str_eq(session_setting(session, "seed"), "3");
    ck_assert(session_set(session, "seed", "1", "rc", &err));
    ck_assert_str_eq(session_setting(session, "seed"), "3");
    free(ran(session, "set seed=4"));
    ck_assert_str_eq(session_setting(session, "seed"), "4");
    ck_assert(session_set(session, "seed", "5", "flag", &err));
    free(ran(session, "set seed=6"));
    ck_assert_str_eq(session_setting(session, "seed"), "5");
    session_set_mode(session, SESSION_PROMPT); /* what a person types now outranks how the program was called */
    ck_assert_str_eq(session_setting(session, "seed"), "6");
    session_free(session);
    unsetenv("PATRON_SEED");
}
END_TEST

START_TEST(the_seed_stays_with_the_workspace)
{
    struct session *session = session_new(SESSION_BATCH);
    free(ran(session, "new kept"));
    free(ran(session, "set seed=77"));
    session_free(session);
    session = session_new(SESSION_BATCH);
    ck_assert_str_eq(session_setting(session, "seed"), "42");
    free(ran(session, "open kept"));
    ck_assert_str_eq(session_setting(session, "seed"), "77");
    char *told = ran(session, "settings seed");
    ck_assert_ptr_nonnull(strstr(told, "workspace"));
    free(told);
    session_free(session);
}
END_TEST

START_TEST(colours_obey_the_environment)
{
    setenv("NO_COLOR", "1", 1);
    struct session *session = session_new(SESSION_BATCH);
    ck_assert_str_eq(session_setting(session, "color"), "never");
    ck_assert(session_set(session, "color", "always", "flag", NULL));
    ck_assert(session_colour(session, 1));
    session_free(session);
    unsetenv("NO_COLOR");
    setenv("FORCE_COLOR", "1", 1);
    session = session_new(SESSION_BATCH);
    ck_assert(session_colour(session, 1));
    session_free(session);
    unsetenv("FORCE_COLOR");
}
END_TEST

START_TEST(what_does_not_fit_is_refused)
{
    struct error err = ERROR_INIT;
    struct session *session = session_new(SESSION_BATCH);
    ck_assert(!session_set(session, "sede", "1", "flag", &err));
    ck_assert_int_eq(err.code, E_NO_SETTING);
    ck_assert_str_eq(err.mend[0], "seed");
    ck_assert(!session_set(session, "seed", "-1", "flag", &err));
    ck_assert_int_eq(err.code, E_BAD_VALUE);
    error_release(&err);
    free(failed_with(session, "set draw=crayon", E_BAD_VALUE));
    free(failed_with(session, "set", E_MISSING_ARGUMENT));
    ck_assert_str_eq(session_setting(session, "draw"), "auto");
    session_free(session);
}
END_TEST

START_TEST(the_drawing_tier_follows_locale_and_setting)
{
    struct session *session = session_new(SESSION_BATCH);
    ck_assert_int_eq(session_tier(session), TIER_BRAILLE);
    setenv("LC_ALL", "C", 1);
    ck_assert_int_eq(session_tier(session), TIER_ASCII);
    free(ran(session, "set draw=block"));
    ck_assert_int_eq(session_tier(session), TIER_BLOCK);
    setenv("LC_ALL", "C.UTF-8", 1);
    session_free(session);
}
END_TEST

Suite *settings_suite(void)
{
    Suite *suite = suite_create("settings");
    TCase *tcase = tcase_create("origins");
    tcase_add_checked_fixture(tcase, folder_setup, folder_teardown);
    tcase_add_test(tcase, the_order_of_origins_in_a_job);
    tcase_add_test(tcase, the_seed_stays_with_the_workspace);
    tcase_add_test(tcase, colours_obey_the_environment);
    tcase_add_test(tcase, what_does_not_fit_is_refused);
    tcase_add_test(tcase, the_drawing_tier_follows_locale_and_setting);
    suite_add_tcase(suite, tcase);
    return suite;
}
