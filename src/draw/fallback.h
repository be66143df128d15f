/* What a character becomes where only 7 bits may be used. */
#ifndef DRAW_FALLBACK_H
#define DRAW_FALLBACK_H

#include <stdint.h>

/* The nearest character of ASCII; '?' when there is none. */
uint32_t ascii_fallback(uint32_t code);

#endif
