/* calibrate: the figures of a probability before and after. */
#include <math.h>
#include <string.h>

#include "report/common.h"

static void add_verdict(struct report *report, const char *before, const char *after,
                        const struct calibration_gain *gain)
{
    if (strcmp(gain->verdict, "better") == 0)
        report_add_note(report, VERDICT_OK, "%s gives the better probabilities on rows that neither model learnt from",
                        after);
    else if (strcmp(gain->verdict, "worse") == 0)
        report_add_note(report, VERDICT_WATCH, "%s gives the worse probabilities: keep %s", after, before);
    else
        report_add_note(report, VERDICT_NONE,
                        "no clear difference: the test rows do not show that %s needs calibrating", before);
}

void report_add_calibration(struct report *report, const char *before, const char *after,
                            const struct calibration_gain *gain)
{
    static const char *const names[] = { "before", "after", "change", "low", "high", "p" };
    struct sheet sheet = sheet_new("calibration");
    sheet_text(&sheet, "metric");
    for (size_t c = 0; c < sizeof names / sizeof *names; c++)
        sheet_number(&sheet, names[c]);
    for (size_t i = 0; i < CALIBRATION_FIGURES; i++) {
        const struct calibration_figure *figure = &gain->figures[i];
        const double values[] = { figure->before,     figure->after,       figure->change.estimate,
                                  figure->change.low, figure->change.high, figure->p };
        sheet_set_text(&sheet, 0, figure->metric->name);
        for (size_t c = 0; c < sizeof values / sizeof *values; c++)
            sheet_set_number(&sheet, c + 1, values[c]);
        sheet_end_row(&sheet);
    }
    char *title = make_text("%s before, %s after, on the test rows", before, after);
    struct block *block = sheet_add(&sheet, report, title);
    block_right(block, "95%% intervals of the change");
    for (size_t c = 1; c <= 5; c++)
        table_block_format(block, c, c < 3 ? ".4-" : "+.4-");
    table_block_format(block, 6, ".3-");
    add_verdict(report, before, after, gain);
    free(title);
}
