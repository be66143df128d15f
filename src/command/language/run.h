/* A command file being checked or run: what the files run_*.c share. */
#ifndef COMMAND_RUN_H
#define COMMAND_RUN_H

#include "command/language/names_ahead.h"
#include "command/language/run_file.h"
#include "patron/table/builder.h"

enum { ERRORS_LISTED = 20, INCLUDES_DEEP = 16 };

/* One file being checked or run. */
struct run {
    struct session *session;
    struct script *script;
    const struct run *parent;
    struct variables variables;
    struct held_errors *held;  /* errors of the text's structure, told in the order of their lines */
    bool lenient;              /* not every variable needs a param: presets */
    size_t *n_errors;          /* of the check, over all included files */
    struct builder *plan;      /* -n: what would run */
    struct names_ahead *ahead; /* -n: the names that lines can use */
    size_t *n_commands, *n_failed;
    bool tells;          /* says at the end how it went: a file that was asked for */
    struct error *first; /* the check of an included file keeps its first error here instead of printing */
};

/* ---- run_param.c ---- */
/* "param NAME [TYPE] [default=VALUE]": gives the variable its value, checked. */
bool take_param(struct run *run, const char *text, struct arena *arena, struct error *err);
bool take_version(const char *text, struct arena *arena, struct error *err);
struct values_list {
    size_t n, capacity;
    const char **texts;
};
/* The name and the values of a for, its variables put in. */
bool expand_for(struct run *run, const struct statement *statement, struct arena *arena, const char **name,
                struct values_list *list, struct error *err);

/* ---- run_check.c ---- */
/* Reads, parses and checks a file, or BYTES, into run->script; false after any error, all of which were told. */
bool check_file(struct run *run, const char *path, const struct run *parent);
bool check_bytes(struct run *run, const char *name, const char *bytes, size_t length);

#endif
