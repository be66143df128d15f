/* Times of one block of one column, from instants to what a zone's clocks show. Private to source/. */
#ifndef SOURCE_WALLS_H
#define SOURCE_WALLS_H

#include "patron/source/source.h"
#include "source/infer.h"

/* Does nothing to what is no time, or when no zone was asked for. */
void part_to_walls(struct part *part, const struct cells *cells, size_t field, const struct missing_texts *missing,
                   const struct source_zones *zones);

#endif
