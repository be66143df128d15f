/* Letters with accents, written as one character where Unicode has one (its normal form C, UAX 15): o and a combining
   diaeresis are the same letter as the o that has one. Private to source/. */
#ifndef SOURCE_COMPOSING_H
#define SOURCE_COMPOSING_H

#include <stdbool.h>
#include <stddef.h>

struct error;
struct text;

/* TEXT in that form, added to OUT. False: the library for it is not there (E_SYSTEM), which plain texts do not need. */
bool text_compose(const char *text, size_t length, struct text *out, struct error *err);

#endif
