/* JSON as the reader of files sees it, held against the library's own full parse. */
#ifndef TESTS_SOURCE_JSON_TWIN_H
#define TESTS_SOURCE_JSON_TWIN_H

#include <stdbool.h>
#include <stddef.h>

/* Why the two do not agree on BYTES, or NULL. Numbers beyond a double's range are JSON to us and not to the
   library; bytes with a NUL are no text, which is found before they are read, so they are not compared. */
const char *json_twin(const char *bytes, size_t length);

#endif
