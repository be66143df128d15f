/* Which row of reference data is in force for a key at a time: rows by key and time, found by halving. */
#ifndef FEATURE_IN_FORCE_H
#define FEATURE_IN_FORCE_H

#include "feature/join.h"
#include "patron/base/memory.h"
#include "patron/feature/reference.h"

enum { NO_ROW = UINT32_MAX, NO_GROUP = UINT32_MAX };

struct in_force {
    const struct reference_data *reference;
    uint32_t n_groups, n_rows;
    uint32_t *start; /* of each group among ROWS: n_groups + 1 */
    uint32_t *rows;  /* by group, time, when known; rows without a key or a time are left out */
    int64_t *from;   /* the times of ROWS; NULL: always in force */
    int64_t *keys;   /* of each group, rising; NULL: texts, whose groups are the codes */
    struct in_force *next;
};
/* What is asked: at TIME, as seen from CUTOFF. */
struct asked {
    int64_t time, cutoff;
    bool ahead; /* whatever is known of it later counts too */
};

struct in_force *in_force_new(const struct reference_data *reference, struct arena *arena, struct error *err);
/* The group of a key that is a whole number or a time. */
uint32_t in_force_group(const struct in_force *index, int64_t key);
/* For each code of TEXTS the group of the same text, in ARENA. */
const uint32_t *in_force_match(const struct in_force *index, const struct dictionary *texts, struct arena *arena,
                               struct error *err);
/* The row of GROUP that began last by then, of those that were known; NO_ROW when there is none or it has ended. */
uint32_t in_force_row(const struct in_force *index, uint32_t group, const struct asked *asked);

#endif
