/* Lines above the names: titles, who made the file, and the like. Private to source/. */
#ifndef SOURCE_TITLES_H
#define SOURCE_TITLES_H

#include "source/content.h"

/* As many lines as this are looked at. */
enum { TITLE_LINES = 10 };
/* Where the text behind the first N lines begins. */
size_t content_skip_lines(struct content *content, size_t n);
/* How many lines from POSITION, which SKIPPED lines stand above, look like titles: one field is filled, where those of
   the rows below are several. As what skip_lines= should be; 0: none. DELIMITER 0: not known. */
size_t content_titles(const struct content *content, size_t position, size_t skipped, char delimiter);

#endif
