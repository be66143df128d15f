/* Text broken into lines, and drawn. */
#ifndef REPORT_WORDS_H
#define REPORT_WORDS_H

#include "patron/draw/canvas.h"
#include "report/block.h"

/* Columns of TEXT. */
int words_width(const char *text);
/* The line of TEXT that begins at *AT, at most WIDTH columns, broken at blanks where possible; *AT moves behind it and
 *LENGTH is its bytes. False at the end. */
bool words_line(const char *text, int width, size_t *at, size_t *start, size_t *length);
int words_lines(const char *text, int width);
/* Draws line after line from (x, y); returns how many. */
int words_draw(struct canvas *canvas, int x, int y, int width, enum role role, const char *text);
/* TEXT in WIDTH columns, its end replaced by an ellipsis when it is longer. */
void words_fit_width(struct canvas *canvas, int x, int y, int width, enum role role, const char *text);
/* Bytes of the first WIDTH columns of TEXT. */
size_t words_bytes(const char *text, int width);

/* The columns in which no line of it is broken. */
int note_width(const struct note_part *note);
int facts_width(const struct facts_part *facts);
int note_height(const struct note_part *note, int width);
void note_draw(const struct note_part *note, struct canvas *canvas, struct rect area);
int facts_height(const struct facts_part *facts, int width);
void facts_draw(const struct facts_part *facts, struct canvas *canvas, struct rect area);
/* The value of a fact as people read it. */
void fact_text(const struct fact *fact, struct text *out);

#endif
