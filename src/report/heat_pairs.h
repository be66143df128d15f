/* What is drawn of a heat map that lists its pairs. Private to report. */
#ifndef REPORT_HEAT_PAIRS_H
#define REPORT_HEAT_PAIRS_H

#include "patron/draw/canvas.h"
#include "report/block.h"

int heat_pairs_height(const struct heat_part *part);
/* The line after the last one. */
int heat_pairs_draw(const struct heat_part *part, struct canvas *canvas, struct rect area);

#endif
