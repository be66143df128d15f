/* Figures of times until an event, of the labels `time` and `event`. Private to measure/. */
#ifndef MEASURE_TIMES_H
#define MEASURE_TIMES_H

struct metric_rows;

double times_harrell(const struct metric_rows *rows);
double times_uno(const struct metric_rows *rows);
double times_auc(const struct metric_rows *rows);
double times_brier(const struct metric_rows *rows);

#endif
