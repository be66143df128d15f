/* The kinds of `plot`, and what they share. */
#include "report/plots.h"

#include <math.h>

#include "report/common.h"

const struct plot_kind *const plot_kinds[] = {
    &histogram_plot, &line_plot, &scatter_plot, &bar_plot, &box_plot, &heat_plot, NULL,
};

void gather(const struct plot_request *request, size_t row, struct gathered *into)
{
    double value = request->of ? column_number(request->of, row) : 1;
    if (isnan(value))
        return;
    into->n++;
    into->sum += value;
}

double gathered_value(const struct plot_request *request, const struct gathered *gathered)
{
    switch (request->measure) {
    case PLOT_SUM:
        return gathered->sum;
    case PLOT_MEAN:
        return gathered->n > 0 ? gathered->sum / gathered->n : NAN;
    default:
        return gathered->n;
    }
}

char *measure_label(const struct plot_request *request)
{
    if (!request->of)
        return copy_text("rows");
    return make_text("%s of %s",
                     request->measure == PLOT_SUM    ? "sum"
                     : request->measure == PLOT_MEAN ? "mean"
                                                     : "count",
                     request->of->name);
}

struct report *report_plot(const struct plot_kind *kind, const char *subject, const struct plot_request *request,
                           const char *context, struct error *err)
{
    char digits[64];
    char *title = request->by ? make_text("plot %s %s by %s", kind->name, subject, request->by->name)
                              : make_text("plot %s %s", kind->name, subject);
    char *made = context ? copy_text(context) : make_text("n %s", count_text((double)request->n_rows, digits));
    struct report *report = report_new("plot", title, made);
    free(title);
    free(made);
    if (kind->draw(request, report, err))
        return report;
    report_free(report);
    return NULL;
}
