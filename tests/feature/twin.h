/* The naive twin of the feature engine: for one customer, one cutoff and one expression it looks at every row of every
   event table as it was given, unsorted, and follows the tree value by value. Slow, obvious, and shares with the engine
   the parser only. */
#ifndef TESTS_FEATURE_TWIN_H
#define TESTS_FEATURE_TWIN_H

#include "patron/feature/feature.h"

enum { TWIN_TEXT = 64 };

struct twin_value {
    enum twin_kind { TWIN_NUMBER, TWIN_BOOL, TWIN_TIME, TWIN_WORD } kind;
    bool missing;
    double number; /* yes/no as 1 and 0 */
    int64_t time;
    char text[TWIN_TEXT];
};
struct twin {
    const struct table *customers;
    const char *key;
    const struct event_source *sources;
    size_t n_sources;
};
/* The value of DEFINITION (one of its WINDOWS) for a customer's row at CUTOFF; targets look ahead. */
struct twin_value twin_compute(const struct twin *twin, const struct definition *definition, size_t window,
                               size_t customer, int64_t cutoff);
/* As a result column holds it: yes/no as 0 and 1, missing as NaN. Not for texts. */
double twin_number(const struct twin_value *value);
/* TIME moved by calendar fields, without base/calendar's arithmetic on durations. */
int64_t twin_shift(int64_t time, struct duration duration, int times);
int64_t twin_period_start(int64_t time, enum duration_unit unit);

#endif
