/* Runs the tests of the room tui: panes and layout on a canvas, keys as rows. The real terminal is in tests/screens. */
#include <check.h>

#include "patron/base/matrix.h"
#include "suites.h"

int main(void)
{
    numerics_init();
    SRunner *runner = srunner_create(grid_suite());
    srunner_add_suite(runner, keys_suite());
    srunner_add_suite(runner, layout_suite());
    srunner_add_suite(runner, line_suite());
    srunner_add_suite(runner, worker_suite());
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? 0 : 1;
}
