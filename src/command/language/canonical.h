/* Command files in their canonical form: one blank between words, clauses and options in the order of the command's
   row, blocks indented, definitions that follow one another with their = below each other. Comments, blank lines and
   the breaks of continued lines stay. What a line means is never changed: a line for which that is not certain stays as
   it is. */
#ifndef COMMAND_CANONICAL_H
#define COMMAND_CANONICAL_H

#include "command/language/script.h"
#include "patron/base/text.h"

/* A statement as it will be written. */
struct canonical {
    const char
        *head; /* what stands before a definition's =: "feature spend"; NULL: no definition that may be aligned */
    const char *rest;    /* the statement, or what stands behind the =; NULL: its lines stay as they are */
    const char *comment; /* behind it, with its #, or NULL */
};
/* False and ERR (placed in the statement's text) when the statement cannot be cut into words. */
bool statement_canonical(const struct statement *statement, const char *indent, struct arena *arena,
                         struct canonical *out, struct error *err);
/* The file's BYTES in OUT. False after errors, handed to REPORT. */
bool script_canonical(const char *name, const char *bytes, size_t length, struct text *out,
                      script_error_function *report, void *context);

#endif
