/* Rules about the values of one column. */
#include <math.h>
#include <regex.h>
#include <stdlib.h>
#include <string.h>

#include "patron/base/calendar.h"
#include "patron/base/error.h"
#include "patron/base/memory.h"
#include "patron/base/text.h"
#include "patron/source/clean.h"
#include "patron/source/judge.h"
#include "patron/table/builder.h"
#include "patron/table/view.h"
#include "source/value.h"

void judge_missing(const struct column *column, size_t n_rows, int8_t *marked)
{
    for (size_t i = 0; i < n_rows; i++)
        marked[i] |= column_is_missing(column, i);
}

bool judge_twice(const struct table *table, const struct column *const *columns, size_t n_columns, int8_t *marked,
                 struct error *err)
{
    uint32_t *first = rows_first(columns, n_columns, table->n_rows, err);
    for (size_t i = 0; first && i < table->n_rows; i++) {
        bool whole = first[i] != i;
        for (size_t c = 0; whole && c < n_columns; c++)
            whole = !column_is_missing(columns[c], i);
        marked[i] |= whole;
    }
    free(first);
    return first != NULL;
}

bool judge_reference(const struct column *column, size_t n_rows, const struct column *held, size_t n_held,
                     int8_t *marked, struct error *err)
{
    uint32_t *found = join_rows(column, n_rows, held, n_held, NULL, err);
    for (size_t i = 0; found && i < n_rows; i++)
        marked[i] |= found[i] == UINT32_MAX && !column_is_missing(column, i);
    free(found);
    return found != NULL;
}

/* ---- Tests of texts: one answer for each distinct text ---- */

typedef bool text_test(const void *context, const char *text, size_t length);

/* Marks the rows whose text fails TEST. */
static bool judge_texts(const struct column *column, size_t n_rows, text_test *test, const void *context,
                        int8_t *marked, struct error *err)
{
    const struct dictionary *dictionary = column->dictionary;
    int8_t *bad = allocate_large(dictionary->n, 1, "the answers for a column's texts", err);
    for (uint32_t code = 0; bad && code < dictionary->n; code++) {
        size_t length;
        const char *text = dictionary_text(dictionary, code, &length);
        bad[code] = !test(context, text, length);
    }
    const uint32_t *codes = column_codes(column);
    for (size_t i = 0; bad && i < n_rows; i++)
        marked[i] |= codes[i] != TEXT_MISSING && bad[codes[i]];
    free(bad);
    return bad != NULL;
}

static bool matches(const void *context, const char *text, size_t length)
{
    regmatch_t range = { 0, (regoff_t)length };
    return regexec(context, text, 1, &range, REG_STARTEND) == 0;
}

bool judge_pattern(const struct column *column, size_t n_rows, const char *pattern, int8_t *marked, struct error *err)
{
    regex_t compiled;
    int wrong = regcomp(&compiled, pattern, REG_EXTENDED | REG_NOSUB);
    if (wrong) {
        char why[128];
        regerror(wrong, &compiled, why, sizeof why);
        fail(err, ERROR_SYNTAX, E_EXPRESSION, "'%s' is no regular expression", pattern);
        error_reason(err, "%s", why);
        error_mend(err, "like \"A%%\" needs none");
        return false;
    }
    bool ok = true;
    if (column->type == TYPE_TEXT) {
        ok = judge_texts(column, n_rows, matches, &compiled, marked, err);
    } else {
        struct text written = TEXT_EMPTY;
        for (size_t i = 0; i < n_rows; i++) {
            text_clear(&written);
            column_write(column, i, &written);
            marked[i] |= !column_is_missing(column, i) && !matches(&compiled, text_string(&written), written.length);
        }
        text_release(&written);
    }
    regfree(&compiled);
    return ok;
}

/* ---- Types ---- */

static bool could_be(const void *context, const char *text, size_t length)
{
    int8_t truth;
    int64_t whole, time;
    double number;
    switch (*(const enum type *)context) {
    case TYPE_BOOL:
        return declared_bool(text, length, &truth);
    case TYPE_INT:
        return declared_int(text, length, '.', &whole);
    case TYPE_REAL:
        return declared_real(text, length, '.', &number);
    case TYPE_TIME:
        return fitting_times(text, length, all_time_spellings(), &time) != 0;
    default:
        return true;
    }
}

void judge_type(const struct column *column, size_t n_rows, enum type wanted, int8_t *marked)
{
    if (column->type == wanted || wanted == TYPE_TEXT || (column->type == TYPE_INT && wanted == TYPE_REAL))
        return;
    if (column->type == TYPE_TEXT) {
        judge_texts(column, n_rows, could_be, &wanted, marked, NULL);
        return;
    }
    for (size_t i = 0; i < n_rows; i++) {
        double value = column_number(column, i);
        bool fits = column->type == TYPE_REAL && wanted == TYPE_INT && value == floor(value);
        marked[i] |= !column_is_missing(column, i) && !fits;
    }
}

/* ---- Order ---- */

void judge_order(const struct column *column, const struct column *by, size_t n_rows, int8_t *marked)
{
    size_t last = SIZE_MAX;
    for (size_t i = 0; i < n_rows; i++) {
        if (by && i > 0 && column_compare(by, i - 1, i) != 0)
            last = SIZE_MAX;
        if (column_is_missing(column, i))
            continue;
        marked[i] |= last != SIZE_MAX && column_compare(column, last, i) > 0;
        last = i;
    }
}
