/* What a virtual table makes of a column, once, to answer joins and groups: rows by value, and rows in order. */
#ifndef WORKSPACE_SQL_INDEX_H
#define WORKSPACE_SQL_INDEX_H

#include "patron/table/table.h"

struct error;

/* Rows by value: the first row of each value, and from each row the next with the same one, in the order of rows. */
struct chains;
enum { NO_ROW = UINT32_MAX };
struct chains *chains_new(const struct column *column, size_t n_rows, struct error *err);
void chains_free(struct chains *chains);
/* The first row with this value: a code for TEXT, else the value; NO_ROW: none. Missing values are in no chain. */
uint32_t chains_first_code(const struct chains *chains, uint32_t code);
uint32_t chains_first_integer(const struct chains *chains, int64_t value);
uint32_t chains_first_real(const struct chains *chains, double value);
uint32_t chains_next(const struct chains *chains, uint32_t row);

/* Rows ordered by columns of few distinct values (TEXT and BOOL): stable, missing values first. */
struct order_term {
    const struct column *column;
    bool descending;
    bool grouped; /* equal values need only stand together: texts are not put in order */
};
bool order_possible(const struct column *column);
uint32_t *order_new(const struct order_term *terms, size_t n_terms, size_t n_rows, struct error *err);

#endif
