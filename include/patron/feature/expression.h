/* Expressions: one language for filters (`where`), features, populations and targets.

       spend = sum(orders.amount where channel == "app") over 30d,90d
       return_rate = count(returns) / count(orders) over 365d
       tenure = days since customers.signup_date
       show orders where amount > 500 and channel in ("app", "web")

   Numbers, "strings" or 'strings', dates 2024-07-01, durations 90d; + - * / % ^ and unary -; == (also =) != < <= > >=;
   and or not, in (..), between .. and .., is missing, is not missing, like "C%"; functions log log1p exp sqrt abs round
   floor if coalesce bin days; aggregates are rows of aggregates[]. Division by zero and missing give missing. Dates
   compare with dates; text with text; `column = value` is read as ==.

   An aggregate may have a window of its own: count(orders) over 30d / count(orders) over 365d. Names that are not plain
   stand in backquotes: `unit price`.

   Parsing gives a tree in an arena; columns and names are resolved later, against a table (row expressions) or a world
   (definitions). */
#ifndef PATRON_FEATURE_EXPRESSION_H
#define PATRON_FEATURE_EXPRESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "patron/base/calendar.h"
#include "patron/feature/window.h"
#include "patron/table/table.h"

struct arena;
struct error;
struct text;
struct work;

enum expression_kind {
    EXPRESSION_NUMBER,
    EXPRESSION_TEXT,
    EXPRESSION_TIME,
    EXPRESSION_DURATION,
    EXPRESSION_NAME,   /* a column of the table at hand, a feature, or (in populations) a table: resolved later */
    EXPRESSION_COLUMN, /* table.column, or table.above.column */
    EXPRESSION_CALL,   /* function(arguments): text is its name */
    EXPRESSION_UNARY,  /* operator_, arguments[0] */
    EXPRESSION_BINARY, /* operator_, arguments[0..1] */
    EXPRESSION_IN,
    EXPRESSION_BETWEEN,
    EXPRESSION_IS_MISSING,
    EXPRESSION_LIKE,
    EXPRESSION_AGGREGATE, /* aggregate(argument where condition): text is its name */
    EXPRESSION_SINCE,     /* days since ARGUMENT */
    EXPRESSION_TIME_TO,   /* time to ARGUMENT, all of a target: events, or a time */
    EXPRESSION_ASOF,      /* asof, in definitions: the date at which they are computed */
};
enum expression_operator {
    OP_ADD,
    OP_SUBTRACT,
    OP_MULTIPLY,
    OP_DIVIDE,
    OP_MODULO,
    OP_POWER,
    OP_NEGATE,
    OP_NOT,
    OP_AND,
    OP_OR,
    OP_EQUAL,
    OP_NOT_EQUAL,
    OP_LESS,
    OP_LESS_EQUAL,
    OP_GREATER,
    OP_GREATER_EQUAL
};
struct expression {
    enum expression_kind kind;
    enum expression_operator operator_;
    const char *text; /* string, name, function or aggregate; of a number with more digits than a whole number: those */
    const char *table; /* EXPRESSION_COLUMN: before the point; text is the column */
    const char *path;  /* EXPRESSION_COLUMN: returns.orders.amount: the table between the points, or NULL */
    double number;
    int64_t whole; /* of a number that is whole and beyond 2^53, exactly; 0: NUMBER is it */
    int64_t time;
    struct duration duration; /* a literal's; an aggregate's decay, count 0: none */
    struct period period;     /* of an aggregate over periods; length 0: over events */
    struct window window;     /* an aggregate's own; WINDOW_PAST: the definition's */
    struct expression **arguments;
    size_t n_arguments;
    struct expression *condition; /* of an aggregate, or NULL */
    struct expression *by;        /* rank(x) by GROUP, or NULL */
    bool negated;                 /* not in, not like, is not missing */
    size_t column, length;        /* place in the parsed text, from 1 */
};

/* TEXT as one expression, all of it. Error places are columns of TEXT plus OFFSET. */
struct expression *expression_parse(const char *text, size_t offset, struct arena *arena, struct error *err);
/* As parsed, with normal spacing and == for =. */
void expression_write(const struct expression *expression, struct text *out);

/* A row expression bound to TABLE and evaluated for all rows, in blocks on all threads. The result is one column of
   n_rows values, type by the expression; comparisons give BOOL. */
struct table *expression_evaluate(const struct expression *expression, const struct table *table, const char *name,
                                  struct work *work, struct error *err);
/* For `where`: 1 where true, 0 where false or missing. n_rows bytes; the caller frees. */
int8_t *expression_filter(const struct expression *expression, const struct table *table, struct work *work,
                          struct error *err);

/* Aggregates: rows. An aggregate is made of measures (number of values, their sum, ..; see src/feature/measures.h),
   which the engine computes once for all aggregates that need them. */
struct aggregate {
    const char *name;
    const char *summary;
    const char *form;   /* between the brackets when it is more than one value: "x, q" */
    bool takes_table;   /* count(orders) */
    bool takes_text;    /* count, distinct, first, last of texts */
    bool takes_time;    /* .. and min, max of times */
    bool takes_numbers; /* not: times only */
    bool takes_many;    /* distinct(a, b): values side by side */
    bool takes_yes_no;  /* share(amount > 100) */
    bool of_times;      /* of a table it takes the events' times */
    bool gives_value;   /* the answer is one of the values, of their type; else a number */
    bool decays;        /* may have decay=DURATION */
    bool has_parameter; /* a number after the value, or `parameter` when it is left out (NaN: it may not be) */
    bool of_series;     /* of values per period only */
    double parameter;
    const char *(*check)(double parameter); /* what is wrong with it, or NULL */
    unsigned measures;                      /* bits; a single one is the answer itself when FINISH is NULL */
    void (*finish)(const double *const *measures, size_t n, double *out); /* n values of each measure to n answers */
};
extern const struct aggregate *const aggregates[]; /* ends with NULL */
struct expression_function {
    const char *name, *summary;
    size_t least, most; /* arguments */
};
extern const struct expression_function *const expression_functions[]; /* ends with NULL */

#endif
