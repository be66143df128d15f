/* The values of a column by how often they occur; of numbers and times, a histogram. */
#include "patron/base/error.h"
#include "patron/report/plot_kind.h"
#include "report/common.h"
#include "report/statistics.h"

enum { FREQUENCY_LEVELS = 20 };

static struct report *text_frequency(const struct column *column, size_t n_rows, size_t limit, struct error *err)
{
    size_t n_levels;
    struct level_count *levels = level_counts(column, n_rows, &n_levels, err);
    char a[64], b[64];
    if (!levels)
        return NULL;
    size_t shown = n_levels < limit ? n_levels : limit;
    char *title = make_text("frequency %s", column->name);
    char *context = make_text("%s values in %s rows", count_text((double)n_levels, a), count_text((double)n_rows, b));
    struct report *report = report_new("frequency", title, context);
    struct sheet sheet = sheet_new("frequency");
    sheet_text(&sheet, column->name);
    sheet_count(&sheet, "n");
    sheet_number(&sheet, "share");
    for (size_t i = 0; i < shown; i++) {
        char *name = level_text(column, levels[i].code);
        sheet_set_text(&sheet, 0, name);
        sheet_set_count(&sheet, 1, levels[i].n);
        sheet_set_number(&sheet, 2, (double)levels[i].n / (double)n_rows);
        sheet_end_row(&sheet);
        free(name);
    }
    struct block *block = sheet_add(&sheet, report, NULL);
    table_block_format(block, 2, "%.1#");
    if (shown < n_levels) {
        size_t rest = 0;
        for (size_t i = shown; i < n_levels; i++)
            rest += levels[i].n;
        report_add_note(report, VERDICT_NONE, "%s further values in %s rows", count_text((double)(n_levels - shown), a),
                        count_text((double)rest, b));
    }
    free(levels);
    free(title);
    free(context);
    return report;
}

struct report *report_frequency(const struct column *column, size_t n_rows, size_t limit, struct error *err)
{
    if (column->type == TYPE_TEXT)
        return text_frequency(column, n_rows, limit ? limit : FREQUENCY_LEVELS, err);
    struct plot_request request = { .x = column, .n_rows = n_rows };
    return report_plot(plot_kinds[0], column->name, &request, NULL, err);
}
