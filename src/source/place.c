/* Where something is wrong in a foreign file, and what of its line may be shown. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "patron/base/error.h"
#include "patron/base/memory.h"
#include "patron/table/table.h"
#include "source/intake.h"
#include "source/place.h"

enum { DIGITS_OF_A_PHONE = 7 };

/* +49 151 1234 .. */
static void hide_phones(char *line)
{
    for (char *at = line; *at; at++) {
        size_t n_digits = 0, length = 1;
        if (*at != '+')
            continue;
        while (isdigit((unsigned char)at[length]) || (at[length] && strchr(" -()./", at[length])))
            n_digits += isdigit((unsigned char)at[length++]) != 0;
        for (size_t i = 0; n_digits >= DIGITS_OF_A_PHONE && i < length; i++)
            at[i] = isdigit((unsigned char)at[i]) ? '*' : at[i];
        at += length - 1;
    }
}

void data_place(struct error *err, const char *path, const char *source, size_t line, size_t column, size_t length)
{
    char *shown = source ? copy_text(source) : NULL;
    if (shown) {
        text_hide_typed(shown, strlen(shown));
        hide_phones(shown);
    }
    error_place(err, path, shown, line, column, length);
    free(shown);
}

bool lines_are_open(const struct intake *intake)
{
    for (size_t p = 0; p < intake->n_plans; p++)
        if (column_name_is_personal(intake->plans[p].name, TYPE_TEXT))
            return false;
    return true;
}
