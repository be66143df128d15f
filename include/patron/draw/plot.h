/* Pictures from numbers, drawn into a rectangle of a canvas. Axis ticks are given by the caller, so that every renderer
   labels alike. No series is told apart by colour alone: curves carry their sign (ASCII), dash pattern (braille, block)
   and name. */
#ifndef PATRON_DRAW_PLOT_H
#define PATRON_DRAW_PLOT_H

#include "patron/draw/canvas.h"

enum axis_scale { AXIS_LINEAR, AXIS_LOGARITHMIC, AXIS_TIME }; /* AXIS_TIME: microseconds since 1970, in days */
struct axis {
    double least, greatest;
    const char *label;
    const double *ticks; /* n_ticks values within the range */
    size_t n_ticks;
    enum axis_scale scale;
};
struct series {
    const char *name;
    size_t n;
    const double *x, *y; /* NaN breaks the line */
    bool dots;           /* points instead of a line */
    bool muted;          /* a reference line: the diagonal, no skill */
    const char *legend;  /* text beside the name in the key, or NULL */
};
/* At most N ticks at round numbers within least..greatest into OUT (room for N); how many. */
size_t axis_ticks(double least, double greatest, size_t n, double *out);
/* The same at powers of ten and their halves and doubles; LEAST > 0. */
size_t axis_ticks_logarithmic(double least, double greatest, size_t n, double *out);
/* The same for instants: midnights, Mondays, firsts of months, of quarters, of years, whichever leaves N at most. */
size_t axis_ticks_time(double least, double greatest, size_t n, double *out);
/* Tick I of AXIS as it is written: as many decimals as all ticks of the axis need; dates as short as tells them apart. */
void axis_tick_text(const struct axis *axis, size_t i, char out[64]);
/* Where VALUE lies on AXIS: 0 at the least, 1 at the greatest; outside that beyond the ends; NaN for NaN. */
double axis_position(const struct axis *axis, double value);

void plot_curves(struct canvas *canvas, struct rect area, const struct axis *x, const struct axis *y,
                 const struct series *series, size_t n_series);
/* What stands for series I in the key of a picture: "*" or a stroke of its dash pattern, one to three columns wide. */
const char *plot_series_sign(enum tier tier, size_t i, bool muted, bool dots);
/* One horizontal bar from 0 to VALUE on a scale that ends at GREATEST, WIDTH cells wide, eighths where the tier has them. */
void plot_bar(struct canvas *canvas, int x, int y, int width, double value, double greatest, enum role role);
/* The same for values of both signs on a scale from LEAST <= 0 to GREATEST >= 0: the bar starts at zero, which is a stroke;
   negative bars have another texture. */
void plot_signed_bar(struct canvas *canvas, int x, int y, int width, double value, double least, double greatest,
                     enum role role);
/* A histogram as a row of vertical bars in one line ("sparkline"): N counts; zero is blank. */
void plot_spark(struct canvas *canvas, int x, int y, const double *values, size_t n, enum role role);
/* Vertical bars, AREA high, one for each of N values. */
void plot_columns(struct canvas *canvas, struct rect area, const double *values, size_t n, enum role role);
/* Bins side by side, each with one bar of each of N_SERIES series in its own texture; VALUES is series by bin. */
void plot_bins(struct canvas *canvas, struct rect area, const double *const *values, size_t n_series, size_t n_bins);
/* The texture of series I in plot_bins. */
uint32_t plot_bin_texture(enum tier tier, size_t i);

/* Silhouette bands: under each other, each as high as its share of all values (at least one line), its values sorted
   descending from top to bottom; negative values have another texture; the mean is a vertical line. */
struct band {
    const char *name;
    const char *const *notes; /* n_notes lines under the name, drawn as far as the band is high */
    size_t n_notes;
    size_t n;
    double weight;            /* the band's share of the height; 0: n */
    const double *values;     /* n, descending */
};
void plot_bands(struct canvas *canvas, struct rect area, const struct axis *axis, double mean,
                const struct band *bands, size_t n_bands);

/* The shade of a heat cell: LEVEL 0 .. 4 as blank, light .. full; the text of the cell is the caller's. */
void plot_shade(struct canvas *canvas, struct rect area, int level, enum role role);

#endif
