/* What the inspections share; see common.h. */
#include "report/common.h"

#include <math.h>
#include <stdarg.h>

#include "patron/base/calendar.h"
#include "patron/base/error.h"
#include "patron/base/number.h"

/* ---- Sheets ---- */

struct sheet sheet_new(const char *name)
{
    return (struct sheet){ builder_new(name) };
}

size_t sheet_text(struct sheet *sheet, const char *name)
{
    return builder_add_column(sheet->builder, name, TYPE_TEXT);
}

size_t sheet_number(struct sheet *sheet, const char *name)
{
    return builder_add_column(sheet->builder, name, TYPE_REAL);
}

size_t sheet_count(struct sheet *sheet, const char *name)
{
    return builder_add_column(sheet->builder, name, TYPE_INT);
}

size_t sheet_time(struct sheet *sheet, const char *name, bool date_only)
{
    size_t column = builder_add_column(sheet->builder, name, TYPE_TIME);
    builder_column_date_only(sheet->builder, column, date_only);
    return column;
}

void sheet_set_text(struct sheet *sheet, size_t column, const char *text)
{
    if (text)
        builder_set_text(sheet->builder, column, text, strlen(text));
}

void sheet_set_number(struct sheet *sheet, size_t column, double value)
{
    builder_set_real(sheet->builder, column, value);
}

void sheet_set_count(struct sheet *sheet, size_t column, size_t value)
{
    builder_set_int(sheet->builder, column, (int64_t)value);
}

void sheet_set_time(struct sheet *sheet, size_t column, int64_t time)
{
    builder_set_int(sheet->builder, column, time);
}

void sheet_set_format(struct sheet *sheet, size_t column, const char *format, ...)
{
    struct text text = TEXT_EMPTY;
    va_list arguments;
    va_start(arguments, format);
    text_add_arguments(&text, format, arguments);
    va_end(arguments);
    builder_set_text(sheet->builder, column, text_string(&text), text.length);
    text_release(&text);
}

void sheet_end_row(struct sheet *sheet)
{
    builder_end_row(sheet->builder);
}

struct block *sheet_add(struct sheet *sheet, struct report *report, const char *title)
{
    struct error err = ERROR_INIT;
    struct table *table = builder_finish(sheet->builder, &err);
    if (!table)
        bug("no memory for the small table of a report");
    struct block *block = report_add_table(report, title, view_owning(table));
    table_block_whole(block);
    return block;
}

/* ---- Texts ---- */

char *make_text(const char *format, ...)
{
    struct text text = TEXT_EMPTY;
    va_list arguments;
    va_start(arguments, format);
    text_add_arguments(&text, format, arguments);
    va_end(arguments);
    return text_take(&text);
}

const char *decimals_text(double value, int decimals, char out[64])
{
    if (isnan(value)) {
        snprintf(out, 64, "--");
        return out;
    }
    if (fabs(value) < 0.5 * pow(10, -decimals))
        value = 0;
    number_format_fixed(value, decimals, out);
    return out;
}

const char *signed_text(double value, int decimals, char out[64])
{
    char digits[64];
    decimals_text(value, decimals, digits);
    snprintf(out, 64, "%s%.60s", value >= 0 && *digits != '-' ? "+" : "", digits);
    return out;
}

const char *share_text(double value, char out[64])
{
    char digits[64];
    decimals_text(100 * value, 1, digits);
    snprintf(out, 64, "%.60s%s", digits, isnan(value) ? "" : "%");
    return out;
}

const char *count_text(double value, char out[64])
{
    return decimals_text(value, 0, out);
}

const char *short_text(double value, char out[64])
{
    char digits[32] = "--";
    if (!isnan(value))
        number_format_short(value, digits);
    snprintf(out, 64, "%s", digits);
    return out;
}

const char *date_text(int64_t time, char out[64])
{
    char text[32] = "--";
    if (time != TIME_MISSING)
        time_format(time, time % TIME_DAY == 0, text);
    snprintf(out, 64, "%s", text);
    return out;
}

char *segment_label(size_t segment, const char *const *names)
{
    const char *name = names ? names[segment] : NULL;
    return name && *name ? make_text("%zu %s", segment + 1, name) : make_text("%zu", segment + 1);
}

char *model_what(const struct model *model)
{
    const char *set = model->feature_set;
    return set && *set ? make_text("%s %s", model->kind->name, set) : copy_text(model->kind->name);
}

char *test_context(const struct inspected *inspected, const char *before)
{
    struct text text = TEXT_EMPTY;
    char words[64];
    double n = 0, positives = 0;
    for (size_t i = 0; i < inspected->scored->n; i++)
        if (!isnan(inspected->scored->outcome[i])) {
            n++;
            positives += inspected->scored->outcome[i] > 0;
        }
    text_add_format(&text, "%s%s", before ? before : "", before ? "   " : "");
    if (inspected->model && inspected->model->split.test != TIME_MISSING && inspected->model->split.test != 0)
        text_add_format(&text, "test %s  ", date_text(inspected->model->split.test, words));
    else
        text_add(&text, "test  ");
    text_add_format(&text, "n %s", count_text(n, words));
    if (target_is(inspected->scored->target_kind, &target_yes_no))
        text_add_format(&text, "  %s positive", count_text(positives, words));
    return text_take(&text);
}

/* ---- Sparklines ---- */

char *spark_text(const double *counts, size_t n)
{
    struct text text = TEXT_EMPTY;
    double greatest = 0;
    for (size_t i = 0; i < n; i++)
        greatest = fmax(greatest, counts[i]);
    for (size_t i = 0; i < n; i++) {
        int level = counts[i] > 0 ? (int)lround(counts[i] / greatest * 8) : 0;
        char bytes[4];
        if (counts[i] > 0 && level == 0)
            level = 1;
        text_add_bytes(&text, bytes, utf8_encode(level ? 0x2580 + (unsigned)level : ' ', bytes));
    }
    return text_take(&text);
}
