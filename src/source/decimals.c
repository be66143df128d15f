/* 19,47 is a number where the decimal is a comma; 2.155 beside it is then two thousand. What a column of its own does
   not tell, the others of the file do. */
#include "source/decimals.h"

#include "source/value.h"

/* What the texts of a column say about one sign. */
struct evidence {
    bool all;         /* each is a number with it */
    bool sure;        /* one has it where no sign between thousands can stand */
    uint32_t example; /* the code of that one, or of the first with the sign */
    bool any;         /* there is one with the sign */
};

/* Whether SIGN in TEXT may stand between thousands: up to three digits before it, three behind. */
static bool is_grouped(const char *text, size_t length, char sign)
{
    const char *at = memchr(text, sign, length);
    size_t before = (size_t)(at - text), behind = length - before - 1;
    if (before > 0 && (*text == '-' || *text == '+'))
        text++, before--;
    if (before == 0 || before > 3 || *text == '0')
        return false;
    for (size_t i = 0; i < behind; i++) {
        bool is_sign = at[1 + i] == sign;
        if (is_sign != (i % 4 == 3) || (!is_sign && (at[1 + i] < '0' || at[1 + i] > '9')))
            return false;
    }
    return behind % 4 == 3;
}

static struct evidence evidence_of(const struct dictionary *dictionary, char sign)
{
    struct evidence evidence = { .all = dictionary->n > 0 };
    for (uint32_t code = 0; code < dictionary->n && evidence.all; code++) {
        size_t length;
        double number;
        const char *text = dictionary_text(dictionary, code, &length);
        text = trim(text, &length);
        evidence.all = spelled_real(text, length, sign, &number);
        if (!evidence.all || !memchr(text, sign, length))
            continue;
        bool sure = !is_grouped(text, length, sign);
        if (!evidence.any || (sure && !evidence.sure))
            evidence.example = code;
        evidence.any = true;
        evidence.sure = evidence.sure || sure;
    }
    return evidence;
}

static bool is_number(const struct column *column)
{
    return column->type == TYPE_INT || column->type == TYPE_REAL;
}

bool decimals_have_comma(const struct intake *intake, const struct table *table)
{
    for (size_t p = 0; p < intake->n_plans; p++) {
        const struct column *column = &table->columns[p];
        if (intake->plans[p].typed || column->type != TYPE_TEXT)
            continue;
        struct evidence evidence = evidence_of(column->dictionary, ',');
        if (evidence.all && evidence.sure)
            return true;
    }
    return false;
}

bool decimals_agree(const struct table *table, const struct table *other)
{
    for (size_t i = 0; i < table->n_columns; i++)
        if (is_number(&other->columns[i]) && !is_number(&table->columns[i]))
            return false;
    return true;
}

bool decimals_tell(const struct intake *intake, const struct column *column, struct text *out)
{
    const struct grid *grid = intake->grids[0];
    char sign = grid->decimal == ',' ? '.' : ',';
    struct evidence evidence = evidence_of(column->dictionary, sign);
    size_t length;
    if (!evidence.all || !evidence.any)
        return false;
    const char *text = dictionary_text(column->dictionary, evidence.example, &length),
               *name = sign == ',' ? "comma" : "point";
    text_add_format(out, "numbers with a %s, as \"%.*s\": ", name, (int)(length < 40 ? length : 40), text);
    text_add_format(out, "decimal=%s reads them", name);
    if (!evidence.sure)
        text_add_format(out, " as decimals, types=%s:real as thousands", column->name);
    return true;
}
