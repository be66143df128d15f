/* Maps of files that others may cut short while they are read. Private to base/. */
#ifndef PATRON_BASE_FILE_GUARD_H
#define PATRON_BASE_FILE_GUARD_H

#include <stdbool.h>
#include <stddef.h>

/* From now on, pages of [BYTES, BYTES + LENGTH) that the file has no more read as zeros, and do not end the program by
   SIGBUS. False: there are too many already, and this one is not guarded. */
bool file_guard_begin(const void *bytes, size_t length);
/* Before they are unmapped. */
void file_guard_end(const void *bytes);

#endif
