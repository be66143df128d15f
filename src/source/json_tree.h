/* The columns that objects make: a tree of the names on the way to each value. A value within objects becomes a column
   called after its path (customer.id is `customer_id`); arrays are one column, but for those that the rows lie in.
   Private to source/. */
#ifndef SOURCE_JSON_TREE_H
#define SOURCE_JSON_TREE_H

#include "source/json_tape.h"

struct error;

/* Names with points between them. */
struct path {
    char **names;
    size_t n;
};
/* NULL TEXT is the empty path. False: a name is empty. OPTION is for the error. */
bool path_parse(const char *text, const char *option, struct path *out, struct error *err);
void path_release(struct path *path);

#define NO_NODE UINT32_MAX
#define NO_COLUMN UINT32_MAX

struct node {
    char *key;
    uint32_t key_length;
    uint32_t parent, first, last, next; /* next: the sibling that was seen after this one */
    uint32_t depth;                     /* 0: the row itself */
    uint32_t on_path;                   /* how many names of the rows' path it fulfils; NO_NODE: it is not on it */
    bool scalar, null, object, array;   /* what was seen here */
    bool apart;                         /* an array on the rows' path: each of its parts makes a row */
    uint32_t level;                     /* how many such arrays are at or above it */
    uint32_t column;
};

struct tree {
    struct node *nodes; /* node 0 is the row */
    size_t n, capacity;
    size_t n_rows;       /* that were learned */
    size_t most_columns; /* the limit that is set */
    uint32_t *slots;     /* node, or 0 */
    size_t n_slots;
    const struct path *rows; /* outlives the tree */
    bool full;               /* too many paths: the rest was not taken */
    /* After tree_settle. */
    uint32_t *columns; /* nodes */
    char **names, **paths;
    size_t n_columns;
    size_t users;
};

struct tree *tree_new(const struct path *rows); /* of one user */
void tree_release(struct tree *tree);           /* one user less */
uint32_t tree_find(const struct tree *tree, uint32_t parent, const char *key, size_t length);
/* Takes in the row whose value is ITEM of TAPE. */
void tree_learn(struct tree *tree, const struct tape *tape);
/* What FROM has seen, seen after what INTO has. */
void tree_merge(struct tree *into, const struct tree *from);
/* Columns in order of their first sight, those of one object together. Names are made of letters, digits and _; of two
   that would be called the same, the one with the shorter path is, and the other gets _2. */
void tree_settle(struct tree *tree);

#endif
