/* summary: each feature, or each column of a table, in figures. */
#include "command/model/looked.h"
#include "command/verb.h"

static struct report *run_summary(struct session *session, const struct invocation *invocation, struct error *err)
{
    const struct values *values = &invocation->values;
    const struct value *by = values_get(values, "by");
    struct looked looked;
    if (!look_at(session, values_get(values, "features"), &by->text, 1, values_get(values, "at"), invocation->arena,
                 &looked, err))
        return failed();
    const struct column *level = by->text ? looked_column(&looked, by->text, NULL) : NULL;
    const char *point = by->text ? strchr(by->text, '.') : NULL;
    looked_leave_keys(&looked, point ? point + 1 : by->text, invocation->arena);
    const char *context = looked.event_time_only
                              ? arena_format(invocation->arena, "%s  event time only", looked.context)
                              : looked.context;
    struct report *report = report_summary(looked.subject, looked.table,
                                           level   ? level->name
                                           : point ? point + 1
                                                   : by->text,
                                           context, err);
    if (!report && by->given)
        fail_value_at(err, by, 0);
    return report;
}

const struct command summary_command = {
    .name = "summary",
    .group = GROUP_FEATURES,
    .summary = "mean, spread, least, greatest, missing and shape of features or columns",
    .description =
        "Of the values that are not missing; sd divides by their number less one. Keys are left out unless they "
        "are named: summary orders.order_id. Of personal columns no value is told. Rows and values of a table that "
        "came after the as-of date are not seen.",
    .needs = NEEDS_WORKSPACE | NEEDS_SNAPSHOT,
    .parameters =
        (const struct parameter[]){
            { "features", PARAMETER_FEATURES, FORM_SUBJECT, .repeats = true,
              .summary = "features or sets, or a table, or columns of one: orders.amount; all features when "
                         "left out" },
            { "by", PARAMETER_COLUMN, FORM_OPTION, .summary = "also the mean in each level of this column or feature" },
            { "at", PARAMETER_DATE, FORM_OPTION, .summary = "another date than the as-of date" },
            { 0 } },
    .examples = (const struct example[]){ { "a set", "summary rfm" },
                                          { "by plan", "summary rfm by=plan" },
                                          { "a table's columns", "summary orders" },
                                          { 0 } },
    .see_also = "features corr plot describe drift",
    .pane = "table",
    .run = run_summary,
};
