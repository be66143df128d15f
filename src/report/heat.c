/* Heat maps: every value printed, its size as a shade beside or around it. Columns that do not fit side by side go
   below, each time with the names of the rows. */
#include "report/heat.h"

#include <math.h>

#include "patron/base/memory.h"
#include "patron/base/text.h"
#include "patron/draw/plot.h"
#include "report/cell.h"
#include "report/heat_pairs.h"
#include "report/words.h"

enum { LABEL_LEAST = 12 };

struct heat_layout {
    int label;     /* row names */
    int value;     /* digits of the values */
    int cell;      /* a whole cell with its shades */
    int note;      /* notes at the end; 0: none */
    size_t across; /* columns side by side */
    bool second;   /* second numbers are drawn */
    struct cell_style style, second_style, footer_style;
};

/* The widest of N numbers: those with most digits before the point, and those that are none. */
static int numbers_width(const double *values, size_t n, const struct cell_style *style)
{
    double least = INFINITY, greatest = -INFINITY, none = 0;
    int width = 0;
    for (size_t i = 0; i < n; i++) {
        least = values[i] < least ? values[i] : least;
        greatest = values[i] > greatest ? values[i] : greatest;
        none = isnan(values[i]) ? NAN : none;
    }
    bool by_size = style->decimals >= 0 && !style->format.brief; /* a number's width grows with its size */
    double ends[3] = { least, greatest, none };
    size_t n_ends = n == 0 ? 0 : isnan(none) ? 3 : 2;
    for (size_t i = 0; i < (by_size ? n_ends : n); i++) {
        struct text text = TEXT_EMPTY;
        double value = by_size ? ends[i] : values[i];
        if (!by_size || i == 2 || least <= greatest)
            cell_number(value, style, &text);
        width = words_width(text_string(&text)) > width ? words_width(text_string(&text)) : width;
        text_release(&text);
    }
    return width;
}

static int at_least(int a, int b)
{
    return a > b ? a : b;
}

static struct heat_layout heat_measure(const struct heat_part *part, int width)
{
    size_t n = part->n_rows * part->n_columns;
    struct heat_layout layout = { .label = 3 };
    layout.style = cell_style_of_numbers(part->format, part->values, n);
    if (part->second)
        layout.second_style = cell_style_of_numbers(part->second_format, part->second, n);
    if (part->footer)
        layout.footer_style = cell_style_of_numbers(part->footer_format, part->footer, part->n_columns);
    for (size_t i = 0; i < part->n_rows; i++) {
        layout.label = at_least(layout.label, words_width(part->rows[i]));
        if (part->notes)
            layout.note = at_least(layout.note, words_width(part->notes[i]) + 1);
    }
    if (part->notes)
        layout.note = at_least(layout.note, words_width(part->note_name) + 1);
    if (part->footer)
        layout.label = at_least(layout.label, words_width(part->footer_name));
    layout.value = numbers_width(part->values, n, &layout.style);
    if (part->footer)
        layout.value = at_least(layout.value, numbers_width(part->footer, part->n_columns, &layout.footer_style));
    if (part->second)
        layout.value = at_least(layout.value, numbers_width(part->second, n, &layout.second_style));
    if (layout.label > width * 2 / 5)
        layout.label = width * 2 / 5;
    if (layout.note && width - layout.label - layout.note < layout.value + 4)
        layout.note = 0;
    int least = layout.value + 3, wanted = least * (int)part->n_columns + layout.note + 1;
    if (layout.label > LABEL_LEAST && width - layout.label < wanted && width - LABEL_LEAST >= wanted)
        layout.label = width - wanted; /* shorter names rather than columns below each other */
    int room = width - layout.label - layout.note - 1, widest = least;
    for (size_t j = 0; j < part->n_columns; j++)
        widest = at_least(widest, words_width(part->columns[j]) + 1);
    if (least * (int)part->n_columns > room && (least - 1) * (int)part->n_columns <= room && widest < least)
        least--; /* closer together rather than below each other, where names are short */
    if (least > room)
        least = at_least(room, 1);
    layout.across = (size_t)at_least(room / least, 1);
    if (layout.across > part->n_columns)
        layout.across = at_least((int)part->n_columns, 1);
    if (part->n_columns > 0) { /* columns below each other are as many in each group */
        size_t groups = (part->n_columns + layout.across - 1) / layout.across;
        layout.across = (part->n_columns + groups - 1) / groups;
    }
    layout.cell = room / (int)layout.across;
    if (layout.cell > at_least(widest, layout.value + 12))
        layout.cell = at_least(widest, layout.value + 12);
    layout.second = part->second && layout.cell >= layout.value + 6 && layout.across == part->n_columns;
    return layout;
}

static size_t heat_groups(const struct heat_part *part, const struct heat_layout *layout)
{
    return part->n_columns == 0 ? 1 : (part->n_columns + layout->across - 1) / layout->across;
}

int heat_height(const struct block *block, int width, int room)
{
    const struct heat_part *part = &block->heat;
    if (part->lists_pairs)
        return heat_pairs_height(part) + (part->scale ? words_lines(part->scale, width) : 0);
    struct heat_layout layout = heat_measure(part, width);
    int lines = 2 + (int)part->n_rows * (layout.second ? 2 : 1) + (part->footer ? 2 : 0);
    (void)room;
    return lines * (int)heat_groups(part, &layout) + (part->scale ? words_lines(part->scale, width) : 0);
}

static int heat_level(const struct heat_part *part, double value)
{
    int level = 0;
    while (level < 4 && fabs(value) >= part->steps[level])
        level++;
    return isnan(value) ? 0 : level;
}

/* The number stands in the middle of its shade; a narrow cell has one sign of shade behind the number. */
static void draw_value(struct canvas *canvas, const struct heat_layout *layout, int x, int y, double value, int level,
                       const struct cell_style *style)
{
    struct text text = TEXT_EMPTY;
    cell_number(value, style, &text);
    enum role role = level < 0 ? ROLE_PLAIN : value < 0 ? ROLE_SERIES2 : ROLE_SERIES1;
    int spare = layout->cell - layout->value - 3;
    if (spare < 4) {
        if (level > 0 && layout->cell > layout->value + 1)
            plot_shade(canvas, (struct rect){ x + layout->value + 1, y, 1, 1 }, level, role);
        canvas_put_right(canvas, x, y, layout->value < layout->cell ? layout->value : layout->cell, ROLE_NUMBER,
                         text_string(&text));
    } else {
        int side = (layout->cell - 1 - layout->value - 2) / 2;
        if (level > 0) {
            plot_shade(canvas, (struct rect){ x, y, side, 1 }, level, role);
            plot_shade(canvas, (struct rect){ x + side + layout->value + 2, y, side, 1 }, level, role);
        }
        canvas_put_right(canvas, x + side + 1, y, layout->value, ROLE_NUMBER, text_string(&text));
    }
    text_release(&text);
}

/* The name of a column over its numbers. */
static void draw_name(struct canvas *canvas, const struct heat_layout *layout, int x, int y, const char *name)
{
    int room = layout->cell - 1, wanted = words_width(name);
    if (wanted > room) {
        words_fit_width(canvas, x, y, room, ROLE_TITLE, name);
        return;
    }
    int spare = layout->cell - layout->value - 3;
    int end = spare < 4 ? layout->value : (layout->cell - 1 - layout->value - 2) / 2 + 1 + layout->value;
    int start = end - wanted < 0 ? 0 : end - wanted;
    if (spare >= 4 && wanted > layout->value)
        start = (room - wanted) / 2;
    canvas_put(canvas, x + start, y, wanted, ROLE_TITLE, name);
}

static void draw_note(struct canvas *canvas, const struct heat_layout *layout, int x, int y, const char *note)
{
    if (layout->note && note)
        canvas_put_right(canvas, x, y, layout->note, ROLE_PLAIN, note);
}

static int draw_group(const struct heat_part *part, const struct heat_layout *layout, struct canvas *canvas,
                      struct rect area, size_t first)
{
    size_t last = first + layout->across < part->n_columns ? first + layout->across : part->n_columns;
    int y = area.y, cells = area.x + layout->label + 1, end = cells + (int)(last - first) * layout->cell;
    for (size_t j = first; j < last; j++)
        draw_name(canvas, layout, cells + (int)(j - first) * layout->cell, y, part->columns[j]);
    draw_note(canvas, layout, end, y++, part->note_name);
    canvas_fill(canvas, (struct rect){ area.x, y++, end + layout->note - area.x, 1 }, 0x2500, ROLE_FRAME);
    int step = layout->second ? 2 : 1;
    for (size_t i = 0; i < part->n_rows; i++, y += step) {
        if (y + step <= 0 || y >= canvas->height)
            continue; /* a long map is drawn in many parts */
        words_fit_width(canvas, area.x, y, layout->label, ROLE_PLAIN, part->rows[i]);
        for (size_t j = first; j < last; j++) {
            double value = part->values[i * part->n_columns + j];
            int x = cells + (int)(j - first) * layout->cell,
                level = heat_level(part, part->shades ? part->shades[i * part->n_columns + j] : value);
            draw_value(canvas, layout, x, y, value, level, &layout->style);
            if (layout->second)
                draw_value(canvas, layout, x, y + 1, part->second[i * part->n_columns + j], level,
                           &layout->second_style);
        }
        draw_note(canvas, layout, end, y, part->notes ? part->notes[i] : NULL);
    }
    if (part->footer) {
        canvas_fill(canvas, (struct rect){ area.x, y++, end + layout->note - area.x, 1 }, 0x2500, ROLE_FRAME);
        words_fit_width(canvas, area.x, y, layout->label, ROLE_PLAIN, part->footer_name);
        for (size_t j = first; j < last; j++)
            draw_value(canvas, layout, cells + (int)(j - first) * layout->cell, y, part->footer[j], -1,
                       &layout->footer_style);
        draw_note(canvas, layout, end, y++, part->footer_note);
    }
    return y;
}

void heat_draw(const struct block *block, struct canvas *canvas, struct rect area)
{
    const struct heat_part *part = &block->heat;
    struct rect rest = area;
    struct heat_layout layout = { 0 };
    if (part->lists_pairs)
        rest.y = heat_pairs_draw(part, canvas, area);
    else
        layout = heat_measure(part, area.width);
    for (size_t g = 0; !part->lists_pairs && g < heat_groups(part, &layout); g++)
        rest.y = draw_group(part, &layout, canvas, rest, g * layout.across);
    if (part->scale)
        words_draw(canvas, rest.x, rest.y, rest.width, ROLE_MUTED, part->scale);
}
