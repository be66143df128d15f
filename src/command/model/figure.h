/* Figures as conditions and print call them: a name and arguments. */
#ifndef COMMAND_FIGURE_H
#define COMMAND_FIGURE_H

#include "command/model/gate.h"

enum { FIGURE_WORDS = 16 };
/* psi(score m3, against=train): the name, the words before commas, and the options. */
struct figure_call {
    const char *name;
    size_t name_column;
    size_t n_words, n_options;
    const char *words[FIGURE_WORDS];
    size_t columns[FIGURE_WORDS];
    const char *keys[FIGURE_WORDS], *values[FIGURE_WORDS];
    size_t key_columns[FIGURE_WORDS];
};
/* ARGUMENTS, the text within the brackets, which begins behind OFFSET columns. */
void figure_call_cut(struct figure_call *call, const char *arguments, size_t offset, struct arena *arena);
bool figure_call_evaluate(struct session *session, const struct figure_call *call, struct figure *out,
                          struct error *err);
/* figure_quality.c: whether rules hold, and the five figures. */
bool figure_of_check(struct session *session, const struct figure_call *call, struct figure *out, struct error *err);
bool figure_of_quality(struct session *session, const struct figure_call *call, struct figure *out, struct error *err);
/* NULL when not given. */
const char *figure_option(const struct figure_call *call, const char *key);

#endif
