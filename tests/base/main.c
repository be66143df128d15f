/* Tests of src/base. */
#include <stdlib.h>

#include "base_tests.h"

/* Sanitizers take an absurd size for a mistake; here it is the test. */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
    return "allocator_may_return_null=1";
}

int main(void)
{
    Suite *suite = suite_create("base");
    TCase *cases[] = { memory_cases(),  text_cases(), error_cases(),  calendar_cases(), spelling_cases(),
                       number_cases(),  hash_cases(), random_cases(), work_cases(),     file_cases(),
                       folder_cases(),  json_cases(), matrix_cases(), kinds_cases(),    parameter_cases(),
                       library_cases(), zone_cases(), sort_cases() };
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        tcase_set_timeout(cases[i], 60);
        suite_add_tcase(suite, cases[i]);
    }
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
