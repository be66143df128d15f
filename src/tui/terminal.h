/* The terminal: shows a canvas, and gives it back as it was. With input.h the only place that knows the screen library.
 */
#ifndef TUI_TERMINAL_H
#define TUI_TERMINAL_H

#include <stdbool.h>

#include "patron/draw/canvas.h"

struct error;

/* Takes the terminal over. False and ERR when there is none that can be drawn on (TERM unset, dumb or unknown). */
bool terminal_open(bool colour, struct error *err);
void terminal_close(void); /* as it was before; fine when not open */
void terminal_size(int *width, int *height);
/* CANVAS on the screen, the cursor at (x, y), or hidden when x < 0. */
void terminal_show(const struct canvas *canvas, int x, int y);
void terminal_redraw(void);  /* everything anew at the next show (Ctrl-L) */
void terminal_suspend(void); /* Ctrl-Z: hands the terminal to the shell until it brings us back */
void terminal_beep(void);
/* The tier that locale and terminal can show. */
enum tier terminal_tier(void);

#endif
