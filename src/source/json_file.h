/* A file of JSON as a grid, between who opens it and who reads its rows. Private to source/. */
#ifndef SOURCE_JSON_FILE_H
#define SOURCE_JSON_FILE_H

#include "source/content.h"
#include "source/json_walk.h"

enum { JSON_BLOCK_BYTES = 1 << 20 };

struct json_file {
    struct grid grid;
    struct content content;
    struct path at, rows;
    bool count_arrays;
    bool rows_optional; /* no object need have the array that the rows lie in */
    bool lines;         /* a document on each line: positions are bytes; else they are rows */
    uint64_t *starts;   /* of the rows in a file that is not lines, and where the text ends */
    size_t n_rows, capacity;
    struct tree *tree;
};

/* Reads the line of JSON from BEGIN to END, and calls WALK->row for each row. False when the line is none:
   walk->tape->why. */
bool json_line(struct walk *walk, size_t begin, size_t end);
/* Why the row on the tape is none, in REASON; false when it is one. A value of another kind is .. JSON_NO_OBJECT. */
#define JSON_NO_OBJECT "where an object is expected"
bool json_row_fault(const struct tape *tape, struct text *reason);

/* grid->agree: the files of one table have the columns of all. */
bool json_agree(struct grid **grids, size_t n, struct error *err);
void json_read(const struct grid *grid, uint64_t start, uint64_t limit, bool sure, struct cells *out, uint64_t *end);
void json_raw(const struct grid *grid, const struct cells *cells, size_t row, struct text *out);
void json_locate(const struct grid *grid, const struct cells *cells, size_t row, size_t field, struct spot *out);

#endif
