/* A parameter's row: the same struct serves commands, model kinds, reports and settings, and there is one parser of
   values in the program. Usage, help, completion, checking and the manual are read from the row. */
#ifndef PATRON_BASE_PARAMETER_H
#define PATRON_BASE_PARAMETER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "patron/base/calendar.h"

struct error;

enum { NAME_LENGTH_MOST = 200 }; /* characters of a name that is given to something */
/* Whether TEXT is a name as things have them: a letter, then letters, digits and _; of whatever length. */
bool name_is_plain(const char *text);
/* Whether TEXT is a date, or a name that ends with one, as snapshots may have: july_2024-07-01. */
bool name_is_dated(const char *text);

enum parameter_type {
    PARAMETER_TEXT,       /* any word */
    PARAMETER_NUMBER,     /* a double within least..greatest */
    PARAMETER_COUNT,      /* a whole number within least..greatest */
    PARAMETER_YESNO,      /* yes, no */
    PARAMETER_CHOICE,     /* one of `choices` */
    PARAMETER_DATE,       /* an instant */
    PARAMETER_DURATION,   /* 90d */
    PARAMETER_RANGE,      /* 2..8 : whole numbers, first and last */
    PARAMETER_FILE,       /* a path; completed from the file system */
    PARAMETER_EXPRESSION, /* the rest up to the next clause word: kept as text with its place */
    PARAMETER_NAME,       /* a new name */
    /* names of things in the workspace, completed from it */
    PARAMETER_TABLE, PARAMETER_COLUMN, PARAMETER_FEATURES, PARAMETER_TARGET, PARAMETER_MODEL, PARAMETER_SNAPSHOT,
    PARAMETER_SEGMENT, PARAMETER_CUSTOMER, PARAMETER_PRESET, PARAMETER_SCRIPT, PARAMETER_SETTING, PARAMETER_COMMAND, PARAMETER_KIND,
    PARAMETER_THING,      /* anything that has a name */
};

enum parameter_form {
    FORM_OPTION,  /* KEY=VALUE */
    FORM_SUBJECT, /* a word after the verb, in the order of the rows */
    FORM_NAME,    /* NAME =  before the kind or the expression */
    FORM_KIND,    /* the word after NAME = */
    FORM_MORE,    /* any KEY=VALUE that no option takes: kept as typed */
    FORM_CLAUSE,  /* from to on by over within where with: the row's name is the clause word */
};

struct parameter {
    const char *name;
    enum parameter_type type;
    enum parameter_form form;
    bool required, repeats; /* repeats: a list of values (subjects, names, comma lists) */
    double least, greatest; /* for numbers and counts; both 0: no limits */
    const char *unit;       /* "rows", "days", or NULL */
    const char *otherwise;  /* the default as text, or NULL */
    const char *const *choices; /* ends with NULL; for PARAMETER_CHOICE */
    const char *summary;
};

/* A bound value. For a missing optional parameter without default, `given` is false and all else zero. */
struct value {
    const struct parameter *parameter;
    bool given;          /* typed by the user (false: default, or nothing) */
    bool present;        /* given, or has a default */
    const char *text;    /* as written; the first of them when it repeats */
    const char *const *texts; /* all of them */
    size_t n_texts;
    double number;       /* NUMBER, COUNT, YESNO (0 or 1), RANGE (first) */
    double last;         /* RANGE */
    int choice;          /* CHOICE: index into choices */
    int64_t time;        /* DATE */
    struct duration duration;
    size_t line, column, length; /* where it stands in the command's text, for errors */
    size_t *columns;     /* where each text stands: n_texts of them */
};

/* Values bound to a table of parameters (ended by name NULL): values[i] belongs to parameters[i]. */
struct values {
    const struct parameter *parameters;
    struct value *values;
    size_t n;
};
/* The value of the parameter called NAME; a bug when there is no such row. */
const struct value *values_get(const struct values *values, const char *name);
/* Its number, also that of its default. */
double values_number(const struct values *values, const char *name);
/* Whether it is yes. */
bool values_yes(const struct values *values, const char *name);
const char *values_text(const struct values *values, const char *name); /* NULL when absent */
/* The index of what was chosen among its choices. */
int values_choice(const struct values *values, const char *name);

struct arena;
/* TEXT as a value of PARAMETER, checked against its limits; fills number, last, choice, time, duration, text (copied
   into ARENA). Types that name things are only copied. Errors: E_BAD_VALUE with what would be right. */
bool parameter_parse(const struct parameter *parameter, const char *text, struct arena *arena, struct value *out,
                     struct error *err);
/* All defaults of PARAMETERS, in ARENA. */
struct values values_defaults(const struct parameter *parameters, struct arena *arena);
/* "a number from 0 to 1", "yes or no", "one of roc pr": what the row wants, for help and errors. */
void parameter_describe(const struct parameter *parameter, char out[256]);

#endif
