/* Rules that a table must keep: declared by `check TABLE RULE`, kept as state of the workspace, judged by `check` and
   by gates. A kind of rule is a row; its usage is also how it is read: small words stand for themselves, capital ones
   for what the user gives. */
#ifndef COMMAND_RULES_H
#define COMMAND_RULES_H

#include "command/names/resolve.h"
#include "patron/feature/expression.h"

/* The five figures of quality; a rule about rows counts for one of them. */
enum figure_kind {
    FIGURE_COMPLETENESS,
    FIGURE_ACCURACY,
    FIGURE_CONSISTENCY,
    FIGURE_TIMELINESS,
    FIGURE_UNIQUENESS,
    N_FIGURE_KINDS
};
extern const char *const figure_names[]; /* ends with NULL */
extern const char *const figure_texts[]; /* how each is defined */

enum { RULE_SLOTS = 4 };
struct rule_kind;
struct rule {
    const struct rule_kind *kind;
    const char *text;              /* in its normal spelling */
    const char *slots[RULE_SLOTS]; /* what stands for the capital words of the usage, in order */
    struct expression *expression; /* of kinds that are expressions */
    const char *column;            /* the column that it is about, or NULL */
    bool stops;                    /* a gate on the table fails; else only a warning */
    double allow;                  /* the share of rows that may break it */
};

/* One rule on one table. */
struct judging {
    struct session *session;
    const struct rule *rule;
    const char *name;
    const struct table *table;
    const struct table_version *info;
    struct arena *arena;
    int8_t *marked;    /* one byte a row, all 0: rows that break it are set to 1 */
    bool passed;       /* of rules about the table as a whole */
    const char *found; /* what was found, in a few words */
};
struct rule_kind {
    const char *name, *usage, *summary;
    bool of_rows;              /* judge marks rows; else it sets `passed` */
    enum figure_kind figure;   /* that its rows count for, when of_rows */
    enum expression_kind root; /* for kinds that are expressions: how they begin; usage is then only shown */
    bool (*judge)(struct judging *j, struct error *err);
};
extern const struct rule_kind *const rule_kinds[]; /* ends with NULL */

struct rule_outcome {
    bool passed;
    size_t n_rows; /* that break it */
    double share;  /* of the table's rows; NaN for rules about the table as a whole */
    const char *found;
    int8_t *marked; /* or NULL; freed with the arena */
};

/* TEXT, which stands behind OFFSET columns, as a rule about TABLE. */
bool rule_parse(const char *text, size_t offset, const struct table *table, struct arena *arena, struct rule *out,
                struct error *err);
bool rule_judge(struct session *session, const char *name, const struct rule *rule, const struct table *table,
                struct arena *arena, struct rule_outcome *out, struct error *err);
/* The rules of the table NAME, in the order in which they were declared. */
bool rules_read(struct session *session, const char *name, const struct table *table, struct arena *arena,
                struct rule **out, size_t *n, struct error *err);
/* Declares RULE, in the place of one with the same text; *SAME when it stood there already. */
bool rules_keep(struct session *session, const char *name, const struct rule *rule, bool *same, struct error *err);
/* Takes back the rule TEXT, or all of them; *N of them were there. */
bool rules_forget(struct session *session, const char *name, const char *text, size_t *n, struct error *err);

/* ---- rule_parts.c: what kinds share ---- */
const struct column *rule_column(struct judging *j, size_t slot, struct error *err);
bool rule_share(const char *text, double *out);               /* "5%", "0.05" */
bool rule_compare(double a, const char *sign, double b);      /* sign: < <= > >= == != */
int64_t rule_now(struct session *session, struct error *err); /* the as-of date, or the end of the data */
/* The last version of the delivery before the one in use; 0: none. */
int rule_version_before(struct judging *j);
/* Aggregates over the table, compared: sum(a) == sum(b), distinct(k) >= 100. */
bool judge_total(struct judging *j, struct error *err);
bool expression_has_aggregate(const struct expression *expression);

#endif
