/* average: what each of its models is worth beside their mean. */
#include <math.h>
#include <string.h>

#include "report/common.h"

enum { MODEL, WEIGHT, FIGURE, CHANGE, LOW, HIGH, P, VERDICT_COLUMN };

void report_add_average(struct report *report, const struct model *average, const struct inspected *models, size_t n,
                        const double *weights, const struct comparison_pair *pairs)
{
    static const char *const numbers[] = { "change", "low", "high", "p" };
    const struct metric *metric = pairs[0].differences[0].metric;
    const struct model_metric *own = model_metric_find(average, metric->name);
    struct sheet sheet = sheet_new("models");
    sheet_text(&sheet, "model");
    sheet_number(&sheet, "weight");
    sheet_number(&sheet, metric->name);
    for (size_t c = 0; c < sizeof numbers / sizeof *numbers; c++)
        sheet_number(&sheet, numbers[c]);
    sheet_text(&sheet, "verdict");
    for (size_t i = 0; i < n; i++) {
        const struct comparison_difference *difference = &pairs[i].differences[0];
        sheet_set_text(&sheet, MODEL, models[i].name);
        sheet_set_number(&sheet, WEIGHT, weights[i]);
        sheet_set_number(&sheet, FIGURE, own ? own->value.estimate + difference->value.estimate : NAN);
        sheet_set_number(&sheet, CHANGE, difference->value.estimate);
        sheet_set_number(&sheet, LOW, difference->value.low);
        sheet_set_number(&sheet, HIGH, difference->value.high);
        sheet_set_number(&sheet, P, difference->adjusted);
        sheet_set_text(&sheet, VERDICT_COLUMN, difference->verdict);
        sheet_end_row(&sheet);
    }
    char *title = make_text("its models against %s@%d, on the test rows", average->name, average->version);
    struct block *block = sheet_add(&sheet, report, title);
    block_right(block, n > 1 ? "95%% intervals, p by Holm" : "95%% intervals");
    table_block_format(block, FIGURE, metric->decimals >= 0 ? ".4-" : "s-");
    for (size_t c = CHANGE; c <= HIGH; c++)
        table_block_format(block, c, "+.4-");
    table_block_format(block, P, ".3-");
    for (size_t i = 0; i < n; i++)
        if (strcmp(pairs[i].differences[0].verdict, "better") == 0)
            report_add_note(report, VERDICT_WATCH, "%s alone is better than the mean", models[i].name);
    free(title);
}
