/* funnel: how many are left after each condition. */
#include <math.h>

#include "report/common.h"

struct report *report_funnel(const char *population, const char *const *names, const struct funnel *funnel,
                             const char *context)
{
    struct report *report = report_new("funnel", "funnel", context);
    struct block *bars = report_add_bars(report, NULL, NULL);
    struct sheet sheet = sheet_new("funnel");
    sheet_text(&sheet, "step");
    sheet_count(&sheet, "customers");
    sheet_number(&sheet, "of all");
    sheet_number(&sheet, "of the step before");
    sheet_count(&sheet, "lost");
    for (size_t s = 0; s <= funnel->n_steps; s++) {
        const char *name = s == 0 ? population : names[s - 1];
        double all = funnel->counts[0], before = funnel->counts[s > 0 ? s - 1 : 0], now = funnel->counts[s];
        char share[64];
        bars_add(bars, name, now, s > 0 ? share_text(before > 0 ? now / before : NAN, share) : NULL);
        sheet_set_text(&sheet, 0, name);
        sheet_set_count(&sheet, 1, (size_t)now);
        sheet_set_number(&sheet, 2, all > 0 ? now / all : NAN);
        if (s > 0) {
            sheet_set_number(&sheet, 3, before > 0 ? now / before : NAN);
            sheet_set_count(&sheet, 4, (size_t)(before - now));
        }
        sheet_end_row(&sheet);
    }
    struct block *table = sheet_add(&sheet, report, NULL);
    table_block_format(table, 2, "%.1-");
    table_block_format(table, 3, "%.1-");
    table_block_format(table, 4, "-");
    return report;
}
