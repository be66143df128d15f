/* Scores of models as features: score(renewal@2), or score(renewal@2, 10) for ten folds.

   An expression only names the model; what its score is at a customer and a cutoff is asked of a source that hangs on
   the world, for all rows at once. So this room needs to know nothing of models. A source answers for a row with what
   could be known without that customer's own outcomes (see patron/study/nested.h). */
#ifndef PATRON_FEATURE_SCORES_H
#define PATRON_FEATURE_SCORES_H

#include "patron/base/hash.h"
#include "patron/feature/feature.h"

enum { SCORE_FOLDS = 5, SCORE_FOLDS_MOST = 50 };

struct score_source {
    /* Whether MODEL is there; *N_GROUPS gets the number of its segments, 0 when its score is a number. */
    bool (*check)(const struct score_source *source, const char *model, size_t *n_groups, struct error *err);
    /* A hash of all that scores of MODEL depend on beside the world and the rows. */
    void (*identity)(const struct score_source *source, const char *model, char out[HASH_TEXT]);
    /* OUT gets a number for each of ROWS, of segments the segment counted from 0; missing is NaN. */
    bool (*compute)(const struct score_source *source, const struct world *world, const char *model, size_t folds,
                    const struct feature_rows *rows, struct work *work, double *out, struct error *err);
};

/* The models whose scores DEFINITION names, in ARENA. */
struct score_reference {
    const char *model; /* "renewal@2"; "renewal" before it is pinned */
    size_t folds;
};
size_t definition_scores(const struct definition *definition, struct arena *arena, struct score_reference **out);
/* Each name of a model in DEFINITION becomes what PIN makes of it ("renewal" to "renewal@2"), in ARENA. */
typedef const char *score_pinner(void *context, const char *model, struct error *err);
bool definition_pin_scores(struct definition *definition, score_pinner *pin, void *context, struct arena *arena,
                           struct error *err);

#endif
