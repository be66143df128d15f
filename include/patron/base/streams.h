/* The standard streams, at both ends of the program: whatever was printed and did not arrive is a failure. */
#ifndef PATRON_BASE_STREAMS_H
#define PATRON_BASE_STREAMS_H

#include <stdbool.h>
#include <stddef.h>

struct error;

/* At the beginning: a descriptor 0, 1 or 2 that the caller closed is taken, so that no file of ours gets its number and
   what is printed later. Writing to a closed standard output fails then; a closed standard error is a wish for silence.
 */
void streams_begin(void);
/* Prints on standard output. False when it is certain already that it does not arrive; why is kept for streams_flush. */
bool streams_print(const char *bytes, size_t length);
/* Writes out what standard output holds. False and ERR when it cannot be written now, or could not before. *GONE (may
   be NULL): the reader has closed the pipe, which is no failure. */
bool streams_flush(bool *gone, struct error *err);
/* At the end: false and ERR when something printed on standard output or standard error did not arrive. */
bool streams_end(struct error *err);

#endif
