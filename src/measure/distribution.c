/* Distribution functions. */
#include "measure/distribution.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

#include "patron/measure/best_of.h"

double normal_two_sided(double z)
{
    return erfc(fabs(z) / M_SQRT2);
}

double measure_best_of(size_t n)
{
    return n > 1 ? gsl_cdf_ugaussian_Pinv(((double)n - 0.375) / ((double)n + 0.25)) : 0;
}

double chi_square_upper(double x, double freedom)
{
    if (!(freedom > 0))
        return NAN;
    return x <= 0 ? 1 : gsl_cdf_chisq_Q(x, freedom);
}

double chi_square_point(double share, double freedom)
{
    return freedom > 0 ? gsl_cdf_chisq_Pinv(share, freedom) : NAN;
}

/* Two series of the same function; each converges at once on its side of 1. */
double kolmogorov_upper(double x)
{
    if (x <= 0)
        return 1;
    double sum = 0;
    if (x < 1) {
        for (int k = 1; k < 40; k += 2)
            sum += exp(-k * k * M_PI * M_PI / (8 * x * x));
        return 1 - sqrt(2 * M_PI) / x * sum;
    }
    for (int k = 1; k < 40; k++) {
        double term = exp(-2.0 * k * k * x * x);
        sum += k % 2 ? term : -term;
        if (term < 1e-300)
            break;
    }
    return 2 * sum;
}
