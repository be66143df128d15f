/* Survival: when something happens to customers after a date, by groups of them. */
#ifndef PATRON_STUDY_SURVIVAL_H
#define PATRON_STUDY_SURVIVAL_H

#include "patron/base/frame.h"
#include "patron/feature/feature.h"
#include "patron/measure/measure.h"
#include "patron/measure/survival.h"

/* A date's customers with the labels of a target of times. */
struct survival_sample {
    size_t n;
    uint32_t *customer; /* rows of the world's customers */
    int64_t *cutoff;
    struct frame labels; /* `time` and `event` */
    size_t n_unknown;    /* left out: it happened before, or nothing is seen of them */
    double days;         /* the length of the window */
};
/* E_NOT_FIT when TARGET asks for no time; E_TOO_FEW when nobody is seen after CUTOFF. */
bool study_survival_sample(const struct world *world, const struct definition *population,
                           const struct definition *target, int64_t cutoff, struct work *work,
                           struct survival_sample *out, struct error *err);
void survival_sample_release(struct survival_sample *sample);

/* Curves of groups of rows, and whether they are one. */
struct survival_groups {
    size_t n;
    const char *const *names;
    struct survival_curve *curves;
    double *observed, *expected; /* events, and those expected if all groups had one curve */
    struct log_rank test;        /* NaN with one group */
};
/* CODES: the group of each row, beyond N_NAMES - 1: none, left out; NULL: one group. Groups of nobody are left out.
   NAMES live as long as OUT. */
bool study_survival_groups(const double *time, const double *event, size_t n, const uint32_t *codes,
                           const char *const *names, size_t n_names, struct survival_groups *out, struct error *err);
void survival_groups_release(struct survival_groups *groups);

/* How right chances are: rows in tenths by their CHANCE, with what the curve of each says at the end of the window. */
enum { SURVIVAL_TENTHS = 10 };
struct survival_tenth {
    size_t n;
    double chance;             /* the mean */
    struct interval happened;  /* 1 - S */
};
bool study_survival_tenths(const double *chance, const double *time, const double *event, size_t n,
                           struct survival_tenth out[SURVIVAL_TENTHS], struct error *err);

#endif
