/* Words to typed values, driven by the rows of commands and model kinds. */
#ifndef COMMAND_BINDER_H
#define COMMAND_BINDER_H

#include "command/language/lexer.h"
#include "patron/command/command.h"
#include "patron/learn/model_kind.h"

enum redirection_kind { REDIRECT_NONE, REDIRECT_WRITE, REDIRECT_APPEND, REDIRECT_PIPE };
struct redirection {
    enum redirection_kind kind;
    const char *target; /* a path, or a command of the shell */
    bool overwrite;
    size_t begin, end; /* where the target stands */
};

/* What was typed for one row. */
struct slot {
    size_t n, capacity;
    const char **texts;
    size_t *begins, *ends; /* bytes of the line */
};
/* What a step of binding read, for who writes the line again. */
enum part_kind {
    PART_VERB,
    PART_SUBJECT,
    PART_NAME,
    PART_KIND,
    PART_CLAUSE,
    PART_OPTION,
    PART_REDIRECT,
    PART_OVERWRITE
};
struct part {
    enum part_kind kind;
    size_t index;      /* of the row, for subjects, clauses (their values too) and options */
    bool of_kind;      /* an option of the model kind */
    bool opens;        /* the clause's own word */
    size_t begin, end; /* bytes of the line */
};
/* The state of binding, word by word; completion walks the same way over what is typed so far. */
struct binding {
    struct words words;
    struct arena *arena;
    bool short_forms; /* unique beginnings are whole words */
    bool tolerant;    /* go on after an error: the line is being typed */
    bool tries;       /* the line began with try */
    bool background;  /* the line ended with & */
    const struct command *command;
    const struct model_kind *kind;
    struct slot *slots, *kind_slots;
    size_t next;    /* the word to be read next */
    size_t subject; /* the row that takes the next subject; SIZE_MAX: none is left */
    size_t clause;  /* the row of the open clause; SIZE_MAX: none */
    bool named;     /* NAME = was read */
    struct redirection redirection;
    struct part *parts; /* as they were read; kept when `keeps_parts` */
    size_t n_parts;
    bool keeps_parts;
    struct text *whole; /* the line in whole words, as far as it was read */
    size_t copied;      /* bytes of the line that `whole` has */
    struct error *err;
};

/* LINE bound: invocation and redirection, all in ARENA. A line that is one name and no command: *NAME is it. Errors
   have places in the line. */
struct bound {
    bool tries;
    bool background;  /* an & stood at the end; the invocation's line is without it */
    const char *name; /* a name alone; then no command */
    const char *text; /* the line that was bound instead of the one given, or NULL */
    struct invocation invocation;
    struct redirection redirection;
};
bool line_bind(const char *line, bool short_forms, struct arena *arena, struct bound *out, struct error *err);
/* Walks over the first N words of a line being typed. */
void binding_walk(struct binding *binding, const struct words *words, size_t n, struct arena *arena);

/* LINE, not shortened, cut into parts without looking at their values; variables stand in it unexpanded. False when it
   is not a command's line, or wrong; the words are in B in any case. */
bool binding_parts(struct binding *b, const char *line, struct arena *arena, struct error *err);

/* The command called NAME, case ignored; with SHORT_FORMS also by a unique beginning. NULL: none, or several. */
const struct command *command_find(const char *name);
const struct command *command_by_beginning(const char *name, size_t *n_matches);
bool is_clause_word(const char *word);
/* The kinds that a row of PARAMETER_KIND may name, by its `least`. */
bool row_takes_kind(const struct parameter *row, const struct model_kind *kind);

/* Usage computed from rows. */
void usage_write(const struct command *command, bool all_options, struct text *out);
void usage_part(const struct parameter *row, struct text *out); /* "[limit=N]" */
const char *parameter_label(const struct parameter *row);       /* "N", "DATE", "yes|no" */

#endif
