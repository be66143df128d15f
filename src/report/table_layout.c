/* The lines of a table, and what is hidden in words. How wide columns are is in table_columns.c. */
#include "report/table_layout.h"

#include <math.h>

#include "patron/base/memory.h"
#include "patron/base/number.h"
#include "patron/base/text.h"
#include "patron/base/work.h"
#include "report/words.h"

enum { COUNTED_ROWS = 2000 }; /* cut cells are counted in no more */
enum { ASKED_ROWS = 1024 };   /* from one question whether to stop to the next */

bool table_layout_stops(struct table_layout *layout, size_t i)
{
    layout->broken_off |= i % ASKED_ROWS == ASKED_ROWS - 1 && work_stopped(NULL);
    return layout->broken_off;
}

static const struct table_part *part(const struct table_layout *layout, size_t block)
{
    return &layout->blocks[block]->table;
}

/* ---- What is hidden, in words ---- */

static size_t count_cut(const struct table_layout *layout, const struct column_group *group)
{
    size_t cut = 0;
    struct text cell = TEXT_EMPTY;
    for (size_t b = 0; b < layout->n_blocks; b++)
        for (size_t j = 0; j < group->n && layout->n_rows[b] <= COUNTED_ROWS; j++)
            for (size_t i = 0; i < layout->n_rows[b] && group->columns[j].width < group->columns[j].natural; i++) {
                text_clear(&cell);
                cell_write(part(layout, b), i, group->columns[j].column, &group->columns[j].styles[b], &cell);
                cut += words_width(text_string(&cell)) > group->columns[j].width;
            }
    text_release(&cell);
    return cut;
}

static void footer_columns(const struct table_layout *layout, struct text *text)
{
    const struct view *view = part(layout, 0)->view;
    size_t all = view_columns(view), named = 0;
    struct text names = TEXT_EMPTY;
    for (size_t j = 0; j < all; j++) {
        bool visible = part(layout, 0)->formats[j].data;
        for (size_t g = 0; g < layout->n_groups; g++)
            for (size_t k = 0; k < layout->groups[g].n && !visible; k++)
                visible = layout->groups[g].columns[k].column == j;
        if (!visible && named++ < 8)
            text_add_format(&names, "%s%s", named > 1 ? " " : "", view_column(view, j)->name);
    }
    if (named > 0)
        text_add_format(text, "%s%zu of %zu columns hidden (%s%s)", text->length ? "; " : "", named, all,
                        text_string(&names), named > 8 ? " .." : "");
    text_release(&names);
}

static void make_footer(struct table_layout *layout)
{
    struct text text = TEXT_EMPTY;
    size_t all = 0, shown = 0;
    for (size_t b = 0; b < layout->n_blocks; b++) {
        all += part(layout, b)->view->n_rows;
        shown += layout->n_rows[b];
    }
    if (shown < all) {
        char first[32], second[32];
        count_format(shown, first);
        count_format(all, second);
        text_add_format(&text, "%s of %s rows shown", first, second);
    }
    if (layout->n_groups > 0 && layout->extent != EXTENT_WHOLE) {
        footer_columns(layout, &text);
        size_t cut = 0;
        for (size_t g = 0; g < layout->n_groups; g++)
            cut += count_cut(layout, &layout->groups[g]);
        if (cut > 0)
            text_add_format(&text, "%s%zu cell%s cut", text.length ? "; " : "", cut, cut == 1 ? "" : "s");
    }
    layout->footer = text.length ? text_take(&text) : NULL;
    text_release(&text);
}

/* ---- Lines ---- */

static int taller(int a, int b)
{
    return a > b ? a : b;
}

static void add_segment(struct table_layout *layout, enum segment_kind kind, size_t group, size_t block,
                        long long lines)
{
    layout->segments = reallocate(layout->segments, layout->n_segments + 1, sizeof *layout->segments);
    layout->segments[layout->n_segments++] = (struct table_segment){ kind, group, block, lines, NULL };
    layout->lines += lines;
}

/* Rows whose cells are broken: the line at which each begins. */
static void break_rows(struct table_layout *layout, size_t group, size_t block)
{
    const struct column_group *columns = &layout->groups[group];
    size_t n = layout->n_rows[block], narrow = 0;
    long long at = 0;
    struct text cell = TEXT_EMPTY;
    for (size_t j = 0; j < columns->n; j++)
        narrow += columns->columns[j].width < columns->columns[j].natural;
    if (narrow == 0)
        return;
    long long *lines = allocate(n + 1, sizeof *lines);
    for (size_t i = 0; i < n && !table_layout_stops(layout, i); i++) {
        int tallest = 1;
        lines[i] = at;
        for (size_t j = 0; j < columns->n; j++) {
            text_clear(&cell);
            cell_write(part(layout, block), i, columns->columns[j].column, &columns->columns[j].styles[block], &cell);
            tallest = taller(tallest, words_lines(text_string(&cell), columns->columns[j].width));
        }
        at += tallest;
    }
    lines[n] = at;
    text_release(&cell);
    struct table_segment *segment = &layout->segments[layout->n_segments - 1];
    if (at == (long long)n) {
        free(lines);
        return;
    }
    layout->lines += at - segment->lines;
    segment->lines = at;
    segment->row_lines = lines;
}

static bool has_units(const struct table_layout *layout, const struct column_group *group)
{
    for (size_t j = 0; j < group->n; j++)
        if (view_column(part(layout, 0)->view, group->columns[j].column)->unit)
            return true;
    return false;
}

/* A header is broken rather than cut when nothing may be hidden. */
static int header_lines(const struct table_layout *layout, const struct column_group *group)
{
    int tallest = 1;
    for (size_t j = 0; j < group->n && (layout->extent == EXTENT_WHOLE || layout->n_groups > 1); j++) {
        const char *name = view_column(part(layout, 0)->view, group->columns[j].column)->name;
        tallest = taller(tallest, words_lines(name, table_header_room(&group->columns[j])));
    }
    return tallest;
}

static void place_lines(struct table_layout *layout)
{
    for (size_t g = 0; g < layout->n_groups; g++) {
        if (g > 0)
            add_segment(layout, SEGMENT_BLANK, g, 0, 1);
        add_segment(layout, SEGMENT_HEADER, g, 0, header_lines(layout, &layout->groups[g]));
        if (has_units(layout, &layout->groups[g]))
            add_segment(layout, SEGMENT_UNITS, g, 0, 1);
        add_segment(layout, SEGMENT_RULE, g, 0, 1);
        for (size_t b = 0; b < layout->n_blocks; b++) {
            if (b > 0)
                add_segment(layout, SEGMENT_RULE, g, b, 1);
            if (b > 0 && layout->blocks[b]->title)
                add_segment(layout, SEGMENT_TITLE, g, b, 1);
            add_segment(layout, SEGMENT_ROWS, g, b, (long long)layout->n_rows[b]);
            if (layout->extent == EXTENT_WHOLE)
                break_rows(layout, g, b);
        }
    }
    if (layout->footer)
        add_segment(layout, SEGMENT_FOOTER, 0, 0, words_lines(layout->footer, layout->width));
}

struct table_layout *table_layout_new(const struct block *const *blocks, size_t n_blocks, int width, enum extent extent,
                                      size_t limit)
{
    struct table_layout *layout = allocate(1, sizeof *layout);
    layout->width = width;
    layout->extent = extent;
    layout->n_blocks = n_blocks;
    layout->blocks = allocate(n_blocks, sizeof *layout->blocks);
    layout->n_rows = allocate(n_blocks, sizeof *layout->n_rows);
    for (size_t b = 0; b < n_blocks; b++) {
        size_t most = blocks[b]->table.limit ? blocks[b]->table.limit : limit, n = blocks[b]->table.view->n_rows;
        layout->blocks[b] = blocks[b];
        layout->n_rows[b] = extent == EXTENT_LIMITED && n > most ? most : n;
    }
    table_layout_columns(layout);
    make_footer(layout);
    place_lines(layout);
    return layout;
}

int table_layout_natural(const struct block *const *blocks, size_t n_blocks, size_t limit, int *least)
{
    struct table_layout *layout = table_layout_new(blocks, n_blocks, 10000, EXTENT_LIMITED, limit);
    int width = 0;
    if (layout->n_groups > 0) {
        width = table_group_width(&layout->groups[0]);
        *least = table_group_least(&layout->groups[0]);
    }
    table_layout_free(layout);
    return width;
}

int table_layout_unbroken(const struct block *const *blocks, size_t n_blocks)
{
    struct table_layout *layout = table_layout_new(blocks, n_blocks, INT16_MAX, EXTENT_WHOLE, 0);
    int width = 0;
    if (layout->n_groups > 0) {
        const struct column_group *group = &layout->groups[0];
        bool asides = false;
        for (size_t j = 0; j < group->n; j++)
            asides |= group->columns[j].aside > 0;
        width = asides ? table_group_width(group) : table_group_least(group);
    }
    table_layout_free(layout);
    return width;
}

void table_layout_free(struct table_layout *layout)
{
    if (!layout)
        return;
    for (size_t g = 0; g < layout->n_groups; g++) {
        for (size_t j = 0; j < layout->groups[g].n; j++)
            free(layout->groups[g].columns[j].styles);
        free(layout->groups[g].columns);
    }
    for (size_t s = 0; s < layout->n_segments; s++)
        free(layout->segments[s].row_lines);
    free(layout->groups);
    free(layout->segments);
    free(layout->blocks);
    free(layout->n_rows);
    free(layout->footer);
    free(layout);
}
