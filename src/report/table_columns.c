/* Widths of columns, and what must be hidden or go below when they do not fit beside each other. */
#include <math.h>

#include "patron/base/memory.h"
#include "patron/base/text.h"
#include "report/table_layout.h"
#include "report/words.h"

enum {
    BAR_WIDEST = 20,
    BAR_NARROWEST = 6,
    TEXT_NARROWEST = 10,   /* of texts that are cut */
    BROKEN_NARROWEST = 20, /* of texts that go on in further lines */
    PANE_LOOKED = 2000,    /* rows that decide the widths in a pane */
};

static const struct table_part *part(const struct table_layout *layout, size_t block)
{
    return &layout->blocks[block]->table;
}

/* ---- Natural widths ---- */

static void widen(int *width, int wanted)
{
    if (wanted > *width)
        *width = wanted;
}

static void bar_scale(const struct table_part *table, size_t n_rows, struct column_layout *column)
{
    const struct column *values = view_column(table->view, column->column);
    for (size_t i = 0; i < n_rows; i++) {
        double value = column_number(values, view_row(table->view, i));
        column->least = fmin(column->least, isfinite(value) ? value : 0);
        column->greatest = fmax(column->greatest, isfinite(value) ? value : 0);
    }
}

/* Widens COLUMN for the rows of one block. */
static void column_measure(struct table_layout *layout, size_t block, struct column_layout *column)
{
    const struct table_part *table = part(layout, block);
    const struct column *values = view_column(table->view, column->column);
    size_t n = layout->n_rows[block];
    struct text cell = TEXT_EMPTY;
    if (layout->extent == EXTENT_PANE && n > PANE_LOOKED)
        n = PANE_LOOKED;
    column->styles[block] = cell_style_of(table, column->column, n);
    for (size_t i = 0; i < n && !table_layout_stops(layout, i); i++) {
        text_clear(&cell);
        cell_write(table, i, column->column, &column->styles[block], &cell);
        widen(&column->width, words_width(text_string(&cell)));
    }
    if (block == 0) {
        widen(&column->width, words_width(values->name));
        widen(&column->width, values->unit ? words_width(values->unit) : 0);
    }
    if (table->formats[column->column].bar && values->type != TYPE_TEXT) {
        column->bar = BAR_WIDEST;
        bar_scale(table, n, column);
    }
    for (size_t m = 0; m < table->n_marks; m++) {
        if (table->marks[m].row >= layout->n_rows[block])
            continue;
        if (!table->marks[m].text)
            column->star = column->column > 0 ? 2 : 0;
        else if (column->column > 0)
            widen(&column->aside, words_width(table->marks[m].text) + 1);
    }
    text_release(&cell);
}

static struct column_layout *natural_columns(struct table_layout *layout, size_t *n)
{
    size_t all = view_columns(part(layout, 0)->view);
    struct column_layout *columns = allocate(all + 1, sizeof *columns);
    *n = 0;
    for (size_t j = 0; j < all; j++) {
        if (part(layout, 0)->formats[j].data)
            continue;
        struct column_layout *column = &columns[(*n)++];
        column->column = j;
        column->styles = allocate(layout->n_blocks, sizeof *column->styles);
        column->right = cell_right(part(layout, 0), j);
        for (size_t b = 0; b < layout->n_blocks; b++)
            column_measure(layout, b, column);
        column->natural = column->width;
    }
    return columns;
}

static int verdict_width(const struct table_layout *layout)
{
    int width = 0;
    for (size_t b = 0; b < layout->n_blocks; b++) {
        const struct table_part *table = part(layout, b);
        for (size_t j = 0; j < view_columns(table->view); j++)
            if (table->formats[j].verdict)
                return 0;
        for (size_t i = 0; i < table->n_verdicts; i++)
            widen(&width, words_width(verdict_word(table->verdicts[i].verdict)));
    }
    return width;
}

static int cell_width(const struct column_layout *column)
{
    return column->aside + column->width + column->star + (column->bar ? column->bar + 1 : 0);
}

int table_header_room(const struct column_layout *column)
{
    return column->aside + column->width;
}

static int total_width(const struct column_layout *columns, size_t n, int gap, int verdict)
{
    int total = verdict ? verdict + gap : 0;
    for (size_t j = 0; j < n; j++)
        total += cell_width(&columns[j]) + (j ? gap : 0);
    return total;
}

/* ---- Making room ---- */

/* First to go: asides, all of them, and the length of bars. */
static void squeeze_ornaments(const struct table_layout *layout, struct column_layout *columns, size_t n, int gap,
                              int verdict)
{
    for (size_t j = 0; j < n; j++)
        columns[j].aside = 0;
    int over = total_width(columns, n, gap, verdict) - layout->width;
    for (size_t j = n; j-- > 0 && over > 0;) {
        int give = columns[j].bar > BAR_NARROWEST ? columns[j].bar - BAR_NARROWEST : 0;
        give = give < over ? give : over;
        columns[j].bar -= give;
        over -= give;
    }
}

/* Then the longest texts lose their ends. */
static void squeeze_texts(const struct table_layout *layout, struct column_layout *columns, size_t n, int gap,
                          int verdict)
{
    int over = total_width(columns, n, gap, verdict) - layout->width;
    int narrowest = layout->extent == EXTENT_WHOLE ? BROKEN_NARROWEST : TEXT_NARROWEST;
    for (; over > 0; over--) {
        size_t widest = n;
        for (size_t j = 0; j < n; j++)
            if (view_column(part(layout, 0)->view, columns[j].column)->type == TYPE_TEXT && !columns[j].right &&
                !part(layout, 0)->formats[columns[j].column].picture && columns[j].width > narrowest &&
                (widest == n || columns[j].width > columns[widest].width))
                widest = j;
        if (widest == n)
            break;
        columns[widest].width--;
    }
}

/* Bars disappear, and pictures that are not to be kept move behind the columns that are shown; returns how many are. */
static size_t drop_pictures(const struct table_layout *layout, struct column_layout *columns, size_t n, int gap,
                            int verdict)
{
    size_t left = n;
    for (size_t j = 0; j < n; j++)
        columns[j].bar = 0;
    for (size_t j = 1; j < left && total_width(columns, left, gap, verdict) > layout->width;) {
        const struct cell_format *format = &part(layout, 0)->formats[columns[j].column];
        if (!format->picture || format->keep) {
            j++;
            continue;
        }
        struct column_layout hidden = columns[j];
        memmove(&columns[j], &columns[j + 1], (n - j - 1) * sizeof *columns);
        columns[n - 1] = hidden;
        left--;
    }
    return left;
}

/* Removes columns from the right, those to keep last, until the rest fits; the first stays. Returns how many are left;
   removed ones are moved to the end. */
static size_t hide(const struct table_layout *layout, struct column_layout *columns, size_t n, int gap, int verdict)
{
    size_t left = n;
    for (int keep = 0; keep < 2; keep++)
        for (size_t j = left; j-- > 1;) {
            if (total_width(columns, left, gap, verdict) <= layout->width)
                return left;
            if ((int)part(layout, 0)->formats[columns[j].column].keep != keep)
                continue;
            struct column_layout hidden = columns[j];
            memmove(&columns[j], &columns[j + 1], (n - j - 1) * sizeof *columns);
            columns[n - 1] = hidden;
            left--;
        }
    return left;
}

static struct column_group *add_group(struct table_layout *layout, int gap, int verdict)
{
    layout->groups = reallocate(layout->groups, layout->n_groups + 1, sizeof *layout->groups);
    layout->groups[layout->n_groups] = (struct column_group){ 0, NULL, gap, verdict };
    return &layout->groups[layout->n_groups++];
}

static void group_add(const struct table_layout *layout, struct column_group *group, const struct column_layout *column)
{
    group->columns = reallocate(group->columns, group->n + 1, sizeof *group->columns);
    struct column_layout *copy = &group->columns[group->n++];
    *copy = *column;
    copy->styles = allocate(layout->n_blocks, sizeof *copy->styles);
    memcpy(copy->styles, column->styles, layout->n_blocks * sizeof *copy->styles);
}

/* Everything is shown: columns that do not fit beside each other go below, each time after the first column. */
static void group_whole(struct table_layout *layout, struct column_layout *columns, size_t n, int gap, int verdict)
{
    int widest = layout->width * 2 / 5 > TEXT_NARROWEST ? layout->width * 2 / 5 : TEXT_NARROWEST;
    for (size_t j = 0; j < n; j++)
        columns[j].width = columns[j].natural; /* no need to squeeze now */
    if (n > 1 && cell_width(&columns[0]) > widest) {
        columns[0].aside = columns[0].bar = 0;
        columns[0].width = widest;
    }
    int room = layout->width - cell_width(&columns[0]);
    if (room < 0)
        columns[0].width = layout->width;
    struct column_group *group = NULL;
    int used = 0;
    for (size_t j = 1; j <= n; j++) {
        int wanted = j < n ? cell_width(&columns[j]) : verdict;
        if (j < n && wanted + gap > room) {
            columns[j].aside = columns[j].bar = columns[j].star = 0;
            columns[j].width = columns[j].width < room - gap ? columns[j].width : room - gap;
            wanted = columns[j].width;
        }
        if (!group || (used + gap + wanted > room && wanted > 0)) {
            group = add_group(layout, gap, 0);
            group_add(layout, group, &columns[0]);
            used = 0;
        }
        if (j < n)
            group_add(layout, group, &columns[j]);
        else if (verdict > 0)
            group->verdict = verdict;
        used += gap + wanted;
    }
}

void table_layout_columns(struct table_layout *layout)
{
    size_t n, shown;
    struct column_layout *columns = natural_columns(layout, &n);
    int verdict = verdict_width(layout), gap = 2;
    if (total_width(columns, n, gap, verdict) > layout->width)
        squeeze_ornaments(layout, columns, n, gap, verdict);
    if (total_width(columns, n, gap, verdict) > layout->width)
        gap = 1;
    if (total_width(columns, n, gap, verdict) > layout->width)
        squeeze_texts(layout, columns, n, gap, verdict);
    shown = n;
    bool whole = layout->extent == EXTENT_WHOLE || part(layout, 0)->whole;
    if (whole && layout->extent != EXTENT_WHOLE && total_width(columns, n, gap, verdict) > layout->width) {
        for (size_t j = 0; j < n; j++)
            columns[j].width = columns[j].natural;
        shown = drop_pictures(layout, columns, n, gap, verdict);
        squeeze_texts(layout, columns, shown, gap, verdict);
    }
    if (whole && total_width(columns, shown, gap, verdict) > layout->width) {
        group_whole(layout, columns, shown, gap, verdict);
    } else if (whole && n > 0) {
        struct column_group *group = add_group(layout, gap, verdict);
        for (size_t j = 0; j < shown; j++)
            group_add(layout, group, &columns[j]);
    } else if (n > 0) {
        shown = hide(layout, columns, n, gap, verdict);
        if (total_width(columns, shown, gap, verdict) > layout->width) { /* the first alone is too wide */
            columns[0].bar = columns[0].aside = 0;
            verdict = 0;
            if (columns[0].width > layout->width)
                columns[0].width = layout->width;
        }
        struct column_group *group = add_group(layout, gap, verdict);
        for (size_t j = 0; j < shown; j++)
            group_add(layout, group, &columns[j]);
    }
    for (size_t j = 0; j < n; j++)
        free(columns[j].styles);
    free(columns);
}

int table_group_width(const struct column_group *group)
{
    return total_width(group->columns, group->n, group->gap, group->verdict);
}

int table_group_least(const struct column_group *group)
{
    int width = table_group_width(group);
    for (size_t j = 0; j < group->n; j++) {
        width -= group->columns[j].aside;
        if (group->columns[j].bar > BAR_NARROWEST)
            width -= group->columns[j].bar - BAR_NARROWEST;
    }
    return width;
}
