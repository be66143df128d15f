/* What the inspections share: small tables filled row by row, rows with known outcomes, numbers and names as text. */
#ifndef REPORT_COMMON_H
#define REPORT_COMMON_H

#include "patron/base/memory.h"
#include "patron/base/text.h"
#include "patron/report/inspect.h"
#include "patron/table/builder.h"

/* A small table being filled; columns first, then rows. */
struct sheet {
    struct builder *builder;
};
struct sheet sheet_new(const char *name);
size_t sheet_text(struct sheet *sheet, const char *name);
size_t sheet_number(struct sheet *sheet, const char *name);
size_t sheet_count(struct sheet *sheet, const char *name);
size_t sheet_time(struct sheet *sheet, const char *name, bool date_only);
void sheet_set_text(struct sheet *sheet, size_t column, const char *text); /* NULL: missing */
void sheet_set_number(struct sheet *sheet, size_t column, double value);
void sheet_set_count(struct sheet *sheet, size_t column, size_t value);
void sheet_set_time(struct sheet *sheet, size_t column, int64_t time);
void sheet_set_format(struct sheet *sheet, size_t column, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void sheet_end_row(struct sheet *sheet);
/* The finished sheet as a table block. */
struct block *sheet_add(struct sheet *sheet, struct report *report, const char *title);

/* printf into a fresh string. */
char *make_text(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* VALUE with DECIMALS decimals, "--" for NaN; in a ring of static-free storage given by the caller. */
const char *decimals_text(double value, int decimals, char out[64]);
const char *signed_text(double value, int decimals, char out[64]);
const char *share_text(double value, char out[64]); /* 58.3% */
const char *count_text(double value, char out[64]); /* 13,787 */
const char *short_text(double value, char out[64]);
const char *date_text(int64_t time, char out[64]); /* 2024-07-01, "--" when missing */

/* "2 big tickets", or "2" without a name. */
char *segment_label(size_t segment, const char *const *names);
/* "logit full": kind and feature set. */
char *model_what(const struct model *model);
/* "test 2024-07-01  n 13,787", with what is known; NULL when nothing is. */
char *test_context(const struct inspected *inspected, const char *before);

#endif
