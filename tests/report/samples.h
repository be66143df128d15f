/* Reports made of small fixed data, one for each kind of block and each inspection: what golden files and property
   tests render. */
#ifndef TESTS_REPORT_SAMPLES_H
#define TESTS_REPORT_SAMPLES_H

#include "patron/report/inspect.h"

struct sample {
    const char *name;
    struct report *(*make)(void);
};
extern const struct sample samples[]; /* ends with name NULL */

/* N rows scored by a model of the given SHARPNESS (0: noise), outcomes the same for all models. */
extern const struct model_answer sample_yes_no_answers[]; /* "p" of yes/no targets */
struct scored sample_scored(size_t n, double sharpness, bool outcomes);
/* A table of all types with N rows; text cells hold what is nasty in files. */
struct table *sample_table(size_t n);

/* Of sample_inspections.c. */
struct report *make_compare(void), *make_compare_amounts(void), *make_curves(void), *make_curves_more(void),
    *make_curves_amounts(void), *make_curves_one_class(void), *make_silhouette(void), *make_profile(void),
    *make_profile_mean(void), *make_drift(void), *make_drift_importance(void), *make_drift_feature(void),
    *make_importance(void), *make_slices(void), *make_train(void), *make_segment(void), *make_card(void),
    *make_customer(void), *make_summary(void), *make_summary_by(void), *make_describe(void), *make_describe_table(void),
    *make_plot(void), *make_frequency(void), *make_correlation(void), *make_leak(void);

#endif
