/* Blocks that are pictures: how high they are at a width, and drawing them with draw/. */
#ifndef REPORT_PICTURE_H
#define REPORT_PICTURE_H

#include "report/block.h"

/* The least width at which the picture may stand beside another. */
int picture_least_width(const struct block *block);
/* Lines of the picture at WIDTH; ROOM: lines there are for it, 0: as many as suit it. */
int picture_height(const struct block *block, int width, int room);
void picture_draw(const struct block *block, struct canvas *canvas, struct rect area);
/* Whether the height follows the room there is. */
bool picture_stretches(const struct block *block);

#endif
