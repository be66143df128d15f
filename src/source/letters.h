/* Letters of the alphabets that shops write in: Latin with its accents, Greek, Cyrillic. By rule, not by locale.
   Private to source/. */
#ifndef SOURCE_LETTERS_H
#define SOURCE_LETTERS_H

#include <stdbool.h>

bool letter_is_blank(unsigned code);  /* also the blanks that cannot be seen: no-break, zero width */
unsigned letter_upper(unsigned code); /* itself when it has no capital of one letter */
unsigned letter_lower(unsigned code);

#endif
