/* use: another snapshot's tables become the ones in use. */
#include <stdlib.h>
#include <string.h>

#include "command/data/delivery.h"
#include "command/verb.h"

static struct report *run_use(struct session *session, const struct invocation *invocation, struct error *err)
{
    const struct value *name = values_get(&invocation->values, "snapshot");
    char hash[HASH_TEXT];
    bool last_good = strcmp(name->text, "last_good") == 0;
    char *before = last_good ? delivery_before(session) : NULL;
    bool none = last_good && !(before && workspace_has_snapshot(session->workspace, before));
    bool ok = none ? fail(err, ERROR_USER, E_NO_SNAPSHOT, "nothing was in use before the delivery at hand")
                   : workspace_use(session->workspace, before ? before : name->text, err);
    free(before);
    if (none)
        error_reason(err, "snapshots lists what can be used");
    if (!ok) {
        fail_value_at(err, name, 0);
        return failed();
    }
    if (!delivery_chosen(session, err))
        return failed();
    workspace_snapshot_hash(session->workspace, hash);
    outcome(session, "%.8s", hash);
    return report_message(VERDICT_OK, "using %s (%.8s)", name->text, hash);
}

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
            { 0 } },
    .examples = (const struct example[]){ { "back to the first delivery", "use first" },
                                          { "which there are", "snapshots" },
                                          { "compare with it instead", "drift rfm against=first" },
                                          { 0 } },
    .see_also = "snapshot snapshots drift",
    .run = run_use,
};
