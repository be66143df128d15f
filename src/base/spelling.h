/* Matching one text against a pattern of a time's spelling; the letters are told in spelling.c. */
#ifndef PATRON_BASE_SPELLING_H
#define PATRON_BASE_SPELLING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* TEXT (surrounding blanks allowed) as an instant in UTC; false when it does not match or does not exist. */
bool spelling_match(const char *pattern, const char *text, size_t length, int64_t *out);

#endif
