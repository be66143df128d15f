/* Correlations of columns with each other: a heat map, or, of many columns, the pairs that go together most. */
#include <math.h>

#include "patron/base/error.h"
#include "patron/measure/measure.h"
#include "report/common.h"

enum { MAP_COLUMNS = 60 };

/* The columns that are numbers, one after the other. */
struct numbers {
    size_t n, n_rows;
    const char **names;
    double *values;
};

static void numbers_release(struct numbers *numbers)
{
    free(numbers->names);
    free(numbers->values);
}

static bool take_numbers(const struct table *table, struct numbers *out, struct error *err)
{
    *out = (struct numbers){ .n_rows = table->n_rows, .names = allocate(table->n_columns + 1, sizeof *out->names) };
    out->values = allocate_large(table->n_rows * (table->n_columns + 1), sizeof *out->values, "correlations", err);
    for (size_t j = 0; out->values && j < table->n_columns; j++) {
        const struct column *column = &table->columns[j];
        if (column->type == TYPE_TEXT || column->type == TYPE_TIME)
            continue;
        for (size_t i = 0; i < table->n_rows; i++)
            out->values[out->n * table->n_rows + i] = column_number(column, i);
        out->names[out->n++] = column->name;
    }
    return out->values != NULL;
}

struct report *report_correlation(const char *subject, const struct table *table, bool ranks, const char *context,
                                  struct work *work, struct error *err)
{
    static const double steps[4] = { 0.2, 0.4, 0.6, 0.8 };
    char digits[64];
    struct numbers numbers;
    struct report *report = NULL;
    double *matrix = NULL;
    if (take_numbers(table, &numbers, err) &&
        (matrix = allocate_large(numbers.n * numbers.n + 1, sizeof *matrix, "correlations", err)) &&
        measure_correlations(numbers.values, numbers.n, numbers.n_rows, ranks, work, matrix, err)) {
        size_t n = numbers.n;
        char *title = make_text("corr %s", subject);
        char *made = make_text("%s  n %s", ranks ? "Spearman" : "Pearson", count_text((double)table->n_rows, digits));
        report = report_new("corr", title, context ? context : made);
        struct block *heat = report_add_heat(report, NULL, n, numbers.names, n, numbers.names, matrix, steps);
        if (n > MAP_COLUMNS)
            heat_list_pairs(heat);
        heat_scale(heat, n > MAP_COLUMNS
                             ? "more than 60 columns are no map to look at: corr .. > FILE.csv has every pair"
                             : "scale of |r|: blank under 0.2, then shades from 0.2, 0.4, 0.6 and 0.8");
        free(title);
        free(made);
    }
    free(matrix);
    numbers_release(&numbers);
    return report;
}
