/* How often the rows of a test were looked at. */
#ifndef PATRON_WORKSPACE_LOOKS_H
#define PATRON_WORKSPACE_LOOKS_H

#include <stdbool.h>
#include <stddef.h>

struct error;
struct workspace;

/* How many models, kept here at any time, were tested on the rows whose hash is TEST_ROWS: the same one made again is
   counted once, and one that is gone still counts. */
bool workspace_looks(struct workspace *workspace, const char *test_rows, size_t *n, struct error *err);

#endif
