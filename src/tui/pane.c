/* A pane: the report of one command line, and where the reader is in it. */
#include "tui/pane.h"

#include <ctype.h>
#include <limits.h>

#include "patron/base/memory.h"
#include "patron/base/text.h"
#include "patron/command/command.h"
#include "patron/report/report.h"
#include "tui/grid.h"

#define EVERYTHING                                                                                                     \
    (CHANGES_TABLES | CHANGES_DEFINITIONS | CHANGES_MODELS | CHANGES_SCORES | CHANGES_STATE | CHANGES_SETTINGS |       \
     CHANGES_NOTES | CHANGES_VIEW)
#define LIST_HINTS "[ ] sort  | filter  / find  Enter open  x export  z zoom  ? help  q back"
#define TEXT_HINTS "/ find  r again  x export  y copy command  z zoom  ? help  q back"

static const struct pane_kind kinds[] = {
    { "home", EVERYTHING, "Tab next pane   Alt-1..9 jump   Enter open   / find   : command   z zoom   ? help   q back",
      "Tab pane  Enter open  / find  : command  ? help  z zoom  q back", true },
    { "table", CHANGES_VIEW | CHANGES_TABLES | CHANGES_MODELS | CHANGES_SCORES | CHANGES_DEFINITIONS | CHANGES_NOTES,
      "[ ] sort   | filter   / search   n N next   Enter open   x export   y copy the command   z zoom   ? help   q "
      "back",
      LIST_HINTS, true },
    { "compare", CHANGES_MODELS,
      "b baseline   c champion   Enter curves of these   x export   y copy command   ? help   q back",
      "b baseline  c champion  Enter curves  x export  ? help  q back", false },
    { "curves", CHANGES_MODELS,
      "1 roc   2 calibration   3 lift   4 pr   5 all   t threshold   x export   y copy command   ? help   q back",
      "1 roc  2 cal  3 lift  4 pr  5 all  t threshold  x export  ? help  q back", false },
    { "silhouette", CHANGES_MODELS, "p profile   w choose k   x export   y copy command   z zoom   ? help   q back",
      "p profile  w choose k  x export  y copy  ? help  q back", false },
    { "profile", CHANGES_MODELS, "m means or z-scores   e name a segment   x export   y copy command   ? help   q back",
      "m mean or z  e name a segment  x export  ? help  q back", false },
    { "drift", CHANGES_TABLES | CHANGES_DEFINITIONS | CHANGES_MODELS,
      "Enter both shapes   w write the gate line   / find   x export   y copy command   z zoom   ? help   q back",
      "Enter both shapes  w gate line  / find  x export  ? help  q back", true },
    { "customer", CHANGES_VIEW | CHANGES_TABLES | CHANGES_MODELS | CHANGES_DEFINITIONS,
      "J K next, previous in the list   x export   y copy command   z zoom   ? help   q back",
      "J K next, previous  x export  y copy  ? help  q back", false },
    { "help", 0, "/ find   Enter open the word's page   z zoom   q back", "/ find  Enter open  z zoom  q back", true },
    { "log", EVERYTHING, "Enter take the line again   / find   x export   z zoom   ? help   q back",
      "Enter again  / find  x export  z zoom  ? help  q back", true },
    { "report", CHANGES_VIEW | CHANGES_MODELS | CHANGES_TABLES | CHANGES_DEFINITIONS, TEXT_HINTS, TEXT_HINTS, false },
};
enum { N_KINDS = sizeof kinds / sizeof kinds[0] };

const struct pane_kind *pane_kind_find(const char *name)
{
    for (size_t i = 0; name && i < N_KINDS; i++)
        if (strcmp(kinds[i].name, name) == 0)
            return &kinds[i];
    return &kinds[N_KINDS - 1];
}

struct pane *pane_new(const struct pane_kind *kind, const char *line)
{
    struct pane *pane = allocate(1, sizeof *pane);
    pane->kind = kind;
    pane->line = copy_text(line);
    return pane;
}

void pane_free(struct pane *pane)
{
    if (!pane)
        return;
    report_free(pane->report);
    free(pane->line);
    free(pane->failure);
    free(pane->search);
    free(pane);
}

void pane_set_report(struct pane *pane, struct report *report)
{
    const char *before = pane->report ? report_title(pane->report) : NULL, *now = report_title(report);
    if (strcmp(pane->kind->name, "help") == 0 && (!before || !now || strcmp(before, now) != 0))
        pane->cursor = pane->scroll = 0; /* another page */
    report_free(pane->report);
    free(pane->failure);
    pane->failure = NULL;
    pane->report = report;
    pane->stale = pane->busy = false;
    if (strcmp(pane->kind->name, "log") == 0)
        pane_move(pane, INT_MAX, 0); /* the news are at the end */
}

/* The view of a report that is nothing but one table. */
static const struct view *grid_view(const struct pane *pane)
{
    if (!pane->report || !report_is_table(pane->report))
        return NULL;
    bool lists = strcmp(pane->kind->name, "table") == 0 || strcmp(pane->kind->name, "log") == 0;
    return lists ? report_table(pane->report, 0) : NULL;
}

bool pane_is_grid(const struct pane *pane)
{
    return grid_view(pane) != NULL;
}

/* Where a line can be chosen the first column is kept for the sign of the cursor. */
static struct rect text_area(const struct pane *pane, struct rect area)
{
    if (pane->kind->picks && area.width > 20) {
        area.x++;
        area.width--;
    }
    return area;
}

static void draw_text(struct pane *pane, struct canvas *canvas, struct rect area, bool focused)
{
    struct rect inner = text_area(pane, area);
    int height = report_layout_height(pane->report, inner.width, area.height, canvas->tier);
    int most = height > area.height ? height - area.height : 0;
    if (pane->cursor >= height)
        pane->cursor = height > 0 ? height - 1 : 0;
    if (pane->cursor < pane->scroll)
        pane->scroll = pane->cursor;
    if (pane->cursor >= pane->scroll + area.height)
        pane->scroll = pane->cursor - area.height + 1;
    if (pane->scroll > most)
        pane->scroll = most;
    report_draw(pane->report, canvas, inner, pane->scroll);
    pane->area_height = area.height;
    pane->area = inner;
    pane->tier = canvas->tier;
    if (inner.x > area.x && focused) {
        int y = area.y + pane->cursor - pane->scroll;
        canvas_role(canvas, (struct rect){ area.x, y, area.width, 1 }, ROLE_SELECTED);
        canvas_set(canvas, area.x, y, '>', ROLE_SELECTED);
    }
}

static void draw_inside(struct pane *pane, struct canvas *canvas, struct rect area, bool focused)
{
    const struct view *view = grid_view(pane);
    if (pane->failure && !pane->report)
        canvas_put(canvas, area.x, area.y, area.width, ROLE_ERROR, pane->failure);
    else if (!pane->report)
        canvas_put(canvas, area.x, area.y, area.width, ROLE_MUTED, "...");
    else if (view)
        grid_draw(pane, view, canvas, area);
    else
        draw_text(pane, canvas, area, focused);
    if (pane->busy && pane->report)
        canvas_role(canvas, area, ROLE_MUTED); /* old content, dimmed, while the new is computed */
}

void pane_draw(struct pane *pane, struct canvas *canvas, struct rect area, bool framed, bool focused, int number)
{
    if (area.width <= 0 || area.height <= 0)
        return;
    if (!framed) {
        draw_inside(pane, canvas, area, focused);
        return;
    }
    char title[256], status[160] = "";
    const char *name = pane->report && report_title(pane->report) ? report_title(pane->report) : pane->line;
    if (grid_view(pane) && strncmp(pane->line, "show ", 5) == 0)
        name = pane->line + 5; /* with its filter and its order */
    snprintf(title, sizeof title, "%d %.200s%s", number, name, pane->busy ? " ..." : "");
    canvas_frame(canvas, area, focused, title, pane->report ? report_context(pane->report) : NULL);
    draw_inside(pane, canvas, (struct rect){ area.x + 1, area.y + 1, area.width - 2, area.height - 2 }, focused);
    const struct view *view = grid_view(pane);
    int bottom = area.y + area.height - 1;
    if (view) {
        grid_status(pane, view, status);
    } else if (pane->report && pane->area_height > 0) {
        int height = report_layout_height(pane->report, pane->area.width, area.height - 2, canvas->tier);
        if (height > pane->area_height)
            snprintf(status, sizeof status, " line %d of %d ", pane->scroll + 1, height);
    }
    canvas_put(canvas, area.x + 2, bottom, area.width - 4, ROLE_MUTED, status);
}

void pane_move(struct pane *pane, int lines, int columns)
{
    const struct view *view = grid_view(pane);
    if (view) {
        grid_move(pane, view, lines, columns);
    } else if (lines == INT_MIN) {
        pane->cursor = pane->scroll = 0;
    } else if (lines == INT_MAX) {
        pane->cursor = INT_MAX / 2;
    } else if (pane->kind->picks) {
        pane->cursor = pane->cursor + lines < 0 ? 0 : pane->cursor + lines;
    } else {
        /* A text scrolls at once: the cursor stands on the first visible line when going up, on the last going down. */
        int from = lines > 0 ? pane->scroll + pane->area_height - 1 : pane->scroll;
        pane->cursor = from + lines < 0 ? 0 : from + lines;
    }
}

void pane_page(struct pane *pane, int pages)
{
    pane_move(pane, pages * (pane->area_height > 1 ? pane->area_height - 1 : 1), 0);
}

/* The lines of a text pane as they were drawn. */
static struct canvas *drawn(const struct pane *pane, int *height)
{
    int width = pane->area.width > 0 ? pane->area.width : 80, visible = pane->area.height > 0 ? pane->area.height : 24;
    *height = report_layout_height(pane->report, width, visible, pane->tier);
    struct canvas *canvas = canvas_new(width, *height > 0 ? *height : 1, pane->tier);
    report_draw(pane->report, canvas, (struct rect){ 0, 0, width, *height }, 0);
    return canvas;
}

bool pane_search(struct pane *pane, const char *text, bool backward)
{
    const struct view *view = grid_view(pane);
    if (!pane->report || !*text)
        return false;
    if (view)
        return grid_search(pane, view, text, backward);
    int height;
    bool found = false;
    struct canvas *canvas = drawn(pane, &height);
    struct text line = TEXT_EMPTY;
    for (int step = 1; step <= height && !found; step++) {
        int y = backward ? (pane->cursor - step % height + height) % height : (pane->cursor + step) % height;
        text_clear(&line);
        canvas_text(canvas, y, y + 1, &line);
        if (strcasestr(text_string(&line), text)) {
            pane->cursor = pane->scroll = y;
            found = true;
        }
    }
    text_release(&line);
    canvas_free(canvas);
    return found;
}

/* The drawn line on which the cursor stands, at the end of OUT. */
static void line_under_cursor(const struct pane *pane, struct text *out)
{
    int height;
    struct canvas *canvas = drawn(pane, &height);
    if (pane->cursor < height)
        canvas_text(canvas, pane->cursor, pane->cursor + 1, out);
    canvas_free(canvas);
}

char *pane_word(const struct pane *pane, const char **column)
{
    const struct view *view = grid_view(pane);
    struct text text = TEXT_EMPTY;
    *column = NULL;
    if (view && view->n_rows > 0) {
        *column = view_column(view, 0)->name;
        const struct column *first = view_column(view, 0);
        if (first->personal && !first->identifies)
            return NULL; /* a command made of it would show it in the log */
        (first->identifies ? column_show : column_write)(first, view_row(view, pane->row), &text);
        return text_take(&text);
    }
    if (!pane->report || view)
        return NULL;
    line_under_cursor(pane, &text);
    const char *from = text_string(&text) + strspn(text_string(&text), " ");
    bool named = isalnum((unsigned char)*from) || *from == '_'; /* not a rule, a bar or a note's sign */
    char *word = named ? copy_bytes(from, strcspn(from, " \n,:|")) : NULL;
    text_release(&text);
    return word;
}

char *pane_phrase(const struct pane *pane)
{
    struct text text = TEXT_EMPTY;
    if (pane->report && !pane_is_grid(pane))
        line_under_cursor(pane, &text);
    const char *from = text_string(&text) + strspn(text_string(&text), " ");
    const char *end = strstr(from, "  ");
    char *phrase = copy_bytes(from, end ? (size_t)(end - from) : strcspn(from, "\n"));
    text_release(&text);
    return phrase;
}
