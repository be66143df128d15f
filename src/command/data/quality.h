/* What the data must be, and where they are not: findings, declared rules, and the five figures. */
#ifndef COMMAND_QUALITY_H
#define COMMAND_QUALITY_H

#include "command/data/clean.h"
#include "command/data/rules.h"
#include "patron/report/report.h"
#include "patron/table/builder.h"

/* ---- Findings: what is looked for without being asked, and the rules; one row each ---- */
struct quality {
    struct builder *findings; /* table, column, rule, result, rows, share, found */
    size_t n, n_watch, n_bad;
    size_t n_rules, n_failed; /* rules that were declared; things that a gate fails for */
    char first_failed[128];
    enum verdict *verdicts; /* one a finding */
    size_t room;
    struct arena *arena;
};
void quality_init(struct quality *quality, struct arena *arena);
/* All that is wrong with the table NAME, and its rules; adds them. */
bool quality_check(struct session *session, const char *name, struct quality *quality, struct error *err);
/* One rule that was judged. */
void quality_add_rule(struct quality *quality, const char *name, const struct rule *rule,
                      const struct rule_outcome *outcome);

/* ---- Figures (quality_figures.c): shares from 0 to 1, NaN where nothing says ---- */
struct figures {
    double value[N_FIGURE_KINDS];
};
/* Of the table NAME, or of its COLUMN. */
bool quality_figures(struct session *session, const char *name, const char *column, struct figures *out,
                     struct error *err);
/* Of the table, and of each of its columns: N_COLUMNS places. */
bool quality_all_figures(struct session *session, const char *name, const struct table *table, struct figures *whole,
                         struct figures *columns, struct error *err);
/* Below what a figure is to be watched: a declared rule says, else 95 per cent. */
enum { FIGURE_LIMIT_PERCENT = 95 };
double figure_limit(const struct rule *rules, size_t n, enum figure_kind kind);

/* How old a table is at the as-of date. */
struct freshness {
    int64_t now, last; /* TIME_MISSING: not known */
};
bool freshness_of(struct session *session, const char *name, const struct table *table, const char *time,
                  struct freshness *out, struct error *err);

#endif
