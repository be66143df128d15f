/* What the tests of this room share: a small simulated shop whose truth is known. */
#ifndef PATRON_TESTS_STUDY_TESTS_H
#define PATRON_TESTS_STUDY_TESTS_H

#include <check.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "patron/base/calendar.h"
#include "patron/base/error.h"
#include "patron/base/memory.h"
#include "patron/study/study.h"

#define assert_near(value, expected, tolerance) ck_assert_double_eq_tol(value, expected, tolerance)

/* Customers C0000.. with signup date and plan (basic, plus, gold; a few missing), orders from 2023-01-01 to 2024-12-31.
   Gold customers stay longer; everybody buys at his own rate until he leaves. */
struct shop {
    struct world *world;
    struct arena arena;
    struct feature features[16];
    size_t n_features;
    struct definition churn, value, active;
    struct split split; /* train 2024-01-01 and 2024-04-01, test 2024-07-01 */
    struct values none; /* parameters */
};
struct shop *shop_open(size_t n_customers, uint64_t seed);
void shop_close(struct shop *shop);
int64_t day(const char *text);
/* TEXT as a definition called NAME. */
struct definition define(struct shop *shop, enum definition_kind kind, const char *name, const char *text);
/* Adds all features of NAME = TEXT. */
void shop_feature(struct shop *shop, const char *name, const char *text);
/* A request for KIND with its default parameters, on all features, the population of active customers. */
struct study_request shop_request(struct shop *shop, const char *kind, const struct definition *target);
/* Sets parameter NAME of the request. */
void shop_set(struct shop *shop, struct study_request *request, const char *name, const char *value);
/* Trained, or the test fails with the error's text. */
struct model *shop_train(const struct study_request *request, struct scored *test);
/* N rows for scores of a target of KIND, of nobody, to be filled; released by scored_release. */
struct scored sample_scored(const struct target_kind *kind, size_t n);
void check_error(struct error *err, int code); /* and releases it */

TCase *split_tests(void);
TCase *rows_tests(void);
TCase *summary_tests(void);
TCase *design_tests(void);
TCase *reference_tests(void);
TCase *input_tests(void);
TCase *fitting_tests(void);
TCase *figures_tests(void);
TCase *train_tests(void);
TCase *model_file_tests(void);
TCase *score_tests(void);
TCase *compare_tests(void);
TCase *importance_tests(void);
TCase *explain_tests(void);
TCase *drift_tests(void);
TCase *segments_tests(void);
TCase *cohort_tests(void);
TCase *suspects_tests(void);
TCase *again_tests(void);
TCase *nested_tests(void);
TCase *coverage_tests(void);
TCase *threshold_tests(void);
TCase *tune_tests(void);
TCase *calibration_tests(void);
TCase *average_tests(void);
TCase *over_tests(void);
TCase *twins_tests(void);

#endif
