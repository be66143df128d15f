/* With z = ln(a + t), where a is the smaller of the two, the integrand exp((1 - p) z) (b - a + exp z)^-q is analytic
   within the distance pi of the real axis whatever the parameters are, and its logarithm is concave: it falls ever
   faster. So Gauss-Legendre sums over panels that are not wide (in z) and over which it does not fall far are exact to
   rounding, and when it has fallen to nothing the rest is nothing. */
#include "two_powers.h"

#include <math.h>

static const double WIDEST = 4, DEEPEST = 16, NOTHING = 45; /* in z, and in the logarithm */

/* Of 16 nodes, those above 0. */
static const double node[] = { 0.09501250983763744019, 0.2816035507792589132, 0.4580167776572273863,
                               0.6178762444026437484,  0.7554044083550030339, 0.8656312023878317439,
                               0.9445750230732325761,  0.9894009349916499326 };
static const double node_weight[] = { 0.1894506104550684963,  0.1826034150449235889, 0.1691565193950025382,
                                      0.1495959888165767321,  0.1246289712555338721, 0.09515851168249278481,
                                      0.06225352393864789286, 0.02715245941175409485 };

struct integrand {
    double p, q, apart; /* (1 - p) z - q ln(apart + exp z) */
};

static double log_other(const struct integrand *integrand, double z)
{
    return log(integrand->apart + exp(z));
}

static void add_panel(const struct integrand *integrand, double a, double z, double width, double *log_near,
                      double *log_far, struct two_powers *out)
{
    for (size_t k = 0; k < POWER_NODES; k++) {
        size_t j = k < 8 ? 7 - k : k - 8, i = out->n++;
        double at = z + width / 2 * (1 + (k < 8 ? -node[j] : node[j])), whole = exp(at);
        log_near[i] = at;
        log_far[i] = integrand->apart > 0 ? log(integrand->apart + whole) : at;
        out->t[i] = fmax(whole - a, 0);
        out->log_weight[i] = (1 - integrand->p) * at - integrand->q * log_far[i] + log(node_weight[j] * width / 2);
    }
}

void two_powers(double a, double p, double b, double q, double from, double to, struct two_powers *out)
{
    double least = fmin(a, b);
    struct integrand integrand = { a <= b ? p : q, a <= b ? q : p, fabs(b - a) };
    double *log_near = a <= b ? out->log_a : out->log_b, *log_far = a <= b ? out->log_b : out->log_a;
    double z = log(least + from), rest = log1p((to - from) / (least + from)), fallen = 0;
    double other = log_other(&integrand, z);
    out->n = 0;
    for (size_t panel = 0; panel < MOST_PANELS && rest > 0 && fallen < NOTHING; panel++) {
        double width = panel == MOST_PANELS - 1 ? rest : fmin(rest, WIDEST), depth, next;
        for (;; width /= 2) {
            next = log_other(&integrand, z + width);
            depth = (integrand.p - 1) * width + integrand.q * (next - other);
            if (depth <= DEEPEST || panel == MOST_PANELS - 1)
                break;
        }
        add_panel(&integrand, least, z, width, log_near, log_far, out);
        fallen = fmax(fallen + depth, 0);
        z += width;
        rest -= width;
        other = next;
    }
}
