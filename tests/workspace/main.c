/* Runs the tests of the room workspace. */
#include <check.h>

#include "fixture.h"
#include "patron/base/matrix.h"

int main(void)
{
    numerics_init();
    SRunner *runner = srunner_create(catalog_suite());
    srunner_add_suite(runner, column_file_suite());
    srunner_add_suite(runner, lock_suite());
    srunner_add_suite(runner, workspace_suite());
    srunner_add_suite(runner, role_suite());
    srunner_add_suite(runner, derive_suite());
    srunner_add_suite(runner, links_suite());
    srunner_add_suite(runner, load_suite());
    srunner_add_suite(runner, version_suite());
    srunner_add_suite(runner, world_suite());
    srunner_add_suite(runner, snapshot_suite());
    srunner_add_suite(runner, names_suite());
    srunner_add_suite(runner, definition_suite());
    srunner_add_suite(runner, model_suite());
    srunner_add_suite(runner, sql_suite());
    srunner_add_suite(runner, diff_suite());
    srunner_add_suite(runner, feature_store_suite());
    srunner_add_suite(runner, trail_suite());
    srunner_add_suite(runner, forged_suite());
    srunner_add_suite(runner, vacuum_suite());
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? 0 : 1;
}
