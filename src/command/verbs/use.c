/* use: another snapshot's tables become the ones in use. */
#include <stdlib.h>
#include <string.h>

#include "command/data/delivery.h"
#include "command/verb.h"

static struct report *run_use(struct session *session, const struct invocation *invocation, struct error *err)
{
    const struct value *name = values_get(&invocation->values, "snapshot");
    char hash[HASH_TEXT];
    bool two = values_get(&invocation->values, "good")->given;
    if (two && strcmp(name->text, "last") != 0) {
        fail(err, ERROR_SYNTAX, E_SYNTAX, "'good' belongs to 'last' only");
        error_mend(err, "use last good");
        fail_value_at(err, values_get(&invocation->values, "good"), 0);
        return failed();
    }
    char *before = two || strcmp(name->text, "last_good") == 0 ? delivery_before(session) : NULL;
    bool ok = workspace_use(session->workspace, before ? before : name->text, err);
    free(before);
    if (!ok) {
        fail_value_at(err, name, 0);
        return failed();
    }
    const char *called = two ? "last good" : name->text;
    if (!delivery_chosen(session, err))
        return failed();
    workspace_snapshot_hash(session->workspace, hash);
    outcome(session, "%.8s", hash);
    return report_message(VERDICT_OK, "using %s (%.8s)", called, hash);
}

static const char *const good[] = { "good", NULL };

const struct command use_command = {
    .name = "use",
    .group = GROUP_DATA,
    .summary = "go to another snapshot: features, scores and checks then read it",
    .needs = NEEDS_WORKSPACE | NEEDS_SNAPSHOT,
    .changes = CHANGES_TABLES | CHANGES_STATE,
    .parameters =
        (const struct parameter[]){
            { "snapshot", PARAMETER_SNAPSHOT, FORM_SUBJECT, .required = true,
              .summary = "its name, the beginning of its hash, or `last good`: what was in use before the "
                         "delivery at hand" },
            { "good", PARAMETER_CHOICE, FORM_SUBJECT, .choices = good, .summary = "of `last good`" },
            { 0 } },
    .examples = (const struct example[]){ { "back to the first delivery", "use first" },
                                          { "what was in use before the delivery", "try use last good" },
                                          { "which there are", "snapshots" },
                                          { "compare with it instead", "drift rfm against=first" },
                                          { 0 } },
    .see_also = "snapshot snapshots drift",
    .run = run_use,
};
