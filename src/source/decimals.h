/* The sign before decimals, judged over a whole file: a file has one. Private to source/. */
#ifndef SOURCE_DECIMALS_H
#define SOURCE_DECIMALS_H

#include "source/intake.h"

/* Whether a column of TABLE, read with a decimal point, holds numbers with a decimal comma and nothing else: all of its
   texts are such numbers, and not all could have a comma between thousands. */
bool decimals_have_comma(const struct intake *intake, const struct table *table);
/* Whether TABLE, read with a decimal comma, has numbers in all columns in which OTHER has them: then no value speaks
   against it. */
bool decimals_agree(const struct table *table, const struct table *other);
/* Says of a column of texts that it holds numbers with the other sign, or numbers with commas that may be either. */
bool decimals_tell(const struct intake *intake, const struct column *column, struct text *out);

#endif
