/* A grid of cells: what panes and pictures draw into. Neither the screen library nor escape codes are known here; the
   terminal copies the grid to the screen, and canvas_text writes it as text. The same drawing therefore serves the full
   screen, the plain prompt, files and tests. */
#ifndef PATRON_DRAW_CANVAS_H
#define PATRON_DRAW_CANVAS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct text;

/* What a cell means; the terminal decides how that looks, with and without colour. */
enum role {
    ROLE_PLAIN, ROLE_TITLE, ROLE_FRAME, ROLE_FOCUS, ROLE_KEY, ROLE_NUMBER, ROLE_GOOD, ROLE_WATCH, ROLE_BAD, ROLE_MUTED,
    ROLE_SELECTED, ROLE_ERROR,
    ROLE_SERIES1, ROLE_SERIES2, ROLE_SERIES3, ROLE_SERIES4, ROLE_SERIES5, ROLE_SERIES6,
    N_ROLES
};

/* Which characters may be used: everything 7-bit; box drawing and blocks; braille dots for curves too. */
enum tier { TIER_ASCII, TIER_BLOCK, TIER_BRAILLE };

struct cell {
    uint32_t code; /* Unicode; 0 is the right half of a wide character */
    uint8_t width; /* 1 or 2 */
    uint8_t role;
};
struct canvas {
    int width, height;
    enum tier tier;
    struct cell *cells;
};
struct rect {
    int x, y, width, height;
};

struct canvas *canvas_new(int width, int height, enum tier tier); /* all blank */
void canvas_free(struct canvas *canvas);
void canvas_clear(struct canvas *canvas);
/* UTF-8 TEXT at (x, y), cut at x + WIDTH and at the canvas' edge; returns the columns used. On TIER_ASCII, characters
   beyond 7 bits are replaced by near ones. */
int canvas_put(struct canvas *canvas, int x, int y, int width, enum role role, const char *text);
int canvas_put_right(struct canvas *canvas, int x, int y, int width, enum role role, const char *text);
int canvas_format(struct canvas *canvas, int x, int y, int width, enum role role, const char *format, ...)
    __attribute__((format(printf, 6, 7)));
void canvas_set(struct canvas *canvas, int x, int y, uint32_t code, enum role role);
void canvas_fill(struct canvas *canvas, struct rect area, uint32_t code, enum role role);
void canvas_role(struct canvas *canvas, struct rect area, enum role role); /* changes roles only */
/* A frame round AREA with TITLE at the upper left and RIGHT at the upper right (either may be NULL); heavy when FOCUSED. */
void canvas_frame(struct canvas *canvas, struct rect area, bool focused, const char *title, const char *right);
/* Rows FIRST .. LAST-1 as text lines, blanks at line ends removed. */
void canvas_text(const struct canvas *canvas, int first, int last, struct text *out);

#endif
