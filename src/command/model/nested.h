/* Models whose scores are features: what verbs say of them. */
#ifndef COMMAND_NESTED_H
#define COMMAND_NESTED_H

#include "command/names/resolve.h"
#include "patron/study/nested.h"

struct report;

/* Gives WORLD the models of the workspace to ask; they are freed with ARENA. */
void nested_give(struct session *session, struct world *world, struct arena *arena);
/* WORLD as MODEL sees it: with the models nested in its own file. */
const struct world *nested_world(const struct world *world, const struct model *model, struct arena *arena);
/* Each model that DEFINITION names gets its version: the champion, or else the newest, when it has none. */
bool nested_pin(struct session *session, struct definition *definition, struct arena *arena, struct error *err);
/* E_OWN_SCORE when a model called NAME would be trained on a score of its own, also through another model. */
bool nested_check_circle(const struct world *world, const struct feature_list *features, const char *name,
                         struct arena *arena, struct error *err);
/* E_MODEL_LATER when one of FEATURES is the score of a model that had not learnt all by ASOF. */
bool nested_check_asof(const struct world *world, const struct feature_list *features, int64_t asof,
                       struct arena *arena, struct error *err);
/* A sentence for each score among FEATURES: which fit answered for training rows at CUTOFFS. */
void nested_tell(struct report *report, const struct world *world, const struct feature *features, size_t n_features,
                 const int64_t *cutoffs, size_t n_cutoffs, struct arena *arena);

#endif
