/* Cohorts: customers by the calendar period of their first event, and what they did in each period after it. Only
   events that a feature could see at the cutoff count, and only periods that were over by then, and that the data
   cover, are known: one in which nobody came as well as any other. */
#ifndef PATRON_STUDY_COHORT_H
#define PATRON_STUDY_COHORT_H

#include "patron/feature/feature.h"

struct cohort_request {
    const char *events;                  /* the event table */
    const char *amount;                  /* one of its columns, or NULL */
    struct duration per;                 /* 1m, 1w, .. */
    const struct definition *population; /* NULL: all customers */
    int64_t cutoff;
};
struct cohorts {
    size_t n;        /* periods, and as many cohorts: cohort c began in period c */
    int64_t *starts; /* n + 1: where periods begin, and the last ends */
    double *sizes;   /* n: customers */
    /* n x n, cohort by cohort: in period p after its first one, the customers with an event, their events and amounts;
       NaN where the period was not over at the cutoff, or there is no amount. */
    double *active, *events, *amount;
};
/* E_NO_TABLE, E_NO_COLUMN, E_TYPE; E_BAD_VALUE when the events span more than 512 periods. */
bool study_cohorts(const struct world *world, const struct cohort_request *request, struct work *work,
                   struct cohorts *out, struct error *err);
void cohorts_release(struct cohorts *cohorts);

#endif
