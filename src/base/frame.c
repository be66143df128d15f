/* Named columns of numbers over the same rows. */
#include "patron/base/frame.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "patron/base/memory.h"

bool frame_init(struct frame *frame, const char *const *names, size_t n_rows, const char *what, struct error *err)
{
    size_t n = 0;
    while (names[n])
        n++;
    *frame = (struct frame){ n_rows, n, allocate(n + 1, sizeof *frame->columns) };
    for (size_t c = 0; c < n; c++) {
        frame->columns[c] = (struct frame_column){ names[c], allocate_large(n_rows, sizeof(double), what, err) };
        if (!frame->columns[c].values) {
            frame_release(frame);
            return false;
        }
        for (size_t i = 0; i < n_rows; i++)
            frame->columns[c].values[i] = NAN;
    }
    return true;
}

void frame_release(struct frame *frame)
{
    for (size_t c = 0; c < frame->n_columns; c++)
        free(frame->columns[c].values);
    free(frame->columns);
    *frame = (struct frame){ 0 };
}

double *frame_column(const struct frame *frame, const char *name)
{
    for (size_t c = 0; frame && c < frame->n_columns; c++)
        if (strcmp(frame->columns[c].name, name) == 0)
            return frame->columns[c].values;
    return NULL;
}

bool frame_take(const struct frame *from, const size_t *places, size_t n, const char *what, struct frame *out,
                struct error *err)
{
    const char **names = allocate(from->n_columns + 1, sizeof *names);
    for (size_t c = 0; c < from->n_columns; c++)
        names[c] = from->columns[c].name;
    bool good = frame_init(out, names, n, what, err);
    for (size_t c = 0; good && c < from->n_columns; c++)
        for (size_t i = 0; i < n; i++)
            out->columns[c].values[i] = from->columns[c].values[places[i]];
    free(names);
    return good;
}

void frame_move(struct frame *frame, size_t from, size_t to)
{
    for (size_t c = 0; c < frame->n_columns; c++)
        frame->columns[c].values[to] = frame->columns[c].values[from];
}
