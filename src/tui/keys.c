/* What keys do in a pane: rows. A key that changes what is shown becomes a command line, so that the log of a session is
   a command file that repeats it. */
#include <limits.h>

#include "patron/base/memory.h"
#include "patron/base/text.h"
#include "patron/command/session.h"
#include "patron/report/report.h"
#include "patron/table/view.h"
#include "tui/prompt.h"
#include "tui/screen.h"
#include "tui/terminal.h"

struct key_row;
typedef void key_function(struct screen *screen, struct pane *pane, const struct key_row *row);

struct key_row {
    const char *context; /* a pane kind, or "" everywhere */
    const char *key;
    key_function *act;
    int amount;
    const char *text;    /* for act_run and act_edit: $line, $word, $first (the line's first subject), $column */
    const char *note;
};

static void act_move(struct screen *screen, struct pane *pane, const struct key_row *row)
{
    (void)screen;
    pane_move(pane, row->amount, 0);
}

static void act_side(struct screen *screen, struct pane *pane, const struct key_row *row)
{
    (void)screen;
    pane_move(pane, 0, row->amount);
}

static void act_page(struct screen *screen, struct pane *pane, const struct key_row *row)
{
    (void)screen;
    pane_page(pane, row->amount);
}

static void act_focus(struct screen *screen, struct pane *pane, const struct key_row *row)
{
    (void)pane;
    size_t n = screen->n_panes;
    screen->focus = (screen->focus + (row->amount > 0 ? 1 : n - 1)) % n;
}

static void act_jump(struct screen *screen, struct pane *pane, const struct key_row *row)
{
    (void)pane;
    if ((size_t)row->amount <= screen->n_panes)
        screen->focus = (size_t)row->amount - 1;
}

static void act_zoom(struct screen *screen, struct pane *pane, const struct key_row *row)
{
    (void)pane, (void)row;
    screen->zoomed = !screen->zoomed;
}

static void act_back(struct screen *screen, struct pane *pane, const struct key_row *row)
{
    (void)row;
    if (screen->zoomed)
        screen->zoomed = false;
    else if (screen->n_panes > 1 && strcmp(pane->kind->name, "home") != 0)
        screen_close_pane(screen, screen->focus);
    else
        screen_say(screen, false, "this is the first pane: Ctrl-D or :quit leaves");
}

static void act_command(struct screen *screen, struct pane *pane, const struct key_row *row)
{
    (void)pane, (void)row;
    screen_type(screen, TYPING_COMMAND, NULL);
}

static void act_search(struct screen *screen, struct pane *pane, const struct key_row *row)
{
    (void)pane, (void)row;
    screen_type(screen, TYPING_SEARCH, "");
}

static void act_next(struct screen *screen, struct pane *pane, const struct key_row *row)
{
    if (!pane->search)
        screen_say(screen, false, "nothing was looked for yet: / searches");
    else if (!pane_search(pane, pane->search, row->amount < 0))
        screen_say(screen, false, "not found");
}

/* The second word of a line: what the command is about. */
static char *subject(const char *line)
{
    const char *at = line + strcspn(line, " ");
    at += strspn(at, " ");
    return copy_bytes(at, strcspn(at, " "));
}

static char *fill_in(const struct pane *pane, const char *pattern)
{
    struct text out = TEXT_EMPTY;
    const char *column;
    char *word = pane_word(pane, &column), *first = subject(pane->line);
    for (const char *at = pattern; *at; at++) {
        if (strncmp(at, "$line", 5) == 0) {
            text_add(&out, pane->line);
            at += 4;
        } else if (strncmp(at, "$word", 5) == 0) {
            text_add(&out, word ? word : "");
            at += 4;
        } else if (strncmp(at, "$first", 6) == 0) {
            text_add(&out, first);
            at += 5;
        } else {
            text_add_char(&out, *at);
        }
    }
    free(word);
    free(first);
    return text_take(&out);
}

static void act_run(struct screen *screen, struct pane *pane, const struct key_row *row)
{
    char *line = fill_in(pane, row->text);
    screen_submit(screen, line);
    free(line);
}

static void act_edit(struct screen *screen, struct pane *pane, const struct key_row *row)
{
    char *line = fill_in(pane, row->text);
    screen_type(screen, TYPING_COMMAND, line);
    free(line);
}

/* LINE without its option NAME=..., so that another value can be added. */
static char *without_option(const char *line, const char *name)
{
    struct text out = TEXT_EMPTY;
    const char *at = strstr(line, name);
    if (!at)
        return copy_text(line);
    size_t length = strlen(name) + strcspn(at + strlen(name), " ");
    text_add_bytes(&out, line, (size_t)(at - line));
    text_add(&out, at + length);
    return text_take(&out);
}

static void act_sort(struct screen *screen, struct pane *pane, const struct key_row *row)
{
    const struct view *view = pane->report ? report_table(pane->report, 0) : NULL;
    if (strncmp(pane->line, "show ", 5) != 0 || !view || pane->column >= view->n_columns) {
        screen_say(screen, false, "only what show lists can be sorted");
        return;
    }
    struct text line = TEXT_EMPTY;
    char *rest = without_option(pane->line, " sort=");
    text_add_format(&line, "%s sort=%s%s", rest, row->amount < 0 ? "-" : "", view_column(view, pane->column)->name);
    free(pane->line); /* the same pane, in another order */
    pane->line = text_take(&line);
    pane->busy = true;
    worker_submit(screen->worker, pane->line, pane, false);
    free(rest);
}

/* Enter: deeper. A customer's row to the customer, a model to its curves, a name to what it names. */
static void act_enter(struct screen *screen, struct pane *pane, const struct key_row *row)
{
    (void)row;
    const char *column;
    char *word = pane_word(pane, &column);
    struct text line = TEXT_EMPTY;
    if (!word || !*word) {
        free(word);
        return;
    }
    bool number = strspn(word, "0123456789") == strlen(word);
    if (strcmp(pane->kind->name, "help") == 0)
        text_add_format(&line, "help %s", word);
    else if (column && strcmp(column, "name") != 0)
        text_add_format(&line, number ? "customer %s" : "customer \"%s\"", word);
    else
        text_add_format(&line, "show %s", word);
    screen_submit(screen, text_string(&line));
    text_release(&line);
    free(word);
}

static void act_neighbour(struct screen *screen, struct pane *pane, const struct key_row *row)
{
    /* The list one came from: the grid nearest before this pane. */
    for (size_t i = screen->focus; i-- > 0;) {
        struct pane *list = screen->panes[i];
        const char *column;
        if (!pane_is_grid(list))
            continue;
        pane_move(list, row->amount, 0);
        char *word = pane_word(list, &column);
        struct text line = TEXT_EMPTY;
        bool number = word && strspn(word, "0123456789") == strlen(word);
        text_add_format(&line, number ? "customer %s" : "customer \"%s\"", word ? word : "");
        free(pane->line);
        pane->line = text_take(&line);
        pane->busy = true;
        worker_submit(screen->worker, pane->line, pane, false);
        free(word);
        return;
    }
    screen_say(screen, false, "no list to walk along: open a customer from a table");
}

static void act_again(struct screen *screen, struct pane *pane, const struct key_row *row)
{
    (void)row;
    pane->busy = true;
    worker_submit(screen->worker, pane->line, pane, false);
}

static void act_again_line(struct screen *screen, struct pane *pane, const struct key_row *row)
{
    (void)pane, (void)row;
    size_t n = session_log_size(screen->session);
    if (n > 0 && !worker_busy(screen->worker))
        screen_type(screen, TYPING_COMMAND, session_log(screen->session, n - 1)->line);
}

static void act_redraw(struct screen *screen, struct pane *pane, const struct key_row *row)
{
    (void)screen, (void)pane, (void)row;
    terminal_redraw();
}

static void act_help(struct screen *screen, struct pane *pane, const struct key_row *row)
{
    (void)row;
    struct text text = TEXT_EMPTY;
    size_t n;
    const struct key_note *notes = keys_notes(&n);
    for (size_t pass = 0; pass < 2; pass++)
        for (size_t i = 0; i < n; i++)
            if (strcmp(notes[i].context, pass ? "" : pane->kind->name) == 0)
                text_add_format(&text, "%s %s    ", notes[i].key, notes[i].note);
    screen_say(screen, false, text_string(&text));
    text_release(&text);
    char verb[64];
    snprintf(verb, sizeof verb, "help %.*s", (int)strcspn(pane->line, " "), pane->line);
    screen_submit(screen, verb);
}

static void act_leave(struct screen *screen, struct pane *pane, const struct key_row *row)
{
    (void)pane, (void)row;
    screen->leaving = true;
}

/* More special rows stand before those for everywhere. */
static const struct key_row rows[] = {
    { "table", "[", act_sort, 1, NULL, "sort up by the cursor's column" },
    { "table", "]", act_sort, -1, NULL, "sort down" },
    { "table", "|", act_edit, 0, "show $first where ", "filter by an expression" },
    { "compare", "b", act_edit, 0, "$line baseline=", "another baseline" },
    { "compare", "c", act_edit, 0, "champion ", "make a model the champion" },
    { "compare", "Enter", act_edit, 0, "curves ", "curves of a model" },
    { "curves", "1", act_run, 0, "curves $first kind=roc", "ROC" },
    { "curves", "2", act_run, 0, "curves $first kind=calibration", "calibration" },
    { "curves", "3", act_run, 0, "curves $first kind=lift", "lift and gain" },
    { "curves", "4", act_run, 0, "curves $first kind=pr", "precision and recall" },
    { "curves", "t", act_edit, 0, "$line threshold=", "another threshold" },
    { "silhouette", "p", act_run, 0, "profile $first", "profile of the segments" },
    { "silhouette", "w", act_edit, 0, "silhouette $first k=2..8", "compare numbers of segments" },
    { "profile", "m", act_run, 0, "profile $first by=mean", "means instead of z-scores" },
    { "profile", "e", act_edit, 0, "name $first.", "name a segment" },
    { "drift", "w", act_edit, 0, "gate psi($first) < 0.25", "write the gate line" },
    { "customer", "J", act_neighbour, 1, NULL, "next in the list" },
    { "customer", "K", act_neighbour, -1, NULL, "previous in the list" },
    { "log", "Enter", act_again_line, 0, NULL, "the last line again, to edit" },
    { "", "Enter", act_enter, 0, NULL, "go deeper" },
    { "", ":", act_command, 0, NULL, "command line" },
    { "", "/", act_search, 0, NULL, "search" },
    { "", "n", act_next, 1, NULL, "next match" },
    { "", "N", act_next, -1, NULL, "previous match" },
    { "", "Tab", act_focus, 1, NULL, "next pane" },
    { "", "Shift-Tab", act_focus, -1, NULL, "previous pane" },
    { "", "j", act_move, 1, NULL, "down" },
    { "", "k", act_move, -1, NULL, "up" },
    { "", "Down", act_move, 1, NULL, "down" },
    { "", "Up", act_move, -1, NULL, "up" },
    { "", "h", act_side, -1, NULL, "left" },
    { "", "l", act_side, 1, NULL, "right" },
    { "", "Left", act_side, -1, NULL, "left" },
    { "", "Right", act_side, 1, NULL, "right" },
    { "", "PgDn", act_page, 1, NULL, "page down" },
    { "", "PgUp", act_page, -1, NULL, "page up" },
    { "", "Ctrl-F", act_page, 1, NULL, "page down" },
    { "", "Ctrl-B", act_page, -1, NULL, "page up" },
    { "", "g", act_move, INT_MIN, NULL, "top" },
    { "", "G", act_move, INT_MAX, NULL, "bottom" },
    { "", "Home", act_move, INT_MIN, NULL, "top" },
    { "", "End", act_move, INT_MAX, NULL, "bottom" },
    { "", "z", act_zoom, 0, NULL, "zoom" },
    { "", "q", act_back, 0, NULL, "back" },
    { "", "Backspace", act_back, 0, NULL, "back" },
    { "", "<", act_back, 0, NULL, "back" },
    { "", "r", act_again, 0, NULL, "run again" },
    { "", "x", act_edit, 0, "$line > ", "export: name a file" },
    { "", "y", act_edit, 0, "$line", "the command behind the pane" },
    { "", "U", act_run, 0, "undo", "undo the last definition" },
    { "", "?", act_help, 0, NULL, "help" },
    { "", "F1", act_help, 0, NULL, "help" },
    { "", "Space", act_run, 0, "help", "all commands" },
    { "", "Alt-1", act_jump, 1, NULL, "pane 1" },
    { "", "Alt-2", act_jump, 2, NULL, "pane 2" },
    { "", "Alt-3", act_jump, 3, NULL, "pane 3" },
    { "", "Alt-4", act_jump, 4, NULL, "pane 4" },
    { "", "Alt-5", act_jump, 5, NULL, "pane 5" },
    { "", "Alt-6", act_jump, 6, NULL, "pane 6" },
    { "", "Alt-7", act_jump, 7, NULL, "pane 7" },
    { "", "Alt-8", act_jump, 8, NULL, "pane 8" },
    { "", "Alt-9", act_jump, 9, NULL, "pane 9" },
    { "", "Ctrl-L", act_redraw, 0, NULL, "redraw" },
    { "", "F10", act_leave, 0, NULL, "leave" },
};
enum { N_ROWS = sizeof rows / sizeof rows[0] };

bool keys_act(struct screen *screen, struct key key)
{
    char name[24];
    struct pane *pane = screen_pane(screen);
    if (key.code == INPUT_ENTER)
        snprintf(name, sizeof name, "Enter");
    else
        key_label(key, name);
    for (size_t i = 0; pane && i < N_ROWS; i++)
        if (strcmp(rows[i].key, name) == 0 && (!*rows[i].context || strcmp(rows[i].context, pane->kind->name) == 0)) {
            rows[i].act(screen, pane, &rows[i]);
            return true;
        }
    return false;
}

const struct key_note *keys_notes(size_t *n)
{
    static struct key_note notes[N_ROWS];
    for (size_t i = 0; i < N_ROWS; i++)
        notes[i] = (struct key_note){ rows[i].context, rows[i].key, rows[i].note };
    *n = N_ROWS;
    return notes;
}
