/* check: what the data must be, and where they are not. */
#include <string.h>

#include "command/data/delivery.h"
#include "command/data/quality.h"
#include "command/verb.h"

/* Rules that stop and do not hold: what was in use before the delivery is again. */
static struct report *judge_delivery(struct session *session, bool failed_rules, struct report *report,
                                     struct error *err)
{
    struct arena arena;
    const char *back;
    arena_init(&arena);
    session->judged = failed_rules ? JUDGED_BAD : JUDGED_GOOD;
    bool ok = delivery_judged(session, failed_rules && !session->trying, &arena, &back, err);
    if (ok && back)
        session_message(session, "in use again: %s, as before what was loaded since", back);
    arena_release(&arena);
    if (ok)
        return report;
    report_free(report);
    return NULL;
}

static struct report *report_check(struct session *session, struct quality *quality, const char *context,
                                   struct error *err)
{
    struct table *findings = builder_finish(quality->findings, err);
    quality->findings = NULL;
    if (!findings)
        return failed();
    struct report *report = report_new("check", "check", context);
    if (quality->n > 0) {
        struct block *block = report_add_table(report, NULL, view_owning(findings));
        table_block_format(block, 3, "v");
        table_block_format(block, 4, "-");
        table_block_format(block, 5, "%-");
        table_block_list(block);
        for (size_t i = 0; i < quality->n; i++)
            if (quality->verdicts[i] != VERDICT_NONE)
                table_block_verdict(block, i, quality->verdicts[i]);
    } else {
        table_release(findings);
        report_add_note(report, VERDICT_OK, "nothing to remark");
    }
    outcome(session, "%zu to watch, %zu bad", quality->n_watch, quality->n_bad);
    return judge_delivery(session, quality->n_failed > 0, report, err);
}

/* ---- All that is known of tables ---- */

static struct report *check_tables(struct session *session, const struct invocation *invocation,
                                   const char *const *names, size_t n, struct error *err)
{
    struct quality *quality = arena_allocate(invocation->arena, 1, sizeof *quality);
    quality_init(quality, invocation->arena);
    bool ok = true;
    for (size_t i = 0; ok && i < n; i++)
        ok = quality_check(session, names[i], quality, err);
    const char *context = counted(n, "table", invocation->arena);
    if (quality->n_rules > 0)
        context =
            arena_format(invocation->arena, "%s, %s", context, counted(quality->n_rules, "rule", invocation->arena));
    struct report *report = ok ? report_check(session, quality, context, err) : NULL;
    if (quality->findings)
        builder_free(quality->findings);
    return report;
}

/* `check orders customers`: the words behind the first table are tables too. */
static size_t more_tables(struct session *session, const char *text, struct arena *arena, const char **names)
{
    size_t n = 0;
    while (text[strspn(text, " ,")]) {
        text += strspn(text, " ,");
        size_t length = strcspn(text, " ,");
        names[n] = arena_bytes(arena, text, length);
        if (workspace_what(session->workspace, names[n++]) != NAME_TABLE)
            return 0;
        text += length;
    }
    return n;
}

/* ---- One rule ---- */

/* Kept, and put into the audit trail, in one transaction: judging alone must be possible in a workspace that is open
   read-only, so that the command as a whole has none. */
static bool declare(struct session *session, const struct invocation *invocation, const char *name,
                    const struct rule *rule, bool *same, struct error *err)
{
    if (!rules_keep(session, name, rule, same, err))
        return false;
    session->unchanged = *same;
    return *same || workspace_audit(session->workspace, invocation->line, rule->text, 0, err);
}

static struct report *check_rule(struct session *session, const struct invocation *invocation, const char *name,
                                 const struct value *text, struct error *err)
{
    struct arena *arena = invocation->arena;
    const struct value *allow = values_get(&invocation->values, "allow");
    struct table *table = resolve_table(session, name, arena, err);
    struct rule rule;
    struct rule_outcome judged;
    bool same;
    if (!table || !rule_parse(text->text, text->column - 1, table, arena, &rule, err))
        return failed();
    rule.stops = values_choice(&invocation->values, "severity") == 0;
    if (allow->given && !rule_share(allow->text, &rule.allow)) {
        fail(err, ERROR_USER, E_BAD_VALUE, "'%s' is no share", allow->text);
        error_mend(err, "allow=1%%");
        fail_value_at(err, allow, 0);
        return failed();
    }
    if (!rule_judge(session, name, &rule, table, arena, &judged, err) ||
        !declare(session, invocation, name, &rule, &same, err))
        return failed();
    struct quality *quality = arena_allocate(arena, 1, sizeof *quality);
    quality_init(quality, arena);
    quality_add_rule(quality, name, &rule, &judged);
    struct report *report = report_check(session, quality, same ? "declared before" : "declared", err);
    if (!report)
        return NULL;
    outcome(session, "%s: %s", judged.passed ? "passed" : rule.stops ? "failed" : "warning", rule.text);
    return report;
}

static struct report *forget_rule(struct session *session, const struct invocation *invocation, const char *name,
                                  const char *text, struct error *err)
{
    struct arena *arena = invocation->arena;
    struct table *table = resolve_table(session, name, arena, err);
    struct rule rule;
    size_t n;
    text += strspn(text, " ");
    bool all = strcmp(text, "all") == 0;
    if (!table || (!all && !rule_parse(text, 0, table, arena, &rule, err)) ||
        !rules_forget(session, name, all ? text : rule.text, &n, err))
        return failed();
    if (n == 0) {
        fail(err, ERROR_USER, E_NO_NAME, "'%s' has no such rule", name);
        error_mend(err, "check %s lists its rules", name);
        return failed();
    }
    outcome(session, "%s forgotten", counted(n, "rule", arena));
    return workspace_audit(session->workspace, invocation->line, text_string(&session->outcome), 0, err)
               ? report_message(VERDICT_OK, "%s: %s forgotten", name, counted(n, "rule", arena))
               : failed();
}

static struct report *run_check(struct session *session, const struct invocation *invocation, struct error *err)
{
    const struct value *table = values_get(&invocation->values, "table");
    const struct value *rule = values_get(&invocation->values, "rule");
    struct report *report = NULL;
    if (!table->given) {
        char **all = workspace_tables(session->workspace);
        size_t n = 0;
        while (all[n])
            n++;
        report = check_tables(session, invocation, (const char *const *)all, n, err);
        names_free(all);
        return report;
    }
    const char **names = arena_allocate(invocation->arena, rule->given ? strlen(rule->text) + 2 : 1, sizeof *names);
    names[0] = table->text;
    size_t n = rule->given ? more_tables(session, rule->text, invocation->arena, names + 1) : 0;
    if (!rule->given || n > 0)
        report = check_tables(session, invocation, names, n + 1, err);
    else if (strncmp(rule->text, "forget ", 7) == 0)
        report = forget_rule(session, invocation, table->text, rule->text + 7, err);
    else
        report = check_rule(session, invocation, table->text, rule, err);
    if (!report && err->code == E_NO_TABLE)
        fail_value_at(err, table, 0);
    return report;
}

static const char *const severities[] = { "stop", "warn", NULL };

const struct command check_command = {
    .name = "check",
    .group = GROUP_DATA,
    .summary = "judge tables: what is odd, and the rules that were declared",
    .description =
        "Alone: keys that are missing or not unique, rows that stand twice, or twice but for the key more often than "
        "chance gives, events that belong to nobody or have no "
        "time, columns of one value or of many missing ones, values far from the middle half (more than ten "
        "times its width) or below zero where almost none are, long times without rows; and every rule declared.\n"
        "check TABLE RULE declares a rule, which stays with the table until `check TABLE forget RULE` (or all). It is "
        "judged at once and by each later check: passed, warn or stop, with rows, share and the first that break it. "
        "`gate check(TABLE) == pass` fails for what is stop. Rules:\n"
        "COLUMN required, COLUMNS unique, COLUMNS key, COLUMN type TYPE, COLUMN missing < 5%, COLUMN between A and B, "
        "COLUMN in (A, B), COLUMN in TABLE (or TABLE.COLUMN), COLUMN like \"A%\", COLUMN matches \"REGULAR "
        "EXPRESSION\", COLUMN increasing [by COLUMN], any EXPRESSION that must be true of each row, sum(A) == sum(B) "
        "and other figures over columns (count mean median distinct min max), rows >= N, rows change < 20%, changed < "
        "10% (against the delivery before), fresh < 2d (before the as-of date, or the end of the data), duplicates < "
        "1%, near duplicates on A,B [ignoring tags,dots] < 1% (but for spelling or one letter: help clean), refused < "
        "5% (set aside on loading), columns A,B,C, and completeness, accuracy, consistency, timeliness, "
        "uniqueness >= SHARE. A value that is missing breaks no rule but required, key and missing. "
        "A name with blanks stands in backquotes: `order id` required.",
    .needs = NEEDS_WORKSPACE | NEEDS_SNAPSHOT,
    .writes_with = "rule",
    .parameters =
        (const struct parameter[]){
            { "table", PARAMETER_TABLE, FORM_SUBJECT, .summary = "one table, or several; all when left out" },
            { "rule", PARAMETER_EXPRESSION, FORM_SUBJECT, .summary = "what must hold: amount between 0 and 1e6" },
            { "severity", PARAMETER_CHOICE, FORM_OPTION, .choices = severities, .otherwise = "stop",
              .summary = "stop: a gate on the table fails; warn: it is only told" },
            { "allow", PARAMETER_TEXT, FORM_OPTION, .otherwise = "0",
              .summary = "the share of rows that may break it" },
            { 0 } },
    .examples =
        (const struct example[]){ { "everything", "check" },
                                  { "one table", "check orders" },
                                  { "a range", "check orders amount between 0 and 1e6 severity=warn" },
                                  { "how much may be missing", "check orders amount missing < 5%" },
                                  { "every order has its customer", "check orders customer_id in customers" },
                                  { "but for spelling", "check customers near duplicates on country,phone < 1%" },
                                  { "not too old", "check orders fresh < 400d" },
                                  { "as a condition of a job", "gate check(orders) == pass" },
                                  { "the rows that were set aside", "show orders.quarantine" },
                                  { 0 } },
    .see_also = "quality clean describe show gate",
    .run = run_check,
};
