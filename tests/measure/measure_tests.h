/* What the tests of this room share. */
#ifndef PATRON_TESTS_MEASURE_TESTS_H
#define PATRON_TESTS_MEASURE_TESTS_H

#include <check.h>
#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "patron/base/json.h"

#define REFERENCE TEST_DATA "/../reference/"

#define assert_near(value, expected, tolerance) ck_assert_double_eq_tol(value, expected, tolerance)

/* Columns of numbers from a CSV file with a header; at most 8. */
struct reference_rows {
    size_t n, n_columns;
    double *values;
};
struct reference_rows read_reference(const char *path);
/* One column, to be freed. */
double *reference_column(const struct reference_rows *rows, size_t column);
struct json *read_expected(const char *path);

/* Scores and outcomes: N rows with probability as score; the outcomes follow from it by chance. */
struct sample {
    size_t n;
    double *score;
    uint8_t *outcome;
};
struct sample sample_make(size_t n, double distinct, uint64_t seed);
void sample_free(struct sample *sample);

TCase *order_tests(void);
TCase *roc_tests(void);
TCase *threshold_tests(void);
TCase *gain_tests(void);
TCase *calibration_tests(void);
TCase *bootstrap_tests(void);
TCase *amount_tests(void);
TCase *two_sample_tests(void);
TCase *silhouette_tests(void);
TCase *segments_tests(void);
TCase *correlation_tests(void);
TCase *metrics_tests(void);
TCase *survival_tests(void);

#endif
