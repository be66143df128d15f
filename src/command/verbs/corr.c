/* corr: which features move together. */
#include "command/model/looked.h"
#include "command/verb.h"

static struct report *run_corr(struct session *session, const struct invocation *invocation, struct error *err)
{
    const struct values *values = &invocation->values;
    struct looked looked;
    if (!look_at(session, values_get(values, "features"), NULL, 0, values_get(values, "at"), invocation->arena, &looked,
                 err))
        return failed();
    looked_leave_keys(&looked, NULL, invocation->arena);
    bool ranks = values_choice(values, "method") == 1;
    return report_correlation(looked.subject, looked.table, ranks,
                              arena_format(invocation->arena, "%s  %s", ranks ? "Spearman" : "Pearson", looked.context),
                              session_work(session), err);
}

static const char *const methods[] = { "pearson", "spearman", NULL };

const struct command corr_command = {
    .name = "corr",
    .group = GROUP_FEATURES,
    .summary = "correlations of features or columns with each other",
    .description = "Each pair over the rows that have both. pearson measures how straight a line the points make; "
                   "spearman does the same with ranks (ties share theirs), so that outliers and curved relations do "
                   "not mislead it. Keys are left out unless they are named: corr orders.order_id orders.amount. More "
                   "than 60 columns are told by their strongest pairs; a file (corr .. > FILE.csv) gets them all.",
    .needs = NEEDS_WORKSPACE | NEEDS_SNAPSHOT,
    .parameters =
        (const struct parameter[]){
            { "features", PARAMETER_FEATURES, FORM_SUBJECT, .repeats = true,
              .summary = "features or sets, or a table, or columns of one: orders.amount; all features when "
                         "left out" },
            { "method", PARAMETER_CHOICE, FORM_OPTION, .choices = methods, .otherwise = "pearson",
              .summary = "of values, or of ranks" },
            { "at", PARAMETER_DATE, FORM_OPTION, .summary = "another date than the as-of date" },
            { 0 } },
    .examples = (const struct example[]){ { "a set", "corr rfm" },
                                          { "by ranks", "corr full method=spearman" },
                                          { "columns of a table", "corr orders" },
                                          { 0 } },
    .see_also = "summary plot leak",
    .pane = "report",
    .run = run_corr,
};
