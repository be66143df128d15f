/* Formats of table columns, and cells as people read them. */
#include "report/cell.h"

#include <math.h>

#include "patron/base/memory.h"
#include "patron/base/number.h"
#include "patron/base/text.h"

enum { LOOKED_ROWS = 10000 };

struct cell_format cell_format_parse(const char *format)
{
    struct cell_format parsed = { .decimals = -1 };
    for (const char *c = format ? format : ""; *c; c++) {
        switch (*c) {
        case '%':
            parsed.percent = true;
            break;
        case '+':
            parsed.sign = true;
            break;
        case 's':
            parsed.significant = true;
            break;
        case 'e':
            parsed.brief = true;
            break;
        case '#':
            parsed.bar = true;
            break;
        case '-':
            parsed.undefined = true;
            break;
        case '>':
            parsed.right = true;
            break;
        case 'i':
            parsed.plain = true;
            break;
        case '~':
            parsed.picture = true;
            break;
        case 'v':
            parsed.verdict = true;
            break;
        case '!':
            parsed.keep = true;
            break;
        case 'd':
            parsed.data = true;
            break;
        case '.':
            break;
        default:
            if (*c < '0' || *c > '9')
                bug("a sign that no format has");
            parsed.decimals = *c - '0';
        }
    }
    return parsed;
}

/* ---- Decimals of a column ---- */

struct magnitude {
    double greatest; /* of |value| */
    int needed;      /* decimals that write all values exactly, at most CAP */
};
enum { CAP = 4 };

static void magnitude_add(struct magnitude *magnitude, double value)
{
    if (!isfinite(value))
        return;
    magnitude->greatest = fmax(magnitude->greatest, fabs(value));
    while (magnitude->needed < CAP) {
        double scaled = value * pow(10, magnitude->needed);
        if (fabs(scaled - round(scaled)) < 1e-9 * fmax(1, fabs(scaled)))
            break;
        magnitude->needed++;
    }
}

static int magnitude_decimals(const struct magnitude *magnitude)
{
    double greatest = magnitude->greatest;
    if (magnitude->needed == 0)
        return greatest < 1e15 ? 0 : -1;
    if (greatest < 1e-3 || greatest >= 1e12)
        return -1;
    int wanted = greatest <= 1 ? 4 : greatest < 10 ? 3 : greatest < 1e6 ? 2 : 0;
    return magnitude->needed < wanted ? magnitude->needed : wanted;
}

struct cell_style cell_style_of_numbers(struct cell_format format, const double *values, size_t n)
{
    struct magnitude magnitude = { 0, 0 };
    struct cell_style style = { format, format.decimals };
    if (format.decimals >= 0)
        return style;
    for (size_t i = 0; i < n; i++)
        magnitude_add(&magnitude, values[i]);
    style.decimals = format.percent ? 1 : magnitude_decimals(&magnitude);
    return style;
}

struct cell_style cell_style_of(const struct table_part *table, size_t column, size_t n_rows)
{
    struct cell_style style = { table->formats[column], table->formats[column].decimals };
    const struct column *values = view_column(table->view, column);
    if (style.decimals >= 0 || style.format.significant || values->type != TYPE_REAL)
        return style;
    struct magnitude magnitude = { 0, 0 };
    for (size_t i = 0; i < n_rows && i < LOOKED_ROWS; i++)
        magnitude_add(&magnitude, column_reals(values)[view_row(table->view, i)]);
    style.decimals = style.format.percent ? 1 : magnitude_decimals(&magnitude);
    return style;
}

/* STYLE, or what the row has of its own. */
static struct cell_style style_in_row(const struct table_part *table, size_t row, const struct cell_style *style)
{
    struct cell_style own = *style;
    size_t r = 0;
    while (r < table->n_rounded && table->rounded[r].row != row)
        r++;
    if (r == table->n_rounded)
        return own;
    own.decimals = table->rounded[r].decimals;
    if (own.decimals >= 0)
        return own;
    struct magnitude magnitude = { 0, 0 };
    for (size_t j = 0; j < view_columns(table->view); j++) {
        const struct column *values = view_column(table->view, j);
        if (values->type == TYPE_REAL)
            magnitude_add(&magnitude, column_reals(values)[view_row(table->view, row)]);
    }
    own.decimals = magnitude_decimals(&magnitude);
    return own;
}

/* ---- Cells ---- */

static void brief_number(double value, struct text *out)
{
    char digits[64];
    if (fabs(value) >= 0.0005)
        number_format_fixed(value, 3, digits);
    else if (fabs(value) < 1e-99)
        snprintf(digits, sizeof digits, "<1e-99");
    else
        snprintf(digits, sizeof digits, "%.0e", value);
    text_add(out, digits);
}

void cell_number(double value, const struct cell_style *style, struct text *out)
{
    const struct cell_format *format = &style->format;
    char digits[64];
    if (isnan(value)) {
        text_add(out, format->undefined ? "--" : "NA");
        return;
    }
    if (isinf(value)) {
        text_add(out, value > 0 ? "inf" : "-inf");
        return;
    }
    if (format->brief) {
        brief_number(value, out);
        return;
    }
    if (format->percent)
        value *= 100;
    if (style->decimals < 0) {
        char brief[32];
        number_format_short(value, brief);
        snprintf(digits, sizeof digits, "%s", brief);
    } else {
        if (fabs(value) < 0.5 * pow(10, -style->decimals))
            value = 0; /* no "-0.00" */
        number_format_fixed(value, style->decimals, digits);
    }
    if (format->sign && value >= 0)
        text_add_char(out, '+');
    text_add(out, digits);
    if (format->percent)
        text_add_char(out, '%');
}

void cell_write(const struct table_part *table, size_t row, size_t column, const struct cell_style *style,
                struct text *out)
{
    const struct column *values = view_column(table->view, column);
    size_t at = view_row(table->view, row);
    bool plain_number =
        values->type == TYPE_INT && (style->format.plain || style->format.sign || style->format.percent);
    int64_t exact;
    char digits[32];
    if (values->personal && !column_is_missing(values, at)) {
        column_show(values, at, out);
    } else if (table_part_whole(table, row, column, &exact)) {
        whole_format(exact, digits);
        text_add(out, digits);
    } else if (values->type == TYPE_REAL) {
        struct cell_style own = style_in_row(table, row, style);
        cell_number(column_reals(values)[at], &own, out);
    } else if (column_is_missing(values, at)) {
        text_add(out, style->format.blank ? "" : style->format.undefined ? "--" : "NA");
    } else if (plain_number && style->format.plain) {
        text_add_format(out, "%lld", (long long)column_ints(values)[at]);
    } else if (plain_number) {
        struct cell_style whole = { style->format, style->format.decimals < 0 ? 0 : style->format.decimals };
        cell_number((double)column_ints(values)[at], &whole, out);
    } else {
        column_show(values, at, out);
    }
}

bool cell_right(const struct table_part *table, size_t column)
{
    enum type type = view_column(table->view, column)->type;
    return type == TYPE_INT || type == TYPE_REAL || table->formats[column].right;
}

/* ---- Marks and verdicts ---- */

static const struct table_mark *find_mark(const struct table_part *table, size_t row, size_t column, bool star)
{
    for (size_t i = 0; i < table->n_marks; i++)
        if (table->marks[i].row == row && table->marks[i].column == column && (table->marks[i].text == NULL) == star)
            return &table->marks[i];
    return NULL;
}

bool table_part_star(const struct table_part *table, size_t row, size_t column)
{
    return find_mark(table, row, column, true) != NULL;
}

const char *table_part_aside(const struct table_part *table, size_t row, size_t column)
{
    const struct table_mark *mark = find_mark(table, row, column, false);
    return mark ? mark->text : NULL;
}

bool table_part_whole(const struct table_part *table, size_t row, size_t column, int64_t *out)
{
    for (size_t i = 0; i < table->n_wholes; i++)
        if (table->wholes[i].row == row && table->wholes[i].column == column) {
            *out = table->wholes[i].value;
            return true;
        }
    return false;
}

enum verdict table_part_verdict(const struct table_part *table, size_t row)
{
    for (size_t i = 0; i < table->n_verdicts; i++)
        if (table->verdicts[i].row == row)
            return table->verdicts[i].verdict;
    return VERDICT_NONE;
}

const char *verdict_word(enum verdict verdict)
{
    static const char *const words[] = { "", "ok", "watch", "!!" };
    return words[verdict];
}

enum role verdict_role(enum verdict verdict)
{
    static const enum role roles[] = { ROLE_PLAIN, ROLE_GOOD, ROLE_WATCH, ROLE_BAD };
    return roles[verdict];
}
