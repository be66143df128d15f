/* Where in a document the rows are: the value at a path, or the parts of the array there. Arrays on the way are walked.
   Private to source/. */
#ifndef SOURCE_JSON_WALK_H
#define SOURCE_JSON_WALK_H

#include "source/json_tree.h"

struct walk {
    struct tape *tape;
    const struct path *at;
    void *context;
    /* Called with a row on the tape, which lies from BEGIN to END. False ends the walk. */
    bool (*row)(void *context, size_t begin, size_t end);
    size_t n_values;     /* how many values were found at the path */
    struct text members; /* the names where the path led nowhere, first seen; for the error */
    size_t missed;       /* which name of the path was not there */
};

/* Walks the document that begins at AT; *END is behind it. False when tape->why says so, or the row did. */
bool walk_document(struct walk *walk, size_t at, size_t *end);

#endif
