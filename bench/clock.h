/* The clocks of the races: seconds on the wall, and seconds that all threads of the process computed. */
#ifndef PATRON_BENCH_CLOCK_H
#define PATRON_BENCH_CLOCK_H

#include <time.h>

static inline double seconds_of(clockid_t clock)
{
    struct timespec now;
    clock_gettime(clock, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static inline double wall_seconds(void)
{
    return seconds_of(CLOCK_MONOTONIC);
}

static inline double processor_seconds(void)
{
    return seconds_of(CLOCK_PROCESS_CPUTIME_ID);
}

#endif
