/* Ticks at round numbers, their texts, and where a value lies on an axis. */
#include <math.h>

#include "patron/base/calendar.h"
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

size_t axis_ticks_time(double least, double greatest, size_t n, double *out)
{
    static const struct duration steps[] = { { 1, DURATION_DAY },    { 2, DURATION_DAY },   { 1, DURATION_WEEK },
                                             { 2, DURATION_WEEK },   { 1, DURATION_MONTH }, { 2, DURATION_MONTH },
                                             { 3, DURATION_MONTH },  { 6, DURATION_MONTH }, { 1, DURATION_YEAR },
                                             { 2, DURATION_YEAR },   { 5, DURATION_YEAR },  { 10, DURATION_YEAR },
                                             { 20, DURATION_YEAR },  { 50, DURATION_YEAR }, { 100, DURATION_YEAR },
                                             { 1000, DURATION_YEAR } };
    enum { N_STEPS = sizeof steps / sizeof steps[0] };
    if (!(least < greatest) || n == 0 || fabs(least) > 9e18 || fabs(greatest) > 9e18)
        return 0;
    for (size_t s = 0; s < N_STEPS; s++) {
        double length = (double)(time_shift(0, steps[s], 1));
        if ((greatest - least) / length > (double)n * 1.1 + 1 && s + 1 < N_STEPS)
            continue; /* far too many to be walked */
        size_t count = 0;
        int64_t tick = time_period_start((int64_t)least, steps[s]);
        for (; (double)tick <= greatest && count <= n; tick = time_shift(tick, steps[s], 1))
            if ((double)tick >= least) {
                if (count < n)
                    out[count] = (double)tick;
                count++;
            }
        if (count <= n)
            return count;
    }
    return n;
}

/* "2024", "2024-07" or "2024-07-01": as short as the ticks of the axis allow. */
static void time_tick_text(const struct axis *axis, size_t i, char out[64])
{
    size_t length = 4;
    for (size_t t = 0; t < axis->n_ticks; t++) {
        struct civil civil = time_to_civil((int64_t)axis->ticks[t]);
        if (civil.day != 1)
            length = 10;
        else if (civil.month != 1 && length < 7)
            length = 7;
    }
    char date[32];
    time_format((int64_t)axis->ticks[i], true, date);
    snprintf(out, 64, "%.*s", (int)length, date);
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
    if (axis->scale == AXIS_TIME) {
        time_tick_text(axis, i, out);
        return;
    }
    for (size_t t = 0; t < axis->n_ticks; t++) {
        if (axis->scale == AXIS_LOGARITHMIC && t != i)
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
    if (axis->scale == AXIS_LOGARITHMIC)
        return value > 0 ? (log10(value) - log10(axis->least)) / (log10(axis->greatest) - log10(axis->least)) : NAN;
    return (value - axis->least) / (axis->greatest - axis->least);
}
