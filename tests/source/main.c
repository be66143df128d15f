/* The tests of source/. */
#include "support.h"

int main(void)
{
    Suite *suite = suite_create("source");
#define ADD(name) suite_add_tcase(suite, name##_tests());
    SUITES(ADD)
#undef ADD
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
