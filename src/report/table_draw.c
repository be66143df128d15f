/* Lines of a table, drawn one by one: header, units, rules, rows. */
#include <math.h>

#include "patron/base/memory.h"
#include "patron/base/text.h"
#include "patron/draw/plot.h"
#include "report/table_layout.h"
#include "report/words.h"

/* The cell of a column that was drawn last, and how far its lines have come: a text of many lines is written and broken
   once, and not again for each line. */
struct memory {
    const struct table_segment *segment; /* NULL: none was drawn */
    size_t row;
    struct text text;
    int line;  /* that comes next */
    size_t at; /* where it begins */
};

/* One line of one cell to be drawn. */
struct spot {
    struct canvas *canvas;
    int x, y;
    bool cut;              /* what is too long ends in an ellipsis; else it continues on further lines */
    struct memory *memory; /* one a column of the group, or NULL */
};

/* Line LINE of TEXT in WIDTH columns. */
static void draw_text(const struct spot *spot, int width, bool right, enum role role, const char *text, int line)
{
    struct memory *memory = spot->memory;
    if (spot->cut || (line == 0 && words_width(text) <= width && !strchr(text, '\n'))) {
        if (line > 0)
            return;
        if (right && words_width(text) <= width)
            canvas_put_right(spot->canvas, spot->x, spot->y, width, role, text);
        else
            words_fit_width(spot->canvas, spot->x, spot->y, width, role, text);
        return;
    }
    bool goes_on = memory && memory->line > 0 && memory->line <= line;
    size_t at = goes_on ? memory->at : 0, start, length;
    for (int i = goes_on ? memory->line : 0; words_line(text, width, &at, &start, &length); i++)
        if (i == line) {
            char *bytes = copy_bytes(text + start, length);
            canvas_put(spot->canvas, spot->x, spot->y, width, role, bytes);
            free(bytes);
            if (memory) {
                memory->line = line + 1;
                memory->at = at;
            }
            return;
        }
}

static void draw_header(const struct spot *spot, const struct column_layout *column, const struct column *values,
                        int line)
{
    int room = table_header_room(column);
    if (column->bar && !column->right)
        room += column->bar + 1;
    draw_text(spot, room, column->right, ROLE_TITLE, values->name, line);
}

static enum role cell_role(const struct table_part *table, size_t row, const struct column_layout *column)
{
    const struct column *values = view_column(table->view, column->column);
    if (table->formats[column->column].verdict)
        return verdict_role(table_part_verdict(table, row));
    if (column_is_missing(values, view_row(table->view, row)))
        return ROLE_MUTED;
    if (column->star && table_part_star(table, row, column->column))
        return ROLE_GOOD;
    return values->type == TYPE_INT || values->type == TYPE_REAL ? ROLE_NUMBER : ROLE_PLAIN;
}

static void draw_bar(const struct spot *spot, const struct table_part *table, size_t row,
                     const struct column_layout *column)
{
    double value = column_number(view_column(table->view, column->column), view_row(table->view, row));
    int x = spot->x + column->aside + column->width + column->star + 1;
    if (!isfinite(value))
        return;
    if (column->least < 0)
        plot_signed_bar(spot->canvas, x, spot->y, column->bar, value, column->least, column->greatest, ROLE_SERIES1);
    else
        plot_bar(spot->canvas, x, spot->y, column->bar, value, column->greatest, ROLE_SERIES1);
}

/* SPOT's memory is that of the column. */
static void draw_cell(struct spot spot, const struct table_part *table, const struct table_segment *segment, size_t row,
                      const struct column_layout *column, int line)
{
    struct memory *memory = spot.memory;
    if (memory->segment != segment || memory->row != row) {
        text_clear(&memory->text);
        cell_write(table, row, column->column, &column->styles[segment->block], &memory->text);
        memory->segment = segment;
        memory->row = row;
        memory->line = 0;
    }
    const char *text = text_string(&memory->text);
    if (line == 0 && column->bar)
        draw_bar(&spot, table, row, column);
    const char *aside = column->aside ? table_part_aside(table, row, column->column) : NULL;
    if (aside && line == 0)
        canvas_put_right(spot.canvas, spot.x, spot.y, column->aside - 1, ROLE_MUTED, aside);
    spot.x += column->aside;
    draw_text(&spot, column->width, column->right, cell_role(table, row, column), text, line);
    if (line == 0 && column->star && table_part_star(table, row, column->column))
        canvas_set(spot.canvas, spot.x + column->width + 1, spot.y, '*', ROLE_GOOD);
}

static int advance(const struct column_layout *column, int gap)
{
    return column->aside + column->width + column->star + (column->bar ? column->bar + 1 : 0) + gap;
}

static void draw_row(const struct table_layout *layout, const struct table_segment *segment, struct spot spot,
                     long long line)
{
    const struct table_part *table = &layout->blocks[segment->block]->table;
    const struct column_group *group = &layout->groups[segment->group];
    size_t row = (size_t)line;
    int part = 0;
    if (segment->row_lines) { /* the last row that begins at or before LINE */
        size_t low = 0, high = layout->n_rows[segment->block];
        while (high - low > 1) {
            size_t middle = (low + high) / 2;
            if (segment->row_lines[middle] <= line)
                low = middle;
            else
                high = middle;
        }
        row = low;
        part = (int)(line - segment->row_lines[low]);
    }
    for (size_t j = 0; j < group->n; j++, spot.memory++) {
        draw_cell(spot, table, segment, row, &group->columns[j], part);
        spot.x += advance(&group->columns[j], group->gap);
    }
    spot.memory = NULL;
    enum verdict verdict = table_part_verdict(table, row);
    if (group->verdict && part == 0)
        canvas_put(spot.canvas, spot.x, spot.y, group->verdict, verdict_role(verdict), verdict_word(verdict));
}

static void draw_names(const struct table_layout *layout, const struct table_segment *segment, struct spot spot,
                       bool units, int line)
{
    const struct column_group *group = &layout->groups[segment->group];
    for (size_t j = 0; j < group->n; j++) {
        const struct column_layout *column = &group->columns[j];
        const struct column *values = view_column(layout->blocks[0]->table.view, column->column);
        spot.cut = layout->extent != EXTENT_WHOLE && layout->n_groups == 1;
        if (!units)
            draw_header(&spot, column, values, line);
        else if (values->unit)
            draw_text(&spot, table_header_room(column), column->right, ROLE_MUTED, values->unit, 0);
        spot.x += advance(column, group->gap);
    }
}

static void draw_line(const struct table_layout *layout, const struct table_segment *segment, struct spot spot,
                      struct rect area, long long line)
{
    switch (segment->kind) {
    case SEGMENT_HEADER:
        draw_names(layout, segment, spot, false, (int)line);
        break;
    case SEGMENT_UNITS:
        draw_names(layout, segment, spot, true, 0);
        break;
    case SEGMENT_RULE:
        canvas_fill(spot.canvas, (struct rect){ area.x, spot.y, table_group_width(&layout->groups[segment->group]), 1 },
                    0x2500, ROLE_FRAME);
        break;
    case SEGMENT_TITLE:
        words_fit_width(spot.canvas, area.x, spot.y, area.width, ROLE_TITLE, layout->blocks[segment->block]->title);
        break;
    case SEGMENT_ROWS:
        draw_row(layout, segment, spot, line);
        break;
    case SEGMENT_BLANK:
        break;
    case SEGMENT_FOOTER:
        if (line == 0)
            words_draw(spot.canvas, area.x, spot.y, area.width, ROLE_MUTED, layout->footer);
        break;
    }
}

void table_layout_draw(const struct table_layout *layout, struct canvas *canvas, struct rect area, long long first)
{
    long long top = 0;
    size_t n = 0;
    for (size_t g = 0; g < layout->n_groups; g++)
        n = layout->groups[g].n > n ? layout->groups[g].n : n;
    struct memory *memory = allocate(n + 1, sizeof *memory);
    for (size_t s = 0; s < layout->n_segments; s++) {
        const struct table_segment *segment = &layout->segments[s];
        long long from = first > top ? first - top : 0, to = segment->lines;
        if (segment->kind == SEGMENT_FOOTER)
            from = 0; /* drawn as a whole */
        if (to > first + area.height - top)
            to = first + area.height - top;
        for (long long line = from; line < to; line++) {
            struct spot spot = { canvas, area.x, area.y + (int)(top + line - first), layout->extent != EXTENT_WHOLE,
                                 segment->kind == SEGMENT_ROWS ? memory : NULL };
            draw_line(layout, segment, spot, area, line);
        }
        top += segment->lines;
    }
    for (size_t i = 0; i < n; i++)
        text_release(&memory[i].text);
    free(memory);
}
