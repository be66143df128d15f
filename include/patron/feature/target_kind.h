/* What a target asks of the future: a row each. Studies, models, reports and metrics ask the row, never the text of a
   target. To add one: a row in src/feature/target_kinds.c, and metrics that take it (patron/measure). */
#ifndef PATRON_FEATURE_TARGET_KIND_H
#define PATRON_FEATURE_TARGET_KIND_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct definition;
struct error;
struct feature_rows;
struct frame;
struct work;
struct world;

struct target_kind {
    const char *name;                /* "yes/no", "amount", "no", "count", "sum", "mean" */
    const char *told;                /* "yes/no", "an amount": what it is, in a sentence */
    const char *title;               /* "a yes/no target" */
    const struct target_kind *wider; /* the kind that it is one of, whose labels, metrics and words it shares; or NULL */
    const char *const *columns;      /* of the labels of a widest kind: missing in the first is not known; end with NULL */
    bool condition;                  /* of a widest kind: its value is yes or no, and no number */
    bool time_to;                    /* of a widest kind: written `time to EVENT` */
    bool censored; /* what is not over when the data end is known as far as they go, not unknown */
    /* Of a narrower kind: one AGGREGATE of all events in the window and nothing else (not half as many, nor those that
       meet a condition); OF_COLUMN: of a plain column of theirs. */
    const char *aggregate;
    bool of_column;
    /* The labels of ROWS, in LABELS (its columns); *N_IMMATURE counts rows whose window ends after the data. NULL: they
       are the target's value, as `outcome`. */
    bool (*label)(const struct world *world, const struct definition *target, const struct feature_rows *rows,
                  struct work *work, struct frame *labels, size_t *n_immature, struct error *err);
};
extern const struct target_kind target_yes_no, target_amount;
/* Days from the cutoff to an event: `time`, and `event`, 1 when it happened then, 0 when it had not by then; `window`, the
   days to the end of the target's window, which data that end before do not reach. Missing for
   whom it lies before the cutoff, or after whose cutoff there are no data. */
extern const struct target_kind target_time;
/* What processes of purchases answer, and no more than that: the kinds of all events in the window. */
extern const struct target_kind target_none, target_count, target_sum, target_mean;
extern const struct target_kind *const target_kinds[]; /* narrow ones first; ends with NULL */

/* The narrowest kind that TARGET is one of, or NULL and ERR when WORLD cannot compute it. */
const struct target_kind *target_kind_of(const struct world *world, const struct definition *target, struct error *err);
/* The same of a definition whose value is known to be yes or no (CONDITION), or a number. Never NULL. */
const struct target_kind *target_kind_known(const struct definition *target, bool condition, struct arena *arena);
/* By its name; NULL: none. */
const struct target_kind *target_kind_find(const char *name);
/* Whether KIND (NULL: no target) is WANTED, or one of it. */
bool target_is(const struct target_kind *kind, const struct target_kind *wanted);
/* The names of the columns of KIND's labels; end with NULL. */
const char *const *target_columns(const struct target_kind *kind);
/* What happened to ROWS after their cutoffs: LABELS has the columns of KIND, that of TARGET. */
bool target_label(const struct target_kind *kind, const struct world *world, const struct definition *target,
                  const struct feature_rows *rows, struct work *work, struct frame *labels, size_t *n_immature,
                  struct error *err);
/* The widest kind that KIND is one of. */
const struct target_kind *target_widest(const struct target_kind *kind);

#endif
