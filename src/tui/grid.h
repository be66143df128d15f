/* The grid: any table in a pane, rows read on demand. */
#ifndef TUI_GRID_H
#define TUI_GRID_H

#include "tui/pane.h"

struct view;
void grid_draw(struct pane *pane, const struct view *view, struct canvas *canvas, struct rect area);
void grid_move(struct pane *pane, const struct view *view, int rows, int columns);
bool grid_search(struct pane *pane, const struct view *view, const char *text, bool backward);
/* "row 204 of 7,392   column p_churn 3 of 15" */
void grid_status(const struct pane *pane, const struct view *view, char out[160]);

#endif
