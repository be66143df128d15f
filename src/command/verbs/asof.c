/* asof: the date that features see up to. */
#include "command/verb.h"

/* Events at or after the date: they do not exist for a feature. */
static uint64_t count_later(const struct world *world, int64_t asof)
{
    uint64_t later = 0;
    for (size_t e = 0; e < world->n_events; e++) {
        const struct events *events = &world->events[e];
        const int64_t *times = column_ints(&events->table->columns[events->time_column]);
        for (size_t i = 0; i < events->table->n_rows; i++)
            later += times[i] != TIME_MISSING && times[i] >= asof;
    }
    return later;
}

static struct report *run_asof(struct session *session, const struct invocation *invocation, struct error *err)
{
    int64_t asof = values_get(&invocation->values, "date")->time;
    char date[32];
    time_format(asof, true, date);
    bool same = state_is(session, "asof", date);
    if (!same && !workspace_set_state(session->workspace, "asof", date, err))
        return failed();
    outcome(session, "%s", date);
    if (same)
        return report_message(VERDICT_OK, "as of %s", date);
    char **tables = workspace_tables(session->workspace);
    bool empty = !tables || !*tables;
    names_free(tables);
    if (empty)
        return report_message(VERDICT_OK, "as of %s", date);
    const struct world *world = resolve_world(session, invocation->arena, err);
    if (!world)
        return failed();
    if (world->first_time != TIME_MISSING && asof <= world->first_time)
        return report_message(VERDICT_WATCH, "as of %s: that is before all events", date);
    uint64_t later = count_later(world, asof);
    if (later == 0 && world->last_time != TIME_MISSING) {
        char last[32];
        time_format(world->last_time, true, last);
        return report_message(VERDICT_OK, "as of %s: all rows are before it, the last on %.10s", date, last);
    }
    return report_message(
        VERDICT_OK, "as of %s: %s not exist for a feature", date,
        later == 1 ? "1 later row does"
                   : arena_format(invocation->arena, "%s do", counted(later, "later row", invocation->arena)));
}

const struct command asof_command = {
    .name = "asof",
    .group = GROUP_FEATURES,
    .summary = "set the date that features see up to",
    .description = "What happens at or after the as-of date does not exist for a feature. A target looks ahead of it.",
    .needs = NEEDS_WORKSPACE,
    .changes = CHANGES_STATE,
    .parameters = (const struct parameter[]){ { "date", PARAMETER_DATE, FORM_SUBJECT, .required = true,
                                                .summary = "the date; its own events are not seen" },
                                              { 0 } },
    .examples = (const struct example[]){ { "in the middle of 2024", "asof 2024-07-01" },
                                          { "a quarter before", "asof 2024-04-01" },
                                          { "and what the features then were", "summary rfm" },
                                          { 0 } },
    .see_also = "population feature target split",
    .run = run_asof,
};
