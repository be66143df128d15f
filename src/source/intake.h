/* From grids to a table: blocks of rows are read side by side, each column of a block is learned on its own, the types
   of the whole column are settled, and the blocks are put together in file order. Private to source/. */
#ifndef SOURCE_INTAKE_H
#define SOURCE_INTAKE_H

#include "patron/source/source.h"
#include "source/infer.h"

/* A column as far as its blocks were put into it; see keep.c. */
struct kept {
    bool given_up; /* its blocks differ */
    bool any;      /* a block with a value came */
    struct shape shape;
    void *values;
    size_t n_rows, capacity;
    size_t width; /* bytes of a value, as in packed.h */
    struct dictionary_builder *texts;
};

/* A column of the table to be. */
struct plan {
    const char *name;                  /* in the table */
    size_t field;                      /* in the file */
    bool typed;                        /* declared */
    bool learn_times;                  /* declared as time, but not how it is written */
    bool names_rows;                   /* a key or a link: whole numbers are such however they are written */
    const struct reading_column *like; /* what the column was the last time, or NULL */
    struct shape shape;
    struct fit fit; /* of all rows, when not declared */
    bool keeps_na;  /* its texts are codes of two letters: NA is one of them */
    size_t n_na;    /* so many times */
    struct kept kept;
};

/* A block of rows as it was read. */
struct block {
    const struct grid *grid;
    uint64_t start, limit, end; /* positions; end: where the next block begins */
    uint64_t first_line, n_lines;
    size_t n_rows;      /* kept by the grid, before any is dropped */
    size_t first_row;   /* in the table, of the first row that is not dropped */
    struct part *parts; /* one per plan */
    struct flaw *flaws;
    size_t n_flaws;
    enum stop stop;
    uint64_t stop_position;
    struct sighting headers, joined; /* as in cells */
    uint32_t *dropped;               /* rows with a value that does not fit, in order */
    size_t n_dropped;
};

struct intake {
    const struct source_options *options;
    struct work *work;
    struct grid **grids;
    size_t n_grids;
    struct plan *plans;
    size_t n_plans;
    bool comma_told;                              /* nobody said so: the file's values do */
    struct missing_texts missing, missing_but_na; /* the second for columns in which NA is a value */
    struct block *blocks;
    size_t n_blocks, blocks_capacity;
    size_t n_rows; /* of the table */
    size_t n_kept; /* rows of the blocks that were read and follow on each other */
    uint64_t n_positions, n_positions_read;
    uint64_t n_read;
    size_t n_keyless, n_key_again; /* rows set aside without a key, and with that of an earlier row */
};

/* Columns that grow as blocks come (keep.c). keep_prepare, for the blocks from FIRST on; then keep_column for each plan
   and these blocks, side by side; in the end keep_settle: whether the column is whole, for the shape that was settled.
 */
bool keep_prepare(struct intake *intake, size_t first, struct error *err);
void keep_column(struct intake *intake, size_t p, size_t first, size_t end);
void keep_settle(struct intake *intake, size_t p);
void kept_release(struct kept *kept);
/* The texts that mean missing in a column. */
const struct missing_texts *plan_missing(const struct intake *intake, const struct plan *plan);
/* The shape that a column had the last time, when plan->like says that there was one. */
struct shape plan_wants(const struct plan *plan);
void values_fill_missing(void *values, enum type type, size_t from, size_t n);
/* Whether a block of a learned column holds no value at all. */
bool part_is_empty(const struct plan *plan, const struct part *part);

/* The order of steps; each returns false and fills ERR when the reading ends there. */
bool intake_match(const struct intake *intake, struct error *err); /* part of it: grid->fields of all but the first */
bool intake_plan(struct intake *intake, struct error *err);        /* columns from the grids and the declarations */
bool intake_read(struct intake *intake, struct error *err);        /* all blocks */
bool intake_settle(struct intake *intake, struct error *err); /* types of whole columns; converts what was misread */
/* The column that names each row, when rows without a name or with that of another are set aside; else NULL. */
const struct plan *intake_key(const struct intake *intake);
bool intake_judge(struct intake *intake, struct error *err); /* bad values and ragged rows by policy; counts rows */
struct table *intake_assemble(struct intake *intake, const char *name, struct error *err);
struct table *intake_quarantine(const struct intake *intake, struct error *err);
struct table *intake_columns(const struct intake *intake, const struct table *table, struct error *err);
/* How they were read, to free. */
struct source_reading *intake_reading(const struct intake *intake);
/* What people should know of how the files were read, to free; or NULL. */
char *intake_note(const struct intake *intake);
void intake_release(struct intake *intake);

/* The block again, as it was read the first time. */
void block_cells(const struct block *block, struct cells *cells);
/* The physical line of row ROW (as counted in the table). */
uint64_t intake_line(const struct intake *intake, size_t row, const char **path);

/* source_read with blocks of BLOCK positions; 0: the grid's own. For tests of the joints between blocks. */
bool source_read_in_blocks(const char *name, const char *const *paths, size_t n_paths,
                           const struct source_options *options, uint64_t block, struct work *work,
                           struct source_result *out, struct error *err);

#endif
