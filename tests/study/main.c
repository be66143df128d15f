/* Tests of src/study. */
#include "patron/base/matrix.h"
#include "study_tests.h"

int main(void)
{
    TCase *(*const tests[])(
        void) = { split_tests,       rows_tests,    summary_tests,  design_tests,     reference_tests, input_tests,
                  fitting_tests,     figures_tests, train_tests,    model_file_tests, score_tests,     compare_tests,
                  importance_tests,  explain_tests, drift_tests,    segments_tests,   cohort_tests,    suspects_tests,
                  again_tests,       nested_tests,  coverage_tests, threshold_tests,  tune_tests,      over_tests,
                  calibration_tests, average_tests, twins_tests };
    numerics_init();
    Suite *suite = suite_create("study");
    for (size_t i = 0; i < sizeof tests / sizeof *tests; i++) {
        TCase *one = tests[i]();
        tcase_set_timeout(one, 240);
        suite_add_tcase(suite, one);
    }
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed > 0;
}
