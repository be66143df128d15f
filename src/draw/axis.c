/* Ticks at round numbers, their texts, and where a value lies on an axis. */
#include <math.h>

#include "patron/base/number.h"
#include "patron/draw/plot.h"

enum { MAX_DECIMALS = 6 };

/* Ticks of STEP within the range; counts only when OUT is NULL. */
static size_t ticks_of(double least, double greatest, double step, size_t n, double *out)
{
    double slack = (greatest - least) * 1e-9;
    double first = ceil((least - slack) / step), last = floor((greatest + slack) / step);
    if (last - first + 1 > (double)n)
        return SIZE_MAX;
    size_t count = last < first ? 0 : (size_t)(last - first + 1);
    for (size_t i = 0; out && i < count; i++) {
        double tick = (first + (double)i) * step;
        out[i] = fabs(tick) < step * 1e-9 ? 0.0 : tick;
    }
    return count;
}

size_t axis_ticks(double least, double greatest, size_t n, double *out)
{
    static const double steps[] = { 1, 2, 2.5, 5 };
    if (!(least < greatest) || n == 0 || !isfinite(least) || !isfinite(greatest))
        return 0;
    double power = floor(log10((greatest - least) / (double)n)) - 1;
    for (;; power++)
        for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
            /* Dividing keeps 0.1 and its multiples as exact as they can be. */
            double step = power < 0 ? steps[i] / pow(10, -power) : steps[i] * pow(10, power);
            if (ticks_of(least, greatest, step, n, NULL) != SIZE_MAX)
                return ticks_of(least, greatest, step, n, out);
        }
}

size_t axis_ticks_logarithmic(double least, double greatest, size_t n, double *out)
{
    if (!(least > 0) || !(least < greatest) || n == 0 || !isfinite(greatest))
        return 0;
    static const double fine[] = { 1, 2, 5 };
    double first = floor(log10(least)), last = ceil(log10(greatest));
    for (size_t every = 0; every <= 20; every++) { /* 0: 1, 2, 5 in each decade; else one in each EVERY decades */
        size_t count = 0;
        for (double power = first; power <= last; power += every ? (double)every : 1)
            for (size_t i = 0; i < (every ? 1u : 3u); i++) {
                double tick = fine[i] * pow(10, power);
                if (tick < least * (1 - 1e-9) || tick > greatest * (1 + 1e-9))
                    continue;
                if (count < n)
                    out[count] = tick;
                count++;
            }
        if (count <= n)
            return count;
    }
    return 0;
}

static bool whole_at(double value, int decimals)
{
    double scaled = value * pow(10, decimals);
    return fabs(scaled - round(scaled)) < 1e-6 * fmax(1, fabs(scaled));
}

void axis_tick_text(const struct axis *axis, size_t i, char out[64])
{
    int decimals = 0;
    double greatest = 0;
    for (size_t t = 0; t < axis->n_ticks; t++) {
        if (axis->logarithmic && t != i)
            continue;
        greatest = fmax(greatest, fabs(axis->ticks[t]));
        while (decimals < MAX_DECIMALS && !whole_at(axis->ticks[t], decimals))
            decimals++;
    }
    if (greatest >= 1e7 || (greatest > 0 && greatest < 1e-4)) {
        char brief[32];
        number_format_short(axis->ticks[i], brief);
        snprintf(out, 64, "%s", brief);
    } else {
        number_format_fixed(axis->ticks[i], decimals, out);
    }
}

double axis_position(const struct axis *axis, double value)
{
    if (axis->logarithmic)
        return value > 0 ? (log10(value) - log10(axis->least)) / (log10(axis->greatest) - log10(axis->least)) : NAN;
    return (value - axis->least) / (axis->greatest - axis->least);
}
