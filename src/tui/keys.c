/* Which key does what: rows. */
#include <limits.h>

#include "tui/acts.h"
#include "tui/screen.h"

static const struct key_row rows[] = {
#define KEY(context, key, act, amount, text, note) { context, key, act, amount, text, note },
#include "patron/command/key_rows.h"
#undef KEY
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
