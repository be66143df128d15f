/* What purchase processes have in common: four parameters, two of buying and two of leaving. Where the first of leaving
   is 0 nobody leaves; that smaller model is fitted too, and it is the answer where the data show no more. */
#ifndef LEARN_PROCESS_H
#define LEARN_PROCESS_H

#include "minimise.h"
#include "purchases.h"

enum { PROCESS_PARAMETERS = 4, PROCESS_SUMS = 15 }; /* value, 4 first and 10 second derivatives */

struct process_likelihood {
    const struct process *process;
    const struct histories *histories;
    struct work *work;
    bool leaves;                      /* four parameters; else the two of buying */
    double theta[PROCESS_PARAMETERS]; /* where it is evaluated; without leaving the last two are 0 and 1 */
    /* Private. */
    void *table;
    double *out;
};

struct process {
    const char *names[PROCESS_PARAMETERS];
    double first_chance;       /* of (M)BG: 1 when customers may leave after their first purchase too */
    const char *nobody_leaves; /* the note of a fit that is the smaller model */
    /* START: logarithms of the parameters. The second leaving is for when the first one got lost. */
    void (*start)(const struct histories *histories, double start[PROCESS_PARAMETERS]);
    double second_leaving[2];
    /* What rows share at one theta; `prepare` fills table_size(histories) bytes. NULL: nothing. */
    size_t (*table_size)(const struct histories *histories);
    void (*prepare)(struct process_likelihood *likelihood);
    /* Adds the rows FIRST .. END-1 to SUM: log-likelihood and its derivatives by theta, at process_second. */
    void (*add)(const struct process_likelihood *likelihood, size_t first, size_t end, double sum[PROCESS_SUMS]);
    /* The words for parameters that ran away, given their logarithms, or NULL. */
    const char *(*runaway)(const double at[PROCESS_PARAMETERS]);
};

/* Where the second derivative by I and J (I >= J) is summed. */
static inline size_t process_second(size_t i, size_t j)
{
    return 5 + i * (i + 1) / 2 + j;
}

/* Parameters beyond exp(25) or under exp(-25) are out of range. */
#define PROCESS_GREATEST_LOG 25.0

void process_likelihood_init(struct process_likelihood *likelihood, const struct process *process,
                             const struct histories *histories, struct work *work);
void process_likelihood_release(struct process_likelihood *likelihood);
/* Minus the log-likelihood at the logarithms of the parameters, for struct objective. */
bool process_likelihood_evaluate(void *likelihood, const double *at, double *value, double *gradient, double *hessian,
                                 struct error *err);

struct process_fitted {
    double theta[PROCESS_PARAMETERS]; /* in the order of their names; theta[2] = 0: nobody leaves, theta[3] means
                                         nothing */
};
/* The maximum for HISTORIES, or NULL and ERR. */
struct process_fitted *process_fit(const struct process *process, const struct histories *histories,
                                   const struct values *parameters, struct work *work, struct fit_summary *summary,
                                   struct error *err);
/* The same for DATA->x as purchases (x, t_x, T), with the refusals that it may need. */
void *process_fit_purchases(const struct process *process, const struct learn_data *data,
                            const struct values *parameters, struct fit_summary *summary, struct error *err);
/* The window of DATA lies after the cutoff, or E_NOT_FIT. */
bool process_check_window(const struct learn_data *data, struct error *err);
struct json *process_write(const struct process *process, const void *fitted);
void *process_read(const struct process *process, const struct json *json, struct error *err);

/* r = 1/2 and the alpha that then gives the mean rate. */
void process_start_buying(const struct histories *histories, double start[PROCESS_PARAMETERS]);

/* The options of every fit. */
#define PROCESS_PARAMETER_ROWS                                                                                         \
    { "max_steps",                                                                                                     \
      PARAMETER_COUNT,                                                                                                 \
      .least = 1,                                                                                                      \
      .greatest = 100000,                                                                                              \
      .unit = "steps",                                                                                                 \
      .otherwise = "500",                                                                                              \
      .summary = "steps of the optimiser before the fit gives up" },                                                   \
    {                                                                                                                  \
        "tolerance", PARAMETER_NUMBER,                                                                                 \
            .least = 1e-20, .greatest = 1, .otherwise = "1e-12",                                                       \
            .summary = "the fit ends when a Newton step promises to raise the log-likelihood by less than this"        \
    }
extern const struct parameter process_parameters[];
extern const struct model_answer process_answers[];

#endif
