/* The grid: any table in a pane. Only the visible rows are read, so ten million rows cost what forty do. */
#include "tui/grid.h"

#include <ctype.h>
#include <limits.h>

#include "patron/base/number.h"
#include "patron/base/text.h"
#include "patron/table/view.h"

enum { WIDEST = 28, MOST_COLUMNS = 256 };

static bool is_number(const struct column *column)
{
    return column->type == TYPE_INT || column->type == TYPE_REAL;
}

static const char *second_line(const struct column *column)
{
    return column->unit ? column->unit : type_name(column->type);
}

/* Names, units or types, and a rule; the log's columns need no types, and a low pane has no room for them. */
static int head_lines(const struct pane *pane, int height)
{
    return strcmp(pane->kind->name, "log") == 0 || height < 8 ? 2 : 3;
}

static void cell_text(const struct view *view, size_t row, size_t j, struct text *out)
{
    const struct column *column = view_column(view, j);
    size_t length = strlen(column->name);
    bool identifies =
        length > 1 && strcmp(column->name + length - 2, "id") == 0; /* no separators in a name of digits */
    text_clear(out);
    (identifies && !column->personal ? column_write : column_show)(column, view_row(view, row), out);
}

/* As wide as its name, type and visible values want. */
static int column_width(const struct view *view, size_t j, size_t top, size_t n_rows)
{
    struct text text = TEXT_EMPTY;
    const struct column *column = view_column(view, j);
    size_t width = utf8_width(column->name, strlen(column->name));
    size_t second = strlen(second_line(column));
    width = second > width ? second : width;
    for (size_t i = top; i < top + n_rows && i < view->n_rows; i++) {
        cell_text(view, i, j, &text);
        size_t w = utf8_width(text_string(&text), text.length);
        width = w > width ? w : width;
    }
    text_release(&text);
    return width > 1000 ? 1000 : (int)width;
}

/* Which columns fit: the key first, then those from pane->left on. */
struct fit {
    size_t n, columns[MOST_COLUMNS];
    bool cut; /* the last one has less room than it should */
    int x[MOST_COLUMNS], width[MOST_COLUMNS], wanted[MOST_COLUMNS];
};

/* Long texts are cut at first; what is left of the line then goes to them, from the left. */
static void widen(struct fit *fit, int width)
{
    int end = fit->n > 0 ? fit->x[fit->n - 1] + fit->width[fit->n - 1] : width, by = 0;
    for (size_t k = 0; k < fit->n; k++) {
        int more = fit->wanted[k] - fit->width[k];
        more = more > width - end ? width - end : more;
        fit->x[k] += by;
        if (more > 0) {
            fit->width[k] += more;
            by += more;
            end += more;
        }
    }
}

static void fit_columns(const struct pane *pane, const struct view *view, int width, size_t n_rows, struct fit *fit)
{
    int x = 1;
    fit->n = 0;
    fit->cut = false;
    for (size_t k = 0; fit->n < MOST_COLUMNS && x < width; k++) {
        size_t j = k == 0 ? 0 : pane->left + k - (pane->left > 0 ? 1 : 0);
        if (j >= view->n_columns)
            break;
        int wanted = column_width(view, j, pane->top, n_rows), w = wanted < WIDEST ? wanted : WIDEST;
        /* A text may be cut at the edge; a number never is. */
        fit->cut = fit->n > 0 && x + w > width;
        if (fit->cut && (is_number(view_column(view, j)) || width - x < (fit->n == 1 ? 4 : 10))) {
            fit->cut = false;
            break;
        }
        fit->columns[fit->n] = j;
        fit->x[fit->n] = x;
        fit->wanted[fit->n] = wanted;
        fit->width[fit->n++] = w < width - x ? w : width - x;
        x += w + 2;
    }
    widen(fit, width);
}

static void keep_visible(struct pane *pane, const struct view *view, int width, int height)
{
    int head = head_lines(pane, height);
    size_t n_rows = height > head ? (size_t)(height - head) : 1;
    if (pane->row >= view->n_rows)
        pane->row = view->n_rows > 0 ? view->n_rows - 1 : 0;
    if (pane->column >= view->n_columns)
        pane->column = view->n_columns > 0 ? view->n_columns - 1 : 0;
    if (pane->top > pane->row)
        pane->top = pane->row;
    if (pane->row >= pane->top + n_rows)
        pane->top = pane->row - n_rows + 1;
    if (pane->column > 0 && pane->column < pane->left)
        pane->left = pane->column;
    if (pane->column == 0)
        pane->left = 0;
    for (struct fit fit; pane->left < pane->column; pane->left++) {
        fit_columns(pane, view, width, n_rows, &fit);
        size_t last = fit.n > 0 ? fit.columns[fit.n - 1] : 0;
        if (last > pane->column || (last == pane->column && !fit.cut))
            break;
    }
}

static void draw_head(const struct pane *pane, const struct view *view, const struct fit *fit, struct canvas *canvas,
                      struct rect area, int head)
{
    for (size_t k = 0; k < fit->n; k++) {
        const struct column *column = view_column(view, fit->columns[k]);
        enum role role = fit->columns[k] == pane->column ? ROLE_KEY : ROLE_TITLE;
        int (*put)(struct canvas *, int, int, int, enum role, const char *) =
            is_number(column) ? canvas_put_right : canvas_put;
        put(canvas, area.x + fit->x[k], area.y, fit->width[k], role, column->name);
        if (head > 2)
            put(canvas, area.x + fit->x[k], area.y + 1, fit->width[k], ROLE_MUTED, second_line(column));
    }
    /* The cursor's column is underlined with another sign, so that it is seen without colour. */
    canvas_fill(canvas, (struct rect){ area.x, area.y + head - 1, area.width, 1 },
                canvas->tier == TIER_ASCII ? '-' : 0x2500, ROLE_FRAME);
    for (size_t k = 0; k < fit->n; k++)
        if (fit->columns[k] == pane->column)
            canvas_fill(canvas, (struct rect){ area.x + fit->x[k], area.y + head - 1, fit->width[k], 1 },
                        canvas->tier == TIER_ASCII ? '=' : 0x2501, ROLE_FOCUS);
}

void grid_draw(struct pane *pane, const struct view *view, struct canvas *canvas, struct rect area)
{
    struct text text = TEXT_EMPTY;
    struct fit fit;
    keep_visible(pane, view, area.width, area.height);
    int head = head_lines(pane, area.height);
    size_t n_rows = area.height > head ? (size_t)(area.height - head) : 1;
    fit_columns(pane, view, area.width, n_rows, &fit);
    draw_head(pane, view, &fit, canvas, area, head);
    size_t hidden = fit.n > 0 ? view->n_columns - 1 - fit.columns[fit.n - 1] : view->n_columns;
    pane->hidden_right = hidden;
    for (size_t i = 0; i < n_rows && pane->top + i < view->n_rows; i++) {
        size_t row = pane->top + i;
        int y = area.y + head + (int)i;
        for (size_t k = 0; k < fit.n; k++) {
            cell_text(view, row, fit.columns[k], &text);
            bool right = is_number(view_column(view, fit.columns[k]));
            (right ? canvas_put_right : canvas_put)(canvas, area.x + fit.x[k], y, fit.width[k], ROLE_PLAIN,
                                                    text_string(&text));
        }
        if (row == pane->row) {
            canvas_role(canvas, (struct rect){ area.x, y, area.width, 1 }, ROLE_SELECTED);
            canvas_set(canvas, area.x, y, '>', ROLE_SELECTED);
        }
    }
    if (view->n_rows == 0)
        canvas_put(canvas, area.x + 1, area.y + head, area.width - 1, ROLE_MUTED, "nothing yet");
    pane->area_height = (int)n_rows;
    text_release(&text);
}

static size_t moved(size_t at, int by, size_t n)
{
    if (n == 0)
        return 0;
    if (by == INT_MIN || (by < 0 && (size_t)-by > at))
        return 0;
    size_t to = by == INT_MAX ? n - 1 : by < 0 ? at - (size_t)-by : at + (size_t)by;
    return to < n ? to : n - 1;
}

void grid_move(struct pane *pane, const struct view *view, int rows, int columns)
{
    pane->row = moved(pane->row, rows, view->n_rows);
    pane->column = moved(pane->column, columns, view->n_columns);
}

static bool row_holds(const struct view *view, size_t row, const char *wanted, struct text *text)
{
    for (size_t j = 0; j < view->n_columns; j++) {
        cell_text(view, row, j, text);
        if (strcasestr(text_string(text), wanted))
            return true;
    }
    return false;
}

bool grid_search(struct pane *pane, const struct view *view, const char *wanted, bool backward)
{
    struct text text = TEXT_EMPTY;
    bool found = false;
    for (size_t step = 1; step <= view->n_rows && !found; step++) {
        size_t row = backward ? (pane->row + view->n_rows - step) % view->n_rows : (pane->row + step) % view->n_rows;
        if (row_holds(view, row, wanted, &text)) {
            pane->row = row;
            found = true;
        }
    }
    text_release(&text);
    return found;
}

void grid_status(const struct pane *pane, const struct view *view, char out[160])
{
    char row[32], n[32];
    count_format(view->n_rows ? pane->row + 1 : 0, row);
    count_format(view->n_rows, n);
    const char *name = view->n_columns ? view_column(view, pane->column)->name : "";
    int used = snprintf(out, 160, " row %s of %s   %.60s, column %zu of %zu ", row, n, name, pane->column + 1,
                        view->n_columns);
    if (pane->hidden_right > 0)
        snprintf(out + used, 160 - (size_t)used, "  %zu more to the right ", pane->hidden_right);
}
