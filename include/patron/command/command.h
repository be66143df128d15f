/* The language: lines to bound commands to reports, driven by rows.

   A line is split into words with places, the verb's row is found, the words are bound against the row's parameters, and
   `run` is called with typed values. It returns a report (what to show) or an error. Verbs do no parsing of their own. */
#ifndef PATRON_COMMAND_COMMAND_H
#define PATRON_COMMAND_COMMAND_H

#include <stdbool.h>
#include <stddef.h>

#include "patron/base/error.h"
#include "patron/base/parameter.h"
#include "patron/report/report.h"

struct session;

enum command_group { GROUP_START, GROUP_DATA, GROUP_FEATURES, GROUP_MODELS, GROUP_SEGMENTS, GROUP_MONITORING, GROUP_OUTPUT,
                     GROUP_SCRIPTS, GROUP_TERMINAL, N_GROUPS };
enum { NEEDS_WORKSPACE = 1, NEEDS_SNAPSHOT = 2, NEEDS_ASOF = 4, NEEDS_SPLIT = 8, NEEDS_TARGET = 16, NEEDS_WRITABLE = 32,
       NEEDS_OTHER_LINES = 64 /* runs lines from elsewhere, and whatever they need */ };
/* What a command changed; panes that show such things become stale. */
enum { CHANGES_TABLES = 1, CHANGES_DEFINITIONS = 2, CHANGES_MODELS = 4, CHANGES_SCORES = 8, CHANGES_STATE = 16,
       CHANGES_SETTINGS = 32, CHANGES_NOTES = 64,
       CHANGES_VIEW = 128 /* what is masked: everything that shows rows */ };

struct example {
    const char *what, *line;
};
/* Whether a command may end with &: those that only look, or write files, unless the row says otherwise. */
enum background { BACKGROUND_READERS, BACKGROUND_KEEPS_MODEL, BACKGROUND_NEVER };
/* A command run: its row, values, and where it came from. */
struct invocation {
    const struct command *command;
    struct values values;      /* of command->parameters */
    struct values kind_values; /* options of the model kind, for commands with FORM_KIND; parameters NULL when none */
    const void *kind;          /* the kind's row */
    const char *line;          /* the whole line as typed, whole words */
    struct arena *arena;       /* lives as long as the command */
};
struct command {
    const char *name;
    enum command_group group;
    const char *summary;      /* one line */
    const char *description;  /* a paragraph or two; NULL: only the summary */
    unsigned needs, changes;
    enum background background;
    const char *writes_with; /* the parameter with which a command that else only looks keeps something; NULL: none */
    const struct parameter *parameters; /* ends with name NULL */
    const struct example *examples;     /* ends with line NULL; executed by the tests in the example workspace */
    const char *see_also;               /* "train curves" */
    const char *pane;                   /* the pane kind that shows its report: "curves"; NULL: the log */
    struct report *(*run)(struct session *session, const struct invocation *invocation, struct error *err);
};
extern const struct command *const commands[]; /* ends with NULL, in the order of help */

#endif
