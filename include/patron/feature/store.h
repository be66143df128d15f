/* Features that were computed before are found again.

   A column of numbers is kept under a key: the hash of everything that its bits depend on, which is the content and the
   roles of the world, the rows (customers and cutoffs, in order), the definition with all features that it names, the
   window, and the program's own version. So a key never means two columns, and adding a feature to a set computes that
   feature alone. Who keeps columns (the workspace) hangs a store on the world; worlds without one compute everything.
   Texts are always computed: they are looked up, not worked out. */
#ifndef PATRON_FEATURE_STORE_H
#define PATRON_FEATURE_STORE_H

#include "patron/base/hash.h"
#include "patron/feature/feature.h"

struct stored_feature {
    char key[HASH_TEXT];
    const char *name, *definition; /* as people read them: "spend_90d", "sum(orders.amount) over 90d,365d" */
    struct column column;          /* of REAL */
};
struct feature_store {
    void *context;
    char world[HASH_TEXT]; /* of the tables, what their columns are for, and how they hang together */
    /* Sets out[i] to a table of one column with N_ROWS rows, retained for the caller, where keys[i] is kept and whole. */
    void (*find)(void *context, char (*keys)[HASH_TEXT], size_t n, size_t n_rows, struct table **out);
    /* Keeps N columns; failing to is no failure. */
    void (*keep)(void *context, const struct stored_feature *features, size_t n, size_t n_rows, struct work *work);
};

/* What plan_new and plan_compute give, through the store of WORLD when it has one: the same bits. */
struct table *features_compute(const struct world *world, const struct feature *features, size_t n_features,
                               const struct feature_rows *rows, const char *name, struct work *work,
                               struct error *err);

#endif
