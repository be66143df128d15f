/* What is said beside a model's figures so that they flatter nobody. */
#ifndef COMMAND_CAUTIONS_H
#define COMMAND_CAUTIONS_H

struct arena;
struct model;
struct report;
struct session;
struct world;

/* How many models were tried on the test rows of MODEL, and by how much the best of them may be too good. */
void tell_looks(struct session *session, const struct model *model, struct report *report);
/* Test rows of MODEL that are training rows under another key, and its figure without them. */
void tell_twins(const struct model *model, struct report *report);
/* Of a model whose area is near 1: which features alone give the target away, or that none does. Features are computed
   again on the training rows, for such models only. */
void tell_too_good(struct session *session, const struct model *model, const struct world *world, struct arena *arena,
                   struct report *report);

#endif
