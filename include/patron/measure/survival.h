/* Times until an event, some of them censored: the event had not happened when the row was seen last. Rows are pairs of
   a TIME (at least 0) and an EVENT (1: it happened then, 0: censored then). Where both fall on one time, the event is
   the earlier one, as everywhere in the field. */
#ifndef PATRON_MEASURE_SURVIVAL_H
#define PATRON_MEASURE_SURVIVAL_H

#include <stdbool.h>
#include <stddef.h>

struct error;
struct interval;

/* A Kaplan-Meier curve: a step at each time at which an event happened (Kaplan and Meier 1958). */
struct survival_curve {
    size_t n_rows;
    double n_events, last; /* the greatest time seen */
    size_t n;              /* steps */
    double *time, *at_risk, *events;
    double *survival; /* from that time on */
    double *variance; /* of the logarithm of SURVIVAL (Greenwood 1926) */
    double *seen;     /* n_rows: until when each was seen, rising */
};
/* TIME and EVENT of N rows in any order. E_MEMORY. */
bool measure_survival(const double *time, const double *event, size_t n, struct survival_curve *out,
                      struct error *err);
void survival_curve_release(struct survival_curve *curve);
/* The share that had no event until TIME, and its 95 % interval on the log-log scale (Kalbfleisch and Prentice): within
   0 .. 1. NaN beyond the greatest time seen. */
struct interval survival_at(const struct survival_curve *curve, double time);
/* How many were still seen just before TIME. */
double survival_at_risk(const struct survival_curve *curve, double time);
/* When SHARE of the rows are left, with its interval from that of the curve (Brookmeyer and Crowley 1982); NaN where the
   curve does not fall so far. */
struct interval survival_quantile(const struct survival_curve *curve, double share);
/* The mean time until the event or LIMIT, whichever comes first: the area under the curve; NaN beyond what was seen. */
struct interval survival_restricted_mean(const struct survival_curve *curve, double limit);

/* Whether K groups (GROUP of each row, 0 .. K-1) have one curve: the log-rank test. EXPECTED and OBSERVED have K places.
   Groups nobody of which was ever at risk beside another are no degrees of freedom. */
struct log_rank {
    double chi_square, p;
    size_t degrees;
};
bool measure_log_rank(const double *time, const double *event, const unsigned *group, size_t n, size_t k,
                      double *observed, double *expected, struct log_rank *out, struct error *err);

/* Pairs of rows of which it is known who had the event first; CONCORDANT: he has the higher risk. Weighed by 1 / G^2 of
   the censoring curve G at the earlier time when WEIGHED (Uno et al. 2011), else by 1 (Harrell 1982). */
struct concordance {
    double concordant, discordant, tied; /* tied: of equal risk */
    double value;                        /* (concordant + tied / 2) / all; NaN without pairs */
};
bool measure_concordance(const double *risk, const double *time, const double *event, size_t n, bool weighed,
                         struct concordance *out, struct error *err);

/* Of the chance RISK that the event happens until HORIZON: the mean squared error (Graf et al. 1999) and the chance that
   a case has a higher one than a row without event until then. Rows that are censored before count through those that
   are like them: each weighs 1 / G just before it was seen last. NaN when nobody had the event, or everybody. */
double measure_censored_brier(const double *risk, const double *time, const double *event, size_t n, double horizon);
double measure_censored_auc(const double *risk, const double *time, const double *event, size_t n, double horizon);

#endif
