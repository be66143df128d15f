/* The same person under several keys: rows of different customers that are equal in all that is known of them.

   Where such a pair stands on both sides of a split, a model that knows its training rows by heart answers the test
   from memory. In a small space of values equal rows are chance, so only rows are counted that chance would hardly have
   given a twin: the expected number of equal rows, from the frequencies of the row's own values, is far below one.
   Values are taken as independent only as far as they are seen to be: features that hang together closely count as one,
   weaker bonds raise what chance may give, a value that a row repeats says nothing new, and groups too large to be one
   person's keys count as common values. */
#ifndef PATRON_STUDY_TWINS_H
#define PATRON_STUDY_TWINS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "patron/table/table.h"

struct error;
struct work;

/* Rows that stand together: the training rows, the test rows, or all of a table. */
struct twin_part {
    size_t n_rows;
    const struct column *const *columns; /* the same ones in all parts, in one order */
    const uint32_t *customer;            /* whose row it is, rows of one standing together; NULL: each is its own */
    bool asks, answers;                  /* whether twins of its rows are looked for; among its rows */
};
struct twins {
    size_t n, n_asked; /* rows with a twin, of those that were asked; 0 where chance may have made them */
    double expected;   /* how many chance would give */
    uint8_t *marks;    /* of the rows of all parts, one after another: 1 for one with a twin */
};
/* Rows of parts that ask which are equal in all of N_COLUMNS to a row of another customer in a part that answers.
   Linear in rows times columns. E_CANCELLED, E_MEMORY. */
bool twins_find(const struct twin_part *parts, size_t n_parts, size_t n_columns, struct work *work, struct twins *out,
                struct error *err);
void twins_release(struct twins *twins);

#endif
