/* A report laid out at a width: which lines each block takes. The text renderer and panes draw from the same layout. */
#ifndef REPORT_LAYOUT_H
#define REPORT_LAYOUT_H

#include "patron/draw/canvas.h"
#include "report/block.h"
#include "report/table_layout.h"

struct placed {
    const struct block *block;
    struct table_layout *table; /* of tables */
    int x, width;
    long long top, height; /* title included */
};
struct layout {
    int width, reach; /* of the page; and of the widest block */
    bool unbroken;
    bool broken_off; /* somebody asked to stop: nothing of it may be drawn */
    size_t n;
    struct placed *placed;
    long long lines;
};
/* HEIGHT: lines there are (pictures then grow and shrink to it), 0: as many as suit. LIMIT: rows of a table shown with
   EXTENT_LIMITED. With EXTENT_UNBROKEN blocks may reach beyond WIDTH. */
struct layout *layout_new(const struct report *report, int width, int height, enum extent extent, size_t limit);
void layout_free(struct layout *layout);
/* Lines FIRST .. of the layout into CANVAS, from its upper left corner. */
void layout_draw(const struct layout *layout, struct canvas *canvas, long long first);

#endif
