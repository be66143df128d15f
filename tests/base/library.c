/* Tests of src/base/library.c: the C library's own mathematics stand in for a library that may be missing. */
#include "patron/base/library.h"

#include <math.h>
#include <string.h>

#include "base_tests.h"
#include "patron/base/error.h"

#define USED(F) F(exp2) F(hypot)

struct functions {
    USED(LIBRARY_MEMBER)
};

static const char *const names[] = { USED(LIBRARY_NAME) NULL };

START_TEST(every_function_in_its_place)
{
    const struct library library = { "powers need mathematics", "libc6", { "libm.so.6" } };
    struct functions functions, again;
    ck_assert(library_load(&library, names, &functions, NULL));
    ck_assert(functions.exp2(3) == 8 && functions.hypot(3, 4) == 5);
    ck_assert(library_load(&library, names, &again, NULL));
    ck_assert(memcmp(&functions, &again, sizeof functions) == 0);
}
END_TEST

START_TEST(another_file_will_do)
{
    const struct library library = { "powers need mathematics", "libc6", { "libnonesuch.so.1", "libm.so.6" } };
    struct functions functions;
    ck_assert(library_load(&library, names, &functions, NULL));
    ck_assert(functions.hypot(5, 12) == 13);
}
END_TEST

START_TEST(what_is_missing_is_named)
{
    const struct library none = { "powers need mathematics",
                                  "libnonesuch1",
                                  { "libnonesuch.so.1", "libnonesuch.so.0" } };
    const struct library other = { "powers need mathematics", "libc6", { "libm.so.6" } };
    const char *const unknown[] = { "exp2", "a_function_of_none", NULL };
    struct functions functions;
    struct error err = ERROR_INIT;
    ck_assert(!library_load(&none, names, &functions, NULL));
    ck_assert(!library_load(&none, names, &functions, &err));
    ck_assert(err.kind == ERROR_SYSTEM && err.code == E_SYSTEM);
    ck_assert_str_eq(err.what, "powers need mathematics, and libnonesuch.so.1 cannot be loaded");
    ck_assert_str_eq(err.mend[0], "install the package libnonesuch1");
    error_release(&err);
    ck_assert(!library_load(&other, unknown, &functions, &err));
    ck_assert_str_eq(err.what, "powers need mathematics, and a_function_of_none cannot be loaded");
    error_release(&err);
}
END_TEST

TCase *library_cases(void)
{
    TCase *cases = tcase_create("library");
    tcase_add_test(cases, every_function_in_its_place);
    tcase_add_test(cases, another_file_will_do);
    tcase_add_test(cases, what_is_missing_is_named);
    return cases;
}
