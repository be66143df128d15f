/* Bounds of figures that chance only raises: the greatest of many distances, the mean of absolute gaps. Such a figure
   is above the truth on average, a resample of it is once more above the figure, and percentiles of resamples lie
   beside both. These bounds hold at any truth, perfect and useless models included, for about 95 % or more.

   Let D be the true distance at its own threshold, d the figure. At that threshold the two observed shares differ by D
   but for an unbiased error with a deviation of at most s / 2, s = sqrt(1/positives + 1/negatives); d is no smaller, so
   D < d + 1.96 s / 2 but for 2.5 %. And d - D is at most the greatest error over all thresholds, which passes s K, K
   the 97.5 % point of Kolmogorov's distribution, in 2.5 % of samples.

   Let the bins have weights w, true gaps g and observed gaps g + e, e about normal with deviation t. Then the mean of
   w |g + e| is no smaller than that of w |g|, and larger by w t sqrt(2/pi) at most (at g = 0); its variance is at most
   the sum of w^2 t^2. */
#include <math.h>

#include "measure/distribution.h"
#include "measure/ladder.h"
#include "patron/measure/measure.h"

static const double kolmogorov_975 = 1.4802; /* P(sup |Brownian bridge| >= 1.4802) = 0.025 */

struct interval ladder_ks_interval(const struct ladder *ladder)
{
    double d = ladder_ks(ladder, NULL), s = sqrt(1 / ladder->n_positives + 1 / ladder->n_negatives);
    if (isnan(d))
        return (struct interval){ d, NAN, NAN };
    return (struct interval){ d, fmax(0, d - kolmogorov_975 * s), fmin(1, d + NORMAL_975 * s / 2) };
}

/* What one bin of N rows and its POSITIVES adds: the shift that chance may have caused, and the variance. The rate is
   drawn to a half by four rows (Agresti and Coull 1998), so that bins of one outcome have a variance too. */
static void add_bin(double n, double positives, double all, double *shift, double *variance)
{
    double rate = (positives + 2) / (n + 4), weight = n / all, deviation = sqrt(rate * (1 - rate) / n);
    if (!(n > 0))
        return;
    *shift += weight * deviation * sqrt(2 / M_PI);
    *variance += weight * weight * deviation * deviation;
}

struct interval ladder_ece_interval(const struct ladder *ladder, size_t bins)
{
    double all = ladder->n_positives + ladder->n_negatives, above = 0, n = 0, positives = 0, shift = 0, variance = 0;
    double ece = ladder_ece(ladder, bins);
    size_t bin = 0;
    for (size_t i = 0; i < ladder->n; i++) {
        double here = ladder_positives(ladder, i) + ladder_negatives(ladder, i);
        size_t own = ladder_bin(above, here, all, bins);
        if (own != bin) {
            add_bin(n, positives, all, &shift, &variance);
            n = positives = 0;
            bin = own;
        }
        n += here;
        positives += ladder_positives(ladder, i);
        above += here;
    }
    add_bin(n, positives, all, &shift, &variance);
    double half = NORMAL_975 * sqrt(variance);
    return (struct interval){ ece, fmax(0, ece - shift - half), fmin(1, ece + half) };
}
