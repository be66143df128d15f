/* Pictures from numbers, drawn into a rectangle of a canvas. Axis ticks are given by the caller, so that every renderer
   labels alike. No series is told apart by colour alone: curves carry their sign (ASCII), dash pattern (braille, block)
   and name. */
#ifndef PATRON_DRAW_PLOT_H
#define PATRON_DRAW_PLOT_H

#include "patron/draw/canvas.h"

struct axis {
    double least, greatest;
    const char *label;
    const double *ticks; /* n_ticks values within the range */
    size_t n_ticks;
    bool logarithmic;
};
struct series {
    const char *name;
    size_t n;
    const double *x, *y; /* NaN breaks the line */
    bool dots;           /* points instead of a line */
    bool muted;          /* a reference line: the diagonal, no skill */
};
/* At most N ticks at round numbers within least..greatest into OUT (room for N); how many. */
size_t axis_ticks(double least, double greatest, size_t n, double *out);

void plot_curves(struct canvas *canvas, struct rect area, const struct axis *x, const struct axis *y,
                 const struct series *series, size_t n_series);
/* One horizontal bar from 0 to VALUE on a scale that ends at GREATEST, WIDTH cells wide, eighths where the tier has them. */
void plot_bar(struct canvas *canvas, int x, int y, int width, double value, double greatest, enum role role);
/* A histogram as a row of vertical bars in one line ("sparkline"): N counts; zero is blank. */
void plot_spark(struct canvas *canvas, int x, int y, const double *values, size_t n, enum role role);
/* Vertical bars, AREA high, one for each of N values. */
void plot_columns(struct canvas *canvas, struct rect area, const double *values, size_t n, enum role role);
/* The shade of a heat cell: LEVEL 0 .. 4 as blank, light .. full; the text of the cell is the caller's. */
void plot_shade(struct canvas *canvas, struct rect area, int level, enum role role);

#endif
