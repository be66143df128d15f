/* One field as a value. The spelled_ functions are strict and serve inference: what they take, they can give back
   without loss of meaning, so 007 and +4915112345678 are no numbers. The declared_ functions take what a person who
   says the type would mean. Private to source/. */
#ifndef SOURCE_VALUE_H
#define SOURCE_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "patron/base/number.h"

bool spelled_bool(const char *text, size_t length, int8_t *out); /* true false yes no, in any case */
bool spelled_int(const char *text, size_t length, int64_t *out);
/* The same for all spellings of a whole number that are numbers: 12, 12.000, 1E5. */
bool spelled_whole(const char *text, size_t length, char decimal, int64_t *out);
/* Whether REAL, which TEXT was read as, gives back the digits of the whole number that TEXT is. */
bool gives_back(const char *text, size_t length, int64_t whole, double real);
/* With a decimal comma, points may set thousands apart. */
bool spelled_real(const char *text, size_t length, char decimal, double *out);

/* The same for spellings without any trouble, and quicker; false says nothing. */
static inline bool plain_int(const char *text, size_t length, int64_t *out);
bool plain_real(const char *text, size_t length, char decimal, double *out);

bool declared_bool(const char *text, size_t length, int8_t *out);               /* also 1 0 t f y n */
bool declared_int(const char *text, size_t length, char decimal, int64_t *out); /* also 12346.0 */
/* Thousands may be set apart by the other sign, a blank or an apostrophe: 1,250.50 */
bool declared_real(const char *text, size_t length, char decimal, double *out);
/* With what MARK says beside it: money $1,250.50 or plain, below zero as (12.50) too; a percent sign always. */
bool declared_marked(const char *text, size_t length, char decimal, enum number_mark mark, double *out);

/* Times: bit s stands for time_spellings[s]. */
size_t n_time_spellings(void);
uint64_t all_time_spellings(void);
/* Those of CANDIDATES that TEXT fits. Digits alone are a time only as an eight-digit date from 1900 to 2099. */
uint64_t fitting_times(const char *text, size_t length, uint64_t candidates, int64_t *first);

static inline bool plain_int(const char *text, size_t length, int64_t *out)
{
    bool negative = *text == '-';
    uint64_t value = 0;
    text += negative;
    length -= negative;
    if (length == 0 || length > 18 || (*text == '0' && length > 1))
        return false;
    for (size_t i = 0; i < length; i++) {
        unsigned digit = (unsigned char)text[i] - (unsigned)'0';
        if (digit > 9)
            return false;
        value = value * 10 + digit;
    }
    *out = negative ? -(int64_t)value : (int64_t)value;
    return true;
}

/* Without the blanks around it. */
static inline const char *trim(const char *text, size_t *length)
{
    while (*length && (*text == ' ' || *text == '\t'))
        text++, --*length;
    while (*length && (text[*length - 1] == ' ' || text[*length - 1] == '\t'))
        --*length;
    return text;
}

#endif
