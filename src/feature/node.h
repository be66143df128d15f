/* Bound expressions: nodes that compute a batch of values at once, block by block.

   The binder turns a tree into nodes, checks types, and asks its user (a table, a world) what a name stands for. A node
   computes up to BATCH_ROWS values and returns where they are: in BUFFER, or in the column itself. Missing values
   travel through: NaN, BOOL_MISSING, TIME_MISSING, TEXT_MISSING. Numbers are finite or missing: what overflows, and
   division by zero, is missing. */
#ifndef FEATURE_NODE_H
#define FEATURE_NODE_H

#include "patron/base/memory.h"
#include "patron/feature/expression.h"

struct horizon;
struct joins;

enum { BATCH_ROWS = 1024 };

enum value_type {
    VALUE_NUMBER,   /* double */
    VALUE_WHOLE,    /* int64_t: whole numbers of which a double cannot hold all (wholes.h) */
    VALUE_BOOL,     /* int8_t */
    VALUE_TIME,     /* int64_t */
    VALUE_TEXT,     /* uint32_t, codes of the node's dictionary */
    VALUE_DURATION, /* constants only */
    N_VALUE_TYPES
};
const char *value_type_name(enum value_type type); /* "a number", "yes/no", .. */
size_t value_size(enum value_type type);
bool value_is_missing(enum value_type type, const void *values, size_t i);
void value_set_missing(enum value_type type, void *values, size_t i);
/* As what values of TYPE are measured (measures.h): numbers and yes/no as reals. */
enum type value_measured(enum value_type type);

/* Buffers of BATCH_ROWS * 8 bytes, one thread's. Start from all zero bytes. */
struct buffers {
    void **items;
    size_t n, capacity, in_use;
};
void *buffers_take(struct buffers *buffers);
void buffers_give(struct buffers *buffers); /* the last one taken */
void buffers_release(struct buffers *buffers);

/* What rows a batch stands for: value i reads row rows[i] of a table, or row first + i when ROWS is NULL. Expressions
   over events have two sides. */
enum side { SIDE_OWN, SIDE_CUSTOMERS, N_SIDES };
struct batch {
    size_t n; /* at most BATCH_ROWS */
    struct {
        const uint32_t *rows;
        size_t first;
    } side[N_SIDES];
    const int64_t *cutoffs;      /* n, or NULL */
    const void *const *slots;    /* aggregates already computed, n values each, or NULL */
    const double *const *scores; /* of models, for all rows of the plan, of which FIRST is the batch's first */
    size_t first;
    struct buffers *buffers;
};

struct node;
typedef const void *node_function(const struct node *node, const struct batch *batch, void *buffer);
struct node {
    enum value_type type;
    bool constant;
    bool integral; /* of numbers: all are whole and lie within 64 bits, or are missing */
    node_function *evaluate;
    const struct node **arguments;
    size_t n_arguments;
    const struct column *column; /* leaves */
    enum side side;
    size_t slot;
    const struct dictionary *dictionary; /* of texts */
    const struct table *keeper;          /* whose dictionary it is; NULL: the arena's */
    bool personal;                       /* the values are those of a column that is masked */
    enum privacy privacy;                /* .. of a personal column, masked or revealed */
    bool named;                          /* its texts are pseudonyms */
    const struct secret *secret;         /* of columns: what pseudonyms are made with */
    const void *values;                  /* constants: BATCH_ROWS copies */
    struct duration duration;
    int sign;
    enum expression_operator operator_;
    double (*number)(double);            /* a function of one number */
    double (*moment)(int64_t);           /* .. of one time */
    const int8_t *answers;               /* a test of texts: one a code */
    const uint32_t **codes;              /* per argument: its codes to the node's codes, or to ranks */
    const void *own;                     /* what the function alone knows */
    const double *numbers;               /* `in`: sorted; of a text: one a code */
    const int64_t *wholes;               /* `in` of whole numbers: sorted */
    size_t n_numbers;                    /* of either */
    int64_t (*whole)(int64_t);           /* a function of one whole number */
    const struct expression *expression; /* where it came from */
};

struct binder {
    struct arena *arena;
    struct error *err;
    /* What a NAME, COLUMN or AGGREGATE stands for; NULL and an error when nothing. */
    struct node *(*resolve)(struct binder *binder, const struct expression *expression);
    void *context;
    struct joins *joins;           /* made so far; NULL: none can be made */
    const struct horizon *horizon; /* of the plan */
    bool *open; /* told of a call without its edges, which is then bound all the same; NULL: it is an error */
    bool has_cutoff, uses_cutoff, uses_customers;
};

/* Binds EXPRESSION; NULL and an error with its place when types or names do not fit. */
struct node *bind(struct binder *binder, const struct expression *expression);
/* NODE as WANTED if that can be had without loss (yes/no as 0/1, numbers as yes/no, whole durations as days), or as the
   nearest numbers that a double holds; else NULL and an error. */
struct node *bind_as(struct binder *binder, struct node *node, enum value_type wanted);
struct node *node_new(struct binder *binder, const struct expression *expression, enum value_type type,
                      node_function *evaluate, size_t n_arguments);
struct node *node_column(struct binder *binder, const struct expression *expression, const struct table *table,
                         const struct column *column, enum side side);
struct node *node_number(struct binder *binder, const struct expression *expression, double value);
struct node *node_bool(struct binder *binder, const struct expression *expression, int8_t value);
struct node *node_whole(struct binder *binder, const struct expression *expression, int64_t value);
struct node *node_time(struct binder *binder, const struct expression *expression, int64_t value);
/* Whether values of NODE may be those of a personal column that is masked, or texts made of them. */
bool node_is_personal(const struct node *node);
/* The same, revealed or not. What is counted or compared is not personal any more. */
enum privacy node_privacy(const struct node *node);
/* What pseudonyms of NODE's values are made with; NULL when no column is behind them. */
const struct secret *node_secret(const struct node *node);
/* TO has values of FROM: it is as personal. */
void node_takes_privacy(struct node *to, const struct node *from);
/* NODE, a text, with the pseudonyms of its texts in their place: what is personal stands so in features, so that
   levels, terms and model files hold nobody's address. */
struct node *node_pseudonyms(struct binder *binder, const struct node *node);
/* pseudonym(text) */
struct node *bind_pseudonym(struct binder *binder, const struct expression *expression, struct node **arguments);
/* A node whose arguments are all constant is computed here and now. */
struct node *node_fold(struct binder *binder, struct node *node);
static inline const void *node_values(const struct node *node, const struct batch *batch, void *buffer)
{
    return node->evaluate(node, batch, buffer);
}

/* Fills the binder's error for the place of EXPRESSION; returns NULL. */
void *bind_fails(struct binder *binder, const struct expression *expression, int code, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
void place_error(struct error *err, const struct expression *expression);

/* yes, true, no, false. */
bool word_is_bool(const char *word, size_t length, int8_t *value);

#endif
