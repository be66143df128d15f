/* Models whose scores are features of other models: feature p_renewal = score(renewal).

   One date decides what such a feature is at a customer and a cutoff: the day on which all that the model has learnt
   from had happened, which is the end of its last label window (of purchase processes, which read no labels, their
   training date; of segments, the as-of date they were made at), or that of a model nested in it when it is later.

     cutoff on or after that day    the model's own fit: it could have been asked then
     cutoff before it               out of fold: a fit of the same kind, parameters and seed to the model's training
   rows but for those of customers in the same fold, a hash of the customer's key. Nobody's own outcome is in his score;
   other customers' are, so a model that was complete before the first training date is the better one. segments before
   it             refused: they would be made of the future

   A training on dates is refused when a nested model learnt from days after the test date. Outcomes without a date (a
   column of the customers) are never complete: such a score is out of fold wherever something is learnt or tested.
   study_score alone always asks the model's own fit, which is what is handed on.

   Fits of folds are made anew from the world, on the prepared matrix of the model's own design (which holds no
   outcomes), and are a function of the world, the model and the number of folds: the same bits on any number of
   threads. */
#ifndef PATRON_STUDY_NESTED_H
#define PATRON_STUDY_NESTED_H

#include "patron/feature/scores.h"
#include "patron/study/study.h"

/* A source of scores that gets models by name from LOAD (NULL and an error when there is none) and owns them. */
typedef struct model *model_loader(void *context, const char *spec, struct error *err);
struct score_source *scores_of_models(model_loader *load, void *context);
/* A source that knows the models nested in MODEL alone; AS_SERVED: their own fits at any cutoff. MODEL must outlive it.
 */
struct score_source *scores_of_nested(const struct model *model, bool as_served);
/* NULL is allowed. */
void scores_free(struct score_source *source);

/* The model that SOURCE knows as SPEC, which stays its own; NULL and ERR. */
const struct model *scores_model(const struct score_source *source, const char *spec, struct error *err);

/* From when on all that MODEL learnt from had happened; INT64_MAX when its outcomes have no date. */
int64_t model_known(const struct model *model);

/* The scores that FEATURES name, in ARENA: *OUT gets N of them. */
struct nested_score {
    const char *feature, *spec;
    size_t folds;
    const struct model *model; /* the source's */
};
bool nested_scores(const struct world *world, const struct feature *features, size_t n_features, struct arena *arena,
                   struct nested_score **out, size_t *n, struct error *err);

/* The rows of SCORED, test rows of MODEL, with the numbers that it was asked with as their scores: OUT has one for each
   of its features, to be released. They are the nested models' own answers, or, where outcomes have no date, those out
   of fold: held against them, what MODEL answers differs by what it does itself alone. */
bool nested_asked(const struct model *model, const struct world *world, const struct scored *scored, struct work *work,
                  struct scored *out, struct error *err);

#endif
