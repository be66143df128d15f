/* What keeps a table's memory alive, private to the room. */
#ifndef PATRON_TABLE_OWNER_H
#define PATRON_TABLE_OWNER_H

#include <stddef.h>

#include "patron/table/table.h"

/* A missing value of TYPE into VALUES, N times from row FIRST. */
void values_clear(void *values, enum type type, size_t first, size_t n);

#endif
