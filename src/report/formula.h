/* Texts that spreadsheets would take as formulas when they open a file of ours. */
#ifndef REPORT_FORMULA_H
#define REPORT_FORMULA_H

#include <stdbool.h>
#include <stddef.h>

/* Whether a cell of TEXT begins a formula in some spreadsheet: = + - @, the full-width forms of these, a tab or an end
   of a line, behind blanks and byte order marks too. Plain numbers ("-5", "+1.5e3", "-2,50", "-12%") and a sign alone
   begin none. */
bool formula_begins(const char *text, size_t length);

#endif
