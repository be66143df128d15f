/* A growable string. Start from TEXT_EMPTY (or all zero bytes), add to it, then text_release it or text_take its
   bytes. `bytes` is NUL-terminated whenever `length` > 0; text_string() is always a valid C string. */
#ifndef PATRON_BASE_TEXT_H
#define PATRON_BASE_TEXT_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

struct text {
    char *bytes;
    size_t length, capacity;
};
#define TEXT_EMPTY { NULL, 0, 0 }

/* STRING at the end; it may not lie within TEXT. */
void text_add(struct text *text, const char *string);
/* LENGTH bytes at the end, NULs included. */
void text_add_bytes(struct text *text, const char *bytes, size_t length);
/* One byte at the end. */
void text_add_char(struct text *text, char c);
/* STRING, TIMES times: rules and indents. */
void text_add_repeat(struct text *text, const char *string, size_t times);
/* What printf would write, at the end. */
void text_add_format(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* The same for functions that were themselves called like printf. */
void text_add_arguments(struct text *text, const char *format, va_list arguments)
    __attribute__((format(printf, 2, 0)));
/* Empty, with its memory kept. */
void text_clear(struct text *text);
/* Freed, and empty again. */
void text_release(struct text *text);
/* The bytes, which the caller frees; TEXT is empty again. Never NULL. */
char *text_take(struct text *text);
/* A view, until TEXT changes. */
const char *text_string(const struct text *text);

/* Columns that UTF-8 BYTES take on a terminal (control and invalid bytes count one each). */
size_t utf8_width(const char *bytes, size_t length);
/* The code point at BYTES (LENGTH > 0 left), its size in bytes in *SIZE; U+FFFD and size 1 when invalid. */
unsigned utf8_decode(const char *bytes, size_t length, size_t *size);
/* CODE as UTF-8 in OUT (at least 4 bytes); the number of bytes. */
size_t utf8_encode(unsigned code, char *out);
/* What a terminal would obey becomes "?" from byte FROM on: control characters but ends of lines and tabs, C1 ones too,
   and bytes that are no UTF-8. */
void text_disarm(struct text *text, size_t from);
/* Whether BYTES are UTF-8 throughout: no overlong forms, no surrogates (RFC 3629). */
bool utf8_valid(const char *bytes, size_t length);

/* Whether TEXT matches PATTERN with * and ? (shell globbing, used for names such as spend_*). */
bool glob_match(const char *pattern, const char *text);

#endif
