/* A sheet as a grid: rows are made cell by cell while the workbook is read, and then kept in memory. Private to
   source/. */
#ifndef SOURCE_SHEET_H
#define SOURCE_SHEET_H

#include "patron/source/source.h"
#include "source/grid.h"

struct sheet_chunk {
    struct cells cells;
    uint64_t first_line;
};

struct sheet_grid {
    struct grid grid;
    bool no_header;
    size_t skip_lines; /* rows above the names */
    bool looked;       /* for titles */
    struct sheet_chunk *chunks;
    size_t n_chunks;
    /* The row that is being made. */
    size_t line;
    struct text row; /* its fields, one behind the other */
    size_t *ends;
    bool *numbers; /* of the format, not texts */
    size_t n_fields, fields_capacity;
};

struct sheet_grid *sheet_grid_new(const char *path, uint64_t n_bytes, const struct source_options *options);
void sheet_row_begin(struct sheet_grid *sheet, size_t line);
void sheet_add_field(struct sheet_grid *sheet, const char *text, size_t length);
void sheet_add_number(struct sheet_grid *sheet, const char *text, size_t length);
/* The first row that holds anything decides names and width; rows of nothing are skipped. False: no memory. */
bool sheet_row_end(struct sheet_grid *sheet);
/* No row follows. False: there was none at all. */
bool sheet_grid_finish(struct sheet_grid *sheet);

/* A field as CSV has it, for the quarantine: with numbers of the format spelled as texts are, with the sign DECIMAL, so
   that one reading serves both. */
void sheet_add_raw(struct text *out, const char *bytes, size_t length, bool first);
void sheet_add_raw_number(struct text *out, const char *bytes, size_t length, char decimal, bool first);
/* A row of cells. */
void sheet_add_raw_row(struct text *out, const struct cells *cells, size_t row);

#endif
