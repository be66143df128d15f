/* Cleaning rules on tables of the workspace: each makes a new version of a table, says what it did to how many rows,
   and is remembered as a step from the version that was loaded to the one in use. */
#ifndef COMMAND_CLEAN_H
#define COMMAND_CLEAN_H

#include "command/names/resolve.h"
#include "patron/source/clean.h"

struct clean_step;

/* One rule on one table. */
struct cleaning {
    struct session *session;
    const struct invocation *invocation;
    const struct table *table;
    const struct table_version *info;
    struct cleaned out;
    const char *told;   /* what it did, in a few words */
    const char *detail; /* more of that, or NULL */
    bool as_loaded;     /* the rule goes back: `version` comes into use again */
    int version;
};
/* What `clean TABLE` can do: rows. */
struct clean_action {
    const char *name, *usage, *summary;
    bool drops;
    bool (*apply)(struct cleaning *cleaning, struct error *err);
    /* Whether applying the rule twice would not be the same as once; NULL: never. */
    bool (*only_once)(const struct invocation *invocation);
};
extern const struct clean_action *const clean_actions[]; /* ends with NULL */
extern const char *const clean_action_names[];           /* in the same order */
const struct clean_action *clean_action(const struct invocation *invocation);

/* The columns that the values of WHAT from the FIRST on name, divided by blanks or commas; E_NO_COLUMN. */
bool clean_columns(const struct table *table, const struct value *what, size_t first, struct arena *arena,
                   const struct column ***out, size_t *n, struct error *err);
bool clean_usage_fails(const struct invocation *invocation, const char *needs, struct error *err);

/* ---- near_rows.c: rows that are nearly equal ---- */
/* "tags,dots" as bits of NEAR_IGNORES. */
bool near_ignored(const char *text, unsigned *out, struct error *err);
/* "near an earlier one: 3 equal, 2 but for spelling, 4 by one letter; C17 like C3": KEY names rows, or is NULL. */
const char *near_tell(const struct near *near, const struct table *table, const char *key, struct arena *arena);

/* Carries INVOCATION, a clean command, out: a new version, a step remembered, *TOLD. */
bool clean_run(struct session *session, const struct invocation *invocation, const char **told, struct error *err);

/* ---- clean_steps.c ---- */
struct clean_step {
    int before, after; /* versions; equal when nothing changed */
    size_t n_in, n_out, n_changed;
    const char *command;
};
struct clean_steps {
    int loaded; /* the version that the first step began with */
    size_t n;
    struct clean_step *items;
};
/* The steps to VERSION of the table NAME (0: the one in use), in order. */
bool clean_steps(struct session *session, const char *name, int version, struct arena *arena, struct clean_steps *out,
                 struct error *err);
bool clean_steps_add(struct session *session, const char *name, const struct clean_step *step, struct error *err);
/* Rows in = rows out + dropped + set aside, step by step. */
struct report *report_steps(struct session *session, const char *name, struct arena *arena, struct error *err);
/* The rule of a step without "clean TABLE". */
const char *clean_rule(const char *command);

#endif
