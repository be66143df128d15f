/* Constants of features: fitted on the rows that train, kept until those rows, the data or the definition change. */
#ifndef COMMAND_FITTING_H
#define COMMAND_FITTING_H

#include "command/names/resolve.h"
#include "patron/base/text.h"

/* One resolution of names. Start with session and arena set, end with fitting_end. */
struct fitting {
    struct session *session;
    struct arena *arena;
    bool everybody; /* of a population's own features: among all customers */
    bool last;      /* only what was fitted before, on whatever rows: to tell names */
    bool silent;    /* says nothing of what it fitted */
    /* The rest is its own. */
    bool known;
    const struct world *world;
    struct definition *population;
    char base[HASH_TEXT]; /* of data and rows */
    struct split split;
    bool has_split;
    int64_t asof;
    uint32_t *customers;
    int64_t *cutoffs;
    size_t n;
    bool gathered, anew;
    struct text names; /* fitted now */
    const char *told;  /* on which rows */
};
/* Fills the levels or edges that DEFINITION, called NAME, lacks; E_NO_ASOF when neither split nor date says on which
 * rows. */
bool fitting_levels(struct fitting *fitting, const char *name, struct definition *definition, struct error *err);
bool fitting_edges(struct fitting *fitting, const char *name, struct definition *definition, struct error *err);
/* One line about what was fitted, if anything was. */
void fitting_end(struct fitting *fitting);

/* On which rows NAME was fitted last: "the 1,061 customers as of 2024-07-01, for no split stands"; NULL: never. */
const char *fitted_on(struct session *session, const char *name, struct arena *arena);
/* .. and the definition with its constants. */
const char *fitted_as(struct session *session, const char *name, struct arena *arena);

#endif
