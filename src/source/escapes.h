/* Text with tabs in which a backslash and a letter stand for what cannot stand in a field. Private to source/. */
#ifndef SOURCE_ESCAPES_H
#define SOURCE_ESCAPES_H

#include "source/content.h"

/* Whether there is a backslash, and each is part of one of \t \n \r \\, or of a field \N. */
bool content_escapes(const struct content *content);
/* The fields of CELLS as what they stand for; a field \N, as databases write what is missing, as an empty one. Any
   other backslash stays. */
void cells_unescape(struct cells *cells);

#endif
