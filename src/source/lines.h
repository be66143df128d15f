/* CSV lines that need no state machine: of as many fields as expected, each either without a quote or wholly quoted.
   Most lines are so. Their fields are views into the file. Private to source/. */
#ifndef SOURCE_LINES_H
#define SOURCE_LINES_H

#include "source/grid.h"
#include "source/marks.h"

enum { LINES_WORDS = 512 };

struct lines {
    const char *bytes; /* the whole text */
    size_t length;
    char delimiter;
    const char *header; /* a line of these bytes is none of the rows; NULL: any may be */
    size_t header_length;
    size_t longest;                /* bytes of a field */
    size_t marked_from, marked_to; /* the bytes that WORDS tells of */
    uint64_t words[LINES_WORDS];
};
void lines_init(struct lines *lines, const char *bytes, size_t length, char delimiter);

/* Adds rows to CELLS, from the line at POSITION (number *LINE) up to LIMIT, as long as lines are plain. Returns where
   it ended: at LIMIT or behind, or at the beginning of a line that is not plain (also one that begins with a byte order
   mark, or is the header again), of which nothing was added. CELLS has
   a width of at least 2, and its view is the text from cells->start on. */
size_t lines_take(struct lines *lines, struct cells *cells, size_t position, size_t limit, uint32_t *line);

#endif
