/* A foreign file as a grid of texts: what a format knows, and nothing of types.

   A grid counts its rows by positions (bytes of the text, or ordinals of rows). Its rows are read in blocks that do not
   depend on each other: grid->read gives the fields of the rows from START up to the first row that begins at or after
   LIMIT, and says in *END where that row begins. It may be called for any block, again, and from several threads.

   Where a block begins is known for certain only when the block before it has been read. grid->guess tells where the
   first row at or after a position probably begins; blocks are read side by side from guesses, and who reads them
   compares each guess with the end of the block before, and reads again where the guess was wrong. So the result is
   that of one reader from top to bottom. */
#ifndef PATRON_SOURCE_GRID_H
#define PATRON_SOURCE_GRID_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "patron/base/text.h"
#include "patron/source/reading.h"

struct error;
struct held;
struct source_options;
struct work;

/* A row that cannot be kept. */
struct flaw {
    uint32_t after; /* rows of the block that were kept before it */
    uint32_t line;  /* physical lines after the block's first */
    char *reason;
    char *raw;
    size_t raw_length;
};

/* Why reading must stop here; told in full by grid->explain. */
enum stop { STOP_NONE, STOP_BINARY, STOP_ENCODING, STOP_QUOTE, STOP_LONG_FIELD, STOP_RAGGED, STOP_WIDE, STOP_MEMORY };

/* Lines that a person should hear of: how many, and the first of them in physical lines after the block's first. */
struct sighting {
    size_t n;
    uint32_t first, last; /* the first one spans these */
};

/* Where a field lies: in the file's own text from cells->view on, or, with SPAN_COPIED in its begin, in cells->bytes.
   With SPAN_NUMBER in its end it is no text but a number of the format, whose decimal sign is a point. */
struct span {
    uint32_t begin, end;
};
#define SPAN_COPIED (UINT32_C(1) << 31)
#define SPAN_NUMBER (UINT32_C(1) << 31)

/* The fields of some rows, row by row, every row of the same width. */
struct cells {
    size_t width;
    size_t n_rows;
    struct text bytes;        /* the fields that had to be copied, one behind the other */
    const char *view;         /* the text that the other fields lie in; belongs to the grid */
    struct span *spans;       /* of field row * width + column */
    uint32_t *starts, *stops; /* where each row lies, from the block's start */
    uint32_t *lines;          /* physical lines after the block's first, per row */
    size_t spans_capacity, rows_capacity;
    uint64_t start;   /* the block's position */
    uint64_t n_lines; /* physical lines that the block spans */
    struct flaw *flaws;
    size_t n_flaws, flaws_capacity;
    enum stop stop;
    uint64_t stop_position;  /* where, for stop */
    bool *bytes_in;          /* per column: a value is bytes, written as hexadecimal digits; NULL: none anywhere */
    bool borrowed;           /* fields belong to the grid */
    char decimal;            /* what stands before the decimals of a number that is written as text */
    struct sighting headers; /* lines that are the header again, and no rows */
    struct sighting joined;  /* rows with a field whose lines look like whole rows */
};

enum { CELLS_MAX_BYTES = 2000000000 };
#define NO_POSITION UINT64_MAX

void cells_release(struct cells *cells); /* and empties, for use again */
/* Adds a field to the row that is being made; false (and STOP_MEMORY or STOP_LONG_FIELD) when there is no room. */
bool cells_add(struct cells *cells, size_t field, const char *bytes, size_t length);
/* The same for a number of the format. */
bool cells_add_number(struct cells *cells, size_t field, const char *bytes, size_t length);
/* The spans of the row that is being made, to be filled in: cells->width of them; NULL (and STOP_MEMORY): no room. */
struct span *cells_next_spans(struct cells *cells);
/* Ends the row of cells->width fields that begins at START, after LINE. */
bool cells_end_row(struct cells *cells, uint32_t start, uint32_t line);
/* Puts other bytes in the place of a field of a row that is there. False (and STOP_MEMORY or STOP_LONG_FIELD): no room.
 */
bool cells_replace(struct cells *cells, size_t row, size_t field, const char *bytes, size_t length);
/* Forgets the N fields of the row that is being made. */
void cells_forget(struct cells *cells, size_t n);
void cells_add_flaw(struct cells *cells, uint32_t line, const char *raw, size_t raw_length, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

static inline const char *cells_field(const struct cells *cells, size_t row, size_t column, size_t *length)
{
    struct span span = cells->spans[row * cells->width + column];
    *length = (span.end & ~SPAN_NUMBER) - (span.begin & ~SPAN_COPIED);
    return span.begin & SPAN_COPIED ? cells->bytes.bytes + (span.begin ^ SPAN_COPIED) : cells->view + span.begin;
}

/* What stands before the decimals of this field, should it be a number. */
static inline char cells_decimal(const struct cells *cells, size_t row, size_t column)
{
    bool number = cells->decimal != '.' && (cells->spans[row * cells->width + column].end & SPAN_NUMBER);
    return number ? '.' : cells->decimal;
}

/* Where a field stands, for the caret. */
struct spot {
    size_t line_offset; /* physical lines after the row's own */
    size_t column, length;
    char *source; /* that line, or NULL */
};

struct grid {
    const char *path;
    uint64_t n_bytes; /* of the file as stored */
    char **names;     /* of the columns, blanks around them removed; empty ones are "c1", "c2" ... */
    char **paths;     /* other names by which declarations may mean them, or NULL */
    size_t width;
    size_t *fields; /* where the columns of the first file stand in this one; NULL: at the same places */
    bool has_header;
    uint64_t start, end;       /* positions: the first row's, and behind the last one */
    uint64_t first_line;       /* of the first row */
    uint64_t block;            /* positions that make a block of rows */
    char decimal;              /* of numbers that are written as texts */
    char delimiter;            /* 0: there is none */
    const char *encoding;      /* NULL: the format says */
    enum escapes escapes;      /* TOLD: there was no backslash */
    char *note;                /* what people should know of the reading, or NULL */
    size_t n_titles;           /* lines above the names, when they look like titles: what skip_lines= should be */
    size_t n_failed, n_merged; /* cells of a workbook where a formula failed, and ranges that were one cell */

    uint64_t (*guess)(const struct grid *grid, uint64_t position);
    /* SURE: START is certain; else a row that runs far beyond LIMIT is given up: *END is NO_POSITION. Trouble is told
       in out->stop. */
    void (*read)(const struct grid *grid, uint64_t start, uint64_t limit, bool sure, struct cells *out, uint64_t *end);
    void (*raw)(const struct grid *grid, const struct cells *cells, size_t row, struct text *out);
    void (*locate)(const struct grid *grid, const struct cells *cells, size_t row, size_t field, struct spot *out);
    /* ERR from cells->stop; returns false. */
    bool (*explain)(const struct grid *grid, const struct cells *cells, struct error *err);
    void (*close)(struct grid *grid);
    /* The rows from START up to LIMIT will hardly be read again; may be NULL. */
    void (*forget)(const struct grid *grid, uint64_t start, uint64_t limit);
    /* NULL, or decides names and width of those of GRIDS that have this function, before any rows are read: in formats
       that name the values of each row, files of one table need not have the same names. */
    bool (*agree)(struct grid **grids, size_t n, struct error *err);
};
/* The field of this grid that is field FIELD of the first. */
static inline size_t grid_field(const struct grid *grid, size_t field)
{
    return grid->fields ? grid->fields[field] : field;
}
static inline void grid_close(struct grid *grid)
{
    if (grid)
        grid->close(grid);
}
/* For all grids. */
void grid_free_names(struct grid *grid);
/* The grid's width and names from the fields of its first row, which is a header row or else only tells how many. */
void grid_take_names(struct grid *grid, const struct cells *first, bool header);

bool csv_open(const char *path, const struct source_options *options, struct work *work, struct grid **out,
              struct error *err);
bool tsv_open(const char *path, const struct source_options *options, struct work *work, struct grid **out,
              struct error *err);
bool fixed_open(const char *path, const struct source_options *options, struct work *work, struct grid **out,
                struct error *err);
bool json_open(const char *path, const struct source_options *options, struct work *work, struct grid **out,
               struct error *err);
bool sqlite_open(const char *path, const struct source_options *options, struct work *work, struct grid **out,
                 struct error *err);
/* The names of the sheets that can be seen; ends with NULL; source_paths_free. */
bool xlsx_sheets(const char *path, const struct held *held, struct work *work, char ***out, struct error *err);
bool xlsx_open(const char *path, const struct source_options *options, struct work *work, struct grid **out,
               struct error *err);

#endif
