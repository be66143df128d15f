/* Rows in the order of their times. Private to measure/. */
#ifndef MEASURE_SEEN_H
#define MEASURE_SEEN_H

#include <stdbool.h>
#include <stddef.h>

struct error;

struct seen {
    double time;
    size_t row; /* among those given */
    bool event;
};
/* N rows by time; NULL and ERR without memory. The caller frees. */
struct seen *seen_sorted(const double *time, const double *event, size_t n, struct error *err);
/* The end of the rows that share the time of FIRST, and how many events are among them. */
size_t seen_tied(const struct seen *seen, size_t n, size_t first, double *events);

#endif
