/* Judging columns: pure work on tables. A judgement marks rows, one byte a row: 1 where the row breaks the rule; marks
   that stand there already stay. Values that are missing break no rule but those about missing values. */
#ifndef PATRON_SOURCE_JUDGE_H
#define PATRON_SOURCE_JUDGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "patron/table/table.h"

struct error;

void judge_missing(const struct column *column, size_t n_rows, int8_t *marked);
/* Rows whose values of COLUMNS stand in an earlier row; rows with a missing value among them are none. */
bool judge_twice(const struct table *table, const struct column *const *columns, size_t n_columns, int8_t *marked,
                 struct error *err);
/* Values that are not among those of HELD. */
bool judge_reference(const struct column *column, size_t n_rows, const struct column *held, size_t n_held,
                     int8_t *marked, struct error *err);
/* Texts that the extended regular expression PATTERN does not match somewhere; numbers as they are written.
   E_EXPRESSION when it is none. */
bool judge_pattern(const struct column *column, size_t n_rows, const char *pattern, int8_t *marked, struct error *err);
/* Values that could not be of type WANTED. */
void judge_type(const struct column *column, size_t n_rows, enum type wanted, int8_t *marked);
/* Values below the one before them in the order of rows, within equal values of BY (NULL: the whole table). */
void judge_order(const struct column *column, const struct column *by, size_t n_rows, int8_t *marked);
/* Rows that BEFORE has not, in the columns that both tables have; E_NO_COLUMN when they share none. */
bool judge_new(const struct table *table, const struct table *before, int8_t *marked, struct error *err);
/* Texts with blanks around them, and texts that but for case and blanks are another text that stands more often. */
bool judge_spelling(const struct column *column, size_t n_rows, int8_t *marked, struct error *err);

#endif
