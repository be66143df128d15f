/* What a model would say of a customer if some of his values were others. */
#ifndef PATRON_STUDY_WHATIF_H
#define PATRON_STUDY_WHATIF_H

#include "patron/study/study.h"

struct whatif_change {
    size_t feature;            /* of the model */
    const char *const *values; /* as written: numbers, texts, or "missing"; one for each scenario */
};
struct whatif {
    double score; /* as it is */
    const char **now; /* the value of each change's feature now, as text; in ARENA */
    double *scores;   /* of each scenario; in ARENA */
    size_t n_unseen;  /* texts that training did not have, over all scenarios */
    const char *beyond; /* "spend_90d=9000": the first number outside of what training saw; NULL: none */
};
/* CUSTOMER (a row of the world's customers) at CUTOFF, in N scenarios of N_CHANGES values each. E_NOT_FIT for kinds that
   read purchases; E_BAD_VALUE for what is no number. */
bool study_whatif(const struct model *model, const struct world *world, uint32_t customer, int64_t cutoff,
                  const struct whatif_change *changes, size_t n_changes, size_t n, struct work *work,
                  struct arena *arena, struct whatif *out, struct error *err);

#endif
