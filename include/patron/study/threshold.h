/* From which score on customers are called, chosen where nothing is quoted.

   A threshold that is chosen on the test rows and quoted there has been fitted to their noise: on labels that are coins
   it still earns. So it is chosen on the training rows, each scored by a fit without its own customer (folds by
   customer), and what it yields is told of the test rows, which chose nothing. */
#ifndef PATRON_STUDY_THRESHOLD_H
#define PATRON_STUDY_THRESHOLD_H

#include "patron/study/study.h"

enum threshold_rule { THRESHOLD_MAX_F1, THRESHOLD_MAX_PROFIT };
struct threshold_costs {
    double contact, save; /* what calling a customer costs; what it brings when he would have left */
};
enum { THRESHOLD_FOLDS = 5 };

/* The training rows of MODEL with scores out of so many FOLDS. E_SPLIT_OVERLAP when their outcomes were not complete
   before the test. */
bool study_out_of_fold(const struct model *model, const struct world *world, size_t folds, struct work *work,
                       struct scored *out, struct error *err);
/* The best threshold on SCORED, infinite when calling nobody is best, and where 95 % of choices fall when customers are
   drawn again. */
bool study_choose_threshold(const struct scored *scored, enum threshold_rule rule, const struct threshold_costs *costs,
                            uint64_t seed, struct work *work, struct interval *out, struct error *err);

/* What calling from THRESHOLD on yields on SCORED: the total profit with its interval. */
bool study_profit(const struct scored *scored, double threshold, const struct threshold_costs *costs, uint64_t seed,
                  struct work *work, struct interval *out, struct error *err);
/* f1 with its interval: a ratio of two totals, linear in them near its estimate. */
bool study_f1(const struct scored *scored, double threshold, uint64_t seed, struct work *work, struct interval *out,
              struct error *err);

#endif
