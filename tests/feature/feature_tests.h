/* What the tests of src/feature share. */
#ifndef TESTS_FEATURE_FEATURE_TESTS_H
#define TESTS_FEATURE_FEATURE_TESTS_H

#include <check.h>

#include "patron/base/error.h"
#include "patron/base/memory.h"
#include "patron/base/random.h"
#include "patron/base/work.h"
#include "patron/feature/feature.h"
#include "patron/table/builder.h"

Suite *parser_suite(void);
Suite *write_suite(void);
Suite *definition_suite(void);
Suite *rows_suite(void);
Suite *measures_suite(void);
Suite *world_suite(void);
Suite *plan_suite(void);
Suite *small_worlds_suite(void);
Suite *large_worlds_suite(void);
Suite *target_suite(void);
Suite *purchases_suite(void);
Suite *leak_suite(void);
Suite *joins_suite(void);
Suite *known_suite(void);
Suite *late_suite(void);
Suite *removed_suite(void);
Suite *references_suite(void);
Suite *time_rules_suite(void);
Suite *ranks_suite(void);
Suite *fitted_suite(void);
Suite *scores_suite(void);
Suite *divisions_suite(void);

/* As ck_assert_msg, for loops of millions: Check writes a record of every assertion that holds. */
#define expect(condition, ...)                                                                                         \
    do {                                                                                                               \
        if (!(condition))                                                                                              \
            ck_abort_msg(__VA_ARGS__);                                                                                 \
    } while (0)

int64_t day(const char *text); /* a date, or a date and time of day */
/* TEXT as a definition of KIND called NAME, in ARENA; it must be right. */
const struct definition *define(struct arena *arena, enum definition_kind kind, const char *name, const char *text);
/* All windows of the features "NAME = TEXT" as plan_new wants them; *N of them. */
struct feature *features_of(struct arena *arena, const char *const (*texts)[2], size_t n_texts, size_t *n);
/* Whether A and B are the same bits, or both missing. */
bool same_bits(double a, double b);
/* A table of one line a row, fields between blanks, "." missing; the first line names the columns and types:
   "id:text at:time amount:real"; a date is a time without a time of day. */
struct table *table_of(const char *name, const char *const *lines);
/* TEXT at CUTOFF for the first customers of WORLD: EXPECTED has a value for each between blanks, "." missing. */
void expect_values(const struct world *world, const char *text, int64_t cutoff, const char *expected);
/* ERR has this code and place; releases it. */
void ck_error(struct error *err, int code, size_t column, size_t length);

#endif
