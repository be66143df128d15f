/* Lines as dots: the grid between points and characters. A cell holds 2 x 4 dots in braille, 1 x 2 in half blocks, one
   in ASCII; each dot belongs to the series that drew it first. */
#ifndef DRAW_RASTER_H
#define DRAW_RASTER_H

#include "patron/draw/plot.h"

struct raster {
    int width, height; /* cells */
    int across, down;  /* dots in a cell */
    enum tier tier;
    uint8_t *owner; /* (height * down) x (width * across): 0, or series + 1 */
    uint8_t *mark;  /* height x width: 0, or series + 1 of a point or a muted line drawn as one character */
    bool *muted_mark;
};
void raster_init(struct raster *raster, int width, int height, enum tier tier);
void raster_release(struct raster *raster);
/* Draws series number I. */
void raster_series(struct raster *raster, const struct axis *x, const struct axis *y, const struct series *series,
                   size_t i);
/* Whether anything but a muted line is in the cell. */
bool raster_busy(const struct raster *raster, int column, int row);
/* Writes what was drawn into CANVAS at (x, y). */
void raster_put(const struct raster *raster, struct canvas *canvas, int x, int y);

#endif
