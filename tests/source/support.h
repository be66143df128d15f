/* What the tests of source/ share: files made for one test, workbooks made from parts, and looking at results. */
#ifndef TESTS_SOURCE_SUPPORT_H
#define TESTS_SOURCE_SUPPORT_H

#include <check.h>
#include <stdbool.h>
#include <stddef.h>

#include "patron/base/error.h"
#include "patron/source/source.h"

#define SUITES(add)                                                                                                    \
    add(value) add(infer) add(codes) add(cells) add(lines) add(encoding) add(content) add(archive) add(serial)         \
        add(csv) add(fixed) add(sheet) add(xlsx) add(intake) add(judge) add(near) add(quarantine) add(account)         \
            add(assemble) add(readers) add(spectrum) add(clean) add(judging) add(identity) add(keep) add(shared)       \
                add(held) add(paths) add(fetch) add(json) add(sqlite) add(conventions)
#define DECLARE(name) TCase *name##_tests(void);
SUITES(DECLARE)
#undef DECLARE

/* The path of NAME in a folder that lives as long as the program. */
const char *scratch(const char *name);
const char *scratch_file(const char *name, const void *bytes, size_t length);
const char *scratch_text(const char *name, const char *text);

/* Reads TEXT as a file called NAME. The test ends when that fails. */
struct source_result read_text(const char *name, const char *text, const struct source_options *options);
/* Reads TEXT, which must fail with CODE; the error is the caller's to release. */
struct error refuse_text(const char *name, const char *text, const struct source_options *options, int code);
struct error refuse_file(const char *path, const struct source_options *options, int code);
struct source_result read_file(const char *path, const struct source_options *options);

/* The value as it is written into CSV; valid until the fourth call from now. */
const char *shown(const struct table *table, const char *column, size_t row);
#define assert_shown(table, column, row, text) ck_assert_str_eq(shown((table), (column), (row)), (text))
enum type type_of(const struct table *table, const char *column);
/* The cell WHAT of the row of the columns table about COLUMN. */
const char *told(const struct source_result *result, const char *column, const char *what);

/* A zip file called NAME of N parts: names and contents alternate. */
const char *make_zip(const char *name, const char *const *parts, size_t n);
/* A tar file of the same, compressed with gzip. */
const char *make_tar(const char *name, const char *const *parts, size_t n);
/* A workbook of one sheet (and a second one, "Other"), with the XML of its rows. */
const char *make_workbook(const char *name, const char *rows);

/* The folder of the larger data sets, or NULL (and a printed note). */
const char *shared_data(void);

#endif
