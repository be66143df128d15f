/* Keys in the order in which they were given out. Private to study. */
#ifndef PATRON_SRC_STUDY_KEY_ORDER_H
#define PATRON_SRC_STUDY_KEY_ORDER_H

#include "patron/table/table.h"

/* The rank of each of N customers by their KEY into RANK: numbers by size, texts with runs of digits as numbers (C9
   before C10). IN_ORDER: it is the order of their rows too. False and ERR: no memory, or stopped. */
bool key_ranks(const struct column *key, const uint32_t *customers, size_t n, double *rank, bool *in_order,
               struct error *err);

#endif
