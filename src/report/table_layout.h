/* Where the cells of a run of tables (one, and those that continue it) stand, so that any line can be drawn by itself.
 */
#ifndef REPORT_TABLE_LAYOUT_H
#define REPORT_TABLE_LAYOUT_H

#include "report/cell.h"

/* How much a layout may leave out. A pane scrolls, so it hides columns but no rows. Whole is everything, folded into
   the width; unbroken is everything, and as wide as it is. */
enum extent { EXTENT_WHOLE, EXTENT_PANE, EXTENT_LIMITED, EXTENT_UNBROKEN };

struct column_layout {
    size_t column;        /* of the view */
    int width, natural;   /* of the value: as shown, and as the widest needs */
    int aside, star, bar; /* columns before and after it; 0: none */
    bool right;
    struct cell_style *styles; /* one a block of the run */
    double least, greatest;    /* scale of the bars */
};
struct column_group { /* columns side by side; a whole table wider than the page has several */
    size_t n;
    struct column_layout *columns;
    int gap, verdict; /* columns between, and for a verdict at the end */
};
enum segment_kind {
    SEGMENT_HEADER,
    SEGMENT_UNITS,
    SEGMENT_RULE,
    SEGMENT_TITLE,
    SEGMENT_ROWS,
    SEGMENT_BLANK,
    SEGMENT_FOOTER
};
struct table_segment {
    enum segment_kind kind;
    size_t group, block;
    long long lines;
    long long *row_lines; /* line of each row when cells are broken into several; else NULL */
};
struct table_layout {
    int width;
    enum extent extent;
    size_t n_blocks;
    const struct block **blocks;
    size_t *n_rows; /* shown of each block */
    size_t n_groups, n_segments;
    struct column_group *groups;
    struct table_segment *segments;
    char *footer; /* what is hidden; NULL: nothing */
    long long lines;
    bool broken_off; /* somebody asked to stop: nothing of it may be drawn */
};
/* Whether to leave a loop over the rows of LAYOUT before row I; it is broken off then. Short tables are never. */
bool table_layout_stops(struct table_layout *layout, size_t i);
/* LIMIT: rows shown when a block has no limit of its own (EXTENT_LIMITED). */
struct table_layout *table_layout_new(const struct block *const *blocks, size_t n_blocks, int width, enum extent extent,
                                      size_t limit);
void table_layout_free(struct table_layout *layout);
/* The width that would show everything side by side; in *LEAST the same with bars at their shortest and without asides.
 */
int table_layout_natural(const struct block *const *blocks, size_t n_blocks, size_t limit, int *least);
/* The width in which no cell is broken and no column put below. */
int table_layout_unbroken(const struct block *const *blocks, size_t n_blocks);
/* Puts the columns into groups (table_columns.c); the first step of table_layout_new. */
void table_layout_columns(struct table_layout *layout);
int table_group_width(const struct column_group *group);
int table_group_least(const struct column_group *group); /* with bars at their shortest and without asides */
/* Columns that a header may take without leaving the place of its column's values. */
int table_header_room(const struct column_layout *column);
/* Draws lines FIRST .. of the layout into AREA. */
void table_layout_draw(const struct table_layout *layout, struct canvas *canvas, struct rect area, long long first);

#endif
