/* score(MODEL): within the engine. Private to feature. */
#ifndef FEATURE_SCORES_H
#define FEATURE_SCORES_H

#include "feature/functions.h"
#include "feature/plan.h"

extern const struct function score_function;

/* A node for the score that CALL names; the plan asks for it before its rows are computed. */
struct node *score_bind(struct binder *binder, const struct expression *call, struct plan *plan, enum wanted wanted);
/* The scores that PLAN needs, each rows->n numbers; NULL and ERR when one cannot be had. Freed with plan_scores_free.
 */
double **plan_scores(const struct plan *plan, const struct feature_rows *rows, struct work *work, struct error *err);
void plan_scores_free(const struct plan *plan, double **scores);
/* Adds to HASHER what scores in DEFINITION are made of. */
void scores_hash(const struct world *world, const struct definition *definition, struct hasher *hasher);

#endif
