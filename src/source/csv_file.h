/* A file of CSV as a grid, between who opens it and who reads its rows. Private to source/. */
#ifndef SOURCE_CSV_FILE_H
#define SOURCE_CSV_FILE_H

#include "source/content.h"

struct csv_grid {
    struct grid grid;
    struct content content;
    char delimiter;
    bool escapes;       /* a backslash and a letter stand for a tab or a line's end */
    const char *header; /* its line, to know it again; NULL: there is none, or it has several */
    size_t header_length;
};

/* The first row from FROM on, however wide it is, in OUT; trouble is told in out->stop and out->flaws. */
struct csv_first {
    size_t begin, next; /* where it begins, and the line behind it */
    size_t n_lines;     /* from FROM on, with it */
    bool one_line;
};
void csv_read_first(const struct csv_grid *csv, size_t from, struct cells *out, struct csv_first *first);

bool csv_is_blank(const char *bytes, size_t length);
size_t csv_without_line_end(const char *bytes, size_t length);

void csv_read(const struct grid *grid, uint64_t start, uint64_t limit, bool sure, struct cells *out, uint64_t *end);
uint64_t csv_guess(const struct grid *grid, uint64_t position);
void csv_raw(const struct grid *grid, const struct cells *cells, size_t row, struct text *out);
void csv_locate(const struct grid *grid, const struct cells *cells, size_t row, size_t field, struct spot *out);

#endif
