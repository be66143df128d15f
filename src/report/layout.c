/* Blocks under each other, some side by side; and drawing any part of that. */
#include "report/layout.h"

#include "patron/base/memory.h"
#include "report/picture.h"
#include "report/words.h"

enum { LEAST_WIDTH = 8, GUTTER = 3, FACTS_LEAST = 36, BESIDE_ROWS = 60, LEAST_ROOM = 12, UNBROKEN_WIDEST = 4000 };

struct placing {
    const struct report *report;
    struct layout *layout;
    enum extent extent;
    size_t limit;
    bool unbroken;       /* nothing is cut, broken or put below: a block that needs it is wider than the page */
    int room;            /* lines for each row of stretching pictures; 0: as suits */
    long long stretched; /* lines that such pictures took */
    int n_stretched;     /* rows of them */
};

/* Blocks of the run that begins at I: a table and the tables that continue it; else one. */
static size_t run_length(const struct report *report, size_t i)
{
    size_t n = 1;
    if (report->blocks[i]->kind != BLOCK_TABLE)
        return 1;
    while (i + n < report->n && report->blocks[i + n]->kind == BLOCK_TABLE && report->blocks[i + n]->table.continues &&
           view_columns(report->blocks[i + n]->table.view) == view_columns(report->blocks[i]->table.view))
        n++;
    return n;
}

static const struct block *const *run_blocks(const struct report *report, size_t i)
{
    return (const struct block *const *)&report->blocks[i];
}

static bool is_picture(const struct block *block)
{
    return block->kind != BLOCK_TABLE && block->kind != BLOCK_NOTE && block->kind != BLOCK_FACTS;
}

static long long body_height(const struct placing *placing, const struct placed *placed, const struct block *block)
{
    switch (block->kind) {
    case BLOCK_NOTE:
        return note_height(&block->note, placed->width);
    case BLOCK_FACTS:
        return facts_height(&block->facts, placed->width);
    case BLOCK_TABLE:
        return placed->table->lines;
    default:
        return picture_height(block, placed->width,
                              picture_stretches(block) && placing->room > 0 ? placing->room - (block->title ? 1 : 0)
                                                                            : 0);
    }
}

static int title_width(const struct block *block)
{
    return words_width(block->title) + (block->right ? words_width(block->right) + 7 : 4);
}

/* The columns that the block at I (and its run) needs so that nothing of it is broken; pictures suit themselves. */
static int unbroken_width(const struct placing *placing, size_t i)
{
    const struct block *block = placing->report->blocks[i];
    switch (block->kind) {
    case BLOCK_NOTE:
        return note_width(&block->note);
    case BLOCK_FACTS:
        return facts_width(&block->facts);
    case BLOCK_TABLE:
        return table_layout_unbroken(run_blocks(placing->report, i), run_length(placing->report, i));
    default:
        return 0;
    }
}

static struct placed *place(struct placing *placing, size_t i, int x, int width)
{
    struct layout *layout = placing->layout;
    int wanted = placing->unbroken ? unbroken_width(placing, i) : 0;
    wanted = wanted < UNBROKEN_WIDEST ? wanted : UNBROKEN_WIDEST;
    width = wanted > width ? wanted : width;
    layout->reach = x + width > layout->reach ? x + width : layout->reach;
    layout->placed = reallocate(layout->placed, layout->n + 1, sizeof *layout->placed);
    struct placed *placed = &layout->placed[layout->n++];
    const struct block *block = placing->report->blocks[i];
    *placed = (struct placed){ block, NULL, x, width, layout->lines, 0 };
    if (placing->unbroken && block->title && x + title_width(block) > layout->reach)
        layout->reach = x + title_width(block);
    if (block->kind == BLOCK_TABLE)
        placed->table = table_layout_new(run_blocks(placing->report, i), run_length(placing->report, i), width,
                                         placing->extent, placing->limit);
    layout->broken_off |= placed->table && placed->table->broken_off;
    placed->height = body_height(placing, placed, block) + (block->title ? 1 : 0);
    return placed;
}

/* The columns that the block at I (and its run) needs at least to stand beside another; 0: it may not. */
static int least_width(const struct placing *placing, size_t i, int *natural)
{
    const struct block *block = placing->report->blocks[i];
    int least = 0;
    *natural = 0;
    if (block->kind == BLOCK_FACTS)
        return FACTS_LEAST;
    if (block->kind == BLOCK_NOTE || (block->kind == BLOCK_TABLE && block->table.view->n_rows > BESIDE_ROWS))
        return 0;
    if (block->kind != BLOCK_TABLE)
        return picture_least_width(block);
    *natural =
        table_layout_natural(run_blocks(placing->report, i), run_length(placing->report, i), placing->limit, &least);
    return least;
}

/* The width of block I and its run when it stands to the right of a block that needs LEAST columns; 0: it does not
   fit. */
static int beside_width(const struct placing *placing, size_t i, int least)
{
    const struct block *block = placing->report->blocks[i];
    int width = placing->layout->width, natural, wanted = least_width(placing, i, &natural);
    if (least == 0 || wanted == 0)
        return 0;
    if (block->kind == BLOCK_TABLE) {
        int room = width - GUTTER - least;
        return room < wanted ? 0 : room < natural ? room : natural;
    }
    int half = (width - GUTTER) / 2;
    return wanted <= half && least <= half ? half : 0;
}

/* Stretching pictures beside each other become equally high. */
static void even_out(struct placing *placing, struct placed *left, struct placed *right)
{
    bool a = is_picture(left->block) && picture_stretches(left->block);
    bool b = is_picture(right->block) && picture_stretches(right->block);
    long long tallest = left->height > right->height ? left->height : right->height;
    if (a && left->height < tallest && (b || tallest <= left->height * 3 / 2))
        left->height = tallest;
    if (b && right->height < tallest && (a || tallest <= right->height * 3 / 2))
        right->height = tallest;
    if (a || b) {
        placing->stretched += tallest;
        placing->n_stretched++;
    }
}

/* Places the block at I, and the one after it when it may stand beside; returns the index of the next. */
static size_t place_row(struct placing *placing, size_t i)
{
    const struct report *report = placing->report;
    struct layout *layout = placing->layout;
    const struct block *block = report->blocks[i];
    size_t next = i + run_length(report, i);
    bool wide = next < report->n && report->blocks[next]->beside;
    int natural, least = wide ? least_width(placing, i, &natural) : 0;
    int right_width = wide ? beside_width(placing, next, least) : 0;
    if (placing->unbroken && right_width > 0 &&
        (unbroken_width(placing, next) > right_width ||
         unbroken_width(placing, i) > layout->width - GUTTER - right_width))
        right_width = 0;
    if (right_width > 0) {
        size_t left = layout->n;
        place(placing, i, 0, layout->width - GUTTER - right_width);
        place(placing, next, layout->width - right_width, right_width);
        even_out(placing, &layout->placed[left], &layout->placed[left + 1]);
        long long a = layout->placed[left].height, b = layout->placed[left + 1].height;
        layout->lines += a > b ? a : b;
        return next + run_length(report, next);
    }
    struct placed *placed = place(placing, i, 0, layout->width);
    if (is_picture(block) && picture_stretches(block)) {
        placing->stretched += placed->height;
        placing->n_stretched++;
    }
    layout->lines += placed->height;
    return next;
}

static void place_all(struct placing *placing)
{
    const struct report *report = placing->report;
    placing->stretched = 0;
    placing->n_stretched = 0;
    for (size_t i = 0, before = 0; i < report->n;) {
        const struct block *block = report->blocks[i];
        if (i > 0 && !block->title && block->kind != BLOCK_NOTE && report->blocks[before]->kind != BLOCK_NOTE)
            placing->layout->lines++;
        before = i;
        i = place_row(placing, i);
    }
}

static void clear(struct layout *layout)
{
    for (size_t i = 0; i < layout->n; i++)
        table_layout_free(layout->placed[i].table);
    free(layout->placed);
    layout->placed = NULL;
    layout->n = 0;
    layout->lines = 0;
}

struct layout *layout_new(const struct report *report, int width, int height, enum extent extent, size_t limit)
{
    struct layout *layout = allocate(1, sizeof *layout);
    struct placing placing = { .report = report, .layout = layout, .extent = extent, .limit = limit };
    placing.unbroken = extent == EXTENT_UNBROKEN;
    if (placing.unbroken)
        placing.extent = EXTENT_WHOLE;
    layout->unbroken = placing.unbroken;
    layout->width = layout->reach = width < LEAST_WIDTH ? LEAST_WIDTH : width;
    place_all(&placing);
    if (height > 0 && placing.n_stretched > 0) {
        long long room = (height - (layout->lines - placing.stretched)) / placing.n_stretched;
        if (room < LEAST_ROOM) /* it must scroll in any case: pictures as suits them, but none higher than the pane */
            room = placing.stretched > (long long)height * placing.n_stretched ? height : 0;
        clear(layout);
        placing.room = room < 10000 ? (int)room : 0;
        place_all(&placing);
    }
    return layout;
}

void layout_free(struct layout *layout)
{
    if (!layout)
        return;
    clear(layout);
    free(layout);
}

/* ---- Drawing ---- */

static void draw_title(const struct block *block, struct canvas *canvas, int x, int y, int width)
{
    canvas_fill(canvas, (struct rect){ x, y, width, 1 }, 0x2500, ROLE_FRAME);
    int used = 2, room = width - 4;
    canvas_set(canvas, x + 1, y, ' ', ROLE_FRAME);
    words_fit_width(canvas, x + 2, y, room, ROLE_TITLE, block->title);
    used += words_width(block->title) < room ? words_width(block->title) : room;
    canvas_set(canvas, x + used, y, ' ', ROLE_FRAME);
    int wanted = block->right ? words_width(block->right) : 0;
    if (wanted == 0 || used + wanted + 5 > width)
        return;
    canvas_format(canvas, x + width - wanted - 3, y, wanted + 2, ROLE_TITLE, " %s ", block->right);
}

static void draw_body(const struct placed *placed, struct canvas *canvas, struct rect area)
{
    const struct block *block = placed->block;
    if (block->kind == BLOCK_TABLE) {
        /* only the lines that are seen */
        long long hidden = area.y < 0 ? -(long long)area.y : 0;
        int y = area.y < 0 ? 0 : area.y;
        table_layout_draw(placed->table, canvas, (struct rect){ area.x, y, area.width, canvas->height - y }, hidden);
        return;
    }
    if (block->kind == BLOCK_NOTE)
        note_draw(&block->note, canvas, area);
    else if (block->kind == BLOCK_FACTS)
        facts_draw(&block->facts, canvas, area);
    else
        picture_draw(block, canvas, area);
}

/* A rule is as long as the page is wide, not as the widest of its rows. */
static int rule_width(const struct layout *layout, const struct placed *placed)
{
    int width = placed->width < layout->width ? placed->width : layout->width;
    return layout->unbroken && title_width(placed->block) > width ? title_width(placed->block) : width;
}

void layout_draw(const struct layout *layout, struct canvas *canvas, long long first)
{
    for (size_t i = 0; i < layout->n; i++) {
        const struct placed *placed = &layout->placed[i];
        long long y = placed->top - first;
        if (y >= canvas->height || y + placed->height <= 0)
            continue;
        if (placed->block->title)
            draw_title(placed->block, canvas, placed->x, (int)y, rule_width(layout, placed));
        int title = placed->block->title ? 1 : 0;
        struct rect area = { placed->x, (int)y + title, placed->width, (int)placed->height - title };
        draw_body(placed, canvas, area);
    }
}
