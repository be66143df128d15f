/* The logarithm of a sum of exponentials and its derivatives by four parameters, a term at a time: the likelihood of a
   customer is one over the times at which he may have left. With w the shares of the terms, g their gradients and h
   their second derivatives, the gradient is the mean of g and the second derivative is the mean of h + g g' less that
   of g squared. */
#ifndef LEARN_MIXTURE_H
#define LEARN_MIXTURE_H

#include <math.h>

#include "process.h"

struct term {
    double log_value, first[PROCESS_PARAMETERS];
    double second[PROCESS_PARAMETERS][PROCESS_PARAMETERS]; /* where i >= j */
};

struct mixture {
    double top, weight; /* the sum is exp(top) times weight */
    double first[PROCESS_PARAMETERS], second[PROCESS_PARAMETERS][PROCESS_PARAMETERS];
};
#define MIXTURE_EMPTY                                                                                                  \
    {                                                                                                                  \
        .top = -INFINITY                                                                                               \
    }

static inline void mixture_scale(struct mixture *mixture, double factor)
{
    mixture->weight *= factor;
    for (size_t i = 0; i < PROCESS_PARAMETERS; i++) {
        mixture->first[i] *= factor;
        for (size_t j = 0; j <= i; j++)
            mixture->second[i][j] *= factor;
    }
}

static inline void mixture_add(struct mixture *mixture, const struct term *term)
{
    if (term->log_value > mixture->top) {
        mixture_scale(mixture, exp(mixture->top - term->log_value));
        mixture->top = term->log_value;
    }
    double w = exp(term->log_value - mixture->top);
    mixture->weight += w;
    for (size_t i = 0; i < PROCESS_PARAMETERS; i++) {
        mixture->first[i] += w * term->first[i];
        for (size_t j = 0; j <= i; j++)
            mixture->second[i][j] += w * (term->second[i][j] + term->first[i] * term->first[j]);
    }
}

/* WEIGHT times the logarithm and its derivatives go to SUM, as in process_likelihood. */
static inline void mixture_close(const struct mixture *mixture, double weight, double sum[PROCESS_SUMS])
{
    double mean[PROCESS_PARAMETERS];
    sum[0] += weight * (mixture->top + log(mixture->weight));
    for (size_t i = 0; i < PROCESS_PARAMETERS; i++) {
        mean[i] = mixture->first[i] / mixture->weight;
        sum[1 + i] += weight * mean[i];
        for (size_t j = 0; j <= i; j++)
            sum[process_second(i, j)] += weight * (mixture->second[i][j] / mixture->weight - mean[i] * mean[j]);
    }
}

#endif
