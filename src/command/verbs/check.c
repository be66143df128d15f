/* check: what the data must be, and where they are not. */
#include "command/quality.h"
#include "command/verb.h"

static struct report *report_check(struct session *session, struct quality *quality, size_t n_tables,
                                   struct arena *arena, struct error *err)
{
    struct table *findings = builder_finish(quality->findings, err);
    quality->findings = NULL;
    if (!findings)
        return failed();
    struct report *report = report_new("check", "check", counted(n_tables, "table", arena));
    if (quality->n > 0) {
        struct block *block = report_add_table(report, NULL, view_owning(findings));
        table_block_format(block, 4, "%");
        for (size_t i = 0; i < quality->n; i++)
            if (quality->verdicts[i] != VERDICT_NONE)
                table_block_verdict(block, i, quality->verdicts[i]);
    } else {
        table_release(findings);
        report_add_note(report, VERDICT_OK, "nothing to remark");
    }
    outcome(session, "%zu to watch, %zu bad", quality->n_watch, quality->n_bad);
    return report;
}

static struct report *run_check(struct session *session, const struct invocation *invocation, struct error *err)
{
    const struct value *names = values_get(&invocation->values, "tables");
    struct quality *quality = arena_allocate(invocation->arena, 1, sizeof *quality);
    char **all = workspace_tables(session->workspace);
    size_t n = 0;
    bool ok = true;
    quality_init(quality);
    for (size_t i = 0; ok && (names->given ? i < names->n_texts : all && all[i]); i++, n++) {
        ok = quality_check(session, names->given ? names->texts[i] : all[i], quality, err);
        if (!ok && names->given)
            fail_value_at(err, names, i);
    }
    struct report *report = ok ? report_check(session, quality, n, invocation->arena, err) : NULL;
    if (quality->findings)
        builder_free(quality->findings);
    names_free(all);
    return report;
}

const struct command check_command = {
    .name = "check",
    .group = GROUP_DATA,
    .summary = "look for missing, double, odd and orphaned data",
    .description =
        "Keys that are missing or not unique, rows that stand twice, events that belong to nobody or have no "
        "time, columns of one value or of many missing ones, values far from the middle half (more than ten "
        "times its width) or below zero where almost none are, and long times without rows.",
    .needs = NEEDS_WORKSPACE | NEEDS_SNAPSHOT,
    .parameters =
        (const struct parameter[]){
            { "tables", PARAMETER_TABLE, FORM_SUBJECT, .repeats = true, .summary = "all when left out" }, { 0 } },
    .examples = (const struct example[]){ { "everything", "check" },
                                          { "one table", "check orders" },
                                          { "the rows that were set aside", "show orders.quarantine" },
                                          { 0 } },
    .see_also = "describe clean show",
    .run = run_check,
};
