/* Integrals over time of products of two powers, (a + t)^-p (b + t)^-q: what is left of a rate and of a time of leaving
   that differ by gamma distributions. The usual form with the hypergeometric function 2F1 cancels; this one does not.
 */
#ifndef LEARN_TWO_POWERS_H
#define LEARN_TWO_POWERS_H

#include <stddef.h>

enum { POWER_NODES = 16, MOST_PANELS = 32 };

/* The integral over (from, to) of the product times a smooth f is the sum of exp(log_weight[k]) f(t[k]), to about 13
   digits. */
struct two_powers {
    size_t n;
    double t[POWER_NODES * MOST_PANELS], log_a[POWER_NODES * MOST_PANELS]; /* ln(a + t), ln(b + t) */
    double log_b[POWER_NODES * MOST_PANELS], log_weight[POWER_NODES * MOST_PANELS];
};
/* a, b, p > 0; q >= 0; 0 <= from <= to. */
void two_powers(double a, double p, double b, double q, double from, double to, struct two_powers *out);

#endif
