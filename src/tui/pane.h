/* A pane: the report of one command line, and where the reader is in it. A value: two panes of one kind side by side
   are ordinary, because comparing is what people do here.

   Recalculating and drawing are apart: a pane's report is made anew by running its line (the screen does that on its
   worker); drawing only lays the report out. A report that is one table is drawn by the grid, any other as text. */
#ifndef TUI_PANE_H
#define TUI_PANE_H

#include <stdbool.h>
#include <stddef.h>

#include "patron/draw/canvas.h"

struct report;

/* What comes in kinds: one row each in pane.c. */
struct pane_kind {
    const char *name;         /* as commands name it in their rows */
    unsigned shows;           /* CHANGES_* that make it stale */
    const char *hints;        /* the hint line when it has the focus */
    const char *hints_narrow; /* the same in 80 columns */
    bool picks;               /* a line can be chosen, so the cursor is shown */
};
const struct pane_kind *pane_kind_find(const char *name); /* the plain kind "report" when there is no such row */

struct pane {
    const struct pane_kind *kind;
    char *line;            /* the command behind it */
    struct report *report; /* NULL until it is first there */
    char *failure;         /* why the last attempt gave none, or NULL */
    bool stale, busy;
    bool fixed;         /* its line changes something: it is not run again by itself */
    struct pane *list;  /* the table it was opened from, or NULL */
    struct pane *back;  /* where the reader was before it, or NULL */
    int scroll, cursor; /* of a text: first line shown, line of the cursor */
    int area_height;    /* lines that were visible at the last drawing */
    struct rect area;   /* of the last drawing, and its signs: what the reader sees is what is searched */
    enum tier tier;
    size_t row, top;     /* of a grid: row of the cursor, first row shown */
    size_t column, left; /* column of the cursor, first column shown beside the key */
    size_t hidden_right; /* columns that found no room at the last drawing */
    char *search;        /* what / looked for last, or NULL */
};

struct pane *pane_new(const struct pane_kind *kind, const char *line);
void pane_free(struct pane *pane);
/* Takes REPORT over; the place of the reader stays where it was as far as it exists. */
void pane_set_report(struct pane *pane, struct report *report);
bool pane_is_grid(const struct pane *pane);
/* FRAMED: with a frame; NUMBER is what Alt-N calls it. */
void pane_draw(struct pane *pane, struct canvas *canvas, struct rect area, bool framed, bool focused, int number);
/* Moves the cursor by lines (rows) or columns; page moves by what is visible; ends are INT_MIN and INT_MAX. */
void pane_move(struct pane *pane, int lines, int columns);
void pane_page(struct pane *pane, int pages);
/* The next place after the cursor (before it when BACKWARD) that holds TEXT; false when there is none. */
bool pane_search(struct pane *pane, const char *text, bool backward);
/* What Enter goes to: the first word under the cursor (a grid: the key of the row, and its column's name). NULL when
   there is nothing. The caller frees. */
char *pane_word(const struct pane *pane, const char **column);
/* The words under the cursor of a text, up to the next gap; empty when there are none. The caller frees. */
char *pane_phrase(const struct pane *pane);

#endif
