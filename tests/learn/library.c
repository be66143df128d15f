/* Tests of src/learn/library.c. */
#include "learn/library.h"

#include <stdlib.h>
#include <string.h>

#include "learn_tests.h"

START_TEST(every_function_is_there)
{
    struct xgboost library, again;
    struct error err = ERROR_INIT;
    ck_assert_msg(xgboost_load(&library, &err), "%s", err.what);
    ck_assert(xgboost_load(&again, &err));
    ck_assert(memcmp(&library, &again, sizeof library) == 0);
    BoosterHandle booster;
    ck_assert_int_eq(library.XGBoosterCreate(NULL, 0, &booster), 0);
    ck_assert_int_ne(library.XGBoosterUpdateOneIter(booster, 0, NULL), 0); /* no data */
    ck_assert_ptr_nonnull(library.XGBGetLastError());
    ck_assert_int_eq(library.XGBoosterFree(booster), 0);
}
END_TEST

/* What the user said about waiting stands; else the threads are told to fall asleep at once. */
START_TEST(threads_are_told_not_to_spin)
{
    struct xgboost library;
    unsetenv("GOMP_SPINCOUNT");
    setenv("OMP_WAIT_POLICY", "active", 1);
    ck_assert(xgboost_load(&library, NULL));
    ck_assert_ptr_null(getenv("GOMP_SPINCOUNT"));
    unsetenv("OMP_WAIT_POLICY");
    ck_assert(xgboost_load(&library, NULL));
    ck_assert_str_eq(getenv("GOMP_SPINCOUNT"), "0");
}
END_TEST

TCase *library_tests(void)
{
    TCase *tests = tcase_create("library");
    tcase_add_test(tests, every_function_is_there);
    tcase_add_test(tests, threads_are_told_not_to_spin);
    return tests;
}
