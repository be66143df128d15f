/* A command file, read and cut into statements. */
#ifndef COMMAND_SCRIPT_H
#define COMMAND_SCRIPT_H

#include <stdbool.h>
#include <stddef.h>

#include "patron/base/memory.h"

struct error;

/* A physical line's part of a statement: byte `begin` of the statement is byte 0 of that line. */
struct piece {
    size_t begin, line;
};
enum statement_kind { STATEMENT_COMMAND, STATEMENT_PARAM, STATEMENT_FOR, STATEMENT_IF, STATEMENT_VERSION };
struct statement {
    enum statement_kind kind;
    const char *text; /* the whole line, continuations joined */
    size_t n_pieces;
    const struct piece *pieces;
    struct statement *body, *otherwise; /* for, if; else */
    struct statement *next;
};
struct script {
    const char *name; /* as given; NULL for a line of the command line */
    size_t n_lines;
    const char **lines; /* physical lines */
    struct statement *first;
    struct arena arena;
};
/* BYTES as statements; errors (bytes that are no text, a block without end) have places. False after any; all are
   handed to REPORT, at most LIMIT. */
typedef void script_error_function(void *context, struct error *err);
bool script_parse(struct script *script, const char *name, const char *bytes, size_t length,
                  script_error_function *report, void *context);
void script_release(struct script *script);
/* Moves an error's place from bytes of the statement's text to the physical line. MAP (may be NULL) leads from the
   expanded line EXPANDED to the statement's text. */
void script_place(const struct script *script, const struct statement *statement, const char *expanded,
                  const size_t *map, struct error *err);
/* "for k in 3..8": the name and the text behind in; false: not of that form. */
bool statement_for(const struct statement *statement, struct arena *arena, const char **name, const char **values,
                   size_t *values_begin);

#endif
