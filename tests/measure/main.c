/* Tests of src/measure. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "measure_tests.h"
#include "patron/base/error.h"
#include "patron/base/file.h"
#include "patron/base/matrix.h"
#include "patron/base/memory.h"
#include "patron/base/random.h"

struct reference_rows read_reference(const char *path)
{
    size_t length;
    char *text = file_read(path, &length, NULL);
    ck_assert_ptr_nonnull(text);
    struct reference_rows rows = { 0, 1, NULL };
    char *line = text;
    for (; *line != '\n'; line++)
        rows.n_columns += *line == ',';
    size_t capacity = 0, n = 0;
    for (char *at = line + 1; *at;) {
        if (n == capacity) {
            capacity = capacity ? 2 * capacity : 1024;
            rows.values = reallocate(rows.values, capacity, sizeof *rows.values);
        }
        rows.values[n++] = strtod(at, &at);
        ck_assert(*at == ',' || *at == '\n');
        at++;
    }
    rows.n = n / rows.n_columns;
    free(text);
    return rows;
}

double *reference_column(const struct reference_rows *rows, size_t column)
{
    double *values = allocate(rows->n, sizeof *values);
    for (size_t i = 0; i < rows->n; i++)
        values[i] = rows->values[i * rows->n_columns + column];
    return values;
}

struct json *read_expected(const char *path)
{
    size_t length;
    char *text = file_read(path, &length, NULL);
    ck_assert_ptr_nonnull(text);
    struct json *json = json_parse(text, length, path, NULL);
    ck_assert_ptr_nonnull(json);
    free(text);
    return json;
}

struct sample sample_make(size_t n, double distinct, uint64_t seed)
{
    struct sample s = { n, allocate(n, sizeof(double)), allocate(n, 1) };
    struct random random = random_stream(seed, 0);
    for (size_t i = 0; i < n; i++) {
        s.score[i] = (floor(random_unit(&random) * distinct) + 0.5) / distinct;
        s.outcome[i] = random_unit(&random) < s.score[i];
    }
    return s;
}

void sample_free(struct sample *sample)
{
    free(sample->score);
    free(sample->outcome);
}

int main(void)
{
    numerics_init();
    Suite *suite = suite_create("measure");
    suite_add_tcase(suite, order_tests());
    suite_add_tcase(suite, roc_tests());
    suite_add_tcase(suite, threshold_tests());
    suite_add_tcase(suite, gain_tests());
    suite_add_tcase(suite, calibration_tests());
    suite_add_tcase(suite, bootstrap_tests());
    suite_add_tcase(suite, amount_tests());
    suite_add_tcase(suite, two_sample_tests());
    suite_add_tcase(suite, silhouette_tests());
    suite_add_tcase(suite, segments_tests());
    suite_add_tcase(suite, correlation_tests());
    suite_add_tcase(suite, metrics_tests());
    suite_add_tcase(suite, survival_tests());
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed > 0;
}
