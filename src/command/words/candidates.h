/* What a word being typed may become. */
#ifndef COMMAND_CANDIDATES_H
#define COMMAND_CANDIDATES_H

#include "command/state.h"

struct candidates {
    struct session *session;
    const char *prefix; /* what is typed of the word */
    struct completions *out;
};
/* Adds TEXT when it begins with the prefix and is not there yet. */
void candidate_add(struct candidates *candidates, const char *text);
/* Values of ROW; TABLE (may be NULL) is the table that the line is about. */
void candidates_of_row(struct candidates *candidates, const struct parameter *row, const char *table);
/* What may stand in an expression: columns of TABLE, or tables and their columns, functions, words. */
void candidates_of_expression(struct candidates *candidates, const char *table, bool over_events);
/* Texts in a column, in quotes. */
void candidates_of_values(struct candidates *candidates, const char *table, const char *column);
void candidates_of_files(struct candidates *candidates);
void candidates_of_names(struct candidates *candidates, enum name_kind kind);

#endif
