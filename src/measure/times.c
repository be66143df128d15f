/* Figures of chances that an event happens within a window, where times until it are known as far as they were seen. */
#include "measure/times.h"

#include <math.h>

#include "patron/base/frame.h"
#include "patron/measure/measure.h"
#include "patron/measure/survival.h"

static double pairs_in_order(const struct metric_rows *rows, bool weighed)
{
    const double *time = frame_column(rows->labels, "time"), *event = frame_column(rows->labels, "event");
    struct concordance pairs;
    if (!time || !event || !measure_concordance(rows->score, time, event, rows->n, weighed, &pairs, NULL))
        return NAN;
    return pairs.value;
}

double times_harrell(const struct metric_rows *rows)
{
    return pairs_in_order(rows, false);
}

double times_uno(const struct metric_rows *rows)
{
    return pairs_in_order(rows, true);
}

/* FIGURE at the end of the window; NaN where nobody is seen so long: the chances are of the whole window. */
static double at_window_end(const struct metric_rows *rows,
                            double (*figure)(const double *, const double *, const double *, size_t, double))
{
    const double *time = frame_column(rows->labels, "time"), *event = frame_column(rows->labels, "event"),
                 *window = frame_column(rows->labels, "window");
    double end = 0, seen = 0;
    for (size_t i = 0; time && i < rows->n; i++) {
        seen = fmax(seen, time[i]);
        end = fmax(end, window ? window[i] : time[i]);
    }
    return time && event && seen >= end - 1e-9 ? figure(rows->score, time, event, rows->n, end) : NAN;
}

double times_brier(const struct metric_rows *rows)
{
    return at_window_end(rows, measure_censored_brier);
}

double times_auc(const struct metric_rows *rows)
{
    return at_window_end(rows, measure_censored_auc);
}
