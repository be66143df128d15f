/* Pages of help, computed from rows. */
#ifndef COMMAND_HELP_H
#define COMMAND_HELP_H

#include "command/language/binder.h"
#include "patron/measure/measure.h"
#include "patron/report/report.h"

extern const char *const group_titles[N_GROUPS];
/* The page of a word: a command, a model kind, an error's code, a metric, a setting, "metrics", "expressions"; else
   what has the word in it. NULL: nothing; ERR then has the nearest. */
struct report *help_page(const char *word, struct error *err);
struct report *help_overview(void);
/* "KEY=VALUE", what it takes and its default: one line of a page. */
void help_parameter(const struct parameter *row, struct text *usage, struct text *what);

/* The page of a key of the full screen ("Tab", "J"), or NULL; all of them. */
struct report *help_key(const char *word);
struct report *help_keys(void);
/* Calls FOUND with each key whose note has WORD in it; OFFER with the name of every key. */
typedef void help_found(void *context, const char *name, const char *what);
void help_search_keys(const char *word, help_found *found, void *context);
void help_each_key(void (*offer)(void *context, const char *name), void *context);

/* The metric or figure that reports print as WORD ("lift@10%", "precision"), or NULL; the figures that are no metric.
 */
const struct metric *help_figure(const char *word);
void help_each_figure(help_found *found, void *context);

/* How an error comes about. */
struct error_example {
    int code;
    const char *before;  /* lines that lead to it, or NULL */
    const char *line;    /* the one that fails; NULL: it is no line */
    const char *how;     /* circumstances that no line makes, or NULL */
    const char *message; /* what is then said, behind "error:" */
};
extern const struct error_example error_examples[];       /* ends with code 0 */
const struct error_example *error_example_find(int code); /* NULL: none, which a test finds */
/* What a model's score means as a feature. */
struct report *help_nested(void);

#endif
