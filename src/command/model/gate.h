/* Conditions over figures: auc(m3) >= 0.88, psi(full, against=train) < 0.25, rows(scores) > 10000. */
#ifndef COMMAND_GATE_H
#define COMMAND_GATE_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct error;
struct session;
struct figure_call;

/* A figure: its value, and in words what it hangs on ("sessions_n_30d"). */
struct figure {
    double value;
    const char *word;    /* check(orders): pass or fail; NULL: the value alone says it */
    const char *detail;  /* or NULL */
    struct arena *arena; /* where the detail lives; NULL: not wanted */
};
struct condition {
    bool holds;
    struct figure left, right;
    const char *text; /* "auc(m3) >= 0.88", with normal spacing */
};
/* TEXT as a condition, evaluated. OFFSET: columns before TEXT in the line, for places. */
bool gate_evaluate(struct session *session, const char *text, size_t offset, struct arena *arena, struct condition *out,
                   struct error *err);
/* One figure, such as silhouette(s5); *IS_FIGURE is false when TEXT is none and nothing was evaluated. */
bool figure_evaluate(struct session *session, const char *text, size_t offset, struct arena *arena, struct figure *out,
                     bool *is_figure, struct error *err);

/* "if failed", "if not failed", "if exists m3", "if $x == y", "if auc(m3) > 0.8": the whole line. */
bool condition_check(const char *line, struct error *err);
bool condition_evaluate(struct session *session, const char *line, bool *yes, struct error *err);

typedef bool figure_evaluator(struct session *session, const struct figure_call *call, struct figure *out,
                              struct error *err);
/* The figures of conditions that are no metrics: rows end with name NULL. */
struct figure_function {
    const char *name, *usage, *summary;
    figure_evaluator *evaluate;
};
extern const struct figure_function figure_functions[];
/* All figures, metrics first, for completion and help. */
void figures_each(void (*found)(void *context, const char *name, const char *usage, const char *summary),
                  void *context);

#endif
