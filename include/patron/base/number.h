/* Numbers to text and back. */
#ifndef PATRON_BASE_NUMBER_H
#define PATRON_BASE_NUMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The whole of TEXT as a number, surrounding blanks allowed; correctly rounded; independent of the locale. "1e5", "-.5",
   "+3" are numbers; "", "nan", "inf", "0x10", "1,000" are not. "-0" is 0. */
bool number_parse(const char *text, size_t length, double *out);
/* A whole number from -(2^63 - 1) to 2^63 - 1: the one below is a sentinel of tables (INT_MISSING). */
bool integer_parse(const char *text, size_t length, int64_t *out);
/* The same for all spellings of whole numbers: "12", "12.000", "1.2e1"; exact or false. */
bool whole_parse(const char *text, size_t length, int64_t *out);
/* Numbers as sheets show them: "$1,250.50", "12.50 EUR", "(12.50)" and U+2212 for what is below zero, "12.50-", "12 %"
   (which is 0.12). *MARK tells what stood beside the digits; with none the text is a plain number, or one whose
   thousands are set apart. */
enum number_mark { MARK_NONE, MARK_SIGN, MARK_MONEY, MARK_PERCENT };
bool number_parse_marked(const char *text, size_t length, char decimal, double *out, enum number_mark *mark);
/* Whether VALUE is whole and lies strictly between -2^63 and 2^63, so that it is an int64_t without loss. */
bool number_is_whole(double value);
/* -1, 0 or 1 as WHOLE is below, at or above NUMBER (no NaN), exactly: neither is rounded. */
int number_compare_whole(int64_t whole, double number);

/* The shortest text that reads back to the same double ("0.1", "1e+300", "nan" never: missing is the caller's). */
void number_format(double value, char out[32]);
/* VALUE with DIGITS decimals and thousands separated by commas: 1,234.50. */
void number_format_fixed(double value, int digits, char out[64]);
void count_format(uint64_t value, char out[32]); /* 541,909 */
void whole_format(int64_t value, char out[32]);  /* -541,909 */
/* For people: about four significant digits, thousands separated, "0.0123", "1,234", "12.35", "1.2e-09". */
void number_format_short(double value, char out[32]);

#endif
