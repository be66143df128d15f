/* A view: some rows and some columns of a table, in an order, without a copy. And sorting, taking rows, and joining
   keys. */
#ifndef PATRON_TABLE_VIEW_H
#define PATRON_TABLE_VIEW_H

#include "patron/table/table.h"

struct view {
    struct table *table;  /* retained */
    uint32_t *rows;       /* n_rows row numbers, or NULL: all rows in order */
    size_t n_rows;
    size_t *columns;      /* n_columns column numbers, or NULL: all */
    size_t n_columns;
};
/* All of TABLE. */
struct view *view_new(const struct table *table);
void view_free(struct view *view);
static inline size_t view_row(const struct view *view, size_t i) { return view->rows ? view->rows[i] : i; }
static inline const struct column *view_column(const struct view *view, size_t j)
{
    return &view->table->columns[view->columns ? view->columns[j] : j];
}
/* Sorts the view's rows by N columns; DESCENDING[i] reverses; stable, missing last. */
bool view_sort(struct view *view, const size_t *columns, const bool *descending, size_t n, struct error *err);
/* Keeps the rows for which KEEP (one byte a view row) is 1. */
bool view_filter(struct view *view, const int8_t *keep, struct error *err);
void view_limit(struct view *view, size_t n);

/* The rows ROWS of TABLE, copied into a new table called NAME (dictionaries shared with TABLE, which is kept alive).
   Row UINT32_MAX, as join_rows gives it for no match, yields missing values. */
struct table *table_take(const struct table *table, const char *name, const uint32_t *rows, size_t n_rows,
                         struct error *err);

/* Key joins: for each row of LEFT the row of RIGHT (unique keys) with the same value, or UINT32_MAX. Columns may be INT
   or TEXT (BOOL, TIME and whole REAL numbers count as INT); a number and a text compare equal when the text is that
   number's decimal spelling. Missing keys match nothing; of equal keys in RIGHT the first row counts. The caller frees
   the result. N_UNMATCHED may be NULL. */
uint32_t *join_rows(const struct column *left, size_t n_left, const struct column *right, size_t n_right,
                    size_t *n_unmatched, struct error *err);
/* The first row (in *ROW) whose key occurs before, or false when all of N are distinct. Missing keys are skipped.
   *N_DUPLICATES counts the rows whose key occurs in an earlier row. ROW and N_DUPLICATES may be NULL. When somebody asked
   to stop (work_go_on tells), it is what was found so far. */
bool column_first_duplicate(const struct column *column, size_t n, size_t *row, size_t *n_duplicates);

#endif
