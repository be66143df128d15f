/* Where something is wrong in a foreign file (place.c). */
#ifndef SOURCE_PLACE_H
#define SOURCE_PLACE_H

#include <stddef.h>

struct error;
struct intake;

/* error_place for a line of data, which may be NULL. An error is read by others than the data are: mail addresses and
   telephone numbers in SOURCE are stars. */
void data_place(struct error *err, const char *path, const char *source, size_t line, size_t column, size_t length);
/* Whether a line of the file may be shown in an error: none of its columns is called as what is personal. */
bool lines_are_open(const struct intake *intake);

#endif
