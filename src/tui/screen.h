/* The full screen's state: the panes, which are shown, what is typed, what was said. The loop is in screen.c, the keys
   are rows in keys.c, the drawing is in layout.c. */
#ifndef TUI_SCREEN_H
#define TUI_SCREEN_H

#include <stdbool.h>
#include <stddef.h>

#include "tui/input.h"
#include "tui/pane.h"
#include "tui/worker.h"

enum { MOST_PANES = 9, FIRST_PANES = 4 }; /* the first ones are there from the start */
enum typing { TYPING_NOTHING, TYPING_COMMAND, TYPING_SEARCH };

struct screen {
    struct session *session;
    struct worker *worker;
    enum tier tier;
    struct pane *panes[MOST_PANES];
    size_t n_panes, focus, first; /* first: of the visible ones */
    bool zoomed, leaving;
    enum typing typing;
    char *message; /* an error or a short answer, above the command line; NULL: none */
    bool message_is_error;
    char *title_workspace, *title_rest, *title_short; /* of the title line, read when the session is idle */
    struct pane *from; /* the table whose row FROM_LINE opens; the next pane of that line remembers it */
    char *from_line;
    unsigned blocks; /* of pasted lines so far */
};

/* The user's line: run and shown. Its pane becomes the focused one. */
void screen_submit(struct screen *screen, const char *line);
/* The same; the pane that comes of it walks along the table FROM. */
void screen_submit_from(struct screen *screen, const char *line, struct pane *from);
/* A report that no command made, in a pane of its own; LINE is what the pane runs when asked again. */
struct report;
void screen_show(struct screen *screen, const char *line, struct report *report);
void screen_say(struct screen *screen, bool is_error, const char *text);
struct pane *screen_pane(const struct screen *screen); /* the focused one; NULL when there is none */
void screen_close_pane(struct screen *screen, size_t index);
/* Moves into the command line with TEXT in it, or into the search line. */
void screen_type(struct screen *screen, enum typing typing, const char *text);

/* A key in a pane, looked up in the rows; false when it means nothing there. */
bool keys_act(struct screen *screen, struct key key);
/* The rows for `?`: context (the pane's kind; "" everywhere), key, note. N counts. */
struct key_note {
    const char *context, *key, *note;
};
const struct key_note *keys_notes(size_t *n);

/* Draws everything; the cursor's place in *X, *Y (x < 0: hidden). */
struct canvas;
void screen_draw(struct screen *screen, struct canvas *canvas, int *x, int *y);
/* How many panes are seen at this size. */
size_t screen_visible(const struct screen *screen, int width, int height);

#endif
