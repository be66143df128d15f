/* What keys do, by function; which key does what is rows in keys.c. */
#ifndef TUI_ACTS_H
#define TUI_ACTS_H

#include "tui/screen.h"

struct key_row;
typedef void key_function(struct screen *screen, struct pane *pane, const struct key_row *row);

struct key_row {
    const char *context; /* a pane kind, or "" everywhere */
    const char *key;
    key_function *act;
    int amount;
    const char *text; /* for those that make a line: $line, $word, $first (what the line is about), $names (all of
                         them); for act_option: the option and its value */
    const char *note;
};

/* Moving. */
key_function act_move, act_side, act_page, act_focus, act_jump, act_zoom, act_back;
/* Typing. */
key_function act_command, act_search, act_next, act_edit, act_option_edit;
/* Lines that are run: in a pane of their own, or in the same one. */
key_function act_run, act_option, act_sort, act_filter, act_enter, act_feature, act_neighbour, act_again, act_log_line;
/* The rest. */
key_function act_redraw, act_help, act_leave;

#endif
