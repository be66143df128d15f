/* What is said beside a model's figures so that they flatter nobody. */
#ifndef COMMAND_CAUTIONS_H
#define COMMAND_CAUTIONS_H

#include <stddef.h>
#include <stdint.h>

struct arena;
struct model;
struct report;
struct session;
struct world;

/* How many models were tried on the test rows of MODEL, and by how much the best of them may be too good. */
void tell_looks(struct session *session, const struct model *model, struct report *report);
/* Test rows of MODEL that are training rows under another key, and its figure without them. */
void tell_twins(const struct model *model, struct report *report);
/* A population that was chosen by what became known at or after one of the cutoffs. */
struct definition;
void tell_chosen_at(const struct definition *population, const int64_t *cutoffs, size_t n, struct report *report);
/* That of MODEL, at its own cutoffs. */
void tell_chosen(const struct model *model, struct report *report);
/* The same where a figure of MODEL is read and nothing is shown of it. */
void warn_chosen(struct session *session, const struct model *model);
/* Of a model whose area is near 1: which features alone give the target away, or that none does. Features are computed
   again on the training rows, for such models only. */
void tell_too_good(struct session *session, const struct model *model, const struct world *world, struct arena *arena,
                   struct report *report);

#endif
