/* gate: a condition that must hold, or the job ends with status 3. */
#include "command/model/gate.h"
#include "command/data/delivery.h"
#include "command/verb.h"

/* "nightly.patron:10: gate failed: psi(full) < 0.25   value 0.31 (sessions_n_30d)" */
static void remember_gate(struct session *session, const struct condition *condition, const char *value)
{
    struct text text = TEXT_EMPTY;
    if (session->where && session->where->file)
        text_add_format(&text, "%s:%zu: ", session->where->file, session->where->line);
    text_add_format(&text, "gate failed: %s   value %s", condition->text, value);
    if (condition->left.detail)
        text_add_format(&text, " (%s)", condition->left.detail);
    junit_add(session, condition->text, session->where, text_string(&text));
    session->gates = reallocate(session->gates, session->n_gates + 1, sizeof *session->gates);
    session->gates[session->n_gates++].text = text_take(&text);
}

static struct report *run_gate(struct session *session, const struct invocation *invocation, struct error *err)
{
    const struct value *expression = values_get(&invocation->values, "condition");
    struct condition condition;
    char value[32];
    if (!gate_evaluate(session, expression->text, expression->column - 1, invocation->arena, &condition, err))
        return failed();
    if (condition.left.word)
        snprintf(value, sizeof value, "%s", condition.left.word);
    else
        number_format_short(condition.left.value, value);
    const char *detail = condition.left.detail ? arena_format(invocation->arena, " (%s)", condition.left.detail) : "";
    outcome(session, "%s %s", condition.holds ? "holds" : "failed", value);
    if (condition.holds)
        junit_add(session, condition.text, session->where, NULL);
    const char *back;
    session->judged = condition.holds ? JUDGED_GOOD : JUDGED_BAD;
    if (condition.holds)
        return delivery_judged(session, false, invocation->arena, &back, err)
                   ? report_message(VERDICT_OK, "gate holds: %s   value %s%s", condition.text, value, detail)
                   : failed();
    if (session->trying) /* the file asks `if failed` and goes on as it likes */
        return report_message(VERDICT_WATCH, "gate failed: %s   value %s%s", condition.text, value, detail);
    if (!delivery_judged(session, true, invocation->arena, &back, err))
        return failed();
    remember_gate(session, &condition, value);
    session->stop_run |= values_yes(&invocation->values, "stop");
    return report_message(VERDICT_BAD, "gate failed: %s   value %s%s%s%s", condition.text, value, detail,
                          back ? "; in use again: " : "", back ? back : "");
}

const struct command gate_command = {
    .name = "gate",
    .group = GROUP_MONITORING,
    .summary = "a condition that must hold, or the job ends with status 3",
    .description =
        "A failed gate does not stop the run: all are told at the end. stop=yes stops at once. Tables that were loaded "
        "since "
        "the last gate or check go out of use when one fails: what was in use before is again. `if failed` asks; after "
        "try "
        "a failed gate only answers it. Figures: every metric "
        "of a model or a segmentation (help metrics), rows(TABLE), rows(scores), check(TABLE) "
        "(pass or fail), completeness accuracy consistency timeliness "
        "uniqueness of TABLE or TABLE.COLUMN, "
        "psi(FEATURES, against=DATE), psi(score MODEL, against=train), moved(..) of the same: how many moved by more "
        "than "
        "chance. ignore=A+B leaves features out of both.",
    .background = BACKGROUND_NEVER, /* a gate is held at once, and counted by who asked */
    .needs = NEEDS_WORKSPACE,
    .parameters = (const struct parameter[]){ { "condition", PARAMETER_EXPRESSION, FORM_SUBJECT, .required = true,
                                                .summary = "FIGURE < <= > >= == != NUMBER" },
                                              { "stop", PARAMETER_YESNO, FORM_OPTION, .otherwise = "no",
                                                .summary = "end the run here when it fails" },
                                              { 0 } },
    .examples = (const struct example[]){ { "good enough", "gate auc(m2) >= 0.6" },
                                          { "nothing moved", "gate psi(rfm, against=2024-04-01) < 5" },
                                          { "all rules kept", "gate check(orders) == pass" },
                                          { "enough rows", "gate rows(orders) > 1000 stop=yes" },
                                          { 0 } },
    .see_also = "drift compare champion",
    .run = run_gate,
};
