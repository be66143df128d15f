/* new: a workspace is a folder. */
#include "command/verb.h"

static struct report *run_new(struct session *session, const struct invocation *invocation, struct error *err)
{
    const char *folder = values_text(&invocation->values, "folder");
    struct workspace *workspace = workspace_make(folder, err);
    if (!workspace)
        return failed();
    session_set_workspace(session, workspace);
    outcome(session, "%s", folder);
    return report_message(VERDICT_OK, "workspace %s: empty. load NAME from FILE brings data in.", folder);
}

const struct command new_command = {
    .name = "new",
    .group = GROUP_START,
    .summary = "make a workspace, a folder that keeps data, definitions and models, and open it",
    .changes = CHANGES_TABLES | CHANGES_DEFINITIONS | CHANGES_MODELS | CHANGES_STATE,
    .parameters =
        (const struct parameter[]){ { "folder", PARAMETER_FILE, FORM_SUBJECT, .required = true,
                                      .summary = "the folder to make; its last part is the workspace's name" },
                                    { 0 } },
    .examples = (const struct example[]){ { "a workspace called trial", "new trial" },
                                          { "in another folder", "new spaces/spring" },
                                          { "and what is in it", "describe" },
                                          { 0 } },
    .see_also = "open load home",
    .run = run_new,
};
