/* What the tests of this room share. */
#ifndef TESTS_LEARN_H
#define TESTS_LEARN_H

#include <check.h>
#include <math.h>

#include "patron/base/error.h"
#include "patron/base/json.h"
#include "patron/base/matrix.h"
#include "patron/base/memory.h"
#include "patron/base/parameter.h"
#include "patron/base/random.h"
#include "patron/base/text.h"
#include "patron/base/work.h"
#include "patron/learn/model_kind.h"

#define REFERENCE TEST_DATA "/../reference/"

/* A fit with all that it takes, freed by fitted_release. */
struct fitted {
    const struct model_kind *kind;
    void *model; /* NULL when the fit failed; then see err */
    struct fit_summary summary;
    struct error err;
};

/* OPTIONS: "l2=0 max_steps=5"; every other parameter has its default. */
struct fitted fit_kind(const char *kind, const struct learn_data *data, const char *options);
void fitted_release(struct fitted *fitted);
void fitted_expect(const struct fitted *fitted); /* a model, and no error */
/* Predictions of all rows; the caller frees. */
/* Labels of Y, for the function that they are written in. */
#define outcomes(y) FRAME_VIEW(0, "outcome", (y))
/* The answer COLUMN of each row; freed by the caller. */
double *fitted_answer(const struct fitted *fitted, const struct learn_data *data, const char *column);
double *fitted_predict(const struct fitted *fitted, const struct learn_data *data);

/* Purchase processes. RIGHT has parameters, standard_errors, log_likelihood, nobody_leaves_log_likelihood; tolerances
   are relative, that of likelihoods is 1e-6. */
void expect_process(const struct fitted *fitted, const struct json *right, double parameters, double errors);
/* The answers with the parameters of FUTURE, for its cases. */
void expect_future(const struct fitted *fitted, const struct json *future);
/* Four parameters found from what they made: within four standard errors, none of which is wide. */
void expect_truth(const struct fitted *fitted, const double truth[4]);
double draw_gamma(struct random *random, double shape); /* Gamma(shape, 1) */
double total_of(const double *values, size_t n);

/* A CSV file of numbers with a header line. */
struct matrix read_csv(const char *path);
/* The customers of a BG/NBD reference file: histories in weeks, each as often as it occurs. */
struct matrix reference_customers(const char *path);
struct json *read_json(const char *path);
/* Column J of X moved out: X loses it. */
double *take_column(struct matrix *x, size_t j);
/* Rows of X in another order, by a seeded shuffle; ORDER (may be NULL) gets old indices. */
struct matrix shuffled(const struct matrix *x, uint64_t seed, size_t *order);
/* The model written, read back and written again is the same text, and predicts the same bits. */
void expect_round_trip(const struct fitted *fitted, const struct learn_data *data);
/* The same bits on 1 and on 8 threads: model text and predictions. */
void expect_same_on_threads(const char *kind, struct learn_data data, const char *options);
char *model_text(const struct fitted *fitted);
/* Reading TEXT as a model of KIND fails with E_MODEL_FILE. */
void expect_refused(const char *kind, const char *text);
/* A fit that is asked to stop before it begins gives E_CANCELLED. */
void expect_cancelled(const char *kind, struct learn_data data, const char *options);

/* Gradient and Hessian of OBJECTIVE against central differences of value and gradient AT, to TOLERANCE times the
   greatest second derivative. */
struct objective;
void expect_derivatives(const struct objective *objective, const double *at, double tolerance);

#define expect_near(value, right, tolerance)                                                                           \
    do {                                                                                                               \
        double value_ = (value), right_ = (right);                                                                     \
        ck_assert_msg(fabs(value_ - right_) <= (tolerance), "%s is %.15g, not %.15g", #value, value_, right_);         \
    } while (0)

TCase *kinds_tests(void);
TCase *moments_tests(void);
TCase *chunk_tests(void);
TCase *newton_tests(void);
TCase *logit_tests(void);
TCase *survival_tests(void);
TCase *lanes_tests(void);
TCase *seeds_tests(void);
TCase *lloyd_tests(void);
TCase *kmeans_tests(void);
TCase *trees_tests(void);
TCase *contributions_tests(void);
TCase *library_tests(void);
TCase *gbm_tests(void);
TCase *minimise_tests(void);
TCase *beta_nodes_tests(void);
TCase *purchases_tests(void);
TCase *bgnbd_likelihood_tests(void);
TCase *bgnbd_tests(void);
TCase *bgnbd_future_tests(void);
TCase *two_powers_tests(void);
TCase *paretonbd_tests(void);
TCase *bgbb_tests(void);
TCase *gammagamma_tests(void);
TCase *calibrators_tests(void);
TCase *average_tests(void);

#endif
