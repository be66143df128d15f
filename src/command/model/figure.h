/* Figures as conditions and print call them: a name and arguments. */
#ifndef COMMAND_FIGURE_H
#define COMMAND_FIGURE_H

#include "command/model/gate.h"

struct model;
struct value;

/* psi(score m3, against=train): the name, the words before commas, and the options; as many as were written. */
struct figure_call {
    const char *name;
    size_t name_column;
    size_t n_words, n_options;
    const char **words;
    size_t *columns;
    const char **keys, **values;
    size_t *key_columns;
};
/* ARGUMENTS, the text within the brackets, which begins behind OFFSET columns. */
void figure_call_cut(struct figure_call *call, const char *arguments, size_t offset, struct arena *arena);
/* Whether there is a figure of that name. */
bool figure_call_check(const struct figure_call *call, struct error *err);
bool figure_call_evaluate(struct session *session, const struct figure_call *call, struct figure *out,
                          struct error *err);
/* figure_quality.c: whether rules hold, and the five figures. */
bool figure_of_check(struct session *session, const struct figure_call *call, struct figure *out, struct error *err);
bool figure_of_quality(struct session *session, const struct figure_call *call, struct figure *out, struct error *err);
/* NULL when not given. */
const char *figure_option(const struct figure_call *call, const char *key);

/* The metric BY which a model is to be judged, one of its target's; the main one when it is not given. NULL and ERR. */
const struct metric *figure_by(const struct value *by, const struct model *model, struct error *err);

#endif
