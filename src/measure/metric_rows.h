/* Figures of metrics on a ladder, for resampling. Private to measure. */
#ifndef PATRON_SRC_MEASURE_METRIC_ROWS_H
#define PATRON_SRC_MEASURE_METRIC_ROWS_H

struct ladder;
struct metric;
/* METRIC must be one of scores and outcomes (`compute` is not NULL); LADDER has its costs. */
double metric_of_ladder(const struct metric *metric, const struct ladder *ladder);

#endif
