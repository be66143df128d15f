/* A frame: named columns of numbers over the same rows. What happened to rows (labels), what a model says of them
   (answers): whoever reads one asks for a column by its name, so that a new kind of label or answer is a new name, and
   none of those who pass frames on need to know it. */
#ifndef PATRON_BASE_FRAME_H
#define PATRON_BASE_FRAME_H

#include <stdbool.h>
#include <stddef.h>

struct error;

struct frame_column {
    const char *name; /* lives as long as the frame: of a row of a table */
    double *values;   /* n_rows; NaN is missing */
};
struct frame {
    size_t n_rows, n_columns;
    struct frame_column *columns;
};
/* A view of one column, for a call: freed by nobody. */
#define FRAME_VIEW(n, name, values)                                                                                    \
    (&(struct frame){ (n), 1, (struct frame_column[]){ { (name), (double *)(values) } } })

/* The columns NAMES (ends with NULL), all missing. False and ERR (E_MEMORY, which says WHAT) when there is no room. */
bool frame_init(struct frame *frame, const char *const *names, size_t n_rows, const char *what, struct error *err);
/* Frees the columns; a frame of zeros is none. Not for a view. */
void frame_release(struct frame *frame);
/* The values of the column NAME; NULL when FRAME (may be NULL) has none. */
double *frame_column(const struct frame *frame, const char *name);
/* OUT is made, of the rows of FROM at PLACES, N of them in any order. */
bool frame_take(const struct frame *from, const size_t *places, size_t n, const char *what, struct frame *out,
                struct error *err);
/* Row TO becomes row FROM, in place. */
void frame_move(struct frame *frame, size_t from, size_t to);

#endif
