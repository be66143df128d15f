/* Between the files of functions: functions.c (numbers, choices), moments.c (times), letters.c (texts). */
#ifndef FEATURE_FUNCTIONS_H
#define FEATURE_FUNCTIONS_H

#include "feature/bind.h"

/* The binder of a function makes its node from bound arguments. */
typedef struct node *function_binder(struct binder *binder, const struct expression *expression,
                                     struct node **arguments);
struct function {
    struct expression_function row; /* first, so that a row's address is the function's */
    double (*number)(double);       /* of one number; others bind themselves */
    int64_t (*whole)(int64_t);      /* the same of whole numbers that stay such, or NULL */
    function_binder *bind;
    bool grouped;              /* may have `by GROUP` behind it */
    bool of_customers;         /* means something at a customer and a cutoff only: its user resolves it */
    bool takes_model;          /* its first argument is a model's name, which the tree holds as a text */
    double (*moment)(int64_t); /* of one time: a number, or .. */
    enum duration_unit start;  /* .. the beginning of its period, a time, when MOMENT is NULL */
    double (*measure)(const char *text, size_t length); /* of one text */
    bool same_value; /* what MEASURE gives says all that the text says: as personal as that */
    size_t (*respell)(const char *text, size_t length, char *out); /* of one text: another, no longer */
};
struct node *node_with(struct binder *binder, const struct expression *expression, enum value_type type,
                       node_function *function, struct node **arguments);

function_binder bind_moment, bind_period_start, bind_text_number, bind_respelling;
const struct function *function_of(const struct expression *call);

extern const struct function weekday_function, hour_function, monthday_function, month_function, quarter_function,
    year_function, day_function, week_start_function, month_start_function;
extern const struct function number_function, length_function, digits_function, lower_function, upper_function;

#endif
