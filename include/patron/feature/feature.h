/* Features, populations and targets: defined by text, checked against a world, computed for customers at cutoffs.

   The rules that make leakage impossible: a feature's window is [cutoff - length, cutoff); a row counts only if its
   time is before the cutoff and it was known at the cutoff (known <= cutoff); `within` exists in targets only, whose
   window is [cutoff + gap, cutoff + gap + horizon); customers whose own time is at or after the cutoff do not exist. */
#ifndef PATRON_FEATURE_FEATURE_H
#define PATRON_FEATURE_FEATURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "patron/feature/expression.h"
#include "patron/feature/target_kind.h"
#include "patron/feature/world.h"

enum definition_kind { DEFINITION_FEATURE, DEFINITION_TARGET, DEFINITION_POPULATION };

/* One definition as the user wrote it; a plain value that is stored and hashed as text. */
struct definition {
    enum definition_kind kind;
    const char *name;       /* base name: "spend" */
    const char *expression; /* "sum(orders.amount)"; a target may begin with "no": "no orders" */
    struct window windows[16];
    size_t n_windows;          /* 0: all the past (features); a family otherwise: spend_30d spend_90d */
    const char *by;            /* a family by category: the expression that divides events, or NULL */
    size_t top;                /* only the most frequent levels; 0: all */
    const char *const *levels; /* as an expression writes them: "\"app\"", "3"; events of no level are `other` */
    size_t n_levels;
    struct duration within; /* targets: the horizon; count 0: none (a static target: customers.Churn == "Yes") */
    struct duration gap;
    /* Populations that are lists made from data: right after the last instant that these told of. Who is in it may be
       known from what happened up to there, so that it looks ahead of each earlier cutoff. */
    bool is_chosen;
    int64_t chosen;
};
/* Whether POPULATION (NULL: everybody) was chosen by what may have become known at or after CUTOFF. */
bool population_looks_ahead(const struct definition *population, int64_t cutoff);
/* Parses "EXPRESSION [over WINDOWS] [within DURATION] [gap=DURATION]" as it stands after NAME =. Refuses within in
   features (E_LOOK_AHEAD) and over in targets. For populations: "customers where EXPRESSION [over ..]". The definition
   and its texts live in ARENA. OFFSET is the column of TEXT in the command line, for error places. */
bool definition_parse(enum definition_kind kind, const char *name, const char *text, size_t offset, struct arena *arena,
                      struct definition *out, struct error *err);
void definition_write(const struct definition *definition, struct text *out); /* canonical text, after NAME = */
/* The window of feature INDEX of the definition, and the definition of that feature alone as text. */
struct window definition_window(const struct definition *definition, size_t index);
void definition_write_one(const struct definition *definition, size_t index, struct text *out);
/* The names of the features a definition makes, in ARENA: its windows, of each the levels. One window leaves the name
   as it is; of several each has its own, "spend_30d", "spend_90d". */
size_t definition_names(const struct definition *definition, struct arena *arena, const char ***names);

/* One column to compute: one window of one definition. */
struct feature {
    const char *name; /* spend_30d */
    const struct definition *definition;
    size_t window; /* index among the definition's features */
};

/* Whether PATTERN, a name or one with * and ?, is FEATURE's name, or its name with its window: a feature of one window
   answers to spend_90d as well as to spend. */
bool feature_is_called(const struct feature *feature, const char *pattern);

/* Rows to compute: customer row numbers and their cutoffs. */
struct feature_rows {
    size_t n;
    const uint32_t *customer;
    const int64_t *cutoff; /* TIME_MISSING: static; no event is visible */
};

/* Constants: what a definition compares customers with. A definition as people write it may lack them: the levels of
   `by=` without levels=, the edges of rank(x) and quintile(x). They are fitted on ROWS, training rows, and nothing else
   decides them; then they stand in the definition, which lives in ARENA. */
bool definition_lacks_levels(const struct definition *definition);
bool definition_lacks_edges(const struct definition *definition, struct arena *arena);
/* Whether it has some, fitted or given. */
bool definition_has_constants(const struct definition *definition, struct arena *arena);
/* The levels that stand in events that a row of ROWS sees: those of its customer, before its cutoff and known by then
   (any event at a cutoff that is missing). */
bool definition_fit_levels(struct definition *definition, const struct world *world, const struct feature_rows *rows,
                           struct arena *arena, struct work *work, struct error *err);
/* DEFINITION must not name other features (feature_expand), and be one feature: no `by`, one window at most. */
bool definition_fit_edges(struct definition *definition, const struct world *world, const struct feature_rows *rows,
                          struct arena *arena, struct work *work, struct error *err);

/* FEATURE with the names of others of ALL replaced by what they stand for: its definition is then one in ARENA that
   needs no other and, when it lacks edges, is of one feature alone. WORLD tells columns and tables, which come before
   features; NULL when nothing is loaded. A circle is E_EXPRESSION and named. */
bool feature_expand(struct feature *feature, const struct world *world, const struct feature *all, size_t n_all,
                    struct arena *arena, struct error *err);

struct plan;
/* Checks features against the world: tables, columns, types, aggregates; all errors with place within the expression
   text. Definitions must outlive the plan. `asof_rule` reports say "event time only" when no known column exists. */
struct plan *plan_new(const struct world *world, const struct feature *features, size_t n_features, struct error *err);
/* The same where definitions name features of AMONG beside those that are to be computed. */
struct plan *plan_new_among(const struct world *world, const struct feature *features, size_t n_features,
                            const struct feature *among, size_t n_among, struct error *err);
void plan_free(struct plan *plan);
/* Types of the results: REAL (numbers, counts, yes/no as 0/1), TEXT (customer attributes such as customers.plan). */
enum type plan_type(const struct plan *plan, size_t feature);

/* What features take on trust. */
struct feature_clocks {
    bool event_time_only; /* they read events, and of none is said when it became known */
    const char *undated;  /* "customers.plan, customers.city": columns without a validity time that were not declared
                             constant, when the first cutoff is older than the data; NULL: none. In ARENA. */
    size_t n_short;       /* features with a window that begins before the data do, at the first cutoff */
    const char *shorts;   /* the first few of them; NULL: none. In ARENA. */
    int64_t data_begin;
};
struct feature_clocks features_clocks(const struct world *world, const struct feature *features, size_t n_features,
                                      int64_t first_cutoff, struct arena *arena);

/* Whether FEATURE reads nothing that belongs to a customer, and so is the same for all: mean(products.price). */
bool feature_is_same_for_all(const struct world *world, const struct feature *feature, struct arena *arena);

/* One pass over each customer's range; blocks of rows in parallel. The table has the columns KEY (named as the
   customers' key), `cutoff` (TIME), then one per feature. Equal to the bit on any number of threads. */
struct table *plan_compute(const struct plan *plan, const struct feature_rows *rows, const char *name,
                           struct work *work, struct error *err);

/* Customers that exist at CUTOFF (own time before it; all when they have none or CUTOFF is TIME_MISSING) and for whom
   the population's condition holds (NULL: all). Sorted row numbers; the caller frees. */
bool population_rows(const struct world *world, const struct definition *population, int64_t cutoff, struct work *work,
                     uint32_t **customers, size_t *n, struct error *err);

/* The target of each row: 0/1 or an amount in OUT; NaN where it is not known: the label window ends after the data
   (immature) or a static target is missing. *N_IMMATURE counts. *KIND (may be NULL) gets the target's kind. */
bool target_compute(const struct world *world, const struct definition *target, const struct feature_rows *rows,
                    struct work *work, double *out, const struct target_kind **kind, size_t *n_immature,
                    struct error *err);
/* The event table that a target counts ("orders"), for kinds that model purchases; NULL when it has none. In ARENA. */
const char *target_events(const struct definition *target, struct arena *arena);
/* The amount column of a target sum(orders.amount) or mean(...), or NULL. */
const char *target_column(const struct definition *target, struct arena *arena);

/* The repeat-purchase summary per row (Fader and Hardie): events of one table grouped by UNIT days; x repeat units, t_x
   last minus first, T the last day before the cutoff minus first, in weeks = days / 7 unrounded; mean over repeat units
   of their totals, n = x of them, NaN when x = 0 or without amounts. Customers without event before the cutoff get x =
   NaN. Any OUT may be NULL. */
bool purchase_summary(const struct world *world, const char *events, const char *amount_column,
                      const struct feature_rows *rows, double *x, double *t_x, double *age, double *mean_value,
                      struct work *work, struct error *err);
/* The same in periods of PER that are counted back from the cutoff; the one of the first event made the customer: N
   periods after it, X of them with an event, LAST the number of the last such one (0: none). Without event NaN. */
bool purchase_periods(const struct world *world, const char *events, struct duration per,
                      const struct feature_rows *rows, double *x, double *last, double *n, struct work *work,
                      struct error *err);

#endif
