/* What the program says of itself, printed from its rows: the flags of the command line, commands, model kinds, settings,
   figures, errors. Usage is computed, never typed. */
#ifndef PATRON_COMMAND_MANUAL_H
#define PATRON_COMMAND_MANUAL_H

#include <stdbool.h>

#include "patron/base/text.h"

struct command;
struct error;
struct report;

/* A flag of the command line: one row each. */
struct flag {
    const char *name;      /* "command": --command */
    char letter;           /* 'c': -c; 0: none */
    const char *value;     /* "LINE"; NULL: takes none */
    const char *summary;
    int id;                /* the caller's */
};
/* One argument after the other: flags and their values in any of the usual spellings. Start from zero. */
struct flag_reader {
    int argc;
    char *const *argv;
    int at;
    const char *rest;      /* further letters of -qn */
    bool only_words;       /* behind -- */
};
struct flag_use {
    const struct flag *flag; /* NULL: a word */
    const char *value;       /* of the flag, or the word */
};
/* False at the end, and at an error, which is then in ERR: the nearest flag is its mend. ROWS end with name NULL. */
bool flag_next(struct flag_reader *reader, const struct flag *rows, struct flag_use *out, struct error *err);

/* Whether NAME, or what stands before its =, is the name of a flag. */
bool flag_known(const struct flag *rows, const char *name);
/* Adds a word of the shell to a command's LINE. What begins with -- is an option of the command, in the shell's habit:
   --check is check=yes. */
void flag_word_add(const char *word, struct text *line);

void manual_flags(const struct flag *rows, struct text *out);     /* --help */
void manual_roff(const struct flag *rows, struct text *out);      /* man/patron.1 */
void manual_reference(const struct flag *rows, struct text *out); /* Markdown */
/* A completion script for bash, zsh or fish. */
bool manual_completion(const struct flag *rows, const char *shell, struct text *out, struct error *err);
/* Every setting with type, default and text, one row each. */
struct report *manual_settings(struct error *err);
const struct command *manual_command(const char *name); /* the command called so; NULL: none */

#endif
