/* cohort: retention by the period in which customers began. */
#include "patron/study/cohort.h"
#include "command/verb.h"

static const char *const shows[] = { "share", "customers", "events", "amount", NULL };

static const char *period_word(struct duration per, struct arena *arena)
{
    static const char *const words[] = {
        [DURATION_HOUR] = "hour",   [DURATION_DAY] = "day",         [DURATION_WEEK] = "week",
        [DURATION_MONTH] = "month", [DURATION_QUARTER] = "quarter", [DURATION_YEAR] = "year"
    };
    return per.count == 1 ? words[per.unit] : arena_format(arena, "%d %ss", per.count, words[per.unit]);
}

static struct cohort_view view_of(const struct values *values, struct duration per, struct arena *arena)
{
    static const char *const titles[] = { "share that came back", "customers who came back", "events", "amount" };
    const char *word = period_word(per, arena);
    enum cohort_show show = values_get(values, "of")->given && !values_get(values, "show")->given
                                ? COHORT_AMOUNT
                                : (enum cohort_show)values_choice(values, "show");
    return (struct cohort_view){ .show = show,
                                 .title = arena_format(arena, "%s, by %s", titles[show], word),
                                 .period_label = arena_format(
                                     arena, per.count == 1 ? "%ss after the first" : "times %s after the first", word),
                                 .n_periods = (size_t)values_number(values, "periods") };
}

static struct report *run_cohort(struct session *session, const struct invocation *invocation, struct error *err)
{
    const struct values *values = &invocation->values;
    const struct value *events = values_get(values, "events"), *of = values_get(values, "of");
    struct arena *arena = invocation->arena;
    const struct world *world = resolve_world(session, arena, err);
    struct cohort_request request = { .events = events->text,
                                      .amount = of->text,
                                      .per = values_get(values, "per")->duration };
    struct cohort_view view = view_of(values, request.per, arena);
    struct definition *population;
    if (!world || !resolve_date(session, values_get(values, "at"), world, &request.cutoff, err) ||
        !resolve_population(session, arena, &population, err))
        return failed();
    if (!resolve_table(session, events->text, arena, err)) {
        fail_value_at(err, events, 0);
        return failed();
    }
    if (view.show == COHORT_AMOUNT && !of->given) {
        fail(err, ERROR_USER, E_MISSING_ARGUMENT, "an amount is of a column, and none was named");
        error_mend(err, "of=amount");
        fail_value_at(err, values_get(values, "show"), 0);
        return failed();
    }
    struct cohorts cohorts;
    request.population = population;
    if (!study_cohorts(world, &request, session_work(session), &cohorts, err)) {
        fail_value_at(err, err->code == E_NO_TABLE ? events : of->given ? of : events, 0);
        return failed();
    }
    double n = 0;
    for (size_t c = 0; c < cohorts.n; c++)
        n += cohorts.sizes[c];
    const char *date = asof_text(request.cutoff, arena), *who = counted((uint64_t)n, "customer", arena);
    if (population) /* whoever is active now came back more often: the title must say who is counted */
        who = arena_format(arena, "%s of %s", who, population->name);
    struct report *report =
        report_cohorts(events->text, &cohorts, &view, date ? arena_format(arena, "%s  %s", date, who) : who);
    int64_t end = world_end(world);
    if (report && end != TIME_MISSING && time_shift(end, request.per, 1) < request.cutoff) {
        char day[32];
        time_format(end, true, day);
        report_add_note(report, VERDICT_NONE, "the data end on %s, periods before the as-of date: nobody came then",
                        day);
    }
    cohorts_release(&cohorts);
    return report;
}

const struct command cohort_command = {
    .name = "cohort",
    .group = GROUP_FEATURES,
    .summary = "retention: who began when, and what share came back in each period after",
    .description =
        "A customer belongs to the period of the first event that is visible at the as-of date. Period 0 is "
        "that period itself, so its share is 100%. Periods that were not over at the as-of date, or that the "
        "data do not cover, are not shown as lost: they are left out; one in which nobody came is shown. Only the "
        "population in force is counted: `population all` counts "
        "those who left, too.",
    .needs = NEEDS_WORKSPACE | NEEDS_SNAPSHOT,
    .parameters =
        (const struct parameter[]){
            { "events", PARAMETER_TABLE, FORM_SUBJECT, .required = true, .summary = "the event table" },
            { "per", PARAMETER_DURATION, FORM_OPTION, .otherwise = "1m", .summary = "the period" },
            { "show", PARAMETER_CHOICE, FORM_OPTION, .choices = shows, .otherwise = "share",
              .summary = "the share that came back, how many, their events, or an amount" },
            { "of", PARAMETER_COLUMN, FORM_OPTION, .summary = "the column to add up for show=amount" },
            { "periods", PARAMETER_COUNT, FORM_OPTION, .least = 1, .greatest = 512, .otherwise = "10",
              .summary = "how many after the first at most" },
            { "at", PARAMETER_DATE, FORM_OPTION, .summary = "another date than the as-of date" },
            { 0 } },
    .examples = (const struct example[]){ { "by month", "cohort orders" },
                                          { "by quarter, in money", "cohort orders per=1q of=amount" },
                                          { "as a table", "cohort orders show=customers > cohorts.csv" },
                                          { 0 } },
    .see_also = "plot funnel summary",
    .pane = "report",
    .run = run_cohort,
};
