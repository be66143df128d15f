/* Which key does what: rows. */
#include <limits.h>

#include "tui/acts.h"
#include "tui/screen.h"

/* More special rows stand before those for everywhere. */
static const struct key_row rows[] = {
    { "table", "[", act_sort, 1, NULL, "sort up by the cursor's column" },
    { "table", "]", act_sort, -1, NULL, "sort down" },
    { "table", "|", act_filter, 0, "show $first where ", "filter by an expression" },
    { "compare", "b", act_option_edit, 0, "baseline=", "another baseline" },
    { "compare", "c", act_edit, 0, "champion ", "make a model the champion" },
    { "compare", "Enter", act_run, 0, "curves $names", "curves of these models" },
    { "curves", "1", act_option, 0, "kinds=roc", "ROC" },
    { "curves", "2", act_option, 0, "kinds=calibration", "calibration" },
    { "curves", "3", act_option, 0, "kinds=lift", "lift" },
    { "curves", "4", act_option, 0, "kinds=pr", "precision and recall" },
    { "curves", "5", act_option, 0, "kinds=all", "all of them" },
    { "curves", "t", act_option_edit, 0, "threshold=", "another threshold" },
    { "silhouette", "p", act_run, 0, "profile $names", "profile of the segments" },
    { "silhouette", "w", act_option_edit, 0, "k=", "compare numbers of segments" },
    { "profile", "m", act_option, true, "by=mean", "means instead of z-scores, and back" },
    { "profile", "e", act_edit, 0, "name $first.", "name a segment" },
    { "drift", "Enter", act_feature, 0, NULL, "both shapes of the feature" },
    { "drift", "w", act_edit, 0, "gate psi($names) < 0.25", "write the gate line" },
    { "customer", "J", act_neighbour, 1, NULL, "next in the list" },
    { "customer", "K", act_neighbour, -1, NULL, "previous in the list" },
    { "log", "Enter", act_log_line, 0, NULL, "take the line again, to edit" },
    { "", "Enter", act_enter, 0, NULL, "go deeper" },
    { "", ":", act_command, 0, NULL, "command line" },
    { "", "q", act_back, 0, NULL, "back" },
    { "", "Backspace", act_back, 0, NULL, "back" },
    { "", "<", act_back, 0, NULL, "back" },
    { "", "Tab", act_focus, 1, NULL, "next pane" },
    { "", "Shift-Tab", act_focus, -1, NULL, "previous pane" },
    { "", "z", act_zoom, 0, NULL, "zoom" },
    { "", "/", act_search, 0, NULL, "search" },
    { "", "n", act_next, 1, NULL, "next match" },
    { "", "N", act_next, -1, NULL, "previous match" },
    { "", "j", act_move, 1, NULL, "down" },
    { "", "Down", act_move, 1, NULL, "down" },
    { "", "k", act_move, -1, NULL, "up" },
    { "", "Up", act_move, -1, NULL, "up" },
    { "", "h", act_side, -1, NULL, "left" },
    { "", "Left", act_side, -1, NULL, "left" },
    { "", "l", act_side, 1, NULL, "right" },
    { "", "Right", act_side, 1, NULL, "right" },
    { "", "PgDn", act_page, 1, NULL, "page down" },
    { "", "Ctrl-F", act_page, 1, NULL, "page down" },
    { "", "PgUp", act_page, -1, NULL, "page up" },
    { "", "Ctrl-B", act_page, -1, NULL, "page up" },
    { "", "g", act_move, INT_MIN, NULL, "top" },
    { "", "Home", act_move, INT_MIN, NULL, "top" },
    { "", "G", act_move, INT_MAX, NULL, "bottom" },
    { "", "End", act_move, INT_MAX, NULL, "bottom" },
    { "", "r", act_again, 0, NULL, "run again" },
    { "", "x", act_edit, 0, "$line > ", "export: name a file" },
    { "", "y", act_edit, 0, "$line", "the command behind the pane" },
    { "", "U", act_run, 0, "undo", "undo the last definition" },
    { "", "?", act_help, 0, NULL, "help" },
    { "", "F1", act_help, 0, NULL, "help" },
    { "", "Space", act_run, 0, "help", "all commands" },
    { "", "Alt-x", act_run, 0, "help", "all commands" },
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
