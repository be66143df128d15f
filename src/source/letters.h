/* Letters of the alphabets that shops write in: Latin with its accents, Greek, Cyrillic. By rule, not by locale.
   Private to source/. */
#ifndef SOURCE_LETTERS_H
#define SOURCE_LETTERS_H

#include <stdbool.h>
#include <stddef.h>

struct text;

bool letter_is_blank(unsigned code);  /* also the blanks that cannot be seen: no-break, zero width */
unsigned letter_upper(unsigned code); /* itself when it has no capital of one letter */
unsigned letter_lower(unsigned code);

/* ---- folding.c ---- */
enum { FOLD_TAGS = 1, FOLD_DOTS = 2 }; /* of a mail address: what stands behind a +, points before the @ */
/* TEXT without what spelling adds: case, accents, compatibility forms, blanks, punctuation. A mail address in small
   letters, without what is IGNORED; a phone number as its digits. OUT is cleared first. */
void text_fold(const char *text, size_t length, unsigned ignored, struct text *out);

#endif
