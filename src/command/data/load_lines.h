/* Load lines made of other load lines, and lines that are run as parts of one command. */
#ifndef COMMAND_LOAD_LINES_H
#define COMMAND_LOAD_LINES_H

#include <stdbool.h>
#include <stddef.h>

#include "patron/command/session.h"
#include "patron/report/report.h"

struct arena;

/* Lines run as part of a command: one transaction, one entry in the audit trail, no output of their own. */
struct steps {
    size_t first;        /* of their entries in the log */
    size_t first_remark; /* of what they should say, in session->remarks */
    bool nested;
    show_function *show;
};
void steps_begin(struct session *session, struct steps *steps);
void steps_end(struct session *session, const struct steps *steps);
void steps_forget(struct session *session); /* what they said */
bool steps_run(struct session *session, const char *line, struct error *err);
/* Whether each of the load lines among them makes a table of its own; E_NAME_TAKEN. */
bool steps_check(struct session *session, const struct steps *steps, struct error *err);
/* What the line that is run says of table NAME, to stand in the report of the whole. */
void steps_remark(struct session *session, const char *name, enum verdict verdict, const char *text);
/* A line for each of them: "clean purchases", and what it did; then what they said of their tables, as notes. */
void steps_report(struct session *session, const struct steps *steps, struct report *report, struct block *facts,
                  struct arena *arena);

/* The load line LINE with its options, for table NAME from the N sources. SHEET NULL: as in LINE. NULL: LINE is none.
 */
const char *load_line_from(const char *line, const char *name, const char *const *sources, size_t n, const char *sheet,
                           struct arena *arena);

#endif
