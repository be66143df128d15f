/* Runs the tests of the room command. */
#include "fixture.h"

int main(void)
{
    SRunner *runner = srunner_create(lexer_suite());
    srunner_add_suite(runner, binder_suite());
    srunner_add_suite(runner, variables_suite());
    srunner_add_suite(runner, script_suite());
    srunner_add_suite(runner, error_render_suite());
    srunner_add_suite(runner, settings_suite());
    srunner_add_suite(runner, session_suite());
    srunner_add_suite(runner, run_file_suite());
    srunner_add_suite(runner, complete_suite());
    srunner_add_suite(runner, gate_suite());
    srunner_add_suite(runner, output_suite());
    srunner_add_suite(runner, manual_suite());
    srunner_add_suite(runner, resolve_suite());
    srunner_add_suite(runner, verbs_suite());
    srunner_add_suite(runner, clean_suite());
    srunner_add_suite(runner, rules_suite());
    srunner_add_suite(runner, canonical_suite());
    srunner_add_suite(runner, jobs_suite());
    srunner_add_suite(runner, round_trip_suite());
    srunner_run_all(runner, CK_NORMAL);
    int n_failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return n_failed == 0 ? 0 : 1;
}
