/* What the kinds of this room share: fixed blocks of rows, the summary's terms, and checked reading of model files. */
#ifndef LEARN_LEARN_H
#define LEARN_LEARN_H

#include <stdbool.h>
#include <stddef.h>

#include "patron/learn/model_kind.h"

extern const struct model_kind logit_kind, gbm_kind, gammagamma_kind, kmeans_kind;
extern const struct model_kind bgnbd_kind, mbgnbd_kind, paretonbd_kind, bgbb_kind;
extern const struct model_kind platt_kind, isotonic_kind, beta_kind, average_kind;
extern const struct model_kind cox_kind, weibull_kind, exponential_kind, lognormal_kind, loglogistic_kind;

/* Rows of a block of a parallel loop: fixed, so that results do not depend on the number of threads. */
enum { BLOCK_ROWS = 4096 };
static inline size_t block_count(size_t n_rows)
{
    return (n_rows + BLOCK_ROWS - 1) / BLOCK_ROWS;
}
static inline size_t block_end(size_t block, size_t n_rows)
{
    return (block + 1) * BLOCK_ROWS < n_rows ? (block + 1) * BLOCK_ROWS : n_rows;
}

/* The rows FIRST .. END-1 of BLOCK when N_ROWS are shared out among N_BLOCKS: for passes that bring back much from each
   block, so that there may be only so many. N_BLOCKS must not depend on the number of threads. */
static inline void block_share(size_t block, size_t n_blocks, size_t n_rows, size_t *first, size_t *end)
{
    size_t rest = n_rows % n_blocks;
    *first = n_rows / n_blocks * block + (block < rest ? block : rest);
    *end = *first + n_rows / n_blocks + (block < rest);
}

/* N rows of SIZE bytes each, whose first member is a double that holds a whole number from 0 to MOST_COUNT, sorted by
   it; equal ones keep their order. */
#define MOST_COUNT 1e7
bool sort_by_count(void *rows, size_t n, size_t size, struct error *err);

/* All figures NaN, no terms. */
void fit_summary_init(struct fit_summary *summary);
void fit_summary_add(struct fit_summary *summary, const char *name, int column, double estimate, double standard_error);

/* DATA->x has N columns, or E_NOT_FIT. */
bool learn_check_columns(const struct matrix *x, size_t n, struct error *err);
double learn_total_weight(const struct learn_data *data);

/* The member NAME of OBJECT as a finite number from LEAST to GREATEST, as a whole number, or as N finite numbers; else
   E_MODEL_FILE. */
bool model_file_number(const struct json *object, const char *name, double least, double greatest, double *out,
                       struct error *err);
bool model_file_count(const struct json *object, const char *name, size_t least, size_t greatest, size_t *out,
                      struct error *err);
bool model_file_numbers(const struct json *object, const char *name, double *out, size_t n, struct error *err);

#endif
