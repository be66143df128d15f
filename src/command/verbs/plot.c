/* plot: a picture of one or two columns or features. */
#include "command/model/looked.h"
#include "command/verb.h"
#include "patron/report/plot_kind.h"

static const char *const kinds[] = { "hist", "line", "scatter", "bar", "box", "heat", NULL };
static const char *const measures[] = { "count", "sum", "mean", NULL };

/* Options that the kind does not take are refused: a picture must show all that was asked of it. */
static bool check_options(const struct plot_kind *kind, const struct values *values, struct error *err)
{
    static const struct {
        const char *name;
        unsigned bit;
    } options[] = { { "of", PLOT_TAKES_OF },     { "measure", PLOT_TAKES_OF }, { "by", PLOT_TAKES_BY },
                    { "bins", PLOT_TAKES_BINS }, { "log", PLOT_TAKES_LOG },    { "per", PLOT_TAKES_PER } };
    for (size_t i = 0; i < sizeof options / sizeof *options; i++) {
        const struct value *value = values_get(values, options[i].name);
        if (!value->given || (kind->takes & options[i].bit))
            continue;
        fail(err, ERROR_USER, E_BAD_VALUE, "plot %s has no option '%s'", kind->name, options[i].name);
        error_reason(err, "%s: %s", kind->name, kind->summary);
        return fail_value_at(err, value, 0);
    }
    return true;
}

static bool check_columns(const struct plot_kind *kind, const struct value *columns, struct error *err)
{
    if (columns->n_texts >= kind->least && columns->n_texts <= kind->most)
        return true;
    fail(err, ERROR_USER, E_BAD_VALUE, "plot %s wants %s, not %zu", kind->name,
         kind->least == kind->most ? (kind->least == 1 ? "one column" : "two columns") : "one column or two",
         columns->n_texts);
    error_reason(err, "%s: %s", kind->name, kind->summary);
    if (columns->n_texts > kind->most)
        error_mend(err, "of=COLUMN   by=COLUMN for the others");
    return fail_value_at(err, columns, columns->n_texts > kind->most ? kind->most : columns->n_texts - 1);
}

/* The column named by VALUE, placed at it when there is none. */
static bool find_column(const struct looked *looked, const struct value *value, size_t i, const struct column **out,
                        struct error *err)
{
    *out = value->n_texts > i ? looked_column(looked, value->texts[i], err) : NULL;
    return *out || value->n_texts <= i || fail_value_at(err, value, i);
}

static struct report *run_plot(struct session *session, const struct invocation *invocation, struct error *err)
{
    const struct values *values = &invocation->values;
    const struct plot_kind *kind = plot_kinds[values_choice(values, "kind")];
    const struct value *columns = values_get(values, "columns"), *of = values_get(values, "of"),
                       *by = values_get(values, "by"), *per = values_get(values, "per"),
                       *measure = values_get(values, "measure");
    const char *const more[] = { of->text, by->text };
    struct looked looked;
    struct plot_request request = { .bins = (size_t)values_number(values, "bins"),
                                    .logarithmic = values_yes(values, "log"),
                                    .per = per->duration,
                                    .measure = measure->given ? (enum plot_measure)measure->choice
                                               : of->given    ? PLOT_SUM
                                                              : PLOT_COUNT };
    if (!check_options(kind, values, err) || !check_columns(kind, columns, err) ||
        !look_at(session, columns, more, 2, values_get(values, "at"), invocation->arena, &looked, err) ||
        !find_column(&looked, columns, 0, &request.x, err) || !find_column(&looked, columns, 1, &request.y, err) ||
        !find_column(&looked, of, 0, &request.of, err) || !find_column(&looked, by, 0, &request.by, err))
        return failed();
    if (request.of && request.of->type == TYPE_TEXT && request.measure != PLOT_COUNT) {
        fail(err, ERROR_USER, E_BAD_VALUE, "'%s' holds texts, which have no %s", request.of->name,
             measures[request.measure]);
        error_mend(err, "measure=count");
        fail_value_at(err, of, 0);
        return failed();
    }
    request.n_rows = looked.table->n_rows;
    struct report *report = report_plot(kind, looked.subject, &request, looked.context, err);
    if (!report)
        fail_value_at(err, columns, 0);
    return report;
}

const struct command plot_command = {
    .name = "plot",
    .group = GROUP_FEATURES,
    .summary = "a picture: hist, line, scatter, bar, box or heat",
    .description =
        "hist: how the values of a column are distributed. line: counts, or sums or means of another column, "
        "over the periods of a time. scatter: one column against another. bar: counts, sums or means by the "
        "levels of a column. box: quartiles of a column. heat: counts, sums or means by two columns, or of "
        "a time by weekday and hour.\n"
        "Columns are TABLE.COLUMN of one table, or features: both as of the date in force, so that rows and values "
        "that "
        "came later are not seen. A table is taken as loaded when there is no such date.",
    .needs = NEEDS_WORKSPACE | NEEDS_SNAPSHOT,
    .parameters =
        (const struct parameter[]){
            { "kind", PARAMETER_CHOICE, FORM_SUBJECT, .required = true, .choices = kinds, .summary = "the picture" },
            { "columns", PARAMETER_FEATURES, FORM_SUBJECT, .required = true, .repeats = true,
              .summary = "TABLE.COLUMN, or features: what the axes show" },
            { "of", PARAMETER_COLUMN, FORM_OPTION, .summary = "the column to add up (line, bar, heat)" },
            { "measure", PARAMETER_CHOICE, FORM_OPTION, .choices = measures,
              .summary = "of that column; sum when it is given" },
            { "by", PARAMETER_COLUMN, FORM_OPTION, .summary = "one series, or box, for each level of this column" },
            { "per", PARAMETER_DURATION, FORM_OPTION, .summary = "of line: the period; as suits the span" },
            { "bins", PARAMETER_COUNT, FORM_OPTION, .least = 2, .greatest = 200,
              .summary = "of hist: how many; of bar: how many levels" },
            { "log", PARAMETER_YESNO, FORM_OPTION, .otherwise = "no", .summary = "a logarithmic horizontal axis" },
            { "at", PARAMETER_DATE, FORM_OPTION, .summary = "another date than the as-of date" },
            { 0 } },
    .examples =
        (const struct example[]){ { "how amounts are distributed", "plot hist orders.amount by=category log=yes" },
                                  { "sales by month", "plot line orders.order_ts of=amount per=1m" },
                                  { "two features", "plot scatter frequency spend_365d" },
                                  { "orders by channel", "plot bar orders.channel" },
                                  { "boxes by plan", "plot box recency by=plan" },
                                  { "when orders come in", "plot heat orders.order_ts" },
                                  { 0 } },
    .see_also = "summary corr cohort show",
    .pane = "report",
    .run = run_plot,
};
