/* plot bar: counts, sums or means by the levels of a column. */
#include <math.h>

#include "patron/base/error.h"
#include "report/common.h"
#include "report/plots.h"

enum { BAR_LEVELS = 15 };

static bool draw_bars(const struct plot_request *request, struct report *report, struct error *err)
{
    struct grouping groups;
    char digits[64];
    if (!grouping_init(&groups, request->x, request->n_rows, request->bins ? request->bins : BAR_LEVELS, err))
        return false;
    struct gathered *cells = allocate(groups.n + 1, sizeof *cells);
    size_t missing = 0;
    for (size_t i = 0; i < request->n_rows; i++) {
        if (groups.group[i] == GROUP_NONE)
            missing++;
        else
            gather(request, i, &cells[groups.group[i]]);
    }
    char *label = measure_label(request);
    struct block *bars = report_add_bars(report, label, request->of ? request->of->unit : NULL);
    for (size_t g = 0; g < groups.n; g++) {
        char *note = request->of ? make_text("n %s", count_text(cells[g].n, digits))
                                 : copy_text(share_text(cells[g].n / (double)request->n_rows, digits));
        bars_add(bars, groups.names[g], gathered_value(request, &cells[g]), note);
        free(note);
    }
    if (missing > 0)
        report_add_note(report, VERDICT_NONE, "%s missing", count_text((double)missing, digits));
    free(label);
    free(cells);
    grouping_release(&groups);
    return true;
}

const struct plot_kind bar_plot = {
    .name = "bar",
    .summary = "counts, or sums or means of a column, by the levels of another",
    .least = 1,
    .most = 1,
    .takes = PLOT_TAKES_OF | PLOT_TAKES_BINS,
    .draw = draw_bars,
};
