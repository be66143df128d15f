/* Runs the tests of failure: whatever fails while a workspace is written, and whoever kills the program, the workspace
   opens afterwards, with the state before the command or after it. */
#include <check.h>

#include "failure_tests.h"
#include "patron/base/matrix.h"

int main(void)
{
    numerics_init();
    SRunner *runner = srunner_create(nth_call_suite());
    srunner_add_suite(runner, kill_suite());
    srunner_add_suite(runner, full_disk_suite());
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? 0 : 1;
}
