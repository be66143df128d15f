/* Parts of reports about times until an event. Private to report/. */
#ifndef REPORT_SURVIVAL_H
#define REPORT_SURVIVAL_H

#include "patron/study/study.h"
#include "patron/study/survival.h"

struct report;

void add_survival_curves(struct report *report, const char *title, const struct survival_groups *groups, double days);
void add_survival_table(struct report *report, const struct survival_groups *groups, double days);
/* What `curves` shows of ROWS, test rows of times: curves by thirds of the chance, and its calibration. */
bool add_times(struct report *report, const char *name, const struct labelled *rows, struct error *err);

#endif
