/* Heat maps as pictures; part of picture.c's table. */
#ifndef REPORT_HEAT_H
#define REPORT_HEAT_H

#include "report/block.h"

int heat_height(const struct block *block, int width, int room);
void heat_draw(const struct block *block, struct canvas *canvas, struct rect area);

#endif
