/* What the tests of src/report share. */
#ifndef REPORT_TESTS_H
#define REPORT_TESTS_H

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "patron/base/text.h"
#include "samples.h"

TCase *golden_tests(void);
TCase *property_tests(void);
TCase *csv_tests(void);
TCase *json_tests(void);
TCase *markdown_tests(void);
TCase *cell_tests(void);
TCase *words_tests(void);
TCase *table_tests(void);
TCase *layout_tests(void);
TCase *render_tests(void);
TCase *report_tests(void);
TCase *statistics_tests(void);
TCase *inspect_tests(void);
TCase *plot_tests(void);

/* REPORT rendered; free. */
char *rendered(const struct report *report, enum format format, int width, enum tier tier, bool limit);
/* The sample called NAME. */
struct report *sample_report(const char *name);
/* TEXT contains PART. */
#define assert_contains(text, part) ck_assert_msg(strstr((text), (part)) != NULL, "no '%s' in:\n%s", (part), (text))
#define assert_lacks(text, part) ck_assert_msg(strstr((text), (part)) == NULL, "'%s' in:\n%s", (part), (text))

#endif
